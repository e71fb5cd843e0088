"""Yearly counts are counted from places in classes, on any day, and open down to the pupils behind them."""

from datetime import date
from typing import Any

import pytest

from khue.core import counting
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.indicators import Asked
from khue.organisations import samples as organisations
from khue.students import actions, samples
from khue.students.actions import Leaving
from khue.students.indicators import FIGURES, INDICATORS
from khue.students.models import Status
from khue.students.queries.counting import SEATS, SOURCES
from khue.students.rules.counting import MOMENT_BY_CODE, age_in

AUTUMN, SPRING = date(2026, 10, 1), date(2027, 3, 1)
OWN = {name for source in SOURCES for name in source.measures}
KINDS = {kind for source in SOURCES for kind in (*source.groups, *source.joined)}


@pytest.fixture
def year(db):
    """Two classes at school A (four and two pupils; one leaves in January), one at school B."""
    with acting_as(system_actor()) as system:
        units = organisations.cast()
        ten = samples.school_at_work(units.school_a, "10", 4, born=2011)
        eleven = samples.school_at_work(units.school_a, "11", 2, born=2009)
        samples.school_at_work(units.school_b, "6", 3, born=2015)
        Status.objects.create(
            person=ten.pupils[0], school_id=units.school_a, kind="policy_group", code="poor", period=(AUTUMN, None)
        )
        leaving = Leaving(date(2027, 1, 15), "dropped_out", "", "Đi làm")
        actions.leave(system, ten.stays[1].pk, leaving)
    return units, ten, eleven


def asked(*schools, on=AUTUMN, **more):
    return Asked(on, 2026, list(schools), **more)


def counts(of):
    """Return what is counted: (measure, kind, group) -> sum over the units."""
    found: dict[Any, int] = {}
    for source in SOURCES:
        for one in counting.counts("students", source, of):
            key = (one.measure.removeprefix("students."), one.kind, one.group)
            found[key] = found.get(key, 0) + one.n
    return found


def test_pupils_are_counted_where_they_are_on_the_day(year):
    units, *_ = year
    with acting_as(system_actor()):
        assert counts(asked(units.school_a))["pupils", "", ""] == 6
        spring = counts(asked(units.school_a, on=SPRING))
        assert spring["pupils", "", ""] == 5
        assert spring["dropped_out", "", ""] == 1
        both = counts(asked(units.school_a, units.school_b))
        assert both["pupils", "grade", "6"] == 3
        assert ("dropped_out", "", "") not in both  # nought is not said
        assert counts(asked()) == {}


def test_numerators_denominators_and_groups_are_apart(year):
    units, *_ = year
    with acting_as(system_actor()):
        found = counts(asked(units.school_a))
    assert (found["girls", "", ""], found["pupils", "", ""], found["classes", "", ""]) == (3, 6, 2)
    assert (found["right_age", "", ""], found["with_birth_date", "", ""], found["over_age", "", ""]) == (4, 6, 2)
    assert found["pupils", "sex", "female"] == 3
    assert found["pupils", "policy_group", "poor"] == found["policy", "", ""] == 1
    assert found["girls", "grade", "10"] + found["girls", "grade", "11"] == 3
    assert age_in(2026, date(2011, 12, 31)) == 15


def test_each_kind_of_group_adds_up_to_the_whole(year):
    units, *_ = year
    with acting_as(system_actor()):
        found = counts(asked(units.school_a, units.school_b))
    for kind in SEATS.groups:
        assert sum(n for (name, of, _group), n in found.items() if (name, of) == ("pupils", kind)) == 9


def test_only_what_is_asked_for_is_counted(year):
    units, *_ = year
    with acting_as(system_actor()):
        of = asked(units.school_a, measures={"students.girls"}, kinds=())
        assert counts(of) == {("girls", "", ""): 3}


def test_a_count_opens_down_to_its_records(year):
    units, ten, _eleven = year
    with acting_as(system_actor()) as system:
        found = counting.keys(SEATS, "girls", asked(units.school_a), "grade", "10")
        assert found == sorted(pupil.pk for pupil in ten.pupils if pupil.sex == "female")
        assert SEATS.opens is not None
        behind = SEATS.opens(system, found)
        assert {one.title for one in behind} == {pupil.full_name for pupil in ten.pupils if pupil.sex == "female"}
        for source in SOURCES:
            for name in source.measures:
                for kind in ("", *source.groups, *source.joined):
                    counting.keys(source, name, asked(units.school_a), kind, "")


def test_indicators_name_measures_and_groups_that_exist():
    assert len(OWN) == sum(len(source.measures) for source in SOURCES), "a measure stands in one source"
    for one in INDICATORS:
        own = {name.removeprefix("students.") for name in one.measures if name.startswith("students.")}
        assert own <= OWN, one.code
        assert set(one.by) <= KINDS <= set(FIGURES.groups), one.code


def test_the_moments_of_counting_fall_into_their_school_year():
    assert [MOMENT_BY_CODE[code].on(2026) for code in ("start", "middle", "end")] == [
        date(2026, 9, 30),
        date(2026, 12, 31),
        date(2027, 5, 31),
    ]


def test_a_school_counts_its_own_pupils_only(year):
    units, *_ = year
    quan = Actor(9, grants={right: frozenset({units.school_b}) for right in ("students.see", "people.see")})
    with acting_as(quan):
        assert ("pupils", "", "") not in counts(asked(units.school_a))
        assert counts(Asked(AUTUMN, 2026))["pupils", "", ""] == 3
        assert counting.keys(SEATS, "pupils", asked(units.school_a), "", "") == []
