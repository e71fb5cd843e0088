"""Sample schools at work for tests: classes with pupils, numbered; every person is marked synthetic."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from khue.core.actor import Actor, system_actor
from khue.organisations import actions as organisations
from khue.organisations.actions import Facts, NewUnit
from khue.organisations.samples import START, document
from khue.people import samples as people
from khue.students import actions
from khue.students.actions import Entry, NewClass
from khue.students.models import ClassGroup, Enrolment

YEAR = 2026
FIRST_DAY = date(YEAR, 9, 1)
KEEPS = (
    *("people.see", "people.edit", "people.hand_over"),
    *("students.see", "students.edit", "students.request_transfer", "students.decide_transfer"),
    *("students.roll_over", "students.assign_teachers", "staff.see", "staff.edit"),
)
NAMES = ("Trần Văn Bình", "Lê Thị Ánh", "Phạm Ngọc An", "Đinh Gia Bảo", "Võ Thị Ân", "Hồ Minh Đức")


@dataclass(frozen=True)
class AtWork:
    """A school at work: a class of a grade with its pupils, in the order of NAMES."""

    school: int
    group: ClassGroup
    pupils: list[Any]
    stays: list[Enrolment]


def school_at_work(
    school_id: int, grade: str = "10", count: int = 3, *, year: int = YEAR, name: str = "", born: int = 2011
) -> AtWork:
    """Open a class and enter pupils on 1 September of the year; call it while acting as the system."""
    system = system_actor()
    group = actions.open_class(system, school_id, year, NewClass(name or f"{grade}A1", (grade,)))
    pupils = [
        people.pupil(school_id, NAMES[place % len(NAMES)], date(born, 1 + place % 12, 3), ("male", "female")[place % 2])
        for place in range(count)
    ]
    entries = [Entry(one.pk, date(year, 9, 1), class_id=group.pk) for one in pupils]
    stays = actions.enrol_many(system, school_id, entries)
    actions.number_class(system, group.pk)
    return AtWork(school_id, group, pupils, stays)


def another_school(parent_id: int, name: str, levels: tuple[str, ...], since: date = START) -> int:
    """Enter one more school and return it; call it while acting as the system."""
    unit = NewUnit(Facts(name, "school", parent_id, levels=levels, ownership="public"))
    made = organisations.register(system_actor(), [unit], document(name, since), now=timezone.now(), is_synthetic=True)
    return made[0].pk


def clerk_of(*places: int, user_id: int = 1, permissions: tuple[str, ...] = ()) -> Actor:
    """Return an actor who keeps pupils at these schools, for tests of actions without accounts."""
    keeps = permissions or KEEPS
    return Actor(user_id, grants={one: frozenset(places) for one in keeps})
