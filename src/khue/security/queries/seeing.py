"""Who can see what, and by which grant: for a unit, for an account, for one record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from khue.core.actor import Actor, widened
from khue.core.errors import Missing
from khue.core.manifest import manifests, permissions
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.security.models import Grant, User
from khue.security.queries.actors import in_force, permissions_of
from khue.security.rules import BY_CODE, Can, only_reads

# What opens the record of a pupil or of anybody else in the register.
OPENS_A_RECORD = ("people.see", "people.see_own_pupils", "students.see", "students.see_own_classes", "staff.see")


@dataclass(frozen=True)
class Seer:
    """An account that sees something, and the grant that opens it: held where, until when, given by whom, on what."""

    grant: Grant
    held_at: str
    permissions: tuple[str, ...]

    @property
    def user(self) -> User:
        """Return the account."""
        return self.grant.user

    @property
    def role(self) -> str:
        """Return the title of the role."""
        return BY_CODE[self.grant.role].title

    @property
    def titles(self) -> list[str]:
        """Return what is held, in words."""
        return [permissions()[one] for one in self.permissions]

    @property
    def changes(self) -> bool:
        """Whether anything of it changes records."""
        return not all(only_reads(one) for one in self.permissions)


@dataclass(frozen=True)
class Reach:
    """What an account may do at which units: a grant, the units it reaches, the permissions it opens there."""

    seer: Seer
    units: int


def seers_of_unit(
    actor: Actor, organisation_id: int, *, app: str = "", opening: Collection[str] = (), on: date | None = None
) -> list[Seer]:
    """Return which accounts see the rows of a unit on a day, and by which grant: those held there or above it.

    app: only permissions of one app. opening: only these permissions. Raises: Denied.
    """
    actor.must(Can.SEE_GRANTS, at=organisation_id)
    day = on or timezone.localdate()
    everybody = Grant.objects.filter(in_force(day)).select_related("user", "given_by")
    with widened(actor):  # what is held above the unit reaches it too
        held = list(everybody.order_by("role", "user__username"))
    below = organisations.below_each({one.organisation_id for one in held}, day) if held else {}
    reaching = [one for one in held if organisation_id in below[one.organisation_id] and one.user.is_active]
    names = organisations.names({one.organisation_id for one in reaching}, day)
    found = [Seer(one, names[one.organisation_id], _narrowed(one, app, opening)) for one in reaching]
    return [one for one in found if one.permissions]


def _narrowed(grant: Grant, app: str, opening: Collection[str]) -> tuple[str, ...]:
    return tuple(
        one
        for one in permissions_of(grant.role, grant.only)
        if (not app or one.startswith(f"{app}.")) and (not opening or one in opening)
    )


def reach_of_account(actor: Actor, username: str, *, on: date | None = None) -> tuple[User, list[Reach]]:
    """Return an account with its grants on a day, each with the units it reaches; one's own always.

    Grants at units the actor does not watch over are left out. Raises: Missing.
    """
    user = User.objects.filter(username=username.strip()).first()
    if user is None or not (user.pk == actor.user_id or actor.can(Can.SEE_GRANTS)):
        raise Missing(what=f"tài khoản «{username}»")
    day = on or timezone.localdate()
    held = [
        one for one in Grant.objects.filter(in_force(day), user=user).select_related("user", "given_by").order_by("pk")
        if user.pk == actor.user_id or actor.can(Can.SEE_GRANTS, at=one.organisation_id)
    ]  # fmt: skip
    places = {one.organisation_id for one in held}
    below, names = organisations.below_each(places, day), organisations.names(places, day)
    found = [
        Reach(
            Seer(one, names[one.organisation_id], permissions_of(one.role, one.only)), len(below[one.organisation_id])
        )
        for one in held
    ]
    return user, found


def seers_of_record(
    actor: Actor, person_id: int, *, on: date | None = None
) -> tuple[people.Card, list[Seer], list[User]]:
    """Return who can see a person's record on a day, and why: the unit in custody, those above it, the family.

    Raises: Missing, Denied.
    """
    card = people.card(actor, person_id)
    seers = seers_of_unit(actor, card.custody_id, opening=OPENS_A_RECORD, on=on)
    guardians = [one.relative_id for one in people.relatives(actor, [person_id]).get(person_id, []) if one.is_guardian]
    family = User.objects.filter(is_active=True, person_id__in=[person_id, *guardians]).order_by("username")
    return card, seers, list(family)


def apps_seen() -> dict[str, str]:
    """Return the apps whose rows are opened at units: code -> title."""
    return {manifest.app: manifest.title for manifest in manifests() if manifest.permissions}


def seer_of(grant: Grant) -> Seer:
    """Return a grant as what its holder sees by it."""
    return Seer(grant, organisations.name_of(grant.organisation_id), permissions_of(grant.role, grant.only))


def own_posts(actor: Actor) -> list[Seer]:
    """Return what the actor holds today, with the names of the places."""
    held = list(Grant.objects.filter(in_force(), user_id=actor.user_id or 0).select_related("of__user").order_by("pk"))
    names = organisations.names({one.organisation_id for one in held})
    return [Seer(one, names[one.organisation_id], permissions_of(one.role, one.only)) for one in held]
