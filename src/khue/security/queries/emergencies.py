"""Emergencies: what was opened, by whom, and which of it nobody has reviewed yet."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from khue.core.actor import Actor
from khue.core.errors import Denied, Missing
from khue.organisations import queries as organisations
from khue.security.models import Opening
from khue.security.rules import Can


def openings(actor: Actor) -> QuerySet[Opening]:
    """Return the emergencies at the units the actor watches over, and the actor's own; those to review first.

    The database shows the same: a unit's emergencies to those who hold a right of this app there. Raises: Denied.
    """
    if not actor.is_known:
        raise Denied(permission=Can.SEE_GRANTS, place="này")
    name = organisations.as_of().filter(organisation_id=OuterRef("organisation_id")).values("name")[:1]
    found = Opening.objects.select_related("user", "reviewed_by").annotate(unit=Subquery(name))
    return found.order_by("finding", "-opened_at")


def opening(actor: Actor, opening_id: int) -> Any:
    """Return one emergency with the name of its unit. Raises: Missing."""
    found = openings(actor).filter(pk=opening_id).first()
    if found is None:
        raise Missing(what=f"lần mở khẩn cấp {opening_id}")
    return found


def to_review(actor: Actor) -> int:
    """Return how many emergencies of the actor's units wait for a review."""
    return Opening.objects.filter(finding="").exclude(user_id=actor.user_id or 0).count()
