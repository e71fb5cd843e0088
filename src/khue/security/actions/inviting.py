"""Inviting many at once, from a sheet: accounts opened, roles given; taken back as a batch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor, widened
from khue.core.sheets.models import Batch
from khue.security.actions.grants import close, give
from khue.security.actions.invitations import invite
from khue.security.models import Grant, Invitation, User


@dataclass(frozen=True)
class Newcomer:
    """A line of the sheet: who gets which role where."""

    username: str
    full_name: str
    role: str
    organisation_id: int
    start: date
    end: date | None
    basis: str
    email: str


@transaction.atomic
def invite_many(actor: Actor, newcomers: Iterable[Newcomer], batch: Batch, *, at: datetime) -> tuple[int, int]:
    """Open the accounts that are not there yet, with an invitation each, and give the roles not held yet.

    Returns how many roles were given and how many were held already. Raises: Denied, AboveOwnRole.
    """
    given = held = 0
    for one in newcomers:
        user = User.objects.filter(username=one.username).first()
        if user is None:
            user = invite(actor, one.username, one.full_name, email=one.email, at=at).user
        standing = Grant.objects.filter(user=user, role=one.role, organisation_id=one.organisation_id)
        if standing.filter(ended_at__isnull=True, period__contains=one.start).exists():
            held += 1
            continue
        grant = give(actor, user, one.role, one.organisation_id, start=one.start, end=one.end, basis=one.basis)
        grant.batch_id = batch.pk
        grant.save(update_fields=["batch_id"])
        given += 1
    record(actor, "security.many_invited", batch, given=given, held=held)
    return given, held


@transaction.atomic
def take_back(actor: Actor, batch: Batch, *, at: datetime) -> None:
    """Take back what a batch gave; accounts that it opened and nobody has used yet are closed."""
    grants = list(Grant.objects.select_for_update().filter(batch_id=batch.pk, ended_at__isnull=True))
    for grant in grants:
        close(actor, grant, on=grant.period.lower, why=f"Hoàn tác lần nhập {batch.pk}", at=at)
    users = {grant.user_id for grant in grants}
    unused = User.objects.filter(pk__in=users, last_login__isnull=True, password__startswith="!")
    with widened(actor):  # without their posts, the accounts are managed only by who invited them
        busy = Grant.objects.filter(user_id__in=users, ended_at__isnull=True).values("user_id")
        closed = [user.pk for user in unused.exclude(pk__in=busy)]
        Invitation.objects.filter(user_id__in=closed, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
        User.objects.filter(pk__in=closed).update(is_active=False)
    record(actor, "security.invitations_taken_back", batch, grants=len(grants), accounts=len(closed))
