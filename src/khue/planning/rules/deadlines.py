"""When a task begins and is due, from how its deadline is written; and when a recurring report falls due. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = 4
SOON = timedelta(days=14)  # how long before its end a task is reminded of
ESCALATES = timedelta(days=30)  # how long after its end the one who issued the plan hears of it, too


@dataclass(frozen=True)
class Span:
    """From when till when; None: open."""

    start: date | None
    due: date | None


def span(
    kind: str,
    *,
    year: int | None = None,
    last_year: int | None = None,
    quarter: int | None = None,
    month: int | None = None,
    on: date | None = None,
) -> Span:
    """Return when a deadline begins and ends.

    >>> span("quarter", year=2026, quarter=1).due, span("range", year=2025, last_year=2030).due
    (datetime.date(2026, 3, 31), datetime.date(2030, 12, 31))

    Source: Civil Code 2015, Art. 148 (a period ends with the last day of its quarter, month or year).
    """
    if kind == "date":
        return Span(None, on)
    if year is None or kind in ("ongoing", "none"):
        return Span(None, None)
    if kind == "month" and month:
        return Span(date(year, month, 1), _last(year, month))
    if kind == "quarter" and quarter:
        return Span(date(year, 3 * quarter - 2, 1), _last(year, 3 * quarter))
    return Span(date(year, 1, 1), date(last_year or year, 12, 31))


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def standing(due: date | None, state: str, on: date) -> str:
    """Say how a task stands on a day: done, stopped, late, soon, or open.

    >>> standing(date(2026, 3, 31), "doing", date(2026, 4, 1)), standing(date(2026, 3, 31), "doing", date(2026, 3, 31))
    ('late', 'soon')

    Source: the office's own rule for reminders; the last day still counts (Civil Code 2015, Art. 148).
    """
    if state in ("done", "stopped"):
        return state
    if due is None:
        return "open"
    if due < on:
        return "late"
    return "soon" if due - on <= SOON else "open"


def falls_due(recurrence: str, start: date, end: date, *, month: int, day: int, on: date | None = None) -> list[date]:
    """Return the days in a stretch of time on which a report is due.

    quarterly: the day of the month after each quarter; monthly: the day of every month.
    Source: Decree 09/2019/NĐ-CP, Art. 12 (periods of reports of state agencies).
    """
    if recurrence == "once":
        return [on] if on and start <= on <= end else []
    if recurrence == "none":
        return []
    return [found for found in _candidates(recurrence, start.year, end.year, month, day) if start <= found <= end]


def _candidates(recurrence: str, first: int, last: int, month: int, day: int) -> Iterator[date]:
    months = {"yearly": (month,), "quarterly": (1, 4, 7, 10), "monthly": range(1, 13)}[recurrence]
    for year in range(first, last + 1):
        for one in months:
            yield date(year, one, min(day, monthrange(year, one)[1]))
