"""The answers of people to the global search."""

from khue.core.actor import Actor
from khue.core.manifest import Found
from khue.organisations import queries as organisations
from khue.people import queries
from khue.people.rules import Can


def search(actor: Actor, text: str, limit: int) -> list[Found]:
    """Find people whom the actor may see, by name, birth date or exact number."""
    if not actor.can(Can.SEE):
        return []
    found = queries.find(actor, text, limit=limit).people
    units = organisations.names({one.card.custody_id for one in found})
    return [
        Found(
            title=one.card.name,
            detail=" · ".join(filter(None, [str(one.card.birth), units.get(one.card.custody_id, "")])),
            url=f"/van-phong/nguoi/{one.card.id}/",
            icon="user",
        )
        for one in found
    ]
