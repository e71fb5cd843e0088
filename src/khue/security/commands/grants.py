"""Rights on the command line: who holds what, giving, ending, who can see what."""

from datetime import date, datetime

import click
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.security import actions, queries
from khue.security.rules import BY_CODE, GRANTED

ROLE = click.Choice([role.code for role in GRANTED if role.held == "grant"])
DAY = click.DateTime(["%d/%m/%Y", "%Y-%m-%d"])


@click.group()
def grants() -> None:
    """Phân quyền: ai giữ vai trò gì, ở đâu, đến khi nào."""


def unit_of(text: str) -> int:
    """Return the unit of a code or exact name. Raises: Missing."""
    found = organisations.pick(text)
    if len(found) != 1:
        raise Missing(what=f"đơn vị «{text}»")
    return found[0].organisation_id


def day_of(moment: datetime | None) -> date:
    """Return the day of an option, today when it was left out."""
    return moment.date() if moment else timezone.localdate()


@grants.command("list")
@click.option("--at", "unit", help="Mã đơn vị; gồm cả các đơn vị trực thuộc.")
@click.option("--role", type=ROLE)
@click.option("--user", "text", default="", help="Một phần tên đăng nhập hoặc họ tên.")
@click.option("--state", type=click.Choice(["current", "soon", "waiting", "future", "ended"]), default="current")
def list_(unit: str | None, role: str | None, text: str, state: str) -> None:
    """Liệt kê phân quyền."""
    with acting_as(system_actor()) as actor:
        place = unit_of(unit) if unit else None
        found = queries.grants(actor, unit=place, role=role or "", text=text, state=state).order_by("user__username")
        for one, name in queries.with_places(found):
            until = f"{one.period.upper:%d/%m/%Y}" if one.period.upper else "không thời hạn"
            click.echo(f"{one.pk:>6}  {one.user.username:<20} {BY_CODE[one.role].title}, {name}; đến {until}")


@grants.command()
@click.argument("username")
@click.option("--role", required=True, type=ROLE)
@click.option("--at", "unit", required=True, help="Mã đơn vị; xem «khue organisations tree».")
@click.option("--basis", required=True, help="Căn cứ giao quyền, ví dụ số quyết định.")
@click.option("--from", "start", type=DAY, help="Từ ngày; bỏ trống là hôm nay.")
@click.option("--until", "end", type=DAY, help="Đến trước ngày; bỏ trống là không thời hạn.")
def give(username: str, role: str, unit: str, basis: str, start: datetime | None, end: datetime | None) -> None:
    """Giao vai trò cho USERNAME."""
    with acting_as(system_actor()) as actor:
        user = queries.account(actor, username)
        last = end.date() if end else None
        made = actions.give(actor, user, role, unit_of(unit), start=day_of(start), end=last, basis=basis)
    click.echo(f"Đã giao quyền {made.pk}.")


@grants.command()
@click.argument("grant_id", type=int)
@click.option("--why", required=True, help="Lí do.")
@click.option("--from", "on", type=DAY, help="Thôi từ ngày; bỏ trống là ngay bây giờ.")
def end(grant_id: int, why: str, on: datetime | None) -> None:
    """Cho thôi quyền có số GRANT_ID, cùng các uỷ quyền dựa trên nó."""
    with acting_as(system_actor()) as actor:
        actions.end(actor, grant_id, on=day_of(on), why=why, at=timezone.now())
    click.echo(f"Đã cho thôi quyền {grant_id}.")


@grants.command("who-sees")
@click.option("--unit", help="Mã đơn vị.")
@click.option("--person", type=int, help="Mã hồ sơ.")
@click.option("--account", help="Tên đăng nhập.")
@click.option("--on", type=DAY, help="Vào ngày; bỏ trống là hôm nay.")
def who_sees(unit: str | None, person: int | None, account: str | None, on: datetime | None) -> None:
    """Ai xem được một đơn vị, một hồ sơ; hoặc một tài khoản xem được gì."""
    if sum(one is not None for one in (unit, person, account)) != 1:
        raise click.UsageError("Hãy chọn đúng một trong --unit, --person, --account.")
    with acting_as(system_actor()) as actor:
        if account:
            seers = [one.seer for one in queries.reach_of_account(actor, account, on=day_of(on))[1]]
        elif person:
            seers = queries.seers_of_record(actor, person, on=day_of(on))[1]
        else:
            seers = queries.seers_of_unit(actor, unit_of(unit or ""), on=day_of(on))
        for one in seers:
            changes = "xem và sửa" if one.changes else "chỉ xem"
            click.echo(f"{one.user.username:<20} {one.role}, {one.held_at}; {changes} (quyền số {one.grant.pk})")
