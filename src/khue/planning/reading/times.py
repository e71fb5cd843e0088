"""Times as plans write them: a date, a month, a quarter, a year, a range, «thường xuyên», every year. Pure.

Source: the way of writing of Vietnamese plans; Decree 30/2020/ND-CP for dates written out.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from khue.planning.reading.paragraphs import folded

QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
YEARLY = r"(?:hang|moi|tung)\s+nam\b"
YEAR = r"(?:nam\s+)?(20\d\d)\b"
HALF = re.compile(r"\b(?:6|sau) thang\b")
MONTHLY, QUARTERLY = r"(?:hang|moi)\s+thang\b", r"(?:hang|moi)\s+quy\b"


@dataclass(frozen=True)
class Deadline:
    """By when something is due. `kind`: date, month, quarter, year, range, ongoing or yearly; `words` as printed.

    `start` and `end`: first and last day where they can be known; `year`: the year of the end. A yearly deadline may
    name a day (`day`, `month`) and the year in which it begins (`start`, `year`). `every`: how often, in months.
    """

    kind: str
    words: str
    year: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    start: date | None = None
    end: date | None = None
    every: int | None = None


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the date, or nothing when there is no such day."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def parse_deadline(words: str) -> Deadline | None:
    """Read a deadline as it stands in a cell or after «Thời gian hoàn thành:».

    >>> parse_deadline("Quý IV năm 2025").end
    datetime.date(2025, 12, 31)
    >>> parse_deadline("năm 2022 và hàng năm").kind
    'yearly'
    >>> parse_deadline("Đến hết năm 2030").year
    2030
    >>> parse_deadline("4.000") is None
    True
    """
    printed = words.strip(" .;,")
    said = re.sub(r"\s*[-–—]\s*", "-", folded(printed)).replace(" / ", "/")
    for reader in READERS:
        if found := reader(said, printed):
            return found
    return None


def _every(said: str, words: str) -> Deadline | None:
    if not (HALF.search(said) or re.search(rf"{YEARLY}|{MONTHLY}|{QUARTERLY}|dinh ky", said)):
        return None
    every = 1 if re.search(MONTHLY, said) else 3 if re.search(QUARTERLY, said) else 6 if HALF.search(said) else 12
    if not (HALF.search(said) or re.search(f"{YEARLY}|{MONTHLY}|{QUARTERLY}", said)):
        return Deadline("ongoing", words)
    if on := re.search(r"ngay\s+(\d{1,2})\s+(?:hang|moi)\s+(?:thang|quy)", said):
        return Deadline("yearly", words, day=int(on[1]), every=every)
    if on := re.search(r"(\d{1,2})\s*(?:/|-|thang)\s*(\d{1,2})(?!\s*/?\d)", said):
        return Deadline("yearly", words, day=int(on[1]), month=int(on[2]), every=every)
    first = re.search(YEAR, said)
    year = int(first[1]) if first else None
    return Deadline("yearly", words, year, start=date(year, 1, 1) if year else None, every=every)


def _ongoing(said: str, words: str) -> Deadline | None:
    return Deadline("ongoing", words) if re.search(r"thuong xuyen|lien tuc|hang ngay|hang tuan", said) else None


def _date(said: str, words: str) -> Deadline | None:
    found = re.findall(r"(\d{1,2})\s*(?:/|-|\.|thang)\s*(\d{1,2})\s*(?:/|-|\.|nam)\s*(20\d\d)", said)
    days = [on for day, month, year in found if (on := day_of(int(year), int(month), int(day)))]
    if len(days) > 1:
        return Deadline("range", words, days[-1].year, start=days[0], end=days[-1])
    return Deadline("date", words, days[0].year, month=days[0].month, day=days[0].day, end=days[0]) if days else None


def _quarter(said: str, words: str) -> Deadline | None:
    names = r"(?:iv|i{1,3}|[1-4])"
    found = re.findall(rf"quy\s+({names}\b(?:\s*(?:,|va|-|den)\s*(?:quy\s+)?{names}\b)*)(?:[\s,/.-]*{YEAR})?", said)
    if not found or not (year := int(found[-1][1] or 0)):
        return None
    quarters = [QUARTERS[name] for group, _ in found for name in re.findall(rf"\b{names}\b", group)]
    start_year = int(found[0][1] or year)
    first, last = quarters[0], quarters[-1]
    start, end = date(start_year, first * 3 - 2, 1), date(year, last * 3, monthrange(year, last * 3)[1])
    is_one = len(quarters) == 1
    return Deadline("quarter" if is_one else "range", words, year, last if is_one else None, start=start, end=end)


def _month(said: str, words: str) -> Deadline | None:
    found = re.findall(r"(?:thang\s+|t)?(\d{1,2})\s*(?:/|-|nam|thang)?\s*(?:nam\s+)?(20\d\d)", said)
    months = [(int(year), int(month)) for month, year in found if 1 <= int(month) <= 12]
    if not months or not re.search(r"thang\s*\d|\b\d{1,2}\s*[/-]\s*20\d\d", said):
        return None
    year, month = months[-1]
    start, end = date(*months[0], 1), date(year, month, monthrange(year, month)[1])
    if len(months) > 1:
        return Deadline("range", words, year, start=start, end=end)
    return Deadline("month", words, year, month=month, start=start, end=end)


def _years(said: str, words: str) -> Deadline | None:
    school_year = "nam hoc" in said
    if found := re.search(r"\b(20\d\d)\s*(?:-|den(?:\s+nam)?)\s*(20\d\d)\b", said):
        first, last = int(found[1]), int(found[2])
        if school_year and last == first + 1:
            return Deadline("range", words, last, start=date(first, 9, 1), end=date(last, 5, 31))
        return Deadline("range", words, last, start=date(first, 1, 1), end=date(last, 12, 31))
    found = re.search(r"\b(20\d\d)\b(?!\s*[/.])", said)
    if not found:
        return None
    year = int(found[1])
    if re.search(r"^tu\s+nay|bay gio", said):
        return Deadline("range", words, year, end=date(year, 12, 31))
    if re.search(rf"(?:bat dau\s+)?tu\s+nam\s+{year}(?!.*\bden\b)|ke tu\s+nam", said):
        return Deadline("range", words, start=date(year, 1, 1))
    return Deadline("year", words, year, start=date(year, 1, 1), end=date(year, 12, 31))


READERS: tuple[Callable[[str, str], Deadline | None], ...] = (_every, _ongoing, _date, _quarter, _month, _years)
DEADLINE_WORDS = re.compile(
    r"(Thường xuyên|(?:Hàng|Hằng) (?:năm|quý|tháng)|Từ nay đến(?: hết| cuối)? năm\s+20\d\d|(?:Đến|Từ|Trong"
    r"|Trước)(?: hết| cuối)?"
    r" năm\s+20\d\d(?:\s*(?:-|–|đến(?: năm)?)\s*20\d\d)?|Quý\s+[IV1-4]+[ /]?(?:năm )?\s*20\d\d"
    r"|Tháng\s+\d{1,2}[ /](?:năm )?20\d\d"
    r"|(?:Năm )?20\d\d\s*[-–]\s*20\d\d|Năm(?: học)? 20\d\d|(?:Trước )?(?:ngày )?\d{1,2}/\d{1,2}/20\d\d)$",
)  # at the end of the cells of one row, when the borders are lost
