"""The group `khue db` with what needs the models: the masked copy for development."""

import click

from khue.core.postgres import places
from khue.core.postgres.commands import SUPERUSER, db

__all__ = ["db"]


@db.command("masked-copy")
@click.argument("target")
@SUPERUSER
def masked_copy(target: str, superuser_url: str | None) -> None:
    """Sao cơ sở dữ liệu sang TARGET với mọi dữ liệu cá nhân đã thay, để phát triển và kiểm thử.

    Bản sao không có khoá: đặt KHUE_DATABASE_URL trỏ tới nó rồi chạy «khue migrate» với KHUE_SECRET_KEY riêng.
    """
    from khue.config.cli import settle  # only this verb needs the settings

    settle(with_database=True)
    from khue.privacy import actions

    copied = actions.masked_copy(places.home(), target, superuser_url=superuser_url)
    click.echo(
        f"Đã sao {copied.rows} dòng của {copied.tables} bảng vào «{target}»; {copied.emptied} bảng để trống. "
        "Hãy đặt mật khẩu cho tài khoản cần dùng: khue accounts password."
    )
