"""Emergencies: what was opened, by whom, and which of it nobody has reviewed yet."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from khue.core.actor import Actor, widened
from khue.core.errors import Denied, Missing
from khue.organisations import queries as organisations
from khue.security.models import Grant, Opening
from khue.security.queries.actors import in_force
from khue.security.rules import LEADS, PROTECTS_DATA, Can


def openings(actor: Actor) -> QuerySet[Opening]:
    """Return the emergencies at the units the actor watches over, and the actor's own; those to review first.

    The database shows the same: a unit's emergencies to who sees its grants or reviews, and to who was told.
    Raises: Denied.
    """
    if not actor.is_known:
        raise Denied(permission=Can.SEE_GRANTS, place="này")
    found = Opening.objects.select_related("user", "reviewed_by")
    return _named(found).order_by("finding", "-opened_at")


def _named(openings: QuerySet[Opening]) -> QuerySet[Opening]:
    name = organisations.as_of().filter(organisation_id=OuterRef("organisation_id")).values("name")[:1]
    return openings.annotate(unit=Subquery(name))


def opening(actor: Actor, opening_id: int) -> Any:
    """Return one emergency with the name of its unit. Raises: Missing."""
    found = openings(actor).filter(pk=opening_id).first()
    if found is None:
        raise Missing(what=f"lần mở khẩn cấp {opening_id}")
    return found


def to_tell(actor: Actor, organisation_id: int, on: date) -> list[int]:
    """Return the accounts that are told of an emergency: who leads the unit, and who protects personal data there.

    Who stands in for them counts as they do.
    """
    told = in_force(on) & Q(role__in=[*LEADS, PROTECTS_DATA], user__is_active=True)
    with widened(actor):
        held = list(Grant.objects.filter(told).exclude(user_id=actor.user_id or 0).order_by("user_id"))
    below = organisations.below_each({one.organisation_id for one in held}, on) if held else {}
    reached = [
        one.user_id for one in held
        if one.organisation_id == organisation_id
        or one.role == PROTECTS_DATA and organisation_id in below[one.organisation_id]
    ]  # fmt: skip
    return list(dict.fromkeys(reached))


def told_of(actor: Actor) -> QuerySet[Opening]:
    """Return the emergencies of which the actor was told and that nobody has reviewed yet, the newest first."""
    waiting = Opening.objects.filter(told__contains=[actor.user_id or 0], finding="").select_related("user")
    return _named(waiting).order_by("-opened_at")


def to_review(actor: Actor) -> int:
    """Return how many emergencies of the actor's units wait for a review."""
    return Opening.objects.filter(finding="").exclude(user_id=actor.user_id or 0).count()
