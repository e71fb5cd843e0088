"""What can go wrong between Khuê and its PostgreSQL, each with what to do about it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from khue.core.errors import Refused
from khue.core.words import N_

MORE = "nhiều hơn chỗ còn lại"


class NoBinaries(Refused):
    """No PostgreSQL program was found."""

    text = N_(
        "Không tìm thấy chương trình PostgreSQL ở «{place}». "
        "Hãy cài lại các gói phụ thuộc, hoặc đặt KHUE_POSTGRES_BIN là thư mục chứa initdb, pg_ctl và postgres."
    )


class TooOld(Refused):
    """The server is older than Khuê can use."""

    text = N_("PostgreSQL {found} quá cũ, Khuê cần bản 15 trở lên. Hãy nâng cấp hoặc trỏ Khuê sang máy chủ mới hơn.")


class OtherMajor(Refused):
    """The data folder was made by another major version."""

    text = N_(
        "Dữ liệu ở «{place}» do PostgreSQL {found} tạo, còn chương trình đang dùng là bản {expected}. "
        "Hãy đặt KHUE_POSTGRES_BIN là thư mục của bản {found}, chạy «khue db up» rồi «khue db backup», "
        "đổi tên thư mục «{place}», bỏ KHUE_POSTGRES_BIN, sau đó «khue db up» và «khue db restore»."
    )


class NotAClusterFolder(Refused):
    """The data folder is there but it is not one of PostgreSQL, or it is damaged."""

    text = N_(
        "Thư mục «{place}» không phải là dữ liệu PostgreSQL dùng được ({reason}). "
        "Hãy khôi phục thư mục này từ bản sao, hoặc đổi tên nó đi rồi chạy «khue db up» và «khue db restore»."
    )


class Unreachable(Refused):
    """The operating-system user of the server cannot enter a folder on the way."""

    text = N_(
        "Người dùng «{user}» chạy PostgreSQL không vào được thư mục «{place}». "
        "Hãy đặt KHUE_HOME (và mã nguồn Khuê) ở nơi vào được, ví dụ /srv/khue, chạy Khuê bằng người dùng thường, "
        "hoặc tự cho phép bằng «chmod o+x {place}»."
    )


class NoPermission(Refused):
    """A file or a folder may not be read or written."""

    text = N_(
        "Không có quyền đọc hoặc ghi «{place}». "
        "Hãy chạy bằng đúng người dùng đã tạo thư mục, hoặc trả lại quyền cho nó."
    )


class DiskFull(Refused):
    """No room left where it has to be written."""

    text = N_("Ổ đĩa chứa «{place}» đã đầy hoặc không đủ chỗ (cần {needed}). Hãy giải phóng chỗ trống rồi chạy lại.")


class SystemTrouble(Refused):
    """The operating system refused something, for a reason that none of the others covers."""

    text = N_("Hệ điều hành báo lỗi «{reason}» ở «{place}». Hãy sửa lỗi đó rồi chạy lại.")


class PortTaken(Refused):
    """The port asked for by KHUE_POSTGRES_PORT belongs to another program."""

    text = N_(
        "Cổng {port} đang do chương trình khác dùng. Hãy tắt chương trình đó, hoặc đặt KHUE_POSTGRES_PORT là cổng khác."
    )


class BadPort(Refused):
    """KHUE_POSTGRES_PORT is not a port number."""

    text = N_("KHUE_POSTGRES_PORT là «{value}», không phải số cổng. Hãy đặt một số từ 1024 đến 65535.")


class Busy(Refused):
    """Another command is starting or stopping the same server."""

    text = N_(
        "Một lệnh khác đang khởi động hoặc dừng cơ sở dữ liệu ở «{place}» quá {seconds} giây. "
        "Hãy đợi lệnh đó xong rồi chạy lại."
    )


class WrongSecrets(Refused):
    """The server does not know the password of our file."""

    text = N_(
        "Mật khẩu trong «{place}» không phải của cơ sở dữ liệu này. "
        "Hãy đặt lại đúng tệp secrets.json đã sinh cùng thư mục dữ liệu (lấy từ bản sao)."
    )


class LostSecrets(Refused):
    """The data folder is there, the file of its passwords is not."""

    text = N_(
        "Có dữ liệu ở «{data}» nhưng thiếu tệp mật khẩu «{place}». "
        "Hãy đặt lại tệp secrets.json từ bản sao; không thể sinh tệp mới cho dữ liệu cũ."
    )


class DamagedSecrets(Refused):
    """The file of passwords cannot be read as ours."""

    text = N_("Tệp mật khẩu «{place}» bị hỏng: {reason}. Hãy đặt lại tệp secrets.json từ bản sao.")


class ExposedSecrets(Refused):
    """Others on the machine may read the passwords."""

    text = N_(
        "Tệp mật khẩu «{place}» đang cho người khác đọc (quyền {mode}). "
        "Hãy chạy «chmod 600 {place}»; nếu máy có người dùng lạ, hãy đổi các mật khẩu."
    )


class WouldNotStart(Refused):
    """The server ended while starting, for a reason that none of the others covers."""

    text = N_("PostgreSQL không khởi động được: {reason}. Hãy xem nhật ký «{log}» và sửa theo dòng đó.")


class WouldNotStop(Refused):
    """The server did not end in time."""

    text = N_("PostgreSQL (tiến trình {pid}) chưa dừng sau {seconds} giây. Hãy xem nhật ký «{log}» rồi chạy lại.")


class NotRunning(Refused):
    """A command needs the server and it does not answer."""

    text = N_("Cơ sở dữ liệu không trả lời tại {place}. Hãy chạy «khue db up» hoặc kiểm tra máy chủ, rồi chạy lại.")


class OwnServer(Refused):
    """The command is for the embedded server, but a server of one's own is set."""

    text = N_(
        "KHUE_DATABASE_URL đang trỏ tới máy chủ riêng, lệnh này chỉ dành cho PostgreSQL đi kèm. "
        "Hãy quản lý máy chủ đó bằng công cụ của nó, hoặc bỏ KHUE_DATABASE_URL."
    )


class BadUrl(Refused):
    """A database address cannot be used."""

    text = N_("{name} chưa dùng được: {reason}. Hãy viết dạng postgresql://{user}:MẬT-KHẨU@MÁY-CHỦ:5432/khue.")


class MissingUrl(Refused):
    """One of the addresses that belong together is missing."""

    text = N_(
        "Đã đặt {present} nhưng thiếu {name}. Hãy đặt cả hai; «khue db prepare» tạo các tài khoản và in ra các địa chỉ."
    )


class TooPowerful(Refused):
    """The web process signs in with a role that row security does not bind."""

    text = N_(
        "Tài khoản «{role}» của Khuê có quyền vượt qua bảo vệ dòng dữ liệu ({reason}). "
        "Hãy dùng tài khoản khue_app do «khue db prepare» tạo trong KHUE_DATABASE_URL."
    )


class MissingRoles(Refused):
    """The server was prepared for an older version of Khuê."""

    text = N_(
        "Máy chủ PostgreSQL chưa có tài khoản {roles} mà bản này cần. "
        "Hãy chạy lại «khue db prepare» (không đổi gì đang có), rồi «khue migrate»."
    )


class NeedsSuperuser(Refused):
    """Preparing or restoring needs the administrator of the server."""

    text = N_(
        "Việc này cần tài khoản quản trị máy chủ PostgreSQL, còn «{role}» thì không phải. "
        "Hãy đưa địa chỉ của tài khoản quản trị qua --superuser-url hoặc KHUE_SUPERUSER_URL."
    )


class CannotConnect(Refused):
    """A server of one's own refused the connection."""

    text = N_("Không kết nối được tới {place}: {reason}. Hãy kiểm tra địa chỉ, tài khoản và mật khẩu.")


class NotPrepared(Refused):
    """The server was not made ready for Khuê."""

    text = N_(
        "Máy chủ {place} chưa có cơ sở dữ liệu mẫu «{template}». "
        "Hãy chạy «khue db prepare» với tài khoản quản trị trước."
    )


class ToolFailed(Refused):
    """pg_dump or pg_restore ended with an error."""

    text = N_("{tool} dừng vì lỗi: {reason}. Hãy sửa theo lỗi đó rồi chạy lại; dữ liệu đang dùng không thay đổi.")


class ArchiveExists(Refused):
    """A backup never overwrites."""

    text = N_("Đã có «{place}». Hãy chọn tên khác; bản sao lưu không bao giờ ghi đè.")


class ArchiveMissing(Refused):
    """There is no such archive."""

    text = N_("Không thấy tệp sao lưu «{place}». Hãy kiểm tra lại đường dẫn.")


class ArchiveDamaged(Refused):
    """The archive is truncated, changed, or not ours."""

    text = N_(
        "Tệp sao lưu «{place}» không nguyên vẹn, ở «{part}»: {reason}. "
        "Hãy dùng một bản sao lưu khác; dữ liệu đang dùng không thay đổi."
    )


class ArchiveTooNew(Refused):
    """The archive was made by something newer than what would read it."""

    text = N_(
        "Tệp sao lưu do {what} bản {found} tạo, ở đây là bản {here}. "
        "Hãy nâng cấp {what} rồi khôi phục; dữ liệu đang dùng không thay đổi."
    )


class FileChanged(Refused):
    """A file went away or changed while it was being copied."""

    text = N_("Tệp «{place}» bị xoá hoặc thay đổi trong lúc sao lưu. Hãy chạy lại «khue db backup».")


class CountsDiffer(Refused):
    """The restored database has not the rows that the archive promises."""

    text = N_(
        "Sau khi khôi phục, bảng {table} có {found} dòng, bản sao lưu ghi {expected} dòng. "
        "Cơ sở dữ liệu đang dùng vẫn giữ nguyên; hãy dùng một bản sao lưu khác."
    )


class RestoreRunning(Refused):
    """Somebody else is restoring on the same server."""

    text = N_("Một lệnh khôi phục khác đang chạy trên cùng máy chủ. Hãy đợi lệnh đó xong rồi chạy lại.")


class StillUsed(Refused):
    """Connections kept coming, so that the databases could not be exchanged."""

    text = N_(
        "Cơ sở dữ liệu đang có người dùng nên chưa đổi sang bản khôi phục được. "
        "Hãy dừng «khue run», «khue serve» và «khue worker», rồi chạy lại."
    )


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Turn an error of the operating system or of PostgreSQL, met while working at a place, into a refusal.

    Raises: DiskFull, NoPermission, SystemTrouble, ToolFailed.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(place=place, needed=MORE) from error
        if isinstance(error, PermissionError):
            raise NoPermission(place=error.filename or place) from error
        raise SystemTrouble(reason=error.strerror or error, place=error.filename or place) from error
    except psycopg.errors.DiskFull as error:
        raise DiskFull(place=place, needed=MORE) from error
    except psycopg.Error as error:
        raise ToolFailed(tool="PostgreSQL", reason=str(error).strip().splitlines()[0]) from error
