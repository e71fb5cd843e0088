"""Why something about a report is refused."""

from khue.core.errors import Refused
from khue.core.words import N_


class NotOwed(Refused):
    """The unit does not owe this report, or not on this day."""

    text = N_("Đơn vị này không phải gửi báo cáo «{duty}» hạn {due}. Hãy chọn báo cáo trong danh sách phải gửi.")


class TooEarly(Refused):
    """A report is made when its period is over."""

    text = N_("Kì báo cáo đến ngày {last} chưa kết thúc nên chưa có đủ số liệu. Hãy lập báo cáo từ ngày hôm sau.")


class AlreadyMade(Refused):
    """A unit has one report of a duty and period."""

    text = N_("Báo cáo này đã được lập ngày {made}. Hãy mở báo cáo đó để soạn tiếp.")


class NotDraft(Refused):
    """Only a draft is written on."""

    text = N_("Báo cáo đang ở trạng thái «{state}» nên không sửa được. Hãy tải lại trang để xem bước tiếp theo.")


class ChangedMeanwhile(Refused):
    """Somebody else saved the report after it was opened here."""

    text = N_(
        "Báo cáo đã được người khác lưu sau khi bạn mở. Hãy đọc nội dung vừa lưu, sửa lại nếu cần rồi lưu lần nữa."
    )


class SameHands(Refused):
    """Who wrote a report does not sign it."""

    text = N_("Người soạn và trình báo cáo này không được tự kí. Hãy nhờ người khác có quyền kí của đơn vị.")


class NumberTaken(Refused):
    """Each number is given once a year at a unit."""

    text = N_("Số {number} của năm {year} đã dùng cho báo cáo khác của đơn vị. Hãy lấy số tiếp theo.")


class NoRecipient(Refused):
    """What goes to an authority outside is not received here."""

    text = N_(
        "Nơi nhận báo cáo này không dùng hệ thống nên không tiếp nhận tại đây được. Hãy gửi tệp PDF qua trục văn bản."
    )
