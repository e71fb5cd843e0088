"""School A at work: class 10A1 with six pupils, 10A2 with none, a teacher of 10A1; school B with a class of its own."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.catalogues import samples as catalogues
from khue.core.actor import acting_as, system_actor
from khue.organisations import samples as units
from khue.people import samples as people
from khue.security import actions as security
from khue.security import samples as accounts
from khue.security.models import User
from khue.staff.models import Post
from khue.students import actions, samples
from khue.students.actions import NewClass
from khue.students.models import Assignment, ClassGroup
from khue.students.samples import AtWork

TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class World:
    """The cast with pupils."""

    cast: accounts.Cast
    a: AtWork
    b: AtWork
    empty: ClassGroup
    teacher: User
    nurse: User


@pytest.fixture
def world(db):
    with acting_as(system_actor()):
        catalogues.load_lists()
        cast = accounts.cast(units.cast(date(2020, 7, 1)))
        a = samples.school_at_work(cast.units.school_a, "10", 6)
        b = samples.school_at_work(cast.units.school_b, "6", 2, born=2015)
        people.guardian(a.pupils[0])
        empty = actions.open_class(system_actor(), cast.units.school_a, samples.YEAR, NewClass("10A2", ("10",)))
        return World(cast, a, b, empty, _teacher(cast, a), _account("yte", "school_nurse", cast.units.school_a))


def _account(name, role, place, person_id=None):
    user = security.open_account(system_actor(), name, f"Nhân viên {name}", accounts.PASSWORD, is_synthetic=True)
    security.give(system_actor(), user, role, place, start=date(2020, 1, 1), basis="Thử nghiệm")
    if person_id:
        user.person_id = person_id
        user.save()
    return user


def _teacher(cast, a):
    person = people.pupil(cast.units.school_a, "Huỳnh Thuỳ Dương", date(1990, 3, 3), "female")
    period = DateRange(date(2026, 8, 1), None)
    post = Post.objects.create(person=person, organisation_id=a.school, position="teacher", period=period)
    Assignment.objects.create(
        class_group=a.group, school_id=a.school, post=post, person=person, is_homeroom=True, period=period
    )
    return _account("duong", "homeroom_teacher", cast.units.school_a, person.pk)
