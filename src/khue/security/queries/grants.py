"""Grants as they are listed, and who may do what with them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.security.models import Grant, User
from khue.security.queries.actors import in_force, permissions_of
from khue.security.rules import ENDING_SOON_DAYS, Can

STATES = ("current", "soon", "waiting", "future", "ended")


def account(username: str) -> User:
    """Return an account by its exact name. Raises: Missing."""
    found = User.objects.filter(username=username.strip()).first()
    if found is None:
        raise Missing(what=f"tài khoản «{username}»")
    return found


def usernames(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of accounts."""
    return dict(User.objects.filter(pk__in=[one for one in user_ids if one]).values_list("pk", "username"))


def full_names(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return how the persons behind accounts are called."""
    return dict(User.objects.filter(pk__in=[one for one in user_ids if one]).values_list("pk", "full_name"))


def grants(
    actor: Actor,
    *,
    unit: int | None = None,
    role: str = "",
    text: str = "",
    state: str = "current",
    on: date | None = None,
) -> QuerySet[Grant]:
    """Return the grants at the units that the actor watches over, narrowed by unit, role, person and state.

    Raises: Denied.
    """
    actor.must(Can.SEE_GRANTS)
    day = on or timezone.localdate()
    found = Grant.objects.select_related("user", "given_by", "of__user").filter(of_state(state, day))
    places = actor.places(Can.SEE_GRANTS)
    if places is not None:
        found = found.filter(organisation_id__in=places)
    if unit:
        found = found.filter(organisation_id__in=organisations.below(unit))
    if role:
        found = found.filter(role=role)
    if text:
        found = found.filter(Q(user__username__icontains=text) | Q(user__full_name__icontains=text))
    return found


def of_state(state: str, day: date) -> Q:
    """Return the condition of grants that are in force, ending soon, waiting for a second person, to come or over."""
    ended = Q(period__endswith__lte=day) | Q(ended_at__isnull=False, until__lte=timezone.now())
    return {
        "current": in_force(day),
        "soon": in_force(day) & Q(period__endswith__lte=day + timedelta(days=ENDING_SOON_DAYS)),
        "waiting": Q(waits=True) & ~ended,
        "future": Q(period__startswith__gt=day, waits=False) & ~ended,
        "ended": ended,
    }.get(state, Q())


def grant(actor: Actor, grant_id: int) -> Grant:
    """Return a grant at a unit the actor watches over, or one of the actor's own. Raises: Missing."""
    found = Grant.objects.select_related("user", "given_by", "of__user", "ended_by").filter(pk=grant_id).first()
    mine = found is not None and actor.user_id is not None and actor.user_id in (found.user_id, found.given_by_id)
    if found is None or not (mine or actor.can(Can.SEE_GRANTS, at=found.organisation_id)):
        raise Missing(what=f"phân quyền {grant_id}")
    return found


def own_grants(actor: Actor) -> list[Grant]:
    """Return what the actor holds today and might hand on."""
    return list(Grant.objects.filter(in_force(), user_id=actor.user_id or 0).exclude(kind="break_glass"))


def handed_on(actor: Actor) -> QuerySet[Grant]:
    """Return what the actor delegated, and who stands in for the actor; not yet ended."""
    mine = Q(of__user_id=actor.user_id or 0, kind__in=("delegated", "substitution"))
    return Grant.objects.select_related("user", "of").filter(mine).exclude(of_state("ended", timezone.localdate()))


def roles_reaching(user_id: int | None, organisation_id: int) -> set[str]:
    """Return the roles of an account that carry the right to give grants at a unit."""
    held = [
        one for one in Grant.objects.filter(in_force(), user_id=user_id or 0)
        if Can.GIVE_GRANTS in permissions_of(one.role, one.only)
    ]  # fmt: skip
    below = organisations.below_each({one.organisation_id for one in held}) if held else {}
    return {one.role for one in held if organisation_id in below[one.organisation_id]}
