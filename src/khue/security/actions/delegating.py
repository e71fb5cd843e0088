"""Handing on what one holds: a delegation of a part, and a substitution while somebody is on leave."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actions import record
from khue.core.actor import Actor
from khue.organisations import queries as organisations
from khue.security.actions.grants import add, term
from khue.security.actions.refusals import (
    AlreadyHeld,
    LongerThanOwn,
    NothingToTake,
    NotOwn,
    NotPassedOn,
    ToOneself,
    WiderThanOwn,
)
from khue.security.models import Grant, User
from khue.security.queries.actors import in_force, permissions_of
from khue.security.queries.grants import roles_reaching
from khue.security.rules import NEVER_HANDED_ON, Can, may_give, no_wider, within


@transaction.atomic
def delegate(
    actor: Actor,
    grant_id: int,
    user: User,
    *,
    start: date,
    end: date | None,
    basis: str,
    organisation_id: int | None = None,
    only: Collection[str] = (),
    may_pass_on: bool = False,
) -> Grant:
    """Delegate a grant of one's own, or a part of it, to another account.

    No wider in permissions or place, no longer than one's own; it ends with one's own.
    Raises: NotOwn, Denied, ToOneself, NotPassedOn, WiderThanOwn, LongerThanOwn, BadTerm, AlreadyHeld.
    """
    own = Grant.objects.filter(in_force(), pk=grant_id, user_id=actor.user_id or 0).exclude(kind="break_glass").first()
    if own is None:
        raise NotOwn
    actor.must(Can.DELEGATE, at=own.organisation_id)
    if user.pk == actor.user_id:
        raise ToOneself
    if own.kind in ("delegated", "substitution") and not own.may_pass_on:
        raise NotPassedOn
    place = organisation_id or own.organisation_id
    held = handed_on_of(own)
    part = sorted(set(only or held))
    if not part or not no_wider(held, own.role, part) or place not in organisations.below(own.organisation_id):
        raise WiderThanOwn
    period = term(start, end)
    if not within(start, end, own.period.upper):
        raise LongerThanOwn(end=f"{own.period.upper:%d/%m/%Y}")
    grant = add(
        Grant(
            user=user,
            role=own.role,
            organisation_id=place,
            period=period,
            kind="delegated",
            of=own,
            only=part,
            may_pass_on=may_pass_on,
            basis=basis,
            given_by_id=actor.user_id,
        )
    )
    days = {"start": start.isoformat(), "end": end and end.isoformat()}
    facts = {"role": own.role, "organisation": place, "user": user.pk, **days}
    record(actor, "security.grant_delegated", grant, of=own.pk, permissions=part, **facts)
    return grant


@transaction.atomic
def substitute(actor: Actor, absent: User, user: User, *, start: date, end: date, basis: str) -> list[Grant]:
    """Let an account stand in for another from one day to the next: its posts, for the time of the leave.

    One arranges one's own leave, or that of those whose roles one may give. What the other holds already is left out.
    Raises: Denied, ToOneself, BadTerm, NothingToTake.
    """
    if user.pk == absent.pk or (user.pk == actor.user_id and absent.pk != actor.user_id):
        raise ToOneself
    term(start, end)
    taken = []
    for post in Grant.objects.filter(in_force(), user=absent, kind__in=("given", "moved")).order_by("pk"):
        last = min(end, post.period.upper) if post.period.upper else end
        if may_lend(actor, post) and last > max(start, post.period.lower):
            taken += _stand_in(actor, post, user, DateRange(max(start, post.period.lower), last), basis)
    if not taken:
        raise NothingToTake(username=absent.username)
    facts = {"user": user.pk, "start": start.isoformat(), "end": end.isoformat(), "grants": [one.pk for one in taken]}
    record(actor, "security.substitution_arranged", absent, **facts)
    return taken


def may_lend(actor: Actor, post: Grant) -> bool:
    """Whether the actor may arrange who stands in at a post."""
    if post.user_id == actor.user_id:
        return actor.can(Can.DELEGATE, at=post.organisation_id)
    if not actor.can(Can.GIVE_GRANTS, at=post.organisation_id):
        return False
    return actor.is_system or may_give(roles_reaching(actor.user_id, post.organisation_id), post.role)


def _stand_in(actor: Actor, post: Grant, user: User, period: DateRange, basis: str) -> list[Grant]:
    part = sorted(handed_on_of(post))
    grant = Grant(
        user=user,
        role=post.role,
        organisation_id=post.organisation_id,
        period=period,
        kind="substitution",
        of=post,
        only=part,
        basis=basis,
        given_by_id=None if user.pk == actor.user_id else actor.user_id,
    )
    try:
        return [add(grant)] if part else []
    except AlreadyHeld:
        return []


def handed_on_of(grant: Grant) -> set[str]:
    """Return the permissions of a grant that may be handed on."""
    return set(permissions_of(grant.role, grant.only)) - NEVER_HANDED_ON
