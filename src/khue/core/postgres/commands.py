"""`khue db ...`: the embedded server, preparing a server of one's own, backup and restore."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import click
import psycopg

from khue.core.postgres import bootstrap, ensure_up, launcher
from khue.core.postgres.addresses import VARIABLES, Address, addresses, parse
from khue.core.postgres.backup import backup as write_backup
from khue.core.postgres.launcher import Status
from khue.core.postgres.places import home, new_password
from khue.core.postgres.refusals import OwnServer, told
from khue.core.postgres.restore import restore as read_backup
from khue.core.postgres.tools import connect

SUPERUSER = click.option(
    "--superuser-url",
    envvar="KHUE_SUPERUSER_URL",
    help="Địa chỉ tài khoản quản trị máy chủ PostgreSQL riêng: postgresql://postgres:…@máy-chủ:5432/postgres.",
)


@click.group()
def db() -> None:
    """Cơ sở dữ liệu: khởi động, dừng, sao lưu, khôi phục."""


@db.command()
def up() -> None:
    """Khởi động PostgreSQL đi kèm, hoặc kiểm tra máy chủ riêng."""
    found = addresses(home())
    if found.embedded:
        click.echo(_sentence(launcher.up(home())))
        return
    ensure_up(home())
    connect(found.owner).close()
    click.echo(f"Máy chủ riêng {found.app.place} trả lời, tài khoản đúng quyền.")


@db.command()
def down() -> None:
    """Dừng PostgreSQL đi kèm; mọi dữ liệu đã lưu được giữ nguyên."""
    if not addresses(home()).embedded:
        raise OwnServer()
    click.echo("Đã dừng cơ sở dữ liệu." if launcher.down(home()) else "Cơ sở dữ liệu không chạy, không có gì để dừng.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="In ra JSON cho chương trình khác đọc.")
def status(as_json: bool) -> None:
    """Cho biết cơ sở dữ liệu có chạy không, bản nào, cổng nào, lớn bao nhiêu."""
    found = addresses(home())
    state = launcher.status(home()) if found.embedded else _own_server(found.app)
    if as_json:
        click.echo(json.dumps({"embedded": found.embedded, **asdict(state)}, default=str, ensure_ascii=False))
    else:
        click.echo(_sentence(state))


@db.command()
@SUPERUSER
@click.option("--database", default=bootstrap.DATABASE, show_default=True, help="Tên cơ sở dữ liệu của Khuê.")
def prepare(superuser_url: str | None, database: str) -> None:
    """Tạo các tài khoản và cơ sở dữ liệu của Khuê trên máy chủ riêng; chạy lại không hỏng gì.

    Mật khẩu lấy từ KHUE_DATABASE_URL, KHUE_OWNER_DATABASE_URL… nếu đã đặt; tài khoản mới thì được sinh mật khẩu và
    chỉ in ra một lần.
    """
    if not superuser_url:
        raise click.UsageError("Thiếu --superuser-url (hoặc biến KHUE_SUPERUSER_URL).")
    server = parse(superuser_url, name="--superuser-url")
    with connect(server) as administrator:
        passwords = {role: password for role in VARIABLES if (password := _password(administrator, role))}
        with told(Path(server.place)):
            bootstrap.prepare(administrator, passwords, database=database)
    click.echo("Đã chuẩn bị xong. Hãy đặt các biến sau cho Khuê (mật khẩu mới chỉ hiện lần này):", err=True)
    for role, name in VARIABLES.items():
        account = Address(server.host, server.port, database, role, passwords.get(role, "MẬT-KHẨU-ĐÃ-ĐẶT"))
        click.echo(f"{name}={account.url()}")


@db.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def backup(file: Path | None) -> None:
    """Sao lưu cơ sở dữ liệu và các tệp vào một tệp zip (mặc định trong KHUE_HOME/backups).

    secrets.json không nằm trong bản sao: hãy giữ một bản của tệp đó ở nơi khác.
    """
    made = write_backup(home(), file)
    click.echo(f"Đã sao lưu vào {made} ({_size(made.stat().st_size)}).")


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Không hỏi lại.")
@SUPERUSER
def restore(file: Path, yes: bool, superuser_url: str | None) -> None:
    """Khôi phục từ một bản sao lưu; chỉ dùng bản sao do chính nơi mình tạo ra.

    Bản sao được kiểm tra toàn bộ trước; dữ liệu đang dùng được giữ lại với tên khue_before_restore.
    """
    if not yes:
        click.confirm("Thay dữ liệu đang dùng bằng bản sao lưu này?", abort=True)
    done = read_backup(home(), file, superuser_url=superuser_url)
    click.echo(
        f"Đã khôi phục {done.tables} bảng, {done.rows} dòng, {done.files} tệp. "
        f"Dữ liệu trước đó giữ ở {done.kept}; hãy chạy «khue migrate» rồi khởi động lại Khuê."
    )


def _own_server(address: Address) -> Status:
    with connect(address) as connection:
        row = connection.execute("SELECT pg_postmaster_start_time(), pg_database_size(current_database())").fetchone()
        version = connection.info.parameter_status("server_version")
    since, size = row or (None, None)
    return Status(True, address.place, version, address.port, None, since, size)


def _password(administrator: "psycopg.Connection[tuple[object, ...]]", role: str) -> str | None:
    """Return the password of the environment's address, a new one for a new role, None for one that has its own."""
    if url := os.environ.get(VARIABLES[role]):
        return parse(url, name=VARIABLES[role], role=role).password
    known = administrator.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
    return None if known else new_password()


def _sentence(state: Status) -> str:
    if not state.running:
        return f"Cơ sở dữ liệu không chạy ({state.folder})."
    parts: list[tuple[str, object]] = [
        ("PostgreSQL", state.version),
        ("cổng", state.port),
        ("tiến trình", state.pid),
        ("dung lượng", _size(state.size or 0)),
        ("từ", state.since and f"{state.since:%H:%M %d/%m/%Y}"),
    ]
    told = ", ".join(f"{name} {value}" for name, value in parts if value)
    return f"Cơ sở dữ liệu đang chạy: {told} ({state.folder})."


def _size(count: int) -> str:
    return f"{count / (1 << 20):.1f} MB".replace(".", ",")
