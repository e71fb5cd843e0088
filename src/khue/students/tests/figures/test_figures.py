"""Yearly counts are counted from places in classes, on any day, and open down to the pupils behind them."""

from datetime import date

import pytest

from khue.core.actor import Actor, acting_as, system_actor
from khue.organisations import samples as organisations
from khue.security import samples as security
from khue.security.samples import signed_in
from khue.students import actions, queries, samples
from khue.students.actions import Leaving
from khue.students.indicators import INDICATOR_BY_CODE, INDICATORS
from khue.students.models import Status
from khue.students.queries import Asked
from khue.students.queries.counting import GROUPS, MEASURES
from khue.students.rules.counting import MOMENT_BY_CODE, age_in

AUTUMN, SPRING = date(2026, 10, 1), date(2027, 3, 1)


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


def asked(*schools, on=AUTUMN):
    return Asked(list(schools), 2026, on)


def value(code, of, by="", group=""):
    return queries.figures(INDICATOR_BY_CODE[f"students.{code}"], of, by)[group]


def test_pupils_are_counted_where_they_are_on_the_day(year):
    units, *_ = year
    with acting_as(system_actor()):
        assert value("pupils", asked(units.school_a)).value == 6
        assert value("pupils", asked(units.school_a, on=SPRING)).value == 5
        assert value("pupils", asked(units.school_a, units.school_b), "grade", "6").value == 3
        assert value("dropped_out", asked(units.school_a, on=SPRING)).value == 1
        assert value("dropped_out", asked(units.school_a)).value == 0


def test_a_share_keeps_its_numerator_and_denominator(year):
    units, *_ = year
    with acting_as(system_actor()):
        girls = value("girls_share", asked(units.school_a))
        assert (girls.numerator, girls.denominator, girls.value) == (3, 6, 50.0)
        size = value("class_size", asked(units.school_a))
        assert (size.numerator, size.denominator, size.value) == (6, 2, 3.0)
        assert value("repeating_share", asked(0)).value is None


def test_ages_compare_with_the_grade(year):
    units, *_ = year
    with acting_as(system_actor()):
        right = value("right_age_share", asked(units.school_a))
        assert (right.numerator, right.denominator) == (4, 6)
        assert value("over_age", asked(units.school_a)).value == 2
    assert age_in(2026, date(2011, 12, 31)) == 15


def test_a_policy_group_counts_only_those_who_hold_it_on_the_day(year):
    units, *_ = year
    with acting_as(system_actor()):
        assert value("pupils", asked(units.school_a), "policy_group", "poor").value == 1
        assert value("policy", asked(units.school_a, on=date(2026, 9, 15))).value == 0


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.code)
def test_an_indicator_can_be_computed_split_and_opened(indicator, year):
    units, *_ = year
    with acting_as(system_actor()):
        for by in ["", *queries.splits(indicator)]:
            found = queries.figures(indicator, asked(units.school_a), by)
            for group, figure in found.items():
                behind = queries.counted(indicator.numerator, asked(units.school_a), by, group)
                assert len(behind) == (0 if indicator.numerator.startswith("classes") else figure.numerator)


def test_every_measure_is_declared_over_a_source_with_groups():
    assert {measure.source for measure in MEASURES.values()} == set(GROUPS)


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
        assert value("pupils", asked(units.school_a)).value == 0
        assert value("pupils", asked(units.school_b)).value == 3
        assert queries.counted("pupils", asked(units.school_a), "", "") == []


def test_the_pages_open_down_from_the_figure_to_the_pupils(db):
    with acting_as(system_actor()):
        cast = security.cast()
        ten = samples.school_at_work(cast.units.school_a, "10", 3)
    client = signed_in(cast.lan)
    assert "Số học sinh" in client.get("/van-phong/hoc-sinh/so-lieu").content.decode()
    page = client.get("/van-phong/hoc-sinh/so-lieu/pupils?by=sex").content.decode()
    assert "/van-phong/hoc-sinh/so-lieu/pupils/hoc-sinh?" in page
    listed = client.get("/van-phong/hoc-sinh/so-lieu/pupils/hoc-sinh?by=sex&group=male").content.decode()
    assert ten.pupils[0].full_name in listed
    assert client.get("/van-phong/hoc-sinh/so-lieu/khong-co").status_code == 404
    assert client.get("/van-phong/hoc-sinh/so-lieu?xuat=xlsx").status_code == 200
    neighbour = signed_in(cast.quan).get("/van-phong/hoc-sinh/so-lieu/pupils?by=sex").content.decode()
    assert ten.pupils[0].full_name not in neighbour
