"""Giving roles."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actions import record
from khue.core.actor import Actor
from khue.security.models import Grant, User
from khue.security.rules import Can


@transaction.atomic
def give(actor: Actor, user: User, role: str, organisation_id: int, *, start: date, basis: str) -> Grant:
    """Give a role at an organisation from a date on.

    Raises: Denied.
    """
    actor.must(Can.GIVE_GRANTS, at=organisation_id)
    grant = Grant.objects.create(
        user=user, role=role, organisation_id=organisation_id, period=DateRange(start, None), basis=basis
    )
    record(actor, "security.grant_given", grant, role=role, organisation=organisation_id, user=user.pk)
    return grant
