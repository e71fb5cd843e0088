"""The stage of these tests: school A at work, another upper secondary school, and who keeps each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.organisations import samples as organisations
from khue.students.actions import NewClass, open_class
from khue.students.models import ClassGroup
from khue.students.samples import AtWork, another_school, clerk_of, school_at_work

NOW = timezone.make_aware(datetime(2026, 11, 20, 8))
DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Stage:
    """Minh keeps school A, Dung the school C that receives, Quân the lower secondary school B."""

    units: organisations.Cast
    school_c: int
    work: AtWork
    class_c: ClassGroup
    minh: Actor
    dung: Actor
    quan: Actor

    @property
    def school_a(self) -> int:
        return self.units.school_a


def build() -> Stage:
    with acting_as(system_actor()) as system:
        units = organisations.cast()
        school_c = another_school(units.department, "Trường THPT Lê Khiết Mẫu", ("upper_secondary",))
        work = school_at_work(units.school_a, "10", 3)
        class_c = open_class(system, school_c, 2026, NewClass("10C1", ("10",)))
    keepers = (
        clerk_of(units.school_a, user_id=11),
        clerk_of(school_c, user_id=12),
        clerk_of(units.school_b, user_id=13),
    )
    return Stage(units, school_c, work, class_c, *keepers)


@pytest.fixture
def stage(db: None) -> Stage:
    return build()


@pytest.fixture
def committed(fresh_database: str) -> Iterator[Stage]:
    """The same in a database of this test alone, where transactions really commit."""
    yield build()
