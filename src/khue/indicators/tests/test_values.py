"""Figures are summed along the tree, divided once, and say why there is none."""

import pytest
from django.utils.timezone import localdate

from khue.core import counting
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied
from khue.core.indicators import Indicator
from khue.indicators import actions, queries, tasks
from khue.indicators.queries import Reading
from khue.students import actions as students
from khue.students.actions import Leaving
from khue.students.models import ClassGroup


def at(actor, code, unit, *, on=None):
    """Return a figure as an actor sees it today."""
    day = on or localdate()
    with acting_as(actor):
        actions.keep_up(actor)
        return queries.figure_of(actor, queries.find(code), unit, queries.reading_of_day(day))


def test_a_province_adds_up_what_its_schools_have(world):
    pupils = at(world.hoa(), "students.pupils", world.units.department)
    assert (pupils.state, pupils.number) == ("known", 9)
    assert at(world.hoa(), "students.pupils", world.units.commune).number == 3
    size = at(world.hoa(), "students.class_size", world.units.department)
    assert (size.value.numerator, size.value.denominator, size.number) == (9, 2, 4.5)


def test_a_head_computes_the_same_figure_over_her_own_rows(world):
    assert at(world.minh(), "students.pupils", world.units.school_a).number == 6
    with pytest.raises(Denied):
        at(world.quan(), "students.pupils", world.units.school_a)


def test_a_unit_without_records_has_no_data_and_never_nought(world):
    nothing = at(world.hoa(), "students.dropped_out", world.units.school_b, on=localdate().replace(year=2022))
    assert (nothing.state, nothing.number) == ("none", None)
    assert at(world.hoa(), "students.dropped_out", world.units.school_b).number == 0
    assert at(world.hoa(), "students.attendance_share", world.units.school_a).state == "none"


def test_a_denominator_of_nought_is_said_and_not_divided_by(world):
    with acting_as(system_actor()):
        ClassGroup.objects.update(sessions=[])
    sessions = at(world.hoa(), "students.two_session_share", world.units.school_a)
    assert (sessions.state, sessions.number, sessions.exists) == ("empty", None, 1)


def test_what_waits_for_records_says_so(world):
    waiting = at(world.hoa(), "indicators.computers", world.units.department)
    assert waiting.state == "waiting"
    assert "cơ sở vật chất" in waiting.note


def test_a_small_group_is_hidden_from_those_who_may_not_see_the_records(world):
    assert at(world.minh(), "students.girls_share", world.units.school_a).number == 50.0
    small = world.at(world.units.school_b, "indicators.see")
    assert at(small, "students.girls_share", world.units.school_b).state == "hidden"
    assert at(world.quan(), "students.girls_share", world.units.school_b).state == "known"
    with acting_as(small):
        found = queries.by_groups(small, queries.find("students.minority_share"), world.units.school_b, today(), "sex")
        assert {one.state for one in found.values()} == {"hidden"}


def today() -> Reading:
    return queries.reading_of_day(localdate())


def test_groups_children_and_peers(world):
    hoa = world.hoa()
    with acting_as(hoa):
        actions.keep_up(hoa)
        share = queries.find("students.girls_share")
        by_sex = queries.by_groups(hoa, queries.find("students.pupils"), world.units.department, today(), "sex")
        assert {group: one.number for group, one in by_sex.items()} == {"male": 5, "female": 4}
        below = queries.children_of(hoa, share, world.units.department, today())
        assert {unit: one.value.denominator for unit, one in below.items()} == {
            world.units.commune: 3,
            world.units.school_a: 6,
        }
        peers = queries.peers_of(hoa, share, world.units.school_a, today())
        assert [peer.unit for peer in peers] == [world.units.school_a]  # school B teaches another level


def test_a_figure_opens_down_to_its_records_and_the_rule(world):
    minh = world.minh()
    with acting_as(minh):
        actions.keep_up(minh)
        share = queries.find("students.girls_share")
        behind = queries.open_figure(minh, share, "students.girls", world.units.school_a, today(), "grade", "10")
        assert behind.rule == "Là nữ."
        assert behind.counted == len(behind.records) == 3
    lan = world.lan()
    with acting_as(lan):
        shut = queries.open_figure(lan, share, "students.girls", world.units.school_a, today())
        assert (shut.rule, shut.counted, shut.records) == ("Là nữ.", 3, []) and "quyền" in shut.why_none


def test_a_source_that_fails_says_so_and_the_page_stands(world, monkeypatch):
    hoa = world.hoa()
    origin = next(one for one in queries.origins() if one.name == "students.classes")
    monkeypatch.setattr("khue.core.counting._from", _failing_for(origin))
    with acting_as(hoa):
        actions.recount(hoa)
        found = queries.figures_at(hoa, world.units.department, today())
    assert found["students.classes"].state == "failed"
    assert found["students.pupils"].number == 9


def _failing_for(origin):
    real = counting._from

    def written(source, join=""):
        return "FROM no_such_table" if source is origin.source else real(source, join)

    return written


def test_only_units_that_changed_are_counted_again(world, monkeypatch):
    hoa = world.hoa()
    with acting_as(hoa):
        actions.keep_up(hoa)
        before = queries.live_version()
        assert actions.keep_up(hoa) == 0
    with acting_as(system_actor()) as system:
        leaving = Leaving(localdate(), "dropped_out", "", "Đi làm")
        students.leave(system, world.ten.stays[0].pk, leaving)
    asked = []
    real = counting.values

    def watched(of):
        asked.append(of)
        return real(of)

    monkeypatch.setattr(counting, "values", watched)
    with acting_as(hoa):
        assert actions.keep_up(hoa) > 0
        assert queries.live_version() > before
    assert {unit for of in asked for unit in of.units} == {world.units.school_a}
    assert at(hoa, "students.pupils", world.units.department).number == 8
    assert at(hoa, "students.dropped_out", world.units.department).number == 1


def test_live_counts_are_those_of_a_count_from_scratch(world):
    hoa = world.hoa()
    with acting_as(hoa):
        actions.keep_up(hoa)
        kept = queries.figures_at(hoa, world.units.department, today())
        actions.recount(hoa)
        assert queries.figures_at(hoa, world.units.department, today()) == kept


def test_every_indicator_is_declared_once_and_whole():
    every = queries.declared()
    assert len(every) >= 120
    assert len({one.code for one in every}) == len(every)
    for one in every:
        assert isinstance(one, Indicator)
        assert one.title and one.unit and one.means and one.source and one.owner, one.code
        assert not (one.waits_for and one.reported), one.code
        for measure in one.measures:
            assert queries.rule_of(measure), f"{one.code}: nothing counts {measure}"
        assert set(queries.group_titles(one)) == set(one.by), one.code


def test_the_worker_keeps_figures_up_by_the_minute_and_counts_anew_at_night(world):
    tasks.every_minute(0)
    with acting_as(system_actor()):
        first = queries.live_version()
    tasks.every_night(0)
    with acting_as(system_actor()):
        assert queries.live_version() > first > 0
    assert at(world.hoa(), "students.pupils", world.units.department).number == 9
