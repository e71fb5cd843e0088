"""The cast of these tests: units, people, and actors of school A, of school B and of the province."""

from dataclasses import dataclass

import pytest

from khue.core.actor import Actor, acting_as, system_actor
from khue.organisations import samples as organisations
from khue.people import samples
from khue.people.rules import Can

OFFICE = (Can.SEE, Can.EDIT, Can.SHOW_NUMBER, Can.SEARCH_ELSEWHERE, Can.SEE_READINGS)


@dataclass(frozen=True)
class Here:
    """Units, people, and who asks: Lan, clerk of school A; Quân of school B; Hoa of the province; An's mother."""

    units: organisations.Cast
    people: samples.Cast
    lan: Actor
    quan: Actor
    hoa: Actor
    mai: Actor


@pytest.fixture
def here(db):
    """The cast, entered by the system."""
    with acting_as(system_actor()):
        units = organisations.cast()
        people = samples.cast(units.school_a, units.school_b)

    def at(user_id, place):
        return Actor(user_id, grants={permission: frozenset({place}) for permission in OFFICE})

    return Here(
        units,
        people,
        lan=at(101, units.school_a),
        quan=at(102, units.school_b),
        hoa=Actor(103, everywhere=frozenset(OFFICE)),
        mai=Actor(104, own=frozenset({people.mai.pk, people.an.pk, people.bich.pk, people.cuong.pk})),
    )
