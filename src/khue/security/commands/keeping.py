"""Accounts opened, given a new password, closed."""

import secrets
from datetime import date

import click
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.security import actions
from khue.security.rules import BY_CODE


@click.command("open")
@click.argument("username")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--role", required=True, type=click.Choice(list(BY_CODE)), help="Vai trò; xem «khue accounts roles».")
@click.option("--at", "organisation", required=True, help="Mã đơn vị; xem «khue organisations tree».")
@click.option("--basis", required=True, help="Căn cứ giao quyền, ví dụ số quyết định.")
@click.option("--from", "start", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), help="Từ ngày; bỏ trống là hôm nay.")
def open_(username: str, name: str, role: str, organisation: str, basis: str, start: date | None) -> None:
    """Mở tài khoản USERNAME, giao một vai trò; in mật khẩu một lần."""
    actor, password = system_actor(), secrets.token_urlsafe(12)
    with acting_as(actor):
        found = organisations.pick(organisation)
        if not found:
            raise Missing(what=f"đơn vị «{organisation}»")
        user = actions.open_account(actor, username, name, password)
        actions.give(actor, user, role, found[0].organisation_id, start=start or localdate(), basis=basis)
    click.echo(f"{username}: {BY_CODE[role].title}, {found[0].name}\nMật khẩu (chỉ in một lần): {password}")


@click.command()
@click.argument("username")
def password(username: str) -> None:
    """Đặt mật khẩu mới cho USERNAME và mở khoá; in mật khẩu một lần."""
    actor, fresh = system_actor(), secrets.token_urlsafe(12)
    with acting_as(actor):
        actions.set_password(actor, username, fresh)
    click.echo(f"Mật khẩu mới (chỉ in một lần): {fresh}")


@click.command()
@click.argument("username")
def close(username: str) -> None:
    """Đóng tài khoản USERNAME; những gì tài khoản đã làm vẫn giữ."""
    actor = system_actor()
    with acting_as(actor):
        actions.close_account(actor, username)
    click.echo(f"Đã đóng {username}.")


COMMANDS = (open_, password, close)
