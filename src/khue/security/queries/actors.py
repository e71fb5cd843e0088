"""Builds the actor: which permissions an account holds at which organisations today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import NOBODY, Actor
from khue.core.manifest import permissions
from khue.organisations import queries as organisations
from khue.security.models import Grant, User
from khue.security.rules import BY_CODE, Role


@dataclass(frozen=True)
class Post:
    """A role held at an organisation until a date or for good."""

    role: Role
    organisation: str
    until: date | None
    permissions: list[str]


def actor_for(user_id: int | None, *, on: date | None = None) -> Actor:
    """Return the actor of an account on a date (default today), or NOBODY when it may not act."""
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is None:
        return NOBODY
    grants = list(Grant.objects.filter(user=user, period__contains=on or localdate()))
    top = organisations.top_id()
    post = _post(grants, on or localdate())
    held = {(permission, grant.organisation_id) for grant in grants for permission in BY_CODE[grant.role].permissions}
    if held and all(place == top for _, place in held):
        everywhere = frozenset(permission for permission, _ in held)
        return Actor(user.pk, name=user.full_name, post=post, everywhere=everywhere)
    below = {place: organisations.below(place) for _, place in held}
    places: dict[str, set[int]] = defaultdict(set)
    for permission, place in held:
        places[permission] |= below[place]
    return Actor(
        user.pk,
        name=user.full_name,
        post=post,
        grants={permission: frozenset(ids) for permission, ids in places.items()},
    )


def _post(grants: list[Grant], on: date) -> str:
    """Say the first post in one line: role and unit."""
    if not grants:
        return ""
    unit = organisations.names([grants[0].organisation_id], on=on)[grants[0].organisation_id]
    return f"{_(BY_CODE[grants[0].role].title)}, {unit}"


def posts_of(user: User, *, on: date) -> list[Post]:
    """Return the posts held on a date, with what they allow."""
    grants = Grant.objects.filter(user=user, period__contains=on).order_by("role", "pk")
    names = organisations.names([grant.organisation_id for grant in grants], on=on)
    return [_held(grant, names[grant.organisation_id]) for grant in grants]


def _held(grant: Grant, organisation: str) -> Post:
    role = BY_CODE[grant.role]
    return Post(role, organisation, grant.period.upper, [permissions()[permission] for permission in role.permissions])
