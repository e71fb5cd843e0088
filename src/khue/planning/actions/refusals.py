"""Why something about a plan is refused."""

from khue.core.errors import Refused
from khue.core.words import N_


class NotOpen(Refused):
    """What a plan asks for is changed in a draft or in an amendment only."""

    text = N_("Kế hoạch đang ở trạng thái «{state}» nên không sửa được. Hãy mở lại bản nháp hoặc lập bản sửa đổi.")


class AlreadyDecided(Refused):
    """Somebody decided this proposal in the meantime."""

    text = N_("Đề xuất này đã được quyết định là «{decision}». Hãy hoàn tác quyết định đó trước khi quyết định lại.")


class NothingToUndo(Refused):
    """No decision of this plan is left to be taken back."""

    text = N_("Không còn quyết định nào để hoàn tác. Hãy tải lại trang để xem các đề xuất.")


class NothingToAccept(Refused):
    """No proposal of this kind waits without a fault."""

    text = N_("Không còn đề xuất «{kind}» nào chờ duyệt mà không có lỗi. Hãy xem từng đề xuất còn lại.")


class InUse(Refused):
    """What was entered has reports already."""

    text = N_("Nhiệm vụ này đã có báo cáo tiến độ nên không bỏ được. Hãy dừng nhiệm vụ thay cho việc bỏ.")


class StillWaiting(Refused):
    """A plan is approved when every proposal was decided."""

    text = N_("Còn {count} đề xuất chưa được quyết định. Hãy duyệt hết trên trang duyệt đề xuất rồi phê duyệt.")


class NothingInPlan(Refused):
    """A plan without targets and tasks cannot be approved."""

    text = N_("Kế hoạch chưa có chỉ tiêu hay nhiệm vụ nào. Hãy nhận ít nhất một đề xuất rồi phê duyệt.")


class NeedsBasis(Refused):
    """An amendment names the document that orders it."""

    text = N_("Chưa ghi văn bản làm căn cứ sửa đổi. Hãy ghi số, kí hiệu và ngày của văn bản đó.")


class NotAtWork(Refused):
    """Progress is reported while the plan is in force."""

    text = N_("Kế hoạch đang ở trạng thái «{state}» nên chưa báo tiến độ được. Hãy đợi kế hoạch được cho thực hiện.")


class TaskOver(Refused):
    """A task that is done or stopped takes no more reports."""

    text = N_("Nhiệm vụ đang ở trạng thái «{state}» nên không báo thêm được. Hãy đề nghị đơn vị ban hành mở lại.")


class NoEvidence(Refused):
    """Done is said with evidence."""

    text = N_("Chưa có minh chứng hoàn thành. Hãy ghi số văn bản hoặc đường dẫn tới sản phẩm.")


class NotLater(Refused):
    """A delay moves the end to a later day."""

    text = N_("Hạn mới {due} không muộn hơn hạn đang có. Hãy chọn một ngày muộn hơn.")


class PartsOpen(Refused):
    """A task is done when its parts are."""

    text = N_("Còn {count} việc con chưa xong. Hãy hoàn thành hoặc dừng các việc con trước.")


class TooDeep(Refused):
    """A part has no parts of its own."""

    text = N_("Việc con không chia nhỏ thêm được. Hãy thêm việc con vào nhiệm vụ của kế hoạch.")


class NotAsked(Refused):
    """Only the units that were asked give their opinion."""

    text = N_("Đơn vị này không có trong danh sách lấy ý kiến. Hãy liên hệ đơn vị soạn thảo nếu muốn góp ý.")


class RoundOver(Refused):
    """Opinions are given while the round lasts."""

    text = N_("Đợt lấy ý kiến đã kết thúc. Hãy liên hệ đơn vị soạn thảo nếu vẫn muốn góp ý.")


class Unanswered(Refused):
    """A round ends when every opinion has its answer."""

    text = N_("Còn {count} ý kiến chưa được trả lời. Hãy tiếp thu hoặc giải trình từng ý kiến trước khi kết thúc.")


class NoSuchParagraph(Refused):
    """The paragraph does not stand in the document."""

    text = N_("Văn bản không có dòng {line}. Hãy chọn đoạn cần góp ý trên trang dự thảo.")


class DueInThePast(Refused):
    """A date to be kept lies ahead."""

    text = N_("Hạn {due} đã qua. Hãy chọn một ngày từ hôm nay trở đi.")
