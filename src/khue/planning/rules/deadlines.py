"""How a task stands on a day, and when a recurring report falls due. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

SOON = timedelta(days=14)  # how long before its end a task is reminded of
ESCALATES = timedelta(days=30)  # how long after its end the one who issued the plan hears of it, too


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


def reminds(due: date | None, reminded_on: date | None, on: date) -> bool:
    """Whether a task is reminded of on a day: once before its end, once after it.

    >>> reminds(date(2026, 3, 31), date(2026, 3, 20), date(2026, 3, 31))
    False
    >>> reminds(date(2026, 3, 31), date(2026, 3, 20), date(2026, 4, 1))
    True

    Source: the office's own rule for reminders.
    """
    if due is None or due > on + SOON:
        return False
    return reminded_on is None or reminded_on <= due < on


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
