"""Reads of the trail of events."""

from datetime import date

from django.db.models import QuerySet

from khue.core.actor import Actor
from khue.core.models import Event
from khue.organisations import queries as organisations
from khue.security.rules import Can


def events(actor: Actor, *, name: str = "", subject: str = "", on: date | None = None) -> QuerySet[Event]:
    """Return what happened, newest first: by the beginning of its name, its subject, the day.

    Raises: Denied.
    """
    actor.must(Can.SEE_EVENTS, at=organisations.top_id() or 0)  # the trail is the whole province's
    found = Event.objects.filter(name__startswith=name, subject__startswith=subject)
    return found.filter(at__date=on) if on else found
