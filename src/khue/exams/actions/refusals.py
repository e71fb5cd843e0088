"""What the actions of exams refuse, and what to do then."""

from khue.core.errors import Refused
from khue.core.words import N_


class InUse(Refused):
    """Somebody else is importing into the session or changing it at this moment."""

    text = N_("Kì thi «{session}» đang được nhập hoặc thay đổi ở nơi khác. Hãy chờ việc đó xong rồi thử lại.")


class CodeTaken(Refused):
    """Two sessions cannot carry one code."""

    text = N_("Mã kì thi «{code}» đã có. Hãy chọn mã khác hoặc mở kì thi đã có.")


class UnknownPapers(Refused):
    """A paper that is in no table."""

    text = N_("Không có môn thi: {papers}. Hãy chọn trong danh mục môn thi.")


class PapersInUse(Refused):
    """The papers decide how scores are kept, so they stay once there are scores."""

    text = N_("Kì thi đã có {candidates} kết quả nên không đổi được môn thi. Hãy hoàn tác các lần nhập trước.")


class NotOpenForImport(Refused):
    """Results enter a draft only."""

    text = N_("Kì thi «{session}» đang ở trạng thái «{state}» nên không nhập thêm được. Hãy dùng chức năng đính chính.")


class NothingToCheck(Refused):
    """A session without results cannot be checked."""

    text = N_("Kì thi «{session}» chưa có kết quả nào. Hãy nhập kết quả trước khi kiểm tra.")


class SamePerson(Refused):
    """The two checks are by two people."""

    text = N_("Bạn đã kiểm tra lần một kì thi «{session}». Hãy nhờ người thứ hai kiểm tra lần hai.")


class NoPerson(Refused):
    """A check is by a person with an account, not by a command."""

    text = N_("Việc kiểm tra phải do người có tài khoản thực hiện. Hãy đăng nhập vào trang văn phòng để kiểm tra.")


class PastTime(Refused):
    """A publication cannot be set to a time that has gone."""

    text = N_("Giờ công bố {at} đã qua. Hãy chọn thời điểm sau hiện tại, hoặc công bố ngay.")


class NothingToChange(Refused):
    """A correction that leaves the score as it is."""

    text = N_("Điểm môn {paper} của thí sinh {candidate} đang là {score}. Hãy kiểm tra lại điểm mới cần đính chính.")


class PaperNotInSession(Refused):
    """The session has no such paper."""

    text = N_("Kì thi «{session}» không có môn «{paper}». Hãy chọn một môn của kì thi.")


class ReasonNeeded(Refused):
    """A correction stands on a reason and a decision."""

    text = N_("Thiếu lí do hoặc số quyết định đính chính. Hãy ghi cả hai trước khi lưu.")


class BeingWritten(Refused):
    """Another process is writing this batch at this moment."""

    text = N_("Tệp này đang được ghi. Hãy chờ lần ghi đó xong rồi tải lại trang.")


class NotPending(Refused):
    """The batch is not in a state in which this may be done."""

    text = N_(
        "Lần nhập {batch} đang ở trạng thái «{state}» nên không làm việc này được. Hãy nộp tệp thành lần nhập mới."
    )


class NotDone(Refused):
    """Only a written batch can be undone."""

    text = N_("Lần nhập {batch} đang ở trạng thái «{state}» nên không có gì để hoàn tác. Hãy chọn lần nhập «Đã ghi».")


class FileGone(Refused):
    """The submitted file waited too long and was deleted."""

    text = N_("Tệp đã nộp được xoá sau {hours} giờ để bảo vệ dữ liệu cá nhân. Hãy nộp lại tệp.")


class HasErrors(Refused):
    """All or nothing was asked for, and some rows cannot be stored."""

    status = 422
    text = N_(
        "Tệp có {errors} lỗi ở {rows} dòng nên chưa dòng nào được ghi. "
        "Hãy sửa theo tệp lỗi, hoặc chỉ ghi các dòng hợp lệ."
    )


class NothingToStore(Refused):
    """No row of the file can be stored."""

    status = 422
    text = N_("Không có dòng nào ghi được trong {read} dòng đã đọc. Hãy sửa theo tệp lỗi rồi nộp lại.")
