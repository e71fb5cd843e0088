"""Commands of organisations: look at the tree and at one unit, take in a list of schools."""

import json
from datetime import date, datetime
from pathlib import Path

import click

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.core.sheets import batches
from khue.organisations import queries
from khue.organisations.rules import ACTS, KINDS, ROLES

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def organisations() -> None:
    """Units: tree, card, import of schools."""


@organisations.command()
@click.option("--under", help="code of the unit to begin with (default: the top)")
@click.option("--on", type=DAY, help="as of this day")
@click.option("--depth", default=2, show_default=True)
def tree(under: str | None, on: datetime | None, depth: int) -> None:
    """Print the tree of units."""
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
@click.option("--on", type=DAY, help="as of this day")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def show(code: str, on: datetime | None, as_json: bool) -> None:
    """Print one unit: facts, who stands above it, who may do what for it, its life."""
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


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--under", required=True, help="code of the unit that manages the schools")
@click.option("--accepted", is_flag=True, help="write the accepted rows even when others have errors")
@click.option("--dry-run", is_flag=True, help="check only")
def import_schools(file: Path, under: str, accepted: bool, dry_run: bool) -> None:
    """Take in a list of schools, as the upload page does."""
    actor = system_actor()
    with acting_as(actor), file.open("rb") as content:
        mode = "accepted" if accepted else "all"
        batch, is_new = batches.submit(actor, "schools", content, file.name, at=_find(under), mode=mode)
        if is_new:
            batch = batches.check(actor, batch.pk) if dry_run else batches.write(actor, batch.pk)
    click.echo(f"{batch.get_state_display()}: {json.dumps(batch.counts, ensure_ascii=False)} {batch.message}")
