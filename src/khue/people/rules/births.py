"""Birth dates as people write them, with how exact they are. Pure.

Source: Circular 04/2024/TT-BTP (civil status papers may give only the year, or the month and year, of birth).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from khue.core.errors import Refused
from khue.core.words import N_

EARLIEST = 1890
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MONTH = re.compile(r"(?:(?:tháng\s*)?(\d{1,2})\s*[/.\-]|tháng\s*(\d{1,2})\s*(?:năm)?)\s*(\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})", re.IGNORECASE)
UNKNOWN = frozenset(("", "không rõ", "chưa rõ", "?"))


class NotABirth(Refused):
    """The text is no date of birth."""

    status = 422
    text = N_("«{value}» không phải ngày sinh. Hãy viết 31/12/2015, 12/2015 hoặc 2015, năm đủ bốn chữ số.")


class NotALeapYear(Refused):
    """The year has no 29 February."""

    status = 422
    text = N_("Không có ngày «{value}» vì năm {year} không nhuận. Hãy xem lại giấy khai sinh rồi sửa.")


class ShorterMonth(Refused):
    """The month has fewer days."""

    status = 422
    text = N_("Không có ngày «{value}» vì tháng {month} chỉ có {days} ngày. Hãy xem lại giấy khai sinh rồi sửa.")


class NoSuchMonth(Refused):
    """The year has twelve months."""

    status = 422
    text = N_("Không có tháng {month} trong «{value}». Hãy viết ngày trước, tháng sau, ví dụ 31/12/2015.")


class BirthBeyond(Refused):
    """The date lies in the future, or before anybody alive."""

    status = 422
    text = N_("Ngày sinh «{value}» nằm ngoài khoảng từ năm {first} đến hôm nay. Hãy kiểm tra lại năm.")


@dataclass(frozen=True)
class Birth:
    """A date of birth and how exact it is; what is not known of the date is its first day or month."""

    on: date | None = None
    precision: str = "unknown"

    def isoformat(self) -> str:
        """Return 2015-05-09, 2015-05 or 2015: only what is known."""
        return self.on.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]] if self.on else ""

    def __str__(self) -> str:
        if self.on is None:
            return ""
        return self.on.strftime({"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}[self.precision])


def read_birth(text: str, *, today: date) -> Birth:
    """Read a date of birth; how exact it is follows from how it is written.

    >>> read_birth("05/2015", today=date(2026, 9, 5))
    Birth(on=datetime.date(2015, 5, 1), precision='month')

    Raises: NotABirth, NotALeapYear, ShorterMonth, NoSuchMonth, BirthBeyond.
    Source: Circular 04/2024/TT-BTP, on birth dates that are not known in full.
    """
    value = " ".join(text.split())
    if value.lower() in UNKNOWN:
        return Birth()
    if found := _DAY.fullmatch(value):
        on, precision = _day(value, int(found[3]), int(found[2]), int(found[1])), "day"
    elif found := _ISO_DAY.fullmatch(value):
        on, precision = _day(value, int(found[1]), int(found[2]), int(found[3])), "day"
    elif found := _ISO_MONTH.fullmatch(value):
        on, precision = _day(value, int(found[1]), int(found[2]), 1), "month"
    elif found := _MONTH.fullmatch(value):
        on, precision = _day(value, int(found[3]), int(found[1] or found[2]), 1), "month"
    elif found := _YEAR.fullmatch(value):
        on, precision = _day(value, int(found[1]), 1, 1), "year"
    else:
        raise NotABirth(value=value)
    if on.year < EARLIEST or on > today:
        raise BirthBeyond(value=value, first=EARLIEST)
    return Birth(on, precision)


def _day(value: str, year: int, month: int, day: int) -> date:
    """Raises: NotALeapYear, ShorterMonth, NoSuchMonth, BirthBeyond for the year 0."""
    if year < 1:
        raise BirthBeyond(value=value, first=EARLIEST)
    if not 1 <= month <= 12:
        raise NoSuchMonth(value=value, month=month)
    last = calendar.monthrange(year, month)[1]
    if (month, day, last) == (2, 29, 28):
        raise NotALeapYear(value=value, year=year)
    if not 1 <= day <= last:
        raise ShorterMonth(value=value, month=month, days=last)
    return date(year, month, day)
