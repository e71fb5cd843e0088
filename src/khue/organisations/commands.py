"""Commands of organisations: look at the tree and at one unit, begin a new installation."""

import json
from datetime import date, datetime
from uuid import uuid4

import click
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.organisations import actions, queries
from khue.organisations.rules import ACTS, KINDS, ROLES

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


class AlreadyStarted(Refused):
    """There is a department already."""

    text = N_("Đã có «{name}» đứng đầu. Hãy ghi các đơn vị khác ở trang Đơn vị hoặc bằng «khue import schools».")


@click.group()
def organisations() -> None:
    """Đơn vị: cây, thẻ; danh sách trường nhập bằng «khue import schools»."""


@organisations.command()
@click.option("--under", help="Mã đơn vị bắt đầu; bỏ trống là từ đầu cây.")
@click.option("--on", type=DAY, help="Tính đến ngày này.")
@click.option("--depth", default=2, show_default=True)
def tree(under: str | None, on: datetime | None, depth: int) -> None:
    """In cây đơn vị."""
    with acting_as(system_actor()):
        _print_below(_find(under) if under else None, on.date() if on else None, depth, "")


def _print_below(parent: int | None, on: date | None, depth: int, indent: str) -> None:
    for node in queries.children(parent, on):
        click.echo(f"{indent}{node.version.organisation.code}  {node.version.name}")
        if node.opens and depth > 1:
            _print_below(node.version.organisation_id, on, depth - 1, indent + "  ")


def _find(code: str) -> int:
    found = queries.pick(code)
    if not found:
        raise Missing(what=f"đơn vị «{code}»")
    return found[0].organisation_id


@organisations.command()
@click.argument("code")
@click.option("--on", type=DAY, help="Tính đến ngày này.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def show(code: str, on: datetime | None, as_json: bool) -> None:
    """In một đơn vị: thông tin, cấp trên, ai có thẩm quyền, quá trình."""
    with acting_as(system_actor()):
        card = queries.card(_find(code), on.date() if on else None)
        row = card.facts
        told = {
            "code": card.organisation.code,
            "name": row.name,
            "kind": KINDS[row.kind],
            "levels": row.levels,
            "area": f"{row.area_name} {row.area_code}".strip(),
            "since": row.valid.lower.isoformat() if row.valid.lower else None,
            "until": row.valid.upper.isoformat() if row.valid.upper else None,
            "above": [one.name for one in card.above],
            "authority": {ACTS[one.act]: one.holder or ROLES[one.rule.role] for one in card.responsible},
            "successors": {kin.name: kin.share for kin in card.heirs},
            "life": [
                f"{step.decision.effective_on:%d/%m/%Y} {step.decision}"
                for step in queries.timeline(row.organisation_id)
            ],
        }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _plain(told))


def _plain(told: dict[str, object]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in told.items() if value)


@organisations.command()
@click.argument("name")
@click.option("--area", required=True, help="Mã tỉnh 2 chữ số của cơ quan thống kê, ví dụ 51.")
def start(name: str, area: str) -> None:
    """Ghi nhận Sở Giáo dục và Đào tạo NAME, đơn vị đầu tiên của một cài đặt mới."""
    actor = system_actor()
    with acting_as(actor):
        if queries.top_id() is not None:
            raise AlreadyStarted(name=queries.name_of(queries.top_id() or 0))
        unit = actions.NewUnit(actions.Facts(nfc(name), "department", area_code=area))
        basis = actions.Document("Ghi nhận đơn vị đang hoạt động", localdate(), uuid4())
        made = actions.register(actor, [unit], basis, now=timezone.now())[0]
    click.echo(f"{made.code}  {nfc(name)}")
