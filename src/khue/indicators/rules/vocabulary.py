"""The closed lists of this subject: permissions, rooms that own indicators, moves of snapshots and reports. Pure."""

from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "indicators.see"
    TAKE = "indicators.take"
    PUBLISH = "indicators.publish"
    COLLECT = "indicators.collect"
    ANSWER = "indicators.answer"
    CHECK = "indicators.check"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem chỉ số"),
    Can.TAKE: N_("Chốt số liệu"),
    Can.PUBLISH: N_("Công bố số liệu đã chốt"),
    Can.COLLECT: N_("Mở đợt thu thập số liệu báo cáo"),
    Can.ANSWER: N_("Báo cáo số liệu của đơn vị"),
    Can.CHECK: N_("Duyệt số liệu báo cáo của cấp dưới"),
}

# The rooms of the department, as the plans name them. Source: the task lists of the five plans; Circular 15/2025.
OWNERS = {
    "office": N_("Văn phòng Sở"),
    "staff": N_("Phòng Tổ chức cán bộ"),
    "finance": N_("Phòng Kế hoạch – Tài chính"),
    "quality": N_("Phòng Quản lý chất lượng"),
    "early": N_("Phòng Giáo dục Mầm non – Tiểu học"),
    "secondary": N_("Phòng Giáo dục Trung học – Thường xuyên"),
    "inspection": N_("Thanh tra Sở"),
}

SNAPSHOT = Workflow(
    "snapshot",
    {"taken": N_("Đã chốt, chưa công bố"), "published": N_("Đã công bố"), "replaced": N_("Đã có bản sau thay thế")},
    (
        Move("taken", "publish", "published", Can.PUBLISH, "indicators.snapshot_published", N_("Công bố")),
        Move("published", "replace", "replaced", Can.PUBLISH, "indicators.snapshot_replaced", N_("Thay bằng bản sau")),
    ),
    source="Law on Statistics 89/2015/QH13, Art. 47-49: published figures are corrected openly, never changed [check]",
)
ANSWER = Workflow(
    "answer",
    {
        "draft": N_("Đang nhập"),
        "sent": N_("Đã gửi, chờ duyệt"),
        "checked": N_("Đã duyệt"),
        "returned": N_("Trả lại"),
    },
    (
        Move("draft", "send", "sent", Can.ANSWER, "indicators.answer_sent", N_("Gửi cấp trên")),
        Move("returned", "send", "sent", Can.ANSWER, "indicators.answer_sent", N_("Gửi lại")),
        Move("sent", "check", "checked", Can.CHECK, "indicators.answer_checked", N_("Duyệt")),
        Move("sent", "give_back", "returned", Can.CHECK, "indicators.answer_returned", N_("Trả lại")),
        Move("checked", "give_back", "returned", Can.CHECK, "indicators.answer_returned", N_("Trả lại")),
    ),
    source="office practice: what only people can know is checked by the level above",
)
