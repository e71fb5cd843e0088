"""Reads of saved views: everybody their own."""

from django.db.models import QuerySet

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.dashboards.models import SavedView


def saved_views(actor: Actor) -> "QuerySet[SavedView]":
    """Return the views that somebody saved."""
    return SavedView.objects.filter(user_id=actor.user_id or 0)


def saved_view(actor: Actor, view_id: int) -> SavedView:
    """Return a view of one's own. Raises: Missing."""
    found = saved_views(actor).filter(pk=view_id).first()
    if found is None:
        raise Missing(what=f"khung nhìn {view_id}")
    return found
