"""What may be said about a pupil at school: kinds of status with their codes, awards, discipline. Pure."""

import re

from khue.core.words import N_
from khue.students.rules.vocabulary import Can

# Who may see and who may write a status of a kind. Disability and health insurance are health data.
# Source: Law 91/2025/QH15 on personal data protection and Decree 356/2025/NĐ-CP (sensitive data) [check].
STATUS_NEEDS = {
    "policy_group": (Can.SEE, Can.EDIT),
    "boarding": (Can.SEE, Can.EDIT),
    "special_need": (Can.SEE_HEALTH, Can.EDIT_HEALTH),
    "insurance": (Can.SEE_HEALTH, Can.EDIT_HEALTH),
}

# Source: Law 51/2010/QH12 on persons with disabilities, Art. 3; Decree 28/2012/NĐ-CP, Art. 2.
SPECIAL_NEEDS = {
    "movement": N_("Khuyết tật vận động"),
    "hearing_speech": N_("Khuyết tật nghe, nói"),
    "sight": N_("Khuyết tật nhìn"),
    "mental": N_("Khuyết tật thần kinh, tâm thần"),
    "intellectual": N_("Khuyết tật trí tuệ"),
    "other": N_("Khuyết tật khác"),
    "support": N_("Cần hỗ trợ đặc biệt trong học tập"),
}

# Source: Circular 04/2023/TT-BGDĐT and Circular 03/2023/TT-BGDĐT (boarding and semi-boarding schools) [check].
BOARDING = {
    "boarding": N_("Nội trú"),
    "semi_boarding": N_("Bán trú"),
    "lodging": N_("Ở trọ"),
}

# Source: Law 06/2022/QH15 on emulation and commendation; Circular 19/2025/TT-BGDĐT [check].
AWARD_LEVELS = {
    "class": N_("Cấp lớp"),
    "school": N_("Cấp trường"),
    "commune": N_("Cấp xã"),
    "province": N_("Cấp tỉnh"),
    "ministry": N_("Cấp bộ"),
    "state": N_("Cấp Nhà nước"),
}

# Source: Circular 19/2025/TT-BGDĐT on commendation and discipline of pupils [check]; suspension is no longer a measure.
MEASURES = {
    "reminder": N_("Nhắc nhở"),
    "apology": N_("Yêu cầu xin lỗi"),
    "criticism": N_("Phê bình"),
    "self_review": N_("Yêu cầu viết bản tự kiểm điểm"),
}
PRIMARY_MEASURES, LATER_MEASURES = ("reminder", "apology"), ("reminder", "criticism", "self_review")

CARD = re.compile(r"[A-Z]{2}[1-5][0-9]{12}|[0-9]{10}|[0-9]{12}")
EYE = re.compile(r"(10|[0-9])/10|[0-9]([.,][0-9])?|ĐNT [0-9](m|,[0-9]m)|ST[+-]")


def is_insurance_card(code: str) -> bool:
    """Whether the text has the form of a health insurance card: 15 signs, 10 digits, or the 12-digit personal number.

    >>> is_insurance_card("HS4512345678901"), is_insurance_card("5123456789"), is_insurance_card("HS9512345678901")
    (True, True, False)

    Source: Decision 1351/QĐ-BHXH of 2015, Decision 1666/QĐ-BHXH of 2020; Decree 188/2025/NĐ-CP [check].
    """
    return CARD.fullmatch(code) is not None


def is_eyesight(text: str) -> bool:
    """Whether the text says how well an eye sees, as school health cards write it.

    >>> is_eyesight("10/10"), is_eyesight("8/10"), is_eyesight("11/10"), is_eyesight("0,8")
    (True, True, False, True)

    Source: Joint Circular 13/2016/TTLT-BYT-BGDĐT (school health).
    """
    return EYE.fullmatch(text) is not None


def measures_for(grade: str) -> tuple[str, ...]:
    """Return the disciplinary measures that a pupil of the grade may be given.

    >>> measures_for("3"), measures_for("11")
    (('reminder', 'apology'), ('reminder', 'criticism', 'self_review'))

    Source: Circular 19/2025/TT-BGDĐT on commendation and discipline of pupils [check].
    """
    return PRIMARY_MEASURES if not grade.isdecimal() or int(grade) <= 5 else LATER_MEASURES


def masked(code: str) -> str:
    """Return a number with all but its end hidden.

    >>> masked("HS4512345678901")
    '•••••••••••8901'

    Source: Law 91/2025/QH15 on personal data protection (least disclosure) [check].
    """
    return "•" * max(0, len(code) - 4) + code[-4:]
