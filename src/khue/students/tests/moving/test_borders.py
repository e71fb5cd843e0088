"""The rare ways: what stands exactly on the border of a rule, and who comes a moment too late."""

from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.catalogues import queries as catalogues
from khue.catalogues import samples as catalogue_samples
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Invalid, Missing
from khue.people import actions as people
from khue.people import queries as persons
from khue.students import actions, queries
from khue.students.actions import NewClass, Wish
from khue.students.actions.enrolling import open_stay
from khue.students.actions.refusals import TooEarly
from khue.students.models import Placement
from khue.students.rules import (
    CHOOSABLE,
    COMPULSORY,
    GRADES,
    OPTIONAL,
    NoOffice,
    Side,
    choice_problem,
    class_problem,
    grades_of,
    next_grade,
    supervisor,
)
from khue.students.rules.forming import Newcomer, Room, spread
from khue.students.tests.moving.conftest import DAY, NOW, Stage

GOOD = ["physics", "chemistry", "biology", "informatics"]


@pytest.mark.parametrize(
    ("grade", "year", "chosen", "levels", "is_right"),
    [
        ("10", 2021, GOOD, (), False),
        ("10", 2022, GOOD, (), True),
        ("9", 2026, GOOD, (), False),
        ("12", 2026, [*GOOD, "foreign_language_2"], (), True),
        ("12", 2026, [*GOOD[:3], "music"], (), True),
        ("12", 2026, [*GOOD[:3], "music"], ("continuing",), False),
        ("12", 2026, [*GOOD[:3], "music"], ("continuing", "upper_secondary"), True),
        ("12", 2026, [*GOOD, "geography"], (), False),
        ("12", 2026, [*GOOD[:3], "history"], (), False),
        ("12", 2026, [*GOOD[:3], "physics"], (), False),
        ("12", 2026, [], (), True),
    ],
)
def test_four_subjects_are_chosen(grade: str, year: int, chosen: list[str], levels: Any, is_right: bool) -> None:
    assert (choice_problem(grade, year, chosen, levels) is None) is is_right


def test_classes_fit_their_school() -> None:
    assert class_problem("nursery", ["1"], ["primary"]) is not None
    assert class_problem("combined", ["6", "7"], ["lower_secondary"]) is not None
    assert class_problem("combined", ["1", "2"], ["primary"]) is None
    assert grades_of(["vocational_secondary"]) == ("10", "11", "12")
    assert next_grade("12") is None


def test_the_rules_know_the_grades_and_subjects_of_the_catalogue(db: None) -> None:
    with acting_as(system_actor()):
        catalogue_samples.load_lists()
        listed = catalogues.labels("grades")
        assert {one.code: one.title for one in GRADES} == listed
        assert {*CHOOSABLE, *COMPULSORY, *OPTIONAL} <= set(catalogues.labels("subjects"))


def test_an_office_that_is_not_known_is_asked_for() -> None:
    with pytest.raises(NoOffice):
        supervisor("8", Side(1, 9, "51"), Side(2, None, "51"))
    assert supervisor("M3", Side(1, 9, "51"), Side(None)) is None


def test_full_classes_leave_pupils_over() -> None:
    pupils = [Newcomer(number, "", "a") for number in (1, 2)]
    assert spread(pupils, [Room(10, capacity=1)]) == {1: 10, 2: None}
    assert spread(pupils, []) == {1: None, 2: None}


def test_a_receipt_without_an_offer_finds_nothing(stage: Stage) -> None:
    pupil = stage.work.pupils[0].pk
    told = Wish(pupil, DAY, "Chuyển nhà", stage.school_a, stage.school_c)
    with acting_as(stage.minh) as minh:
        row = actions.request_transfer(minh, told, requester_id=stage.school_a, now=NOW)
        actions.release(minh, row.pk, now=NOW)
        offer = persons.open_offer(pupil)
        assert offer is not None
        people.withdraw_offer(minh, offer.pk, at=NOW)
    with acting_as(stage.dung) as dung, pytest.raises(Missing):
        actions.receive(dung, row.pk, on=DAY, now=NOW)


def test_a_step_that_a_transfer_does_not_have_is_missing(stage: Stage) -> None:
    told = Wish(stage.work.pupils[0].pk, DAY, "Chuyển nhà", stage.school_a, taker_text="Trường ở xa")
    with acting_as(system_actor()) as system:
        row = actions.request_transfer(system, told, requester_id=stage.school_a, now=NOW)
        actions.release(system, row.pk, now=NOW)
        actions.approve(system, row.pk)
        with pytest.raises(Missing):
            actions.receive(system, row.pk, on=DAY, now=NOW)


def test_the_receiving_school_names_the_grade(stage: Stage) -> None:
    told = Wish(stage.work.pupils[0].pk, DAY, "Chuyển nhà", stage.school_a, stage.school_c)
    with acting_as(stage.dung) as dung:
        with pytest.raises(Invalid):
            actions.request_transfer(dung, told, requester_id=stage.school_c, now=NOW)
        with pytest.raises(Missing):
            people.offer_record(dung, 10**9, stage.school_a, at=NOW)


def test_nothing_to_change_changes_nothing(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        assert actions.rename_class(minh, stage.work.group.pk, "10A1").name == "10A1"
        assert actions.enrol_many(minh, stage.school_a, []) == []
        with pytest.raises(Missing):
            open_stay(minh, 10**9, stage.school_a)


def test_a_place_of_a_later_day_stands_in_the_way(stage: Stage) -> None:
    stay = stage.work.stays[0]
    with acting_as(stage.minh) as minh:
        other = actions.open_class(minh, stage.school_a, 2026, NewClass("10A2", ("10",)))
        place = queries.place_of(stay.person_id)
        assert place is not None
        Placement.objects.filter(pk=place.pk).update(period=DateRange(date(2026, 9, 1), date(2027, 1, 1)))
        with pytest.raises(TooEarly):
            actions.move_class(minh, stay.pk, other.pk, on=DAY)
