"""Giving grants, confirming them as a second person, ending them."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import day_of
from khue.core.errors import Missing
from khue.security.actions.refusals import (
    AboveOwnRole,
    AlreadyEnded,
    AlreadyHeld,
    BadTerm,
    NotWaiting,
    SameEyes,
    ToOneself,
)
from khue.security.models import Grant, User
from khue.security.queries.grants import roles_reaching
from khue.security.rules import BY_CODE, FOUR_EYES, Can, may_give


@transaction.atomic
def give(
    actor: Actor,
    user: User,
    role: str,
    organisation_id: int,
    *,
    start: date,
    basis: str,
    end: date | None = None,
    basis_on: date | None = None,
) -> Grant:
    """Give a role at an organisation for a term; some roles wait until a second person confirms.

    Raises: Denied, ToOneself, AboveOwnRole, BadTerm, AlreadyHeld.
    Source: rules/giving.py.
    """
    actor.must(Can.GIVE_GRANTS, at=organisation_id)
    if user.pk == actor.user_id:
        raise ToOneself
    must_reach(actor, role, organisation_id)
    grant = add(
        Grant(
            user=user,
            role=role,
            organisation_id=organisation_id,
            period=term(start, end),
            basis=basis,
            basis_on=basis_on,
            given_by_id=actor.user_id,
            waits=role in FOUR_EYES and not actor.is_system,
        )
    )
    record(
        actor,
        "security.grant_given",
        grant,
        role=role,
        organisation=organisation_id,
        user=user.pk,
        start=start.isoformat(),
        end=end and end.isoformat(),
        waits=grant.waits,
    )
    return grant


@transaction.atomic
def confirm(actor: Actor, grant_id: int) -> Grant:
    """Confirm a grant as the second person; from now on it opens what it says.

    Raises: Missing, Denied, NotWaiting, SameEyes, AboveOwnRole.
    """
    grant = locked(grant_id)
    actor.must(Can.GIVE_GRANTS, at=grant.organisation_id)
    if not grant.waits or grant.ended_at:
        raise NotWaiting
    if actor.user_id in (None, grant.user_id, grant.given_by_id):
        raise SameEyes
    must_reach(actor, grant.role, grant.organisation_id)
    grant.waits, grant.confirmed_by_id = False, actor.user_id
    grant.save(update_fields=["waits", "confirmed_by"])
    record(actor, "security.grant_confirmed", grant, role=grant.role, user=grant.user_id)
    return grant


@transaction.atomic
def end(actor: Actor, grant_id: int, *, on: date, why: str, at: datetime) -> Grant:
    """End a grant from a day on, with all that stands on it; today means at once.

    Whoever handed it on may take it back; otherwise it takes the right to give this role there.
    Raises: Missing, Denied, AboveOwnRole, AlreadyEnded.
    """
    grant = locked(grant_id)
    took_back = grant.of is not None and grant.of.user_id == actor.user_id and grant.kind == "delegated"
    if not took_back:
        actor.must(Can.GIVE_GRANTS, at=grant.organisation_id)
        must_reach(actor, grant.role, grant.organisation_id)
    if is_over(grant, at):
        raise AlreadyEnded
    ended = close(actor, grant, on=on, why=why, at=at)
    record(
        actor,
        "security.grant_ended",
        grant,
        role=grant.role,
        user=grant.user_id,
        end=on.isoformat(),
        derived=len(ended) - 1,
    )
    return grant


def close(actor: Actor, grant: Grant, *, on: date, why: str, at: datetime) -> list[Grant]:
    """Close a grant and, before it, everything that stands on it; return what was closed."""
    ended = []
    for derived in grant.derived.filter(ended_at__isnull=True).exclude(kind="moved"):
        ended += close(actor, derived, on=on, why=why, at=at)
    start, last = grant.period.lower, grant.period.upper
    until = max(on, start + timedelta(days=1))
    grant.period = DateRange(start, until if last is None else min(until, last))
    grant.ended_why, grant.ended_by_id, grant.ended_at = why, actor.user_id, at
    if on <= day_of(at):
        grant.until = min(at, grant.until or at)
    grant.save()
    return [*ended, grant]


def add(grant: Grant) -> Grant:
    """Save a new grant. Raises: AlreadyHeld."""
    list(User.objects.select_for_update().filter(pk=grant.user_id).values("pk"))  # one at a time for an account
    try:
        with transaction.atomic():
            grant.save()
    except IntegrityError as error:  # the database knows the posts that the giver does not see
        if "grant_once_at_a_time" not in str(error):
            raise
        raise AlreadyHeld(username=grant.user.username, role=BY_CODE[grant.role].title) from error
    return grant


def term(start: date, end: date | None) -> DateRange:
    """Return the term as a range, the day of its end not included. Raises: BadTerm."""
    if end is not None and end <= start:
        raise BadTerm(start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    return DateRange(start, end)


def must_reach(actor: Actor, role: str, organisation_id: int) -> None:
    """Check that the actor's own roles may give this one there. Raises: AboveOwnRole."""
    if not actor.is_system and not may_give(roles_reaching(actor.user_id, organisation_id), role):
        raise AboveOwnRole(role=BY_CODE[role].title)


def locked(grant_id: int) -> Grant:
    """Return a grant for changing it. Raises: Missing."""
    found = Grant.objects.select_for_update(of=("self",)).select_related("user", "of").filter(pk=grant_id).first()
    if found is None:
        raise Missing(what=f"phân quyền {grant_id}")
    return found


def is_over(grant: Grant, at: datetime) -> bool:
    """Whether a grant opens nothing any more."""
    last = grant.period.upper
    return grant.ended_at is not None or (last is not None and last <= day_of(at))
