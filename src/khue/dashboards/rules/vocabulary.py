"""The closed lists of this subject: permissions, and the life of a warning. Pure."""

from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "dashboards.see"
    ANSWER = "dashboards.answer"
    MANAGE = "dashboards.manage"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem bảng điều hành"),
    Can.ANSWER: N_("Tiếp nhận, tạm hoãn cảnh báo"),
    Can.MANAGE: N_("Đặt quy tắc cảnh báo"),
}

LIFE = Workflow(
    "alert",
    {
        "raised": N_("Chưa ai nhận"),
        "acknowledged": N_("Đã nhận xử lí"),
        "snoozed": N_("Tạm hoãn"),
        "ended": N_("Đã hết"),
    },
    (
        Move("raised", "acknowledge", "acknowledged", Can.ANSWER, "dashboards.alert_acknowledged", N_("Nhận xử lí")),
        Move("snoozed", "acknowledge", "acknowledged", Can.ANSWER, "dashboards.alert_acknowledged", N_("Nhận xử lí")),
        Move("raised", "snooze", "snoozed", Can.ANSWER, "dashboards.alert_snoozed", N_("Tạm hoãn")),
        Move("acknowledged", "snooze", "snoozed", Can.ANSWER, "dashboards.alert_snoozed", N_("Tạm hoãn")),
        Move("snoozed", "wake", "raised", Can.MANAGE, "dashboards.alert_woken", N_("Nhắc lại")),
        Move("raised", "end", "ended", Can.MANAGE, "dashboards.alert_ended", N_("Kết thúc")),
        Move("acknowledged", "end", "ended", Can.MANAGE, "dashboards.alert_ended", N_("Kết thúc")),
        Move("snoozed", "end", "ended", Can.MANAGE, "dashboards.alert_ended", N_("Kết thúc")),
        Move("ended", "return", "raised", Can.MANAGE, "dashboards.alert_raised", N_("Xuất hiện lại")),
    ),
    source="office practice of operations centres (IOC): every warning has an owner and an end [check]",
)
