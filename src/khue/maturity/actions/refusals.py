"""Why a step of maturity is refused."""

from khue.core.errors import Refused
from khue.core.words import N_


class EditionInUse(Refused):
    """Criteria by which schools are assessed stay."""

    text = N_("Bản bộ tiêu chí {edition} đang dùng cho một đợt đánh giá. Hãy đổi bộ tiêu chí của đợt trước khi gỡ.")


class NoCriteria(Refused):
    """No criterion of the edition holds on the days of the season."""

    text = N_("Bản bộ tiêu chí không có tiêu chí nào có hiệu lực vào {on}. Hãy chọn bản khác hoặc nhập tệp mới.")


class YearTaken(Refused):
    """A year has one season."""

    text = N_("Năm {year} đã có đợt đánh giá. Hãy mở đợt ấy ra sửa.")


class NoSuchCriterion(Refused):
    """The criteria of the assessment do not have it."""

    status = 404
    text = N_("Phiếu này không có tiêu chí «{code}». Hãy chọn một tiêu chí trong phiếu.")


class NotWithSchool(Refused):
    """What was sent is not changed."""

    text = N_("Phiếu đang ở trạng thái «{state}» nên không sửa được. Hãy đề nghị cấp trên yêu cầu bổ sung.")


class NothingFilled(Refused):
    """An assessment that says nothing is not sent."""

    text = N_("Phiếu chưa có mục nào. Hãy tự điền từ chỉ số hoặc chấm điểm rồi gửi.")


class AlreadyDecided(Refused):
    """After recognition evidence stays."""

    text = N_("Phiếu đã được công nhận nên không rút minh chứng được nữa. Hãy báo cơ quan đã công nhận.")


class AlreadyWithdrawn(Refused):
    """Evidence is withdrawn once."""

    text = N_("Minh chứng {evidence} đã được rút trước đó. Hãy tải lại trang.")


class ChangedMeanwhile(Refused):
    """Somebody else decided on the item, or the school changed it, since the page was opened."""

    text = N_("Tiêu chí {code} vừa được người khác thay đổi. Hãy tải lại trang, xem lại rồi quyết định.")


class OwnAssessment(Refused):
    """Nobody checks what they sent themselves."""

    text = N_("Bạn là người gửi phiếu {number}. Hãy để người khác ở cấp trên thẩm định.")


class StillUndecided(Refused):
    """The check ends when every item is decided."""

    text = N_("Còn {count} tiêu chí chưa thẩm định xong: {codes}. Hãy quyết định từng tiêu chí hoặc yêu cầu bổ sung.")


class EvidenceGone(Refused):
    """A level is recognised on evidence that stands."""

    text = N_("Tiêu chí {codes} không còn minh chứng. Hãy yêu cầu trường bổ sung rồi thẩm định lại.")


class NotTheAuthority(Refused):
    """Another unit recognises this school."""

    text = N_("Trường này do đơn vị {authority} công nhận, không phải đơn vị của bạn. Hãy chuyển phiếu cho đơn vị đó.")
