"""Grants as they are listed, and who may do what with them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.security.models import Grant, User
from khue.security.queries.actors import in_force, permissions_of
from khue.security.rules import BY_GRANT, ENDING_SOON_DAYS, GRANTED, Can, may_give

STATES = ("current", "soon", "waiting", "future", "ended")


def account(actor: Actor, username: str, *, by: int | None = None) -> User:
    """Return an account by its exact name, to those who may give it something: a role, or a part of an own grant `by`.

    Raises: Denied, Missing.
    """
    actor.must(Can.DELEGATE if by else Can.GIVE_GRANTS)
    found = User.objects.filter(username=username.strip()).first()
    if found is None:
        raise Missing(what=f"tài khoản «{username}»")
    return found


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
    name = organisations.as_of(day).filter(organisation_id=OuterRef("organisation_id")).values("name")[:1]
    found = Grant.objects.select_related("user", "given_by", "of__user").filter(of_state(state, day))
    found = found.annotate(unit=Subquery(name))
    places = actor.places(Can.SEE_GRANTS)
    if places is not None:
        found = found.filter(organisation_id__in=places)
    if unit is not None:
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


def givable(actor: Actor) -> list[str]:
    """Return the roles that the actor may give somewhere. Raises: Denied."""
    actor.must(Can.GIVE_GRANTS)
    if actor.is_system:
        return sorted(BY_GRANT)
    held = {one.role for one in Grant.objects.filter(in_force(), user_id=actor.user_id or 0)}
    return [role.code for role in GRANTED if may_give(held, role.code)]


def may_end(actor: Actor, grant: Grant) -> bool:
    """Whether the actor may end a grant: took part in handing it on, or may give its role there."""
    if grant.of is not None and grant.of.user_id == actor.user_id and grant.kind == "delegated":
        return True
    if not actor.can(Can.GIVE_GRANTS, at=grant.organisation_id):
        return False
    return actor.is_system or may_give(roles_reaching(actor.user_id, grant.organisation_id), grant.role)


def with_places(grants: Iterable[Grant]) -> list[tuple[Grant, str]]:
    """Return grants with the names of their units."""
    rows = list(grants)
    names = organisations.names({one.organisation_id for one in rows})
    return [(one, names[one.organisation_id]) for one in rows]
