"""The answers of organisations to the global search."""

from khue.core.actor import Actor
from khue.core.manifest import Found
from khue.core.web.formats import day
from khue.organisations import queries
from khue.organisations.rules import KINDS, Can


def search(actor: Actor, text: str, limit: int) -> list[Found]:
    """Find units by any name they ever had."""
    if not actor.can(Can.SEE_HISTORY):
        return []
    return [
        Found(
            title=unit.name,
            detail=" · ".join(filter(None, [KINDS[unit.kind], unit.area_name, _past(unit)])),
            url=f"/van-phong/don-vi/{unit.organisation_id}/",
            icon="school" if unit.kind == "school" else "building-community",
        )
        for unit in queries.find(text, limit=limit)
    ]


def _past(unit: queries.FoundUnit) -> str:
    if unit.ended_on:
        return f"đến {day(unit.ended_on)}"
    return f"tên cũ: {unit.found_as}" if unit.found_as != unit.name else ""
