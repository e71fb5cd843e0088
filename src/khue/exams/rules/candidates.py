"""Candidate numbers (số báo danh), exam councils (hội đồng thi), rooms and seats."""

import csv
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from khue.core.words import N_

ROOM_SEATS = 24  # Source: Circular 24/2024/TT-BGDĐT, on exam rooms (EXM-04)
LAST_ORDINAL = 999_999  # Source: EXM-03, six digits after the council code


@dataclass(frozen=True)
class NumberPattern:
    """How candidate numbers look in the years first..last. council: how many leading characters name the council."""

    first: int
    last: int
    pattern: str
    council: int
    source: str


NUMBER_PATTERNS = (
    NumberPattern(2015, 2016, "[0-9]{9}", 3, "published files of 2016: councils run by a province"),
    NumberPattern(2015, 2016, "[A-ZĐ]{2,4}[0-9]{6}", -6, "published files of 2016: councils run by a university"),
    NumberPattern(2017, 9999, "[0-9]{8}", 2, "two digits of the council and six of the candidate (EXM-03)"),
)


def number_patterns(year: int) -> tuple[NumberPattern, ...]:
    """Return the patterns of candidate numbers in force in the year of the exam.

    Source: the lines of NUMBER_PATTERNS.
    """
    return tuple(line for line in NUMBER_PATTERNS if line.first <= year <= line.last)


def normal_candidate_number(text: str) -> str:
    """Write a candidate number as it is kept: no spaces, capitals, and no decimal point that Excel has added.

    >>> normal_candidate_number(" 11 002398.0 "), normal_candidate_number("dct000001")
    ('11002398', 'DCT000001')

    Source: published files.
    """
    return re.sub(r"\.0+$", "", "".join(text.split())).upper()


def candidate_number_problem(number: str, year: int) -> str | None:
    """Return what is wrong with a normal candidate number, or None.

    Source: NUMBER_PATTERNS; EXM-03 in Circular 24/2024/TT-BGDĐT.
    """
    if not number:
        return N_("thiếu số báo danh")
    if not any(re.fullmatch(line.pattern, number) for line in number_patterns(year)):
        if number.isdigit() and len(number) in (7, 8) and len(number) < _digits(year):
            return N_("thiếu chữ số: có thể Excel đã bỏ số 0 ở đầu, hãy đặt cột số báo danh là dạng văn bản")
        return N_("không đúng dạng số báo danh của năm thi")
    if has_known_councils(number) and council(council_of(number), year) is None:
        return N_("mã hội đồng thi không có trong danh mục của năm thi")
    return None


def _digits(year: int) -> int:
    return 9 if year <= 2016 else 8


def has_known_councils(number: str) -> bool:
    """Whether every council that such a number can name is in the list: true for eight digits only.

    Source: published files; councils of 2016 were not published as a list.
    """
    return len(number) == 8 and number.isdigit()


def council_of(number: str) -> str:
    """Return the council code that a candidate number starts with.

    >>> council_of("52005930"), council_of("058000952"), council_of("DCT000001")
    ('52', '058', 'DCT')

    Source: EXM-03; published files of 2016.
    """
    if not number.isdigit():
        return number[:-6]
    return number[:3] if len(number) == 9 else number[:2]


def candidate_number(council_code: int | str, ordinal: int) -> str:
    """Number the candidate with this ordinal in a council.

    >>> candidate_number(2, 123456), candidate_number("07", 42)
    ('02123456', '07000042')

    Raises: ValueError, when six digits do not suffice.
    Source: EXM-03 in Circular 24/2024/TT-BGDĐT.
    """
    if not 1 <= ordinal <= LAST_ORDINAL:
        raise ValueError(N_("Số thứ tự thí sinh phải từ 1 đến 999999."))
    return f"{int(council_code):02d}{ordinal:06d}"


@dataclass(frozen=True)
class Council:
    """An exam council (hội đồng thi) and the province that it belonged to in those years.

    province: code of the statistics office of that time, not the council's own code (registry.md REG-05).
    """

    code: str
    name: str
    province: str
    first: int
    last: int
    source: str


@cache
def councils() -> tuple[Council, ...]:
    """Return every known council with the years in which its code was used.

    Source: the column `source` of data/councils.csv.
    """
    path = Path(__file__).parent.parent / "data" / "councils.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Council(
                line["code"],
                line["name"],
                line["province"],
                int(line["first_year"]),
                int(line["last_year"] or 9999),
                line["source"],
            )
            for line in csv.DictReader(file)
        )


@cache
def councils_in(year: int) -> Mapping[str, Council]:
    """Return the councils of the year by code.

    Source: data/councils.csv.
    """
    return {line.code: line for line in councils() if line.first <= year <= line.last}


def council(code: str, year: int) -> Council | None:
    """Find the council that a code meant in a year; the three digits of 2016 are the two of later with a zero before.

    >>> council("052", 2016).name == council("52", 2017).name
    True

    Source: data/councils.csv; the reading of three digits is [check].
    """
    return councils_in(year).get(code.removeprefix("0") if len(code) == 3 else code)


def rooms_needed(candidates: int) -> int:
    """Return how many rooms a number of candidates fills.

    >>> rooms_needed(2401)
    101

    Source: EXM-04.
    """
    return -(-candidates // ROOM_SEATS)


def in_last_room(candidates: int) -> int:
    """Return how many candidates sit in the last room.

    Source: EXM-04.
    """
    return (candidates - 1) % ROOM_SEATS + 1


def place(ordinal: int) -> tuple[int, int]:
    """Return room and seat of the candidate with this ordinal, both from 1.

    >>> place(25), place(48)
    ((2, 1), (2, 24))

    Source: EXM-04.
    """
    room, seat = divmod(ordinal - 1, ROOM_SEATS)
    return room + 1, seat + 1


def second_factor_digest(key: bytes, session_code: str, number: str, code: str) -> bytes:
    """Return what is kept of the second code that a candidate must know (mã tra cứu): 32 bytes, never the code.

    key: a secret of the installation. Spaces, dashes and letter case of the code do not matter.
    Source: EXM-22 (look-up is protected against enumeration).
    """
    normal = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.digest(key, f"{session_code}\n{number}\n{normal}".encode(), hashlib.sha256)
