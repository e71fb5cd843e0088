"""Who may do what with a plan (kế hoạch), and the moves of a plan and of a task."""

from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "planning.see"
    MANAGE = "planning.manage"
    APPROVE = "planning.approve"
    COMMENT = "planning.comment"
    WORK = "planning.work"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem kế hoạch"),
    Can.MANAGE: N_("Nhập, duyệt đề xuất và sửa kế hoạch"),
    Can.APPROVE: N_("Phê duyệt kế hoạch và cho thực hiện"),
    Can.COMMENT: N_("Góp ý dự thảo kế hoạch"),
    Can.WORK: N_("Báo tiến độ nhiệm vụ được giao"),
}

STATES = {
    "draft": N_("Bản nháp"),
    "comment_round": N_("Đang lấy ý kiến"),
    "approved": N_("Đã phê duyệt"),
    "in_force": N_("Đang thực hiện"),
    "amended": N_("Đang sửa đổi, bổ sung"),
    "closed": N_("Đã kết thúc"),
}

PLAN_LIFE = Workflow(
    "plan",
    STATES,
    (
        Move("draft", "send_round", "comment_round", Can.MANAGE, "planning.round_sent", N_("Gửi lấy ý kiến")),
        Move("comment_round", "end_round", "draft", Can.MANAGE, "planning.round_ended", N_("Kết thúc lấy ý kiến")),
        Move("draft", "approve", "approved", Can.APPROVE, "planning.plan_approved", N_("Phê duyệt")),
        Move("approved", "reopen", "draft", Can.APPROVE, "planning.plan_reopened", N_("Mở lại bản nháp")),
        Move("approved", "put_in_force", "in_force", Can.APPROVE, "planning.plan_in_force", N_("Cho thực hiện")),
        Move("in_force", "amend", "amended", Can.APPROVE, "planning.amendment_begun", N_("Sửa đổi, bổ sung")),
        Move("amended", "end_amending", "in_force", Can.APPROVE, "planning.plan_amended", N_("Ban hành bản sửa đổi")),
        Move("in_force", "close", "closed", Can.APPROVE, "planning.plan_closed", N_("Kết thúc kế hoạch")),
    ),
    source="Decree 30/2020/NĐ-CP, Art. 10-14 (draft, opinions, signature); the office's own steps after it",
)
OPEN_FOR_CHANGE = ("draft", "amended")  # when proposals become targets, and targets are changed
AT_WORK = ("in_force", "amended")  # when tasks run, reminders are sent and reports are owed

TASK_STATES = {
    "waiting": N_("Chưa bắt đầu"),
    "doing": N_("Đang làm"),
    "done": N_("Hoàn thành"),
    "stopped": N_("Dừng"),
}
OPEN_TASKS = ("waiting", "doing")
