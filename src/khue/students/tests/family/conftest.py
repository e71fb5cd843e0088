"""School A with class 10A1 and its homeroom teacher; a teacher of another class; a mother with children in A and B."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.catalogues import samples as catalogues
from khue.core.actor import Actor, acting_as, system_actor
from khue.organisations import samples as units
from khue.people import actions as of_people
from khue.people import samples as people
from khue.people.actions import Tie
from khue.people.models import Person, Relation
from khue.security import actions as security
from khue.security import queries as accounts_of
from khue.security import samples as accounts
from khue.security.models import User
from khue.staff.models import Post
from khue.students import samples
from khue.students.models import Assignment, ClassGroup
from khue.students.samples import AtWork

TODAY = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


@dataclass(frozen=True)
class School:
    """Units, classes, accounts. mother: guardian of the first pupil of A and of the first of B."""

    cast: accounts.Cast
    a: AtWork
    b: AtWork
    other: ClassGroup
    mother: Person
    accounts: dict[str, User]

    def actor(self, name: str) -> Actor:
        """Build the actor of an account."""
        return accounts_of.actor_for(self.accounts[name].pk, on=TODAY)


@pytest.fixture
def school(db):
    with acting_as(system_actor()):
        catalogues.load_lists()
        cast = accounts.cast(units.cast(date(2020, 7, 1)))
        a = samples.school_at_work(cast.units.school_a, "10", 4)
        b = samples.school_at_work(cast.units.school_b, "6", 2, born=2015)
        other = samples.school_at_work(cast.units.school_a, "11", 1, born=2010).group
        mother = people.guardian(a.pupils[0])
        tie = Tie("mother", is_guardian=True, phone="0905123456")
        of_people.relate(system_actor(), b.pupils[0].pk, mother.pk, tie)
        Relation.objects.update(period=DateRange(date(2020, 1, 1), None))
        opened = {
            "lan": cast.lan,
            "minh": cast.minh,
            "quan": cast.quan,
            "duong": _teacher(cast, a.group, "duong", "Huỳnh Thuỳ Dương", is_homeroom=True),
            "khoa": _teacher(cast, other, "khoa", "Lê Đăng Khoa", is_homeroom=True),
            "mai": _citizen("mai", mother),
            "binh": _citizen("hocsinh", a.pupils[0]),
        }
        return School(cast, a, b, other, mother, opened)


def _teacher(cast, group, username, name, *, is_homeroom):
    place = cast.units.school_a
    person = people.pupil(place, name, date(1990, 3, 3), "female")
    period = DateRange(date(2026, 8, 1), None)
    post = Post.objects.create(person=person, organisation_id=place, position="teacher", period=period)
    Assignment.objects.create(
        class_group=group, school_id=place, post=post, person=person, is_homeroom=is_homeroom, period=period
    )
    actor = system_actor()
    user = security.open_account(actor, username, name, accounts.PASSWORD, person_id=person.pk, is_synthetic=True)
    security.give(actor, user, "homeroom_teacher", place, start=date(2020, 1, 1), basis="Thử nghiệm")
    return user


def _citizen(username, person):
    return security.open_account(
        system_actor(), username, person.full_name, accounts.PASSWORD, person_id=person.pk, is_synthetic=True
    )
