"""Two schools at work under a department and a commune, and the people who look at their figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.clock import school_year_of
from khue.organisations.samples import Cast
from khue.organisations.samples import cast as cast_of_units
from khue.students import samples

SEES = ("indicators.see", "students.see", "people.see", "organisations.see_history", "staff.see")


@dataclass(frozen=True)
class World:
    """The units, and the classes in which pupils sit since September of this school year."""

    units: Cast
    ten: samples.AtWork
    six: samples.AtWork
    year: int

    def minh(self, *more: str, user_id: int = 1) -> Actor:
        """Return the head of school A."""
        return self.at(self.units.school_a, *SEES, *more, user_id=user_id)

    def lan(self, *more: str) -> Actor:
        """Return one of school A who sees figures but no pupils."""
        return self.at(self.units.school_a, "indicators.see", *more)

    def quan(self) -> Actor:
        """Return the head of school B."""
        return self.at(self.units.school_b, *SEES, user_id=9)

    def hoa(self, *more: str, user_id: int = 3) -> Actor:
        """Return an officer of the department."""
        return Actor(user_id, everywhere=frozenset({*SEES, *more}))

    @staticmethod
    def at(unit: int, *permissions: str, user_id: int = 1) -> Actor:
        return Actor(user_id, grants={one: frozenset({unit}) for one in permissions})


@pytest.fixture
def world(db: Any) -> World:
    year = school_year_of(localdate()).start
    with acting_as(system_actor()):
        units = cast_of_units()
        ten = samples.school_at_work(units.school_a, "10", 6, year=year, born=year - 15)
        six = samples.school_at_work(units.school_b, "6", 3, year=year, born=year - 11)
    return World(units, ten, six, year)


def days_ago(count: int) -> date:
    """Return a day before today."""
    return localdate() - timedelta(days=count)
