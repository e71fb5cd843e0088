"""The words of personal data, the ways of a request and of a breach, and what somebody may do here. Pure."""

from enum import StrEnum

from khue.core.rules import Move, Workflow
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE_REGISTER = "privacy.see_register"
    SEE = "privacy.see"
    RECORD_CONSENTS = "privacy.record_consents"
    ENTER_REQUESTS = "privacy.enter_requests"
    HANDLE_REQUESTS = "privacy.handle_requests"
    DECIDE_REQUESTS = "privacy.decide_requests"
    HANDLE_BREACHES = "privacy.handle_breaches"
    KEEP_DOSSIERS = "privacy.keep_dossiers"
    RUN_RETENTION = "privacy.run_retention"


TITLES: dict[str, str] = {
    Can.SEE_REGISTER: N_("Xem sổ đăng kí hoạt động xử lí"),
    Can.SEE: N_("Xem hồ sơ bảo vệ dữ liệu cá nhân"),
    Can.RECORD_CONSENTS: N_("Ghi sự đồng ý trên giấy, nhắc phụ huynh"),
    Can.ENTER_REQUESTS: N_("Nhập yêu cầu về dữ liệu cá nhân"),
    Can.HANDLE_REQUESTS: N_("Thực hiện yêu cầu về dữ liệu cá nhân"),
    Can.DECIDE_REQUESTS: N_("Chấp thuận, từ chối yêu cầu về dữ liệu cá nhân"),
    Can.HANDLE_BREACHES: N_("Lập hồ sơ sự cố dữ liệu cá nhân"),
    Can.KEEP_DOSSIERS: N_("Lập hồ sơ đánh giá tác động"),
    Can.RUN_RETENTION: N_("Xoá, ẩn danh dữ liệu hết hạn lưu"),
}

RIGHTS = {
    "access": N_("Xem dữ liệu"),
    "correct": N_("Sửa dữ liệu sai"),
    "delete": N_("Xoá dữ liệu"),
    "restrict": N_("Hạn chế xử lí"),
    "object": N_("Phản đối xử lí"),
    "copy": N_("Nhận bản sao dữ liệu"),
    "withdraw": N_("Rút lại sự đồng ý"),
}
CHANNELS = {"online": N_("Trực tuyến"), "office": N_("Tại đơn vị")}
GROUNDS = {
    "law_keeps": N_("Luật buộc lưu giữ dữ liệu này"),
    "not_entitled": N_("Người yêu cầu không có quyền đối với dữ liệu này"),
    "harms_others": N_("Thực hiện sẽ xâm phạm quyền của người khác"),
    "correct_already": N_("Dữ liệu đã đúng với giấy tờ gốc"),
    "not_held": N_("Đơn vị không lưu dữ liệu này"),
}

REQUEST = Workflow(
    "privacy_request",
    {
        "received": N_("Mới nhận"),
        "accepted": N_("Đang thực hiện"),
        "done": N_("Đã thực hiện"),
        "refused": N_("Đã từ chối"),
        "withdrawn": N_("Đã rút lại"),
    },
    (
        Move("received", "accept", "accepted", Can.DECIDE_REQUESTS, "privacy.request_accepted", N_("Chấp thuận")),
        Move("received", "refuse", "refused", Can.DECIDE_REQUESTS, "privacy.request_refused", N_("Từ chối")),
        Move("accepted", "extend", "accepted", Can.DECIDE_REQUESTS, "privacy.request_extended", N_("Gia hạn")),
        Move("accepted", "refuse", "refused", Can.DECIDE_REQUESTS, "privacy.request_refused", N_("Từ chối")),
        Move("accepted", "carry_out", "done", Can.HANDLE_REQUESTS, "privacy.request_carried_out", N_("Đã thực hiện")),
        Move("received", "withdraw", "withdrawn", Can.ENTER_REQUESTS, "privacy.request_withdrawn", N_("Rút lại")),
        Move("accepted", "withdraw", "withdrawn", Can.ENTER_REQUESTS, "privacy.request_withdrawn", N_("Rút lại")),
    ),
    source="Law 91/2025/QH15 on personal data, Art. 4; Decree 356/2025/NĐ-CP",
)

BREACH = Workflow(
    "breach",
    {
        "open": N_("Đang xử lí"),
        "reported": N_("Đã báo cáo cơ quan chuyên trách"),
        "closed": N_("Đã khép lại"),
    },
    (
        Move("open", "report", "reported", Can.HANDLE_BREACHES, "privacy.breach_reported", N_("Đã gửi báo cáo")),
        Move("reported", "close", "closed", Can.HANDLE_BREACHES, "privacy.breach_closed", N_("Khép hồ sơ")),
    ),
    source="Law 91/2025/QH15, Art. 23; Decree 356/2025/NĐ-CP, Form 08",
)

BREACH_KINDS = {
    "disclosed": N_("Lộ, lọt dữ liệu"),
    "accessed": N_("Truy cập trái phép"),
    "lost": N_("Mất dữ liệu"),
    "changed": N_("Dữ liệu bị sửa trái phép"),
    "misused": N_("Dùng sai mục đích"),
}
