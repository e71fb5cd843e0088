"""Accounts opened, invited, given a new password or a new second step, signed out, closed."""

import secrets
from datetime import date

import click
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.security import actions, letters, queries
from khue.security.rules import BY_CODE, RESET_REASONS


def account_id(username: str) -> int:
    """Return the account of this name.

    Raises: Missing.
    """
    user = queries.accounts(system_actor()).filter(username=username).first()
    if user is None:
        raise Missing(what=f"tài khoản «{username}»")
    return user.pk


@click.command("open")
@click.argument("username")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--role", required=True, type=click.Choice(list(BY_CODE)), help="Vai trò; xem «khue accounts roles».")
@click.option("--at", "organisation", required=True, help="Mã đơn vị; xem «khue organisations tree».")
@click.option("--basis", required=True, help="Căn cứ giao quyền, ví dụ số quyết định.")
@click.option("--from", "start", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), help="Từ ngày; bỏ trống là hôm nay.")
def open_(username: str, name: str, role: str, organisation: str, basis: str, start: date | None) -> None:
    """Mở tài khoản USERNAME, giao một vai trò; in mật khẩu một lần, người nhận phải đổi."""
    actor, password = system_actor(), secrets.token_urlsafe(12)
    with acting_as(actor):
        found = organisations.pick(organisation)
        if not found:
            raise Missing(what=f"đơn vị «{organisation}»")
        user = actions.open_account(actor, username, name, password, must_change_password=True)
        start = start or timezone.localdate()
        actions.give(actor, user, role, found[0].organisation_id, start=start, basis=basis)
    click.echo(f"{username}: {BY_CODE[role].title}, {found[0].name}\nMật khẩu (chỉ in một lần): {password}")


@click.command()
@click.argument("username")
@click.option("--name", help="Họ và tên; chỉ cần khi mở tài khoản mới.")
@click.option("--email", default="", help="Thư điện tử; bỏ trống thì chỉ in liên kết.")
def invite(username: str, name: str | None, email: str) -> None:
    """Mời USERNAME mở tài khoản, hoặc mời lại; in liên kết dùng một lần."""
    actor, at = system_actor(), timezone.now()
    with acting_as(actor):
        if name:
            invited = actions.invite(actor, username, name, email=email, at=at)
        else:
            (invited,) = actions.invite_again(actor, [account_id(username)], at=at)
    sent = " (đã gửi thư)" if letters.send([invited]) else ""
    click.echo(f"Liên kết cho {username}, dùng một lần trong 7 ngày{sent}:\n{letters.address_of(invited)}")


@click.command()
@click.argument("username")
def password(username: str) -> None:
    """Đặt mật khẩu mới cho USERNAME và mở khoá; in mật khẩu một lần, người nhận phải đổi."""
    actor, fresh = system_actor(), secrets.token_urlsafe(12)
    with acting_as(actor):
        actions.set_password(actor, account_id(username), fresh, at=timezone.now())
    click.echo(f"Mật khẩu mới (chỉ in một lần): {fresh}")


@click.command("reset-factor")
@click.argument("username")
@click.option("--reason", required=True, type=click.Choice(list(RESET_REASONS)), help="Lí do.")
def reset_factor(username: str, reason: str) -> None:
    """Gỡ xác thực hai bước của USERNAME, người đã mất thiết bị."""
    actor = system_actor()
    with acting_as(actor):
        actions.reset_factor(actor, account_id(username), reason, at=timezone.now())
    click.echo(f"Đã đặt lại xác thực hai bước của {username}.")


@click.command("end-sessions")
@click.argument("username")
def end_sessions(username: str) -> None:
    """Đăng xuất mọi thiết bị của USERNAME."""
    actor = system_actor()
    with acting_as(actor):
        ended = actions.end_sessions(actor, account_id(username), at=timezone.now())
    click.echo(f"Đã đăng xuất {ended} thiết bị của {username}.")


@click.command()
@click.argument("username")
def unlock(username: str) -> None:
    """Mở khoá USERNAME, bị khoá vì nhập sai nhiều lần."""
    actor = system_actor()
    with acting_as(actor):
        actions.unlock_account(actor, account_id(username))
    click.echo(f"Đã mở khoá {username}.")


@click.command()
@click.argument("username")
def close(username: str) -> None:
    """Đóng tài khoản USERNAME; những gì tài khoản đã làm vẫn giữ."""
    actor = system_actor()
    with acting_as(actor):
        actions.close_account(actor, account_id(username), at=timezone.now())
    click.echo(f"Đã đóng {username}.")


COMMANDS = (open_, invite, password, reset_factor, end_sessions, unlock, close)
