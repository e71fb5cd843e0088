"""Rows that may be one person: found with their reasons, merged with everything, parted exactly as they were."""

from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.organisations import samples as organisations
from khue.people import samples
from khue.people.actions.custody import offer_record
from khue.people.actions.likeness import AlreadyDecided, declare_different, find_duplicates, pass_up
from khue.people.actions.merging import AlreadyParted, BeyondOwnUnits, MergedOnwards, OnTheMove, links, merge, unmerge
from khue.people.alerts import alerts
from khue.people.models import Change, Duplicate, Merge, Person, Relation
from khue.people.queries.likeness import comparison, duplicates, merges
from khue.people.rules import Can
from khue.people.rules.likeness import LIKELY, Likeness, compare, is_certain

LONG_AGO = timezone.make_aware(datetime(2000, 1, 1))
RIGHTS = (Can.SEE, Can.EDIT, Can.DECIDE_DUPLICATES)
TODAY = date(2026, 11, 21)


@pytest.fixture
def two(db):
    """One boy entered twice at school A (once without marks), and a boy like him at school B."""
    with acting_as(system_actor()) as system:
        units = organisations.cast()
        first = samples.pupil(units.school_a, "Đặng Quốc Bảo", date(2014, 2, 3), number="051214000017")
        samples.guardian(first, "Lê Thị Ổn")
        second = samples.pupil(units.school_a, "Đặng Quốc Bao", date(2014, 3, 2))
        other = samples.pupil(units.school_b, "Đặng Quốc Bảo", date(2014, 2, 3), sex="")
        assert find_duplicates(system, since=LONG_AGO, on=TODAY) == 3
        pair = Duplicate.objects.get(left=first, right=second)
    head = Actor(7, grants={right: frozenset({units.school_a}) for right in RIGHTS})
    quan = Actor(8, grants={right: frozenset({units.school_b}) for right in RIGHTS})
    return units, first, second, other, pair, head, quan


def test_the_unit_that_decides_is_told_every_day(two, monkeypatch):
    units, *_, head, quan = two
    monkeypatch.setattr("khue.people.alerts.today", lambda: TODAY)
    with acting_as(head):
        assert [one.title for one in alerts(head)] == ["1 cặp hồ sơ nghi trùng chờ quyết định"]
        assert alerts(head)[0].detail == "1 cặp mới tìm thấy từ hôm qua."
    with acting_as(quan):
        assert alerts(quan) == []
    assert alerts(Actor(9, grants={Can.SEE: frozenset({units.school_a})})) == []


def rows_of(person_id):
    """Everything that names a person, as it stands in the database."""
    found: dict[object, dict[str, Any]] = {}
    for link in links():
        for row in link.model._default_manager.filter(**{link.column: person_id}).values():
            found[link.model._meta.label, row["id"]] = row
    found["person"] = Person.objects.values().get(pk=person_id) | {"version": None, "changed_at": None}
    return found


def now():
    return timezone.now()


@pytest.mark.parametrize(
    ("left", "right", "least", "most"),
    [
        (Likeness("Lê An", date(2015, 3, 2)), Likeness("Lê An", date(2015, 3, 2)), LIKELY, 99),
        (Likeness("Lê An", date(2015, 3, 2)), Likeness("Lê Ân", date(2015, 3, 2)), LIKELY, 99),
        (Likeness("Lê An", date(2015, 3, 2)), Likeness("Lê An", date(2015, 2, 3)), LIKELY, 99),
        (
            Likeness("Lê An", date(2015, 3, 2), sex="male"),
            Likeness("Lê An", date(2015, 3, 2), sex="female"),
            0,
            LIKELY - 1,
        ),
        (
            Likeness("Lê An", date(2015, 3, 2), number="051215000001"),
            Likeness("Lê An", date(2015, 3, 2), number="051215777777"),
            0,
            LIKELY - 1,
        ),
        (Likeness("Lê An", date(2015, 3, 2)), Likeness("Trần Bình", date(2015, 3, 2)), 0, LIKELY - 1),
        (Likeness("Lê An", date(2015, 1, 1), False), Likeness("Lê An", date(2015, 8, 2)), 0, LIKELY - 1),
    ],
)
def test_likeness_is_points_with_reasons(left, right, least, most):
    points, reasons = compare(left, right)
    assert least <= points <= most
    assert (points, sorted(map(str, reasons))) == (compare(right, left)[0], sorted(map(str, compare(right, left)[1])))


def test_the_same_identifier_is_certain():
    code = frozenset({("learner_code", b"x")})
    points, reasons = compare(Likeness("A", None, codes=code), Likeness("B", None, codes=code))
    assert points == 100 and is_certain(reasons)


def test_twins_with_two_numbers_are_not_named(two):
    with acting_as(system_actor()) as system:
        units = two[0]
        samples.pupil(units.school_a, "Phạm Gia Huy", date(2016, 4, 5), number="051216000101")
        samples.pupil(units.school_a, "Phạm Gia Huy", date(2016, 4, 5), number="051216555202")
        assert find_duplicates(system, since=LONG_AGO, on=TODAY) == 0


def test_a_second_search_names_no_pair_twice(two):
    with acting_as(system_actor()) as system:
        assert find_duplicates(system, since=LONG_AGO, on=TODAY) == 0


def test_only_the_system_searches_the_province(two):
    with acting_as(two[5]) as head, pytest.raises(Denied):
        find_duplicates(head, since=LONG_AGO, on=TODAY)


def test_a_pair_of_one_school_is_decided_there_and_invisible_to_the_neighbour(two):
    units, first, second, other, pair, head, quan = two
    assert pair.decider_id == units.school_a
    with acting_as(head):
        assert [row.pk for row in duplicates(head)] == [pair.pk]
        assert comparison(head, pair.pk).decider
    with acting_as(quan):
        assert list(duplicates(quan)) == []
        with pytest.raises(Missing):
            comparison(quan, pair.pk)
        with pytest.raises(Missing):
            merge(quan, pair.pk, first.pk, why="thử", at=now())


def test_a_pair_of_two_schools_is_decided_above_both(two):
    units, first, _second, other, *_ = two
    with acting_as(system_actor()):
        pair = Duplicate.objects.get(left=first, right=other)
        assert pair.decider_id == units.department


def test_merge_moves_everything_and_unmerge_restores_both(two):
    units, first, second, _other, pair, head, _quan = two
    with acting_as(system_actor()):
        before = rows_of(first.pk), rows_of(second.pk)
    with acting_as(head):
        made = merge(head, pair.pk, second.pk, take=frozenset({"full_name"}), why="Một em nhập hai lần", at=now())
    with acting_as(system_actor()):
        kept = Person.objects.get(pk=second.pk)
        assert kept.full_name == "Đặng Quốc Bảo" and kept.given_name == "Bảo"
        assert kept.identifiers.get().scheme == "personal_number"
        assert Relation.objects.filter(person=kept).count() == 1
        assert Person.objects.get(pk=first.pk).merged_into_id == second.pk
        assert Change.objects.filter(person=kept, why="Một em nhập hai lần").exists()
        event = Event.objects.get(name="people.merged")
        assert event.facts == {"kept": second.pk, "gone": first.pk, "rows": 2}
    with acting_as(head):
        unmerge(head, made.pk, why="Hai anh em họ", at=now())
        with pytest.raises(AlreadyParted):
            unmerge(head, made.pk, why="lần nữa", at=now())
    with acting_as(system_actor()):
        assert (rows_of(first.pk), rows_of(second.pk)) == before
        assert Duplicate.objects.get(pk=pair.pk).state == "open"


def test_a_value_changed_after_the_merge_stays_when_parted(two):
    _units, first, second, _other, pair, head, _quan = two
    with acting_as(head):
        made = merge(head, pair.pk, second.pk, take=frozenset({"full_name"}), why="Một em", at=now())
    with acting_as(system_actor()):
        Person.objects.filter(pk=second.pk).update(full_name="Đặng Quốc Bửu", given_name="Bửu", name_key="x")
    with acting_as(head):
        unmerge(head, made.pk, why="Nhầm", at=now())
        assert Person.objects.get(pk=second.pk).full_name == "Đặng Quốc Bửu"


def test_a_pair_is_decided_once(two):
    _units, first, _second, _other, pair, head, _quan = two
    with acting_as(head):
        declare_different(head, pair.pk, at=now())
        with pytest.raises(AlreadyDecided):
            merge(head, pair.pk, first.pk, why="thử", at=now())
        with pytest.raises(AlreadyDecided):
            declare_different(head, pair.pk, at=now())


def test_a_decision_needs_the_right_a_reason_and_one_of_the_two(two):
    units, first, _second, other, pair, head, _quan = two
    clerk = Actor(9, grants={Can.SEE: frozenset({units.school_a})})
    with acting_as(clerk), pytest.raises(Denied):
        merge(clerk, pair.pk, first.pk, why="thử", at=now())
    with acting_as(head):
        with pytest.raises(Invalid):
            merge(head, pair.pk, first.pk, why="  ", at=now())
        with pytest.raises(Invalid):
            merge(head, pair.pk, other.pk, why="thử", at=now())


def test_a_person_on_the_move_is_not_merged(two):
    units, first, _second, _other, pair, head, _quan = two
    with acting_as(system_actor()) as system:
        offer_record(system, first.pk, units.school_b, at=now())
    with acting_as(head), pytest.raises(OnTheMove):
        merge(head, pair.pk, first.pk, why="thử", at=now())


def test_a_pair_with_records_beyond_the_own_units_is_passed_up(two):
    units, first, second, _other, pair, head, _quan = two
    with acting_as(system_actor()):
        apps.get_model("students", "Enrolment").objects.create(
            person=second, school_id=units.school_b, period=(date(2024, 9, 1), date(2025, 9, 1)),
            entered_how="enrolled", left_how="transferred",
        )  # fmt: skip
    with acting_as(head):
        with pytest.raises(BeyondOwnUnits):
            merge(head, pair.pk, first.pk, why="thử", at=now())
        assert pass_up(head, pair.pk, at=now()).decider_id == units.department
    everywhere = Actor(10, everywhere=frozenset({*RIGHTS, "students.see"}))
    with acting_as(everywhere):
        made = merge(everywhere, pair.pk, first.pk, why="Một em", at=now())
        assert sorted(made.moved) == ["students.Enrolment.person_id"]


def test_a_merge_on_which_another_rests_is_parted_last(two):
    _units, first, second, other, pair, head, _quan = two
    everywhere = Actor(10, everywhere=frozenset(RIGHTS))
    with acting_as(system_actor()):
        again = Duplicate.objects.get(left=first, right=other)
    with acting_as(everywhere):
        made = merge(everywhere, pair.pk, first.pk, why="Một em", at=now())
        merge(everywhere, again.pk, other.pk, why="Cũng em ấy", at=now())
        with pytest.raises(MergedOnwards):
            unmerge(everywhere, made.pk, why="Nhầm", at=now())
        assert merges(everywhere).count() == 2


def test_the_journal_of_merges_cannot_be_lost(two):
    _units, first, second, _other, pair, head, _quan = two
    with acting_as(head):
        merge(head, pair.pk, first.pk, why="Một em", at=now())
        assert Merge.objects.get().moved == {}
