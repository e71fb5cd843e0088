"""Who may do what with a report (báo cáo), and the moves of a report from its first words to the level above."""

from datetime import timedelta
from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "reports.see"
    WRITE = "reports.write"
    SIGN = "reports.sign"
    CHECK = "reports.check"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem báo cáo định kì"),
    Can.WRITE: N_("Soạn, trình kí và gửi báo cáo định kì"),
    Can.SIGN: N_("Kí báo cáo định kì"),
    Can.CHECK: N_("Tiếp nhận hoặc trả lại báo cáo của cấp dưới"),
}

LIFE = Workflow(
    "report",
    {
        "draft": N_("Đang soạn"),
        "presented": N_("Chờ kí"),
        "signed": N_("Đã kí, chưa gửi"),
        "sent": N_("Đã gửi"),
        "accepted": N_("Đã tiếp nhận"),
        "returned": N_("Bị trả lại"),
        "replaced": N_("Đã có bản thay"),
    },
    (
        Move("draft", "present", "presented", Can.WRITE, "reports.report_presented", N_("Trình kí")),
        Move("presented", "hand_back", "draft", Can.SIGN, "reports.report_handed_back", N_("Trả người soạn")),
        Move("presented", "sign", "signed", Can.SIGN, "reports.report_signed", N_("Kí báo cáo")),
        Move("signed", "send", "sent", Can.WRITE, "reports.report_sent", N_("Gửi nơi nhận")),
        Move("sent", "accept", "accepted", Can.CHECK, "reports.report_accepted", N_("Tiếp nhận")),
        Move("sent", "give_back", "returned", Can.CHECK, "reports.report_returned", N_("Trả lại đơn vị")),
        Move("returned", "revise", "replaced", Can.WRITE, "reports.report_revised", N_("Lập bản thay")),
    ),
    source="Decree 09/2019/NĐ-CP, Art. 8-12 (periodic reports of state agencies); Decree 30/2020/NĐ-CP, Art. 10-14",
)
OPEN = ("draft", "presented")  # nothing is signed yet
FROZEN = ("signed", "sent", "accepted", "returned", "replaced")
TONES = {
    "draft": "neutral", "presented": "info", "signed": "info", "sent": "info",
    "accepted": "good", "returned": "bad", "replaced": "neutral",
}  # fmt: skip
SOON = timedelta(days=14)  # how long before its day a report is reminded of
