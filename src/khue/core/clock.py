"""The clock: the day in Vietnam, school years, working days and due dates. Pure: dated tables and functions.

The days off are `data/holidays.csv`, one row a day with its source. A row marked "check" has not been confirmed yet;
the page of holidays shows the mark. Two kinds: `closed` (a holiday, its compensation, or a day moved to a Saturday)
and `extra_working` (that Saturday).
"""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from khue.core.errors import Refused
from khue.core.words import N_

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5
FIRST_MONTH = 9  # of the school year
Unit = Literal["working_days", "calendar_days", "same_day"]


class NoCalendar(Refused):
    """Working days of a year whose holidays are not known cannot be counted."""

    text = N_("Chưa có lịch nghỉ lễ của năm {year}. Hãy bổ sung ngày nghỉ của năm này vào danh mục ngày nghỉ.")


class NotASchoolYear(Refused):
    """The text does not name a school year."""

    status = 422
    text = N_("«{value}» không phải năm học. Hãy viết hai năm liền nhau, ví dụ 2025-2026.")


@dataclass(frozen=True, order=True)
class DayOff:
    """A day that differs from its weekday: closed, or a Saturday that is worked."""

    day: date
    is_closed: bool
    name: str
    source: str
    is_unsure: bool


@dataclass(frozen=True, order=True)
class SchoolYear:
    """A school year (năm học), named by the calendar year in which it starts.

    It runs from 1 September to 31 August; the days of opening and closing are set by decision each year and are
    entries of the catalogue `school_years`.
    Source: yearly framework of the ministry (khung kế hoạch thời gian năm học), e.g. Decision 2269/QĐ-BGDĐT of 2025.
    """

    start: int

    @property
    def label(self) -> str:
        """Return the name as printed: 2025-2026."""
        return f"{self.start}-{self.start + 1}"

    @property
    def first_day(self) -> date:
        """Return 1 September."""
        return date(self.start, FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        """Return 31 August of the next year."""
        return date(self.start + 1, FIRST_MONTH, 1) - timedelta(days=1)

    def __str__(self) -> str:
        return self.label


def now() -> datetime:
    """Return this instant in Vietnam."""
    return datetime.now(ZONE)


def day_of(moment: datetime) -> date:
    """Return the day in Vietnam on which the instant falls."""
    return moment.astimezone(ZONE).date()


def today(moment: datetime | None = None) -> date:
    """Return the day in Vietnam, now or at the given instant.

    >>> today(datetime(2026, 11, 20, 17, 30, tzinfo=UTC)).isoformat()
    '2026-11-21'
    """
    return day_of(moment or datetime.now(UTC))


def school_year_of(day: date) -> SchoolYear:
    """Return the school year in which the day lies.

    >>> school_year_of(date(2026, 8, 31)).label, school_year_of(date(2026, 9, 1)).label
    ('2025-2026', '2026-2027')

    Source: yearly framework of the ministry (khung kế hoạch thời gian năm học).
    """
    return SchoolYear(day.year if day.month >= FIRST_MONTH else day.year - 1)


def school_year(label: str) -> SchoolYear:
    """Read "2025-2026". Raises: NotASchoolYear.

    Source: the way the ministry writes school years in its decisions.
    """
    first, _, second = label.replace("–", "-").replace(" ", "").partition("-")
    if not (first.isdecimal() and second.isdecimal() and len(first) == 4 and int(second) == int(first) + 1):
        raise NotASchoolYear(value=label)
    return SchoolYear(int(first))


@cache
def days_off() -> dict[date, DayOff]:
    """Return every known day that differs from its weekday.

    Source: Labour Code 2019, Art. 111(3), 112; Resolution 28/2026/QH16 (24 November from 2026); yearly notices.
    """
    with (Path(__file__).parent / "data" / "holidays.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            DayOff(
                date.fromisoformat(row["day"]),
                row["kind"] == "closed",
                row["name"],
                row["source"],
                row["confidence"] == "check",
            )
            for row in csv.DictReader(file)
        ]
    return {row.day: row for row in rows}


@cache
def known_years() -> frozenset[int]:
    """Return the years whose holidays are known."""
    return frozenset(day.year for day in days_off())


def is_working_day(day: date) -> bool:
    """Whether public offices work on the day. Raises: NoCalendar.

    Source: Labour Code 2019, Art. 111, 112; SRV-30, SRV-31.
    """
    if day.year not in known_years():
        raise NoCalendar(year=day.year)
    known = days_off().get(day)
    return not known.is_closed if known else day.weekday() < SATURDAY


def next_working_day(day: date) -> date:
    """Return the first working day after the day. Raises: NoCalendar.

    Source: Civil Code 2015, Art. 148(5).
    """
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(received: date, count: int) -> date:
    """Return the last day of a period of working days; the day of receipt is not counted. Raises: NoCalendar.

    >>> add_working_days(date(2026, 11, 20), 3).isoformat()
    '2026-11-26'

    Source: Civil Code 2015, Art. 147(2).
    """
    day = received
    for _ in range(count):
        day = next_working_day(day)
    return day if is_working_day(day) else next_working_day(day)


def add_days(received: date, count: int) -> date:
    """Return the last day of a period of calendar days; a last day off moves to the next working day.

    Raises: NoCalendar.
    Source: Civil Code 2015, Art. 147(2), 148(5).
    """
    day = received + timedelta(days=count)
    return day if is_working_day(day) else next_working_day(day)


def due(received_at: datetime, limit: int, unit: Unit = "working_days", cut_off: time | None = None) -> date:
    """Return the day by which a dossier received at the instant is due.

    limit: number of days; ignored for "same_day".
    cut_off: what comes after it (not at it) counts as received on the next working day.
    Raises: NoCalendar.
    Source: Civil Code 2015, Art. 147-148; Decree 23/2015/NĐ-CP, Art. 7 (copies: same day, after 15:00 the next).
    """
    local = received_at.astimezone(ZONE)
    received = local.date()
    if cut_off is not None and local.time() > cut_off and is_working_day(received):
        received = next_working_day(received)
    if unit == "same_day":
        return add_working_days(received, 0)
    return add_days(received, limit) if unit == "calendar_days" else add_working_days(received, limit)
