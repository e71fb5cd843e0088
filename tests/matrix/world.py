"""The small province of the matrix: units around each place, and one account a role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.organisations import actions as organisations
from khue.organisations import samples
from khue.organisations.actions import Facts, NewUnit
from khue.organisations.samples import START, document
from khue.people import samples as people
from khue.people.models import Person
from khue.security import actions, queries
from khue.security.models import User
from khue.security.rules import GRANTED, Role
from khue.security.samples import signed_in
from tests.matrix.rows import Rows

FIRST, LAST = date(2026, 1, 1), date(2099, 1, 1)  # the term of every grant of the matrix
ROLES = tuple(role for role in GRANTED if role.held == "grant")
OF_A_SCHOOL = ("teacher", "homeroom_teacher", "school_nurse", "clerk", "vice_head_of_school", "head_of_school")
# where a role is held -> the unit of its own, the neighbour, the level above, the level below
NEAR = {
    "school": {"own": "school", "neighbour": "other_school", "above": "commune", "below": "site"},
    "commune": {"own": "commune", "neighbour": "other_commune", "above": "department", "below": "school"},
    "department": {"own": "department", "below": "other_school"},
}


def home_of(role: Role) -> str:
    """Return the level at which a role is held in the matrix."""
    return "school" if role.code in OF_A_SCHOOL else "commune" if role.code == "commune_officer" else "department"


@dataclass
class World:
    """Units by name, accounts by role, clients by role, and the rows at each unit."""

    units: dict[str, int]
    accounts: dict[str, User]
    rows: Rows
    clients: dict[str, Client] = field(default_factory=dict)
    urls: dict[tuple[str, str], str] = field(default_factory=dict)

    def actor(self, role: str, on: date | None = None) -> Actor:
        """Build the actor of a role's account on a day."""
        return queries.actor_for(self.accounts[role].pk, on=on)

    def client(self, role: str) -> Client:
        """Return the signed-in client of a role's account; `stranger` has none."""
        if role not in self.clients:
            self.clients[role] = signed_in(self.accounts[role]) if role in self.accounts else Client()
        return self.clients[role]

    def reached(self, role: Role) -> set[int]:
        """Return the units at which a role of the matrix is held: its own and those below, by the units' names."""
        below = {"school": ("school", "site"), "commune": ("commune", "school", "other_school", "site")}
        named = below.get(home_of(role), tuple(self.units))
        return {self.units[name] for name in named}


def build() -> World:
    """Enter the units, the accounts and their grants; nobody signs in by a password, so none is hashed."""
    _actors.clear()
    with acting_as(system_actor()) as system:
        cast = samples.cast()
        units = {"department": cast.department, "commune": cast.commune, "school": cast.school_b}
        more = [
            ("other_commune", Facts("Phòng Văn hoá – Xã hội xã Ba Gia", "commune_office", units["department"])),
            ("other_school", Facts("Trường TH Kim Đồng", "school", units["commune"], levels=("primary",),
                                   ownership="public")),
            ("site", Facts("Điểm trường Thôn Ba", "site", units["school"], levels=("lower_secondary",))),
        ]  # fmt: skip
        for name, facts in more:
            entered = organisations.register(system, [NewUnit(facts)], document(name, START), now=timezone.now())
            units[name] = entered[0].pk
        accounts = {}
        for role in ROLES:
            user = actions.open_account(system, f"matrix-{role.code}", f"Vai {role.title}", None, is_synthetic=True)
            place = units[home_of(role)]
            actions.give(system, user, role.code, place, start=FIRST, end=LAST, basis="Thử nghiệm")
            accounts[role.code] = user
        owner = actions.open_account(system, "matrix-nobody", "Không giữ vai nào", None, is_synthetic=True)
        accounts["nobody"] = owner
        rows = Rows(units, owner)
        mother = people.guardian(rows(Person, units["school"]))
        accounts["guardian"] = actions.open_account(
            system, "matrix-guardian", "Trần Thị Mai", None, person_id=mother.pk, is_synthetic=True
        )
        return World(units, accounts, rows)


_actors: dict[tuple[int | None, str], Actor] = {}


def kept_actor(user_id: int | None, *, hat: str = "") -> Actor:
    """Return the actor of an account, built once: whatever the matrix does to its grants is taken back."""
    key = (user_id, hat)
    if key not in _actors:
        _actors[key] = queries.actor_for(user_id, hat=hat)
    return _actors[key]


@contextmanager
def apart() -> Iterator[Any]:
    """Do something and take it back, as a test does."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # what acts inside opens its own transaction
    with block:
        yield
        transaction.set_rollback(True)
