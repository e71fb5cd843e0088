"""Why a grant is not given, ended, handed on, moved or opened."""

from khue.core.errors import Refused
from khue.core.words import N_


class AboveOwnRole(Refused):
    """The giver's own roles do not reach as far as this one (`rules.GIVES`)."""

    text = N_("Vai trò của bạn không giao hay cho thôi được vai trò «{role}». Hãy nhờ lãnh đạo cấp trên của đơn vị.")


class ToOneself(Refused):
    """Nobody gives a role to oneself."""

    text = N_("Không ai tự giao quyền cho mình. Hãy nhờ người có quyền giao khác thực hiện.")


class AlreadyHeld(Refused):
    """The account holds this role there in that time."""

    text = N_(
        "Tài khoản «{username}» đã giữ vai trò «{role}» tại đơn vị này trong thời gian đó. "
        "Hãy cho thôi quyền cũ hoặc chọn thời hạn khác."
    )


class BadTerm(Refused):
    """The term ends before it begins."""

    text = N_("Ngày kết thúc {end} không sau ngày bắt đầu {start}. Hãy sửa lại thời hạn.")


class AlreadyEnded(Refused):
    """The grant is over."""

    text = N_("Quyền này đã thôi từ trước. Hãy tải lại trang để xem tình trạng hiện tại.")


class NotWaiting(Refused):
    """The grant needs no second person, or has one."""

    text = N_("Quyền này không chờ xác nhận. Hãy tải lại trang để xem tình trạng hiện tại.")


class SameEyes(Refused):
    """The second person must be another one."""

    text = N_("Người xác nhận phải khác người giao và người nhận quyền. Hãy nhờ một người có quyền giao khác.")


class NotOwn(Refused):
    """Only what one holds can be handed on."""

    text = N_("Quyền này không phải của bạn hoặc đã hết hạn. Hãy chọn một quyền bạn đang giữ.")


class NotPassedOn(Refused):
    """A delegation is not handed on unless its giver allowed it."""

    text = N_("Quyền được uỷ quyền này không được uỷ quyền tiếp. Hãy nhờ người đã uỷ quyền cho bạn.")


class WiderThanOwn(Refused):
    """A delegation is no wider than one's own: neither in permissions nor in place."""

    text = N_("Phần uỷ quyền rộng hơn quyền bạn giữ. Hãy chọn trong phạm vi đơn vị và các quyền của mình.")


class LongerThanOwn(Refused):
    """A delegation is no longer than one's own term."""

    text = N_("Thời hạn vượt quá thời hạn quyền của bạn ({end}). Hãy chọn ngày kết thúc sớm hơn.")


class NothingToTake(Refused):
    """No post of the absent person can be taken over."""

    text = N_("«{username}» không có vai trò nào mà bạn giao được cho người làm thay. Hãy kiểm tra lại tên tài khoản.")


class AlreadyVisible(Refused):
    """One sees this unit without an emergency."""

    text = N_("Bạn đã xem được hồ sơ của đơn vị này. Hãy mở danh sách học sinh như thường lệ.")


class AlreadyReviewed(Refused):
    """The review has been made."""

    text = N_("Lần mở khẩn cấp này đã được xem xét. Hãy tải lại trang để xem kết luận.")


class OwnOpening(Refused):
    """Nobody reviews the own emergency."""

    text = N_("Bạn không xem xét lần mở khẩn cấp của chính mình. Hãy để người khác có quyền xem xét.")


class NotASuccessor(Refused):
    """The posts of a unit go to a unit that goes on in its place."""

    text = N_("Đơn vị nhận không kế thừa đơn vị cũ vào ngày đó. Hãy kiểm tra quyết định sáp nhập, chia tách.")


class NothingToMove(Refused):
    """Nobody holds a post at the unit any more."""

    text = N_("Đơn vị cũ không còn ai giữ vai trò để chuyển. Hãy tải lại trang để xem các đơn vị còn lại.")


class AlreadyUndone(Refused):
    """The move was taken back before."""

    text = N_("Lần chuyển quyền này đã được hoàn tác. Hãy tải lại trang để xem tình trạng hiện tại.")
