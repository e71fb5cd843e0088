"""Moving between schools: who must be asked, and until when each side answers. Pure.

Source: SRV-40 of the legal notes: Circular 28/2020/TT-BGDĐT, Art. 36 (primary, between the two heads); Decision
51/2002/QĐ-BGDĐT (secondary: the office that manages the receiving school); Circular 15/2026/TT-BGDĐT (days, from the
draft) [check the final text].
"""

from dataclasses import dataclass

from khue.core.errors import Refused
from khue.core.words import N_
from khue.students.rules.enrolment import GRADE_BY_CODE


@dataclass(frozen=True)
class Side:
    """A school that takes part. office: the unit that manages it; province: two digits; all None outside Khuê."""

    school: int | None
    office: int | None = None
    province: str = ""


class NoOffice(Refused):
    """The office that has to be asked is not known."""

    text = N_("Chưa ghi nhận cơ quan quản lí của trường nên chưa trình được. Hãy bổ sung đơn vị quản lí của trường.")


ANSWER_DAYS = 3  # working days for the releasing school [check]
WITHIN_PROVINCE_DAYS = 5  # working days for the whole, from the request [check]
BETWEEN_PROVINCES_DAYS = 8  # [check]
RECEIVE_DAYS = 3  # working days for the receiving school to place the pupil, Circular 28/2020/TT-BGDĐT, Art. 36


def between_provinces(giver: Side, taker: Side) -> bool:
    """Whether the pupil changes the province; a school outside Khuê counts as one of another province.

    >>> between_provinces(Side(1, 9, "51"), Side(None)), between_provinces(Side(1, 9, "51"), Side(2, 8, "51"))
    (True, False)

    Source: Circular 15/2026/TT-BGDĐT, draft [check].
    """
    return giver.school is None or taker.school is None or giver.province != taker.province


def supervisor(grade: str, giver: Side, taker: Side) -> int | None:
    """Return the office that has to give its opinion; None when the two heads settle it between themselves.

    Preschool and primary: the heads alone. Secondary: the office of the receiving school (of the giving one, when
    the other is outside), unless one office manages both within the province.

    >>> supervisor("3", Side(1, 9, "51"), Side(2, 8, "51")) is None
    True
    >>> supervisor("8", Side(1, 9, "51"), Side(2, 8, "51")), supervisor("8", Side(1, 9, "51"), Side(2, 9, "51"))
    (8, None)
    >>> supervisor("11", Side(1, 9, "51"), Side(None))
    9

    Raises: NoOffice.
    Source: Circular 28/2020/TT-BGDĐT, Art. 36; Decision 51/2002/QĐ-BGDĐT; Circular 15/2025/TT-BGDĐT (the commune
    manages lower secondary schools since 1 July 2025) [check].
    """
    if GRADE_BY_CODE[grade].level not in ("lower_secondary", "upper_secondary"):
        return None
    if not between_provinces(giver, taker) and giver.office == taker.office:
        return None
    office = taker.office if taker.school is not None else giver.office
    if office is None:
        raise NoOffice()
    return office


def days_to_answer(state: str, *, far: bool) -> int | None:
    """Return the working days, from the request, within which the state has to be left; None when it is final.

    far: between provinces.

    >>> days_to_answer("requested", far=True), days_to_answer("supervised", far=False)
    (3, 5)
    >>> days_to_answer("approved", far=True)
    11

    Source: SRV-40: Circular 15/2026/TT-BGDĐT, draft [check]; Circular 28/2020/TT-BGDĐT, Art. 36.
    """
    whole = BETWEEN_PROVINCES_DAYS if far else WITHIN_PROVINCE_DAYS
    return {
        "requested": ANSWER_DAYS,
        "released": whole,
        "supervised": whole,
        "approved": whole + RECEIVE_DAYS,
    }.get(state)
