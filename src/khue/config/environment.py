"""Every environment variable of Khuê, in one table: what it means, its default, and what to beware of.

`khue.config.checks` refuses variables that are not listed here; docs/reference/settings.md is printed from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the value of a variable must look like."""

    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    ADDRESS = "address"  # http(s)://host[:port]
    SECRET = "secret"


FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class Variable:
    """One environment variable (biến môi trường)."""

    name: str
    kind: Kind
    default: str  # as a person reads it
    meaning: str
    danger: str = ""


VARIABLES = (
    Variable(
        "PORT", Kind.NUMBER, "8000", "Cổng mà máy chủ web lắng nghe khi chạy `make run`, `khue run`, `khue serve`."
    ),
    Variable(
        "KHUE_HOME",
        Kind.TEXT,
        "var",
        "Thư mục giữ mọi thứ của Khuê trên máy: PostgreSQL đi kèm, tệp, kết quả đã công bố, mật khẩu đã sinh.",
        "Mất thư mục này là mất dữ liệu và khoá. Hãy sao lưu hằng ngày, chỉ cho người dùng chạy Khuê đọc.",
    ),
    Variable(
        "KHUE_BASE_URL",
        Kind.ADDRESS,
        "http://127.0.0.1:8000",
        "Địa chỉ mà người dùng gõ vào trình duyệt. Địa chỉ https bật cookie an toàn, HSTS và chuyển hướng.",
        "Địa chỉ ngoài máy này bắt buộc là https.",
    ),
    Variable(
        "KHUE_HOSTS",
        Kind.TEXT,
        "127.0.0.1,localhost",
        "Các tên máy được trả lời, cách nhau bằng dấu phẩy.",
        "Không dùng *: kẻ giả mạo tên máy sẽ đổi được các liên kết mà Khuê viết ra.",
    ),
    Variable(
        "KHUE_SECRET_KEY",
        Kind.SECRET,
        "sinh ra ở lần chạy đầu",
        "Khoá kí phiên đăng nhập, ít nhất 50 kí tự ngẫu nhiên. Bắt buộc khi dùng máy chủ PostgreSQL riêng.",
        "Lộ khoá là giả được mọi phiên đăng nhập; đổi khoá là mọi mật khẩu và bước hai phải đặt lại.",
    ),
    Variable(
        "KHUE_DATA_KEY",
        Kind.SECRET,
        "khoá sinh ra ở lần chạy đầu, không có thì KHUE_SECRET_KEY",
        "Khoá mã hoá số định danh cá nhân, số hộ chiếu; ít nhất 50 kí tự ngẫu nhiên. "
        "Trước khi đổi KHUE_SECRET_KEY, hãy đặt biến này bằng khoá cũ.",
        "Mất khoá là mất các số đã mã hoá: giữ một bản ở nơi khác với bản sao lưu cơ sở dữ liệu.",
    ),
    Variable(
        "KHUE_DATABASE_URL",
        Kind.SECRET,
        "PostgreSQL đi kèm",
        "Địa chỉ của tài khoản khue_app trên máy chủ PostgreSQL riêng, bản 15 trở lên.",
        "Tài khoản vượt qua bảo vệ dòng dữ liệu (superuser, BYPASSRLS, chủ sở hữu) bị từ chối.",
    ),
    Variable(
        "KHUE_OWNER_DATABASE_URL",
        Kind.SECRET,
        "PostgreSQL đi kèm",
        "Địa chỉ của tài khoản khue_owner, chỉ dùng khi nâng cấp bảng và khôi phục.",
        "Tài khoản này sở hữu mọi bảng; chỉ người quản trị đọc được tệp chứa nó.",
    ),
    Variable(
        "KHUE_READER_DATABASE_URL",
        Kind.SECRET,
        "không có",
        "Địa chỉ của tài khoản khue_reader, chỉ đọc, cho báo cáo.",
    ),
    Variable(
        "KHUE_BACKUP_DATABASE_URL",
        Kind.SECRET,
        "không có",
        "Địa chỉ của tài khoản khue_backup cho `khue db backup`.",
    ),
    Variable(
        "KHUE_SUPERUSER_URL",
        Kind.SECRET,
        "không có",
        "Địa chỉ của quản trị viên máy chủ PostgreSQL riêng cho `khue db prepare` và `khue db restore`.",
        "Chỉ đặt trong lúc chạy các lệnh đó.",
    ),
    Variable(
        "KHUE_POSTGRES_BIN",
        Kind.TEXT,
        "chương trình đi kèm",
        "Thư mục chứa initdb, pg_ctl và postgres của hệ điều hành, thay cho chương trình đi kèm.",
    ),
    Variable(
        "KHUE_POSTGRES_PORT",
        Kind.NUMBER,
        "tự chọn",
        "Cổng của PostgreSQL đi kèm; chỉ nghe ở 127.0.0.1.",
    ),
    Variable(
        "KHUE_PUBLISHED",
        Kind.TEXT,
        "KHUE_HOME/published",
        "Thư mục kết quả đã công bố; nginx hoặc CDN có thể phục vụ thẳng thư mục này.",
    ),
    Variable(
        "KHUE_PROXIES",
        Kind.NUMBER,
        "0",
        "Số máy trung gian tin cậy đứng trước Khuê; địa chỉ người dùng được đọc sau chừng ấy máy.",
        "Đặt lớn hơn thực tế thì người ngoài tự khai được địa chỉ và né giới hạn tốc độ.",
    ),
    Variable("KHUE_LOOKUPS_PER_MINUTE", Kind.NUMBER, "30", "Số lần tra cứu công khai mỗi phút từ một địa chỉ."),
    Variable("KHUE_API_PER_MINUTE", Kind.NUMBER, "600", "Số lời gọi API mỗi phút từ một địa chỉ hoặc một tài khoản."),
    Variable(
        "KHUE_SSO",
        Kind.SECRET,
        "không có",
        "Các nguồn đăng nhập một lần (OpenID Connect), một danh sách JSON; xem docs/sign-in.md.",
        "Chứa mật khẩu của Khuê ở nguồn đăng nhập. match cho nguồn đó đăng nhập thẳng vào tài khoản trùng tên.",
    ),
    Variable("KHUE_MAIL_HOST", Kind.TEXT, "không có", "Máy chủ thư đi (SMTP); bỏ trống thì thư mời chỉ in ra."),
    Variable("KHUE_MAIL_PORT", Kind.NUMBER, "587", "Cổng của máy chủ thư đi."),
    Variable("KHUE_MAIL_USER", Kind.TEXT, "không có", "Tài khoản ở máy chủ thư đi."),
    Variable("KHUE_MAIL_PASSWORD", Kind.SECRET, "không có", "Mật khẩu ở máy chủ thư đi."),
    Variable("KHUE_MAIL_FROM", Kind.TEXT, "khue@localhost", "Địa chỉ người gửi của thư."),
    Variable(
        "KHUE_MAIL_TLS",
        Kind.FLAG,
        "1",
        "Gửi thư qua kết nối mã hoá (STARTTLS).",
        "Tắt đi thì thư mời và mật khẩu của máy chủ thư đi qua mạng không mã hoá.",
    ),
    Variable(
        "KHUE_DEMO",
        Kind.FLAG,
        "0 (make run: 1)",
        "Nạp tỉnh mẫu với người giả lập và tài khoản mẫu ở lần chạy đầu, hiện dải «bản trình diễn».",
        "Tài khoản mẫu đủ mọi vai trò, mật khẩu in ra màn hình; không chạy được với địa chỉ ngoài máy này.",
    ),
    Variable(
        "KHUE_DEBUG",
        Kind.FLAG,
        "0",
        "Hiện trang lỗi chi tiết cho người lập trình.",
        "Lộ cấu hình và dữ liệu; không chạy được với địa chỉ ngoài máy này.",
    ),
    Variable(
        "KHUE_SHARED",
        Kind.TEXT,
        "../shared",
        "Thư mục dữ liệu thật dùng khi phát triển và kiểm thử; không bao giờ chép vào kho mã.",
    ),
    Variable("KHUE_TEST_WORKERS", Kind.NUMBER, "2", "Số tiến trình chạy kiểm thử song song."),
)
BY_NAME = {variable.name: variable for variable in VARIABLES}


def given(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of Khuê that are set to something, listed or not."""
    return {
        name: value for name, value in environment.items() if value and (name.startswith("KHUE_") or name in BY_NAME)
    }


def flag(environment: Mapping[str, str], name: str) -> bool:
    """Return a yes/no variable; what is not set is no."""
    return FLAGS.get(environment.get(name, "").strip().lower(), False)
