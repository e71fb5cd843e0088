"""Builds the actor: which permissions an account holds at which organisations today, or which persons are its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from khue.core.actor import NOBODY, Actor, recognised
from khue.core.manifest import permissions
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.security.models import Grant, User
from khue.security.rules import BY_CODE, Role

OFFICE, CITIZEN = "office", "citizen"  # the hats of somebody who has a post and a child at school


@dataclass(frozen=True)
class Post:
    """A role held at an organisation until a date or for good."""

    role: Role
    organisation: str
    until: date | None
    permissions: list[str]
    kind: str


@dataclass(frozen=True)
class Holding:
    """A role held at a place, as the actor is made of it."""

    user: User
    role: str
    organisation_id: int
    organisation: str
    is_top: bool
    only: Sequence[str]

    @property
    def permissions(self) -> tuple[str, ...]:
        """Return what is held here: all of the role, or the part that was handed on."""
        return permissions_of(self.role, self.only)


def permissions_of(role: str, only: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the permissions of a role, or the given part of them."""
    part = frozenset(only)
    return tuple(one for one in BY_CODE[role].permissions if not part or one in part)


def in_force(on: date | None = None) -> Q:
    """Return the condition of grants that open something on a day: begun, not ended, confirmed, and standing on one."""
    day = on or timezone.localdate()
    term = Q(period__contains=day, waits=False)
    lasting = Q(until__isnull=True) | Q(until__gt=timezone.now())
    return (
        term
        & lasting
        & (Q(of__isnull=True) | Q(kind="moved") | Q(of__period__contains=day, of__waits=False, of__until__isnull=True))
    )


def actor_for(user_id: int | None, *, on: date | None = None, hat: str = "") -> Actor:
    """Return the actor of an account on a date (default today), or NOBODY when it may not act.

    hat: what somebody with a post and own persons acts as; without it a post goes before.
    """
    if not user_id:
        return NOBODY
    with recognised(user_id):
        held = _holdings(user_id, on)
    user = held[0].user if held else User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return NOBODY
    if user.person_id and (hat == CITIZEN or not held):
        own = people.own_persons(user.person_id)
        return Actor(user_id, name=user.full_name, post=_("Hồ sơ gia đình"), own=own, person_id=user.person_id)
    post = f"{_(BY_CODE[held[0].role].title)}, {held[0].organisation}" if held else ""
    if held and all(one.is_top for one in held):
        everywhere = frozenset(permission for one in held for permission in one.permissions)
        return Actor(user_id, name=user.full_name, post=post, everywhere=everywhere, person_id=user.person_id)
    grants = _expanded(held, on)
    return Actor(user_id, name=user.full_name, post=post, grants=grants, person_id=user.person_id)


def _holdings(user_id: int, on: date | None) -> list[Holding]:
    """Read the posts of an account with the names of their units, and whether they stand at the top, in one query."""
    living = organisations.as_of(on)
    unit = living.filter(organisation_id=OuterRef("organisation_id")).values("name")[:1]
    heads = living.filter(kind="department", parent__isnull=True).order_by("organisation_id")
    top = heads.values("organisation_id")[:1]
    grants = (
        Grant.objects.filter(in_force(on), user_id=user_id, user__is_active=True)
        .select_related("user")
        .annotate(unit=Subquery(unit), top=Subquery(top))
        .order_by("given_at", "pk")
    )
    return [
        Holding(one.user, one.role, one.organisation_id, one.unit or "", one.organisation_id == one.top, one.only)
        for one in grants
    ]


def _expanded(held: list[Holding], on: date | None) -> dict[str, frozenset[int]]:
    """Spread each permission over the units below the places where it is held."""
    below = organisations.below_each({one.organisation_id for one in held}, on)
    places: dict[str, set[int]] = defaultdict(set)
    for one in held:
        for permission in one.permissions:
            places[permission] |= below[one.organisation_id]
    return {permission: frozenset(ids) for permission, ids in places.items()}


def hats_of(user_id: int, *, on: date | None = None) -> list[str]:
    """Return what an account may act as: for its posts, for itself and its children, or either."""
    office = Grant.objects.filter(in_force(on), user_id=user_id).exists()
    citizen = User.objects.filter(pk=user_id, person__isnull=False).exists()
    return [hat for hat, worn in ((OFFICE, office), (CITIZEN, citizen)) if worn]


def posts_of(user: User, *, on: date) -> list[Post]:
    """Return the posts held on a date, with what they allow."""
    grants = list(Grant.objects.filter(in_force(on), user=user).order_by("role", "pk"))
    names = organisations.names([grant.organisation_id for grant in grants], on=on)
    return [_held(grant, names[grant.organisation_id]) for grant in grants]


def _held(grant: Grant, organisation: str) -> Post:
    titles = [permissions()[one] for one in permissions_of(grant.role, grant.only)]
    return Post(BY_CODE[grant.role], organisation, grant.period.upper, titles, grant.get_kind_display())
