"""Why a document is refused as a whole. Each text says what is wrong and how to mend it."""

from khue.core.errors import Refused
from khue.core.words import N_


class UnreadableDocument(Refused):
    """The file cannot be read as a plan (HTTP 422)."""

    status = 422


class EmptyDocument(UnreadableDocument):
    """There are no words in the file."""

    text = N_("Tệp «{name}» không có chữ nào đọc được. Hãy kiểm tra lại tệp rồi nộp lại.")


class NotADocument(UnreadableDocument):
    """The content is something else than text, Word or PDF, whatever the name says."""

    text = N_(
        "Tệp «{name}» là {form}, không đọc được như một kế hoạch. Hãy lưu thành .docx, .pdf hoặc .txt rồi nộp lại."
    )


class DocumentEncrypted(UnreadableDocument):
    """A password protects the file."""

    text = N_("Tệp «{name}» có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")


class DocumentHasMacros(UnreadableDocument):
    """The document carries programs."""

    text = N_("Tệp «{name}» chứa macro nên không được mở. Hãy lưu thành .docx không có macro rồi nộp lại.")


class DocumentDamaged(UnreadableDocument):
    """The file breaks off or contradicts itself."""

    text = N_("Tệp «{name}» bị hỏng hoặc không đúng định dạng. Hãy mở và lưu lại tệp rồi nộp lại.")


class DocumentSuspicious(UnreadableDocument):
    """The file is built to harm the one who opens it."""

    text = N_("Tệp «{name}» có cấu trúc có thể gây hại: {reason}. Hãy chép nội dung sang một văn bản mới rồi nộp lại.")


class DocumentTooLarge(UnreadableDocument):
    """The file passes a limit."""

    text = N_("Tệp «{name}» vượt giới hạn: {limit}. Hãy chia nhỏ văn bản rồi nộp từng phần.")


class UnknownCharacters(UnreadableDocument):
    """No encoding gives plausible Vietnamese."""

    text = N_("Không xác định được bảng mã của tệp «{name}». Hãy lưu lại thành văn bản UTF-8 hoặc .docx rồi nộp lại.")


class ScanUnreadable(UnreadableDocument):
    """The pages are pictures, and the machine has no program to read them."""

    text = N_(
        "Tệp «{name}» là bản quét nhưng máy chủ chưa có Tesseract tiếng Việt. Hãy nộp bản có chữ, hoặc cài {packages}."
    )
