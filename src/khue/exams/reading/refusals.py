"""Why a file of exam results is refused as a whole. Each text says what is wrong and how to mend it."""

from khue.core.sheets.refusals import UnreadableFile
from khue.core.words import N_

TEXT_TOO_LARGE = N_("Tệp lớn hơn {limit} MB khi đọc ra. Hãy chia thành nhiều tệp rồi nộp lại.")


class NoResultColumns(UnreadableFile):
    """Neither titles nor content say where candidate numbers and scores stand."""

    text = N_(
        "Không nhận ra cột số báo danh và cột điểm trong tệp «{name}». "
        "Hãy đặt tên cột như SOBAODANH và DIEM_THI, hoặc SBD và tên từng môn, ở một dòng tiêu đề."
    )


class AmbiguousColumns(UnreadableFile):
    """Without titles, more than one column looks like candidate numbers."""

    text = N_(
        "Tệp «{name}» không có dòng tiêu đề và có nhiều cột giống số báo danh: {columns}. "
        "Hãy thêm dòng tiêu đề rồi nộp lại."
    )


class PaperNotInSession(UnreadableFile):
    """The file holds papers that this session does not have."""

    text = N_(
        "Tệp có cột của môn không thuộc kì thi: {columns}. "
        "Hãy kiểm tra đã chọn đúng kì thi chưa, hoặc thêm môn vào kì thi."
    )


class TwiceTheSamePaper(UnreadableFile):
    """Two columns hold the same thing."""

    text = N_("Hai cột cùng ghi «{title}» (cột {first} và cột {second}). Hãy xoá một cột rồi nộp lại.")


class NotACrawl(UnreadableFile):
    """A .json file without a list of records under `data`."""

    text = N_("Tệp JSON «{name}» không có danh sách «data» gồm các thí sinh. Hãy nộp đúng tệp kết quả đã tải về.")


class LineTooLong(UnreadableFile):
    """A line that no result file can have."""

    text = N_("Dòng {line} của tệp dài quá {limit} KB. Hãy kiểm tra lại tệp, có thể tệp đã mất dấu xuống dòng.")


class SheetWithoutColumns(UnreadableFile):
    """A further sheet neither repeats the titles nor goes on below those of the first."""

    text = N_(
        "Trang tính «{sheet}» không nối tiếp trang trước và không có dòng tiêu đề. Hãy xoá trang đó hoặc thêm tiêu đề."
    )
