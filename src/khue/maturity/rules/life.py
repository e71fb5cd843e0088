"""Who may do what with the index of digital maturity, and the moves of a school's assessment. Pure."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "maturity.see"
    MANAGE = "maturity.manage"
    ASSESS = "maturity.assess"
    CHECK = "maturity.check"
    RECOGNISE = "maturity.recognise"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem đánh giá mức độ chuyển đổi số"),
    Can.MANAGE: N_("Mở đợt đánh giá, quản lí bộ tiêu chí"),
    Can.ASSESS: N_("Tự đánh giá mức độ chuyển đổi số của trường"),
    Can.CHECK: N_("Thẩm định phiếu tự đánh giá"),
    Can.RECOGNISE: N_("Công nhận, công bố mức độ chuyển đổi số"),
}

STATES = {
    "draft": N_("Đang tự đánh giá"),
    "sent": N_("Chờ thẩm định"),
    "returned": N_("Cần bổ sung"),
    "checked": N_("Chờ công nhận"),
    "recognised": N_("Đã công nhận"),
    "published": N_("Đã công bố"),
}
LIFE = Workflow(
    "assessment",
    STATES,
    (
        Move("draft", "send", "sent", Can.ASSESS, "maturity.assessment_sent", N_("Gửi cấp trên")),
        Move("returned", "send", "sent", Can.ASSESS, "maturity.assessment_sent", N_("Gửi cấp trên")),
        Move("sent", "ask_more", "returned", Can.CHECK, "maturity.more_asked", N_("Yêu cầu bổ sung")),
        Move("sent", "end_check", "checked", Can.CHECK, "maturity.assessment_checked", N_("Kết thúc thẩm định")),
        Move("checked", "ask_more", "returned", Can.CHECK, "maturity.more_asked", N_("Yêu cầu bổ sung")),
        Move("checked", "recognise", "recognised", Can.RECOGNISE, "maturity.level_recognised", N_("Công nhận")),
        Move("recognised", "publish", "published", Can.RECOGNISE, "maturity.level_published", N_("Công bố")),
    ),
    source="Decision 4725/QĐ-BGDĐT of 30/12/2022: self-assessment, appraisal, recognition, publication; DTI-21",
)
WITH_SCHOOL = ("draft", "returned")  # when the school fills and changes it
BEFORE_RECOGNITION = ("draft", "sent", "returned", "checked")  # when evidence may still be withdrawn
DONE = ("recognised", "published")


def due_days(year: int) -> tuple[date, date, date]:
    """Return the days by which schools send, communes recognise and the department recognises.

    >>> [day.isoformat() for day in due_days(2027)]
    ['2027-05-31', '2027-06-15', '2027-06-20']

    Source: DTI-20 (the step of 15/06 now falls to the commune [check]).
    """
    return date(year, 5, 31), date(year, 6, 15), date(year, 6, 20)


ASSESSED_KINDS = ("school", "continuing_centre")
ASSESSED_LEVELS = frozenset({"primary", "lower_secondary", "upper_secondary", "continuing"})


def is_assessed(kind: str, levels: Collection[str]) -> bool:
    """Whether a unit is assessed: general and continuing schools, no kindergartens.

    >>> is_assessed("school", ["primary"]), is_assessed("school", ["nursery"]), is_assessed("department", [])
    (True, False, False)

    Source: Decision 4725/QĐ-BGDĐT of 30/12/2022, Art. 1; DTI-22.
    """
    return kind in ASSESSED_KINDS and (kind == "continuing_centre" or not ASSESSED_LEVELS.isdisjoint(levels))
