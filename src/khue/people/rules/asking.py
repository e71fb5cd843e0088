"""What somebody types into the one box that finds people: a name, a birth date or year, or an exact number. Pure.

Source: office habit; the ways of writing dates are those of `births`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from khue.core.errors import Refused
from khue.core.names import fold, nfc
from khue.people.rules.births import Birth, read_birth

MOST_WORDS = 8
_NUMBER = re.compile(r"(?<!\S)\d[\d .]{10,18}\d(?!\S)")
_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.\-]\d{4}|(?:19|20)\d{2}")
_CODE = re.compile(r"(?=\S*\d)[A-Za-z0-9./_-]{2,30}")
PERSONAL_NUMBER = 12  # digits


@dataclass(frozen=True)
class Asked:
    """What was typed, taken apart.

    words: of the name, without marks; written: the same as typed, in small letters. born: the first day, and the day
    after the last. code: an identifier in its comparable form.
    """

    words: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    born: tuple[date, date] | None = None
    code: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.born or self.code)

    @property
    def has_marks(self) -> bool:
        """Whether some letter was typed with its mark."""
        return self.words != self.written


def read_asked(text: str, *, today: date) -> Asked:
    """Take apart what was typed.

    >>> asked = read_asked("nguyen van An 2010", today=date(2026, 11, 21))
    >>> asked.words, asked.born[0].isoformat()
    (('nguyen', 'van', 'an'), '2010-01-01')
    >>> read_asked("079 210 001 234", today=date(2026, 11, 21)).code
    '079210001234'

    Source: office habit.
    """
    rest, code, born = nfc(text.replace("\0", " "))[:200], "", None
    if (found := _NUMBER.search(rest)) and sum(map(str.isdecimal, found[0])) == PERSONAL_NUMBER:
        code, rest = re.sub(r"[ .]", "", found[0]), rest.replace(found[0], " ")
    words = []
    for token in rest.split():
        span = _span(token, today) if born is None else None
        if span is not None:
            born = span
        elif _CODE.fullmatch(token) and not code:
            code = token.upper()
        else:
            words += [word for word in re.split(r"[^\w'-]+", token.lower()) if any(map(str.isalpha, word))]
    kept = tuple(words[:MOST_WORDS])
    return Asked(tuple(map(fold, kept)), kept, born, code)


def _span(token: str, today: date) -> tuple[date, date] | None:
    """Return the days that a date, a month or a year covers, the last one excluded."""
    if not _DATE.fullmatch(token):
        return None
    try:
        birth = read_birth(token, today=today)
    except Refused:
        return None
    return None if birth.on is None else (birth.on, _after(birth))


def _after(birth: Birth) -> date:
    on = birth.on or date.min
    if birth.precision == "year":
        return date(on.year + 1, 1, 1)
    if birth.precision == "month":
        return (on.replace(day=28) + timedelta(days=4)).replace(day=1)
    return on + timedelta(days=1)
