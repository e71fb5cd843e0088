"""Emergencies: what was opened, by whom, and which of it nobody has reviewed yet."""

from django.db.models import QuerySet

from khue.core.actor import Actor
from khue.security.models import Opening


def openings(actor: Actor) -> QuerySet[Opening]:
    """Return the emergencies at the units the actor watches over, and the actor's own; those to review first.

    The database shows the same: a unit's emergencies to those who hold a right of this app there.
    """
    return Opening.objects.select_related("user", "reviewed_by").order_by("finding", "-opened_at")


def to_review(actor: Actor) -> int:
    """Return how many emergencies of the actor's units wait for a review."""
    return Opening.objects.filter(finding="").exclude(user_id=actor.user_id or 0).count()
