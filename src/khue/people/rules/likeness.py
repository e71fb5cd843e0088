"""When two rows may be one person: points with reasons, so that whoever decides sees why. Pure.

Source: our own scale; no circular says how likeness is judged. Identity is proved by the population database only.
"""

from dataclasses import dataclass, field
from datetime import date

from rapidfuzz.distance import OSA

from khue.core.names import fold
from khue.core.words import N_

LIKELY = 70  # points from which a pair is shown to whoever decides
MOST = 100


@dataclass(frozen=True)
class Likeness:
    """What is compared of one row. numbers: digits of personal numbers; codes: (scheme, blind index) of all codes."""

    name: str
    birth: date | None
    is_exact_birth: bool = True
    sex: str = ""
    guardians: frozenset[str] = frozenset()  # folded names
    home: int | None = None
    number: str = ""
    codes: frozenset[tuple[str, bytes]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Reason:
    """Why two rows are like or unlike, and for how many points."""

    rule: str
    points: int


RULES: dict[str, str] = {
    "same_code": N_("Trùng mã định danh"),
    "same_name": N_("Họ tên giống hệt"),
    "same_folded_name": N_("Họ tên chỉ khác dấu"),
    "close_name": N_("Họ tên lệch một kí tự"),
    "same_birth": N_("Cùng ngày sinh"),
    "swapped_birth": N_("Ngày và tháng sinh đổi chỗ"),
    "close_birth": N_("Ngày sinh lệch một chữ số"),
    "same_birth_year": N_("Cùng năm sinh (ngày sinh không đầy đủ)"),
    "same_guardian": N_("Cùng tên cha, mẹ hoặc người giám hộ"),
    "same_home": N_("Cùng nơi ở"),
    "other_sex": N_("Khác giới tính"),
    "other_birth": N_("Khác ngày sinh"),
    "other_number": N_("Hai số định danh cá nhân khác nhau"),
    "close_number": N_("Số định danh lệch một chữ số"),
}


def compare(left: Likeness, right: Likeness) -> tuple[int, list[Reason]]:
    """Return the points (0 to 100) and their reasons; 100 with "same_code" is certain.

    >>> lan = Likeness("Trần Thị Lan", date(2015, 3, 2))
    >>> compare(lan, Likeness("Trần Thị Làn", date(2015, 2, 3)))
    (70, [Reason(rule='same_folded_name', points=42), Reason(rule='swapped_birth', points=28)])
    """
    if left.codes & right.codes:
        return MOST, [Reason("same_code", MOST)]
    reasons = [
        reason
        for reason in (
            _name(left.name, right.name),
            _birth(left, right),
            Reason("same_guardian", 12) if left.guardians & right.guardians else None,
            Reason("same_home", 5) if left.home and left.home == right.home else None,
            Reason("other_sex", -25) if left.sex and right.sex and left.sex != right.sex else None,
            _number(left.number, right.number),
        )
        if reason
    ]
    return max(0, min(MOST - 1, sum(reason.points for reason in reasons))), reasons


def is_certain(reasons: list[Reason]) -> bool:
    """Whether the rows share an identifier."""
    return any(reason.rule == "same_code" for reason in reasons)


def _name(left: str, right: str) -> Reason | None:
    if left == right:
        return Reason("same_name", 48)
    if fold(left) == fold(right):
        return Reason("same_folded_name", 42)
    return Reason("close_name", 34) if OSA.distance(fold(left), fold(right), score_cutoff=1) <= 1 else None


def _birth(left: Likeness, right: Likeness) -> Reason | None:
    if left.birth is None or right.birth is None:
        return None
    if not (left.is_exact_birth and right.is_exact_birth):
        return Reason("same_birth_year", 16) if left.birth.year == right.birth.year else Reason("other_birth", -30)
    if left.birth == right.birth:
        return Reason("same_birth", 38)
    if (left.birth.year, left.birth.month, left.birth.day) == (right.birth.year, right.birth.day, right.birth.month):
        return Reason("swapped_birth", 28)
    written = OSA.distance(f"{left.birth:%d%m%Y}", f"{right.birth:%d%m%Y}", score_cutoff=1)
    return Reason("close_birth", 22) if written <= 1 else Reason("other_birth", -30)


def _number(left: str, right: str) -> Reason | None:
    """Two proved numbers mean two people, unless one digit was mistyped."""
    if not left or not right or left == right:
        return None
    return Reason("close_number", 8) if OSA.distance(left, right, score_cutoff=1) <= 1 else Reason("other_number", -60)
