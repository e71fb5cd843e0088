"""The words of pupils at school, and what somebody may be allowed to do here. Pure."""

from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE = "students.see"
    SEE_OWN_CLASSES = "students.see_own_classes"
    EDIT = "students.edit"
    IMPORT = "students.import"
    CALL_ROLL = "students.call_roll"
    SEE_HEALTH = "students.see_health"
    EDIT_HEALTH = "students.edit_health"
    REQUEST_TRANSFER = "students.request_transfer"
    DECIDE_TRANSFER = "students.decide_transfer"
    SUPERVISE_TRANSFER = "students.supervise_transfer"
    ROLL_OVER = "students.roll_over"
    ASSIGN_TEACHERS = "students.assign_teachers"


TITLES: dict[str, str] = {
    Can.SEE: N_("Xem hồ sơ học sinh"),
    Can.SEE_OWN_CLASSES: N_("Xem học sinh lớp mình dạy"),
    Can.EDIT: N_("Sửa hồ sơ học sinh, lớp học"),
    Can.IMPORT: N_("Nhập học sinh từ tệp"),
    Can.CALL_ROLL: N_("Điểm danh"),
    Can.SEE_HEALTH: N_("Xem sức khoẻ học sinh"),
    Can.EDIT_HEALTH: N_("Ghi sức khoẻ học sinh"),
    Can.REQUEST_TRANSFER: N_("Lập hồ sơ chuyển trường"),
    Can.DECIDE_TRANSFER: N_("Duyệt cho chuyển đi, tiếp nhận chuyển đến"),
    Can.SUPERVISE_TRANSFER: N_("Cho ý kiến về chuyển trường (cơ quan quản lí)"),
    Can.ROLL_OVER: N_("Chuyển năm học, xếp lớp"),
    Can.ASSIGN_TEACHERS: N_("Phân công giảng dạy, chủ nhiệm"),
}

CLASS_KINDS = {"ordinary": N_("Lớp"), "combined": N_("Lớp ghép"), "nursery": N_("Nhóm trẻ độc lập")}
NOTE = 500  # characters of what a school notes about a pupil
ENTRIES = {
    "enrolled": N_("Tuyển sinh đầu cấp"),
    "transferred": N_("Chuyển đến"),
    "returned": N_("Học lại sau khi nghỉ"),
    "registered": N_("Ghi nhận đang học"),
}
LEAVINGS = {
    "transferred": N_("Chuyển đi"),
    "finished": N_("Hoàn thành cấp học"),
    "dropped_out": N_("Bỏ học"),
    "paused": N_("Bảo lưu, tạm nghỉ"),
    "died": N_("Mất"),
    "merged": N_("Trường sáp nhập, giải thể"),
    "mistaken": N_("Ghi nhầm"),
}
PLACEMENTS = {
    "new": N_("Vào lớp đầu năm"),
    "moved_up": N_("Lên lớp"),
    "repeat": N_("Lưu ban"),
    "moved_class": N_("Chuyển lớp"),
    "transferred": N_("Chuyển đến"),
    "returned": N_("Học lại"),
}
STATUSES = {
    "policy_group": N_("Đối tượng chính sách"),
    "special_need": N_("Khuyết tật, nhu cầu đặc biệt"),
    "boarding": N_("Nội trú, bán trú"),
    "insurance": N_("Bảo hiểm y tế"),
}
SESSIONS = {"morning": N_("Buổi sáng"), "afternoon": N_("Buổi chiều")}
ABSENCE_REASONS = {
    "excused": N_("Có phép"),
    "unexcused": N_("Không phép"),
    "late": N_("Đi muộn"),
}
WARNED = {"homeroom": N_("Giáo viên chủ nhiệm"), "head": N_("Hiệu trưởng")}
RECOGNITIONS = {"award": N_("Khen thưởng"), "discipline": N_("Kỉ luật")}

TRANSFER = Workflow(
    "transfer",
    {
        "requested": N_("Đã đề nghị"),
        "released": N_("Trường đi đồng ý"),
        "supervised": N_("Chờ cơ quan quản lí"),
        "approved": N_("Chờ trường đến tiếp nhận"),
        "received": N_("Đã tiếp nhận"),
        "refused": N_("Không đồng ý"),
        "withdrawn": N_("Đã rút"),
    },
    (
        Move(
            "requested",
            "release",
            "released",
            Can.DECIDE_TRANSFER,
            "students.transfer_released",
            N_("Đồng ý cho chuyển"),
        ),
        Move(
            "released",
            "send_up",
            "supervised",
            Can.DECIDE_TRANSFER,
            "students.transfer_sent_up",
            N_("Trình cơ quan quản lí"),
        ),
        Move(
            "released", "pass_on", "approved", Can.DECIDE_TRANSFER, "students.transfer_passed_on", N_("Gửi trường đến")
        ),
        Move("supervised", "approve", "approved", Can.SUPERVISE_TRANSFER, "students.transfer_approved", N_("Đồng ý")),
        Move(
            "supervised", "reject", "refused", Can.SUPERVISE_TRANSFER, "students.transfer_rejected", N_("Không đồng ý")
        ),
        Move("approved", "receive", "received", Can.DECIDE_TRANSFER, "students.transfer_received", N_("Tiếp nhận")),
        Move(
            "approved",
            "hand_out",
            "received",
            Can.DECIDE_TRANSFER,
            "students.transfer_handed_out",
            N_("Giao gói hồ sơ, cho rời trường"),
        ),
        Move("approved", "refuse", "refused", Can.DECIDE_TRANSFER, "students.transfer_refused", N_("Không tiếp nhận")),
        Move("requested", "refuse", "refused", Can.DECIDE_TRANSFER, "students.transfer_refused", N_("Không đồng ý")),
        Move(
            "requested", "withdraw", "withdrawn", Can.REQUEST_TRANSFER, "students.transfer_withdrawn", N_("Rút hồ sơ")
        ),
        Move("released", "withdraw", "withdrawn", Can.REQUEST_TRANSFER, "students.transfer_withdrawn", N_("Rút hồ sơ")),
        Move(
            "supervised", "withdraw", "withdrawn", Can.REQUEST_TRANSFER, "students.transfer_withdrawn", N_("Rút hồ sơ")
        ),
        Move("approved", "withdraw", "withdrawn", Can.REQUEST_TRANSFER, "students.transfer_withdrawn", N_("Rút hồ sơ")),
    ),
    source="School charters (Circulars 32/2020 and 28/2020/TT-BGDĐT), Decision 51/2002/QĐ-BGDĐT [check]",
)
