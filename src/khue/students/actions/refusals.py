"""What may be refused when pupils enter, move and leave."""

from khue.core.errors import Refused
from khue.core.words import N_


class AtAnotherSchool(Refused):
    """The pupil is on the register of another school in this time."""

    text = N_(
        "Hồ sơ {person} đang học ở trường khác trong thời gian này. "
        "Hãy lập hồ sơ chuyển trường, hoặc sửa lại ngày vào trường."
    )


class HeldElsewhere(Refused):
    """The record is kept by another organisation, so the pupil cannot be enrolled here."""

    text = N_(
        "Hồ sơ {person} do đơn vị khác quản lí nên chưa vào trường được. "
        "Hãy lập hồ sơ chuyển trường để nhận hồ sơ trước."
    )


class NotYetOpen(Refused):
    """The school did not exist yet on the day."""

    text = N_(
        "Trường «{school}» hoạt động từ {day}, sau ngày vào trường {asked}. "
        "Hãy sửa ngày, hoặc chọn trường có trước khi sáp nhập."
    )


class NoLongerOpen(Refused):
    """The school had ended on the day; its heirs are named."""

    text = N_("Trường «{school}» đã chấm dứt hoạt động từ {day}. Hãy ghi nhận học sinh vào đơn vị kế thừa: {heirs}.")


class NotTaughtHere(Refused):
    """The school does not teach this grade."""

    text = N_("Trường «{school}» không dạy khối {grade}. Hãy kiểm tra lại khối, hoặc cấp học của trường.")


class OtherYear(Refused):
    """The day does not lie in the school year of the class."""

    text = N_(
        "Lớp {class_group} thuộc năm học {school_year}, còn ngày vào lớp là {day}. "
        "Hãy chọn lớp của năm học này, hoặc sửa ngày."
    )


class ClassIsClosed(Refused):
    """Nobody enters a closed class."""

    text = N_("Lớp {class_group} đã đóng. Hãy chọn lớp khác, hoặc mở lại lớp.")


class OtherSchool(Refused):
    """The class belongs to another school than the stay."""

    text = N_("Lớp {class_group} không thuộc trường của học sinh. Hãy chọn lớp của trường này.")


class AlreadyThere(Refused):
    """Nothing would change."""

    text = N_("Học sinh đang ở lớp {class_group}. Hãy chọn lớp khác.")


class GradeNotInClass(Refused):
    """The class does not hold this grade, or holds several and none was named."""

    text = N_("Lớp {class_group} không có khối «{grade}». Hãy chọn một trong các khối của lớp: {grades}.")


class BadChoice(Refused):
    """The chosen subjects do not fit the programme."""

    text = N_("Môn lựa chọn chưa đúng ({problem}). Hãy sửa các môn: {chosen}.")


class NotAtSchool(Refused):
    """The pupil has left, so the stay cannot change any more."""

    text = N_("Học sinh đã rời trường từ {day}. Hãy cho học sinh vào học lại trước.")


class StillAtSchool(Refused):
    """The pupil is there, so there is nothing to come back from."""

    text = N_("Học sinh vẫn đang học ở trường. Hãy xếp lớp thay vì cho học lại.")


class TooEarly(Refused):
    """The day lies before something that has already been recorded."""

    text = N_("Ngày {day} sớm hơn lần ghi nhận trước ({before}). Hãy chọn ngày từ {before} trở đi.")


class Stale(Refused):
    """Somebody else changed the stay in the meantime."""

    text = N_("Quá trình học này vừa được người khác sửa. Hãy tải lại trang, xem giá trị mới rồi sửa lại.")


class NameTaken(Refused):
    """The school has a class of this name in the year."""

    text = N_("Năm học {school_year} đã có lớp {name}. Hãy đặt tên khác, hoặc dùng lớp đã có.")


class ClassInUse(Refused):
    """Pupils are still in the class."""

    text = N_("Lớp {class_group} còn {count} học sinh. Hãy chuyển học sinh sang lớp khác trước khi đóng lớp.")


class NothingToCopy(Refused):
    """The school has no class to copy."""

    text = N_("Năm học {school_year} chưa có lớp nào để lập lại. Hãy mở lớp mới.")


class AlreadyMoving(Refused):
    """A transfer of the pupil is open already: here, or asked for by another school."""

    text = N_("Hồ sơ {person} đang có hồ sơ chuyển trường chưa kết thúc. Hãy hoàn tất hoặc rút hồ sơ đó trước.")


class SameSchool(Refused):
    """The pupil would move to where he or she is."""

    text = N_("Trường đi và trường đến là một. Hãy chọn trường đến khác, hoặc chuyển lớp trong trường.")


class NothingToRollOver(Refused):
    """The school has no class in the year that ends."""

    text = N_("Năm học {school_year} chưa có lớp nào nên chưa chuyển được. Hãy chọn năm học khác.")


class AlreadyRolledOver(Refused):
    """The school has gone over before."""

    text = N_("Năm học {school_year} đã được chuyển. Hãy tải lại trang; nếu chuyển nhầm, hãy hoàn tác lần chuyển đó.")


class BeingRolledOver(Refused):
    """Somebody started it a moment ago."""

    text = N_("Một người khác đang chuyển năm học của trường. Hãy đợi xong rồi tải lại trang.")


class NotRolledOver(Refused):
    """There is nothing to take back."""

    text = N_("Lần chuyển năm học này chưa thực hiện hoặc đã hoàn tác. Hãy tải lại trang để xem tình trạng.")


class RestsOnIt(Refused):
    """Later records rest on the roll-over."""

    text = N_("Chưa thể hoàn tác vì đã có dữ liệu về sau: {later}. Hãy xử lí các dữ liệu đó trước.")


class NotATeacherHere(Refused):
    """Who is assigned must hold a teaching post at the school on that day."""

    text = N_("Người được phân công không giữ vị trí giảng dạy ở trường vào ngày {day}. Hãy chọn giáo viên của trường.")


class NotTaughtInClass(Refused):
    """The grade does not have this subject."""

    text = N_("Lớp {class_group} không học môn «{subject}». Hãy chọn môn khác.")


class BeingAssigned(Refused):
    """Somebody assigned a homeroom teacher a moment ago."""

    text = N_("Lớp vừa được người khác phân công chủ nhiệm. Hãy tải lại trang rồi phân công lại.")


class NotYetApproved(Refused):
    """The package is made when everybody has agreed."""

    text = N_("Hồ sơ chuyển trường chưa được đồng ý nên chưa lập được gói. Hãy hoàn tất các bước trước.")


class UnknownKey(Refused):
    """The signature is right, but nobody here knows whose key it is."""

    text = N_(
        "Gói hồ sơ còn nguyên vẹn nhưng khoá {key} chưa được biết ở đây. "
        "Hãy gọi trường cũ để xác nhận mã khoá, rồi đánh dấu đã xác nhận."
    )


class BeingAdmitted(Refused):
    """Somebody admits the same package at this moment."""

    text = N_("Gói hồ sơ này vừa được người khác tiếp nhận. Hãy tải lại trang để xem học sinh.")


class NobodyToPlace(Refused):
    """No pupil was chosen."""

    text = N_("Chưa có học sinh nào được xếp lớp. Hãy chọn lớp cho ít nhất một học sinh.")


class NobodyChosen(Refused):
    """No pupil or record was chosen."""

    status = 422
    text = N_("Chưa chọn hồ sơ nào. Hãy đánh dấu ít nhất một hồ sơ trong danh sách.")


class PartOfTransfer(Refused):
    """The offer belongs to a transfer and is answered there."""

    text = N_("Hồ sơ {person} đang trong một hồ sơ chuyển trường. Hãy tiếp nhận hoặc trả lời ở trang «Chuyển trường».")


class NotTheHeir(Refused):
    """The pupils would go to a school that does not carry on the old one."""

    text = N_("«{new}» không kế thừa «{old}» vào ngày {day}. Hãy ghi nhận quyết định sáp nhập, giải thể trước.")


class NobodyToMove(Refused):
    """The school has no pupil any more."""

    text = N_("«{old}» không còn học sinh nào để chuyển. Hãy kiểm tra lại trường.")


class AlreadyMoved(Refused):
    """The move was done or taken back before."""

    text = N_("Lần chuyển này đã thực hiện hoặc đã hoàn tác. Hãy tải lại trang để xem tình trạng.")


class BeingMoved(Refused):
    """Somebody started it a moment ago."""

    text = N_("Một người khác đang chuyển học sinh của trường này. Hãy đợi xong rồi tải lại trang.")
