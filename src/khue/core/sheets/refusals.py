"""Why a file is refused as a whole. Each text says what is wrong and how to mend it. Pure."""

from typing import Any

from khue.core.errors import Refused
from khue.core.words import N_


class UnreadableFile(Refused):
    """The file cannot be read as a sheet (HTTP 422)."""

    status = 422


class EmptyFile(UnreadableFile):
    """There is nothing in the file."""

    text = N_("Tệp «{name}» không có dữ liệu. Hãy kiểm tra lại tệp rồi nộp lại.")


class FileLost(UnreadableFile):
    """The file that was submitted is no longer where it was kept."""

    text = N_(
        "Tệp «{name}» không còn trong kho tệp của hệ thống. Hãy nộp lại tệp; nếu còn lỗi, hãy báo người quản trị."
    )


class NotASheet(UnreadableFile):
    """The content is something else than a workbook or a text table, whatever its name says."""

    text = N_(
        "Tệp «{name}» không phải bảng tính mà là {form}. Hãy mở bằng Excel rồi lưu thành .xlsx hoặc .csv (UTF-8)."
    )


class UnknownEncoding(UnreadableFile):
    """No encoding, or more than one, gives plausible Vietnamese."""

    text = N_(
        "Không xác định được bảng mã của tệp (đã thử {tried}). "
        "Hãy chọn trong Excel: Lưu thành › CSV UTF-8 (*.csv), hoặc nộp tệp .xlsx."
    )


class _Worded(UnreadableFile):
    """A refusal with several causes: each comes with its own sentence."""

    def __init__(self, text: str, **facts: Any) -> None:
        self.text = text
        super().__init__(**facts)


class TooLarge(_Worded):
    """A limit was passed; the sentence says which."""

    text = N_("Tệp vượt giới hạn cho phép. Hãy chia nhỏ tệp hoặc lưu thành CSV UTF-8 rồi nộp lại.")


class Suspicious(_Worded):
    """The file is built like an attack; the sentence says how."""

    text = N_("Tệp có cấu trúc không an toàn. Hãy chép dữ liệu sang một bảng tính mới rồi nộp lại.")


class Encrypted(UnreadableFile):
    """A password is needed to open the file."""

    text = N_("Tệp «{name}» được đặt mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu rồi nộp lại.")


class Damaged(UnreadableFile):
    """The file was cut off or is broken."""

    text = N_("Tệp «{name}» bị hỏng hoặc tải lên chưa hết. Hãy mở bằng Excel, lưu lại rồi nộp lại.")


class NoHeader(UnreadableFile):
    """No row holds the titles that the sheet needs."""

    text = N_(
        "Không tìm thấy dòng tiêu đề đủ các cột cần có; còn thiếu: {missing}. "
        "Hãy dùng tệp mẫu hoặc đặt tên cột đúng như tệp mẫu."
    )


class TwiceNamed(UnreadableFile):
    """Two columns carry the same title."""

    text = N_("Cột «{title}» xuất hiện hai lần (cột {first} và cột {second}). Hãy xoá hoặc đổi tên một cột.")
