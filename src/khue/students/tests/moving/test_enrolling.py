"""Classes, stays and places: entered, moved, left, come back; at one school at a time, while the school exists."""

import threading
from datetime import date

import pytest
from django.db import connections
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing, Refused
from khue.core.models import Event
from khue.organisations import actions as organisations
from khue.organisations.samples import document
from khue.people import queries as persons
from khue.people import samples as people
from khue.people.models import Person
from khue.students import actions, queries
from khue.students.actions import Entry, Leaving, NewClass, Place
from khue.students.actions import refusals as told
from khue.students.models import ClassGroup, Enrolment, Placement
from khue.students.samples import another_school
from khue.students.tests.moving.conftest import DAY, Stage

FIRST = date(2026, 9, 1)


def newcomer(place: int, name: str = "Ngô Thị Én") -> Person:
    with acting_as(system_actor()):
        return people.pupil(place, name, date(2011, 2, 3), "female")


def test_a_class_is_opened_changed_closed_and_opened_again(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        made = actions.open_class(minh, stage.school_a, 2026, NewClass(" 11A2 ", ("11",), sessions=("afternoon",)))
        assert (made.name, made.grades, made.sessions) == ("11A2", ["11"], ["afternoon"])
        assert actions.rename_class(minh, made.pk, "11B").name == "11B"
        assert actions.amend_class(minh, made.pk, {"capacity": 45}).capacity == 45
        assert actions.close_class(minh, made.pk).is_closed
        assert not actions.reopen_class(minh, made.pk).is_closed
        assert "students.class_changed" in set(Event.objects.values_list("name", flat=True))


@pytest.mark.parametrize(
    "new",
    [
        NewClass("", ("10",)),
        NewClass("6A", ("6",)),
        NewClass("10G", ("10", "11")),
        NewClass("10G", ("10",), "combined"),
        NewClass("10G", ("10",), "evening"),
        NewClass("10G", ("10",), sessions=("night",)),
        NewClass("10G", ("10",), capacity=900),
        NewClass("10G", ("10",), site_id=1),
        NewClass("10G", ()),
    ],
)
def test_a_class_that_does_not_fit_the_school_is_refused(stage: Stage, new: NewClass) -> None:
    with acting_as(stage.minh) as minh, pytest.raises(Invalid):
        actions.open_class(minh, stage.school_a, 2026, new)


def test_names_of_classes_are_unique_in_a_year(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        with pytest.raises(told.NameTaken):
            actions.open_class(minh, stage.school_a, 2026, NewClass("10A1", ("10",)))
        other = actions.open_class(minh, stage.school_a, 2026, NewClass("10A2", ("10",)))
        with pytest.raises(told.NameTaken):
            actions.rename_class(minh, other.pk, "10A1")
        with pytest.raises(told.NameTaken):
            actions.open_classes(minh, stage.school_a, 2027, [NewClass("A", ("10",)), NewClass("A", ("11",))])


def test_classes_of_last_year_are_copied_without_pupils(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        (copy,) = actions.copy_classes(minh, stage.school_a, 2026)
        assert (copy.name, copy.school_year) == ("10A1", 2027)
        with pytest.raises(told.NothingToCopy):
            actions.copy_classes(minh, stage.school_a, 2026)
        with pytest.raises(Invalid):
            actions.open_class(minh, stage.school_a, 1990, NewClass("10A", ("10",)))


def test_a_class_in_use_is_not_closed_and_keeps_its_grades(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        with pytest.raises(told.ClassInUse):
            actions.close_class(minh, stage.work.group.pk)
        with pytest.raises(Invalid):
            actions.amend_class(minh, stage.work.group.pk, {"grades": ("11",)})


def test_classes_are_denied_without_the_right_and_invisible_to_others(stage: Stage) -> None:
    with acting_as(stage.quan) as quan:
        assert not ClassGroup.objects.exists()
        with pytest.raises(Missing):
            actions.close_class(quan, stage.work.group.pk)
        for act in (
            lambda: actions.open_class(quan, stage.school_a, 2026, NewClass("10A9", ("10",))),
            lambda: actions.copy_classes(quan, stage.school_a, 2026),
            lambda: queries.classes(quan, stage.school_a, 2026),
        ):
            with pytest.raises(Denied):
                act()
        with pytest.raises(Missing):
            queries.class_list(quan, stage.work.group.pk)


def test_a_class_list_is_numbered_in_vietnamese_order(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        lines = [(one.number, one.full_name) for one in queries.class_list(minh, stage.work.group.pk)]
        assert lines == [(1, "Phạm Ngọc An"), (2, "Lê Thị Ánh"), (3, "Trần Văn Bình")]
        assert actions.number_class(minh, stage.work.group.pk) == 0


def test_entering_leaves_stay_place_journal_and_one_event(stage: Stage) -> None:
    pupil = newcomer(stage.school_a)
    with acting_as(stage.minh) as minh:
        chosen = ("physics", "chemistry", "biology", "informatics")
        group = stage.work.group.pk
        stay = actions.enrol(minh, pupil.pk, stage.school_a, on=DAY, class_id=group, chosen=chosen)
        place = queries.place_of(pupil.pk)
        assert place is not None
        assert (place.number, place.grade, tuple(place.chosen_subjects)) == (4, "10", chosen)
        about = {entry.about for entry in persons.journal(minh, pupil.pk)}
        assert {f"students.Enrolment:{stay.pk}", f"students.Placement:{place.pk}"} <= about
        event = Event.objects.get(name="students.pupil_enrolled")
        assert (event.facts["person"], event.facts["school"]) == (pupil.pk, stage.school_a)


def test_a_pupil_is_at_one_school_at_a_time(stage: Stage) -> None:
    pupil = stage.work.pupils[0]
    with acting_as(stage.minh) as minh, pytest.raises(told.AtAnotherSchool):
        actions.enrol(minh, pupil.pk, stage.school_a, on=DAY)
    with acting_as(system_actor()):
        Person.objects.filter(pk=pupil.pk).update(custody=stage.school_c)
    with acting_as(stage.dung) as dung:
        with pytest.raises(told.AtAnotherSchool) as refused:
            actions.enrol(dung, pupil.pk, stage.school_c, on=DAY)
        assert "chuyển trường" in str(refused.value)
        assert actions.enrol(dung, pupil.pk, stage.school_c, on=DAY, is_secondary=True).is_secondary


def test_a_record_held_elsewhere_cannot_be_enrolled(stage: Stage) -> None:
    with acting_as(stage.dung) as dung, pytest.raises(Missing):
        actions.enrol(dung, stage.work.pupils[0].pk, stage.school_c, on=DAY)
    with acting_as(system_actor()) as system, pytest.raises(told.HeldElsewhere):
        actions.enrol(system, stage.work.pupils[0].pk, stage.school_c, on=DAY)


def test_of_many_every_pupil_who_is_elsewhere_is_named(stage: Stage) -> None:
    fresh = newcomer(stage.school_a)
    with acting_as(stage.minh) as minh:
        entries = [Entry(pk, DAY) for pk in (stage.work.pupils[0].pk, fresh.pk, stage.work.pupils[1].pk)]
        with pytest.raises(Invalid) as refused:
            actions.enrol_many(minh, stage.school_a, entries)
        assert len(refused.value.problems) == 2
        assert queries.stay_of(fresh.pk) is None
        with pytest.raises(Invalid):
            actions.enrol(minh, fresh.pk, stage.school_a, on=DAY, how="flown_in")
        with pytest.raises(Invalid):
            actions.enrol(minh, fresh.pk, stage.school_a, on=DAY, came_from="x" * 300)


def test_entering_before_the_founding_or_after_the_end_of_a_school_is_refused(stage: Stage) -> None:
    pupil = newcomer(stage.school_a)
    with acting_as(system_actor()) as system:
        paper = document("Sáp nhập", date(2025, 7, 1), "MẪU-9/QĐ-UBND")
        organisations.merge(system, [stage.school_a], stage.school_c, paper, now=timezone.now())
    with acting_as(stage.minh) as minh:
        with pytest.raises(told.NoLongerOpen) as refused:
            actions.enrol(minh, pupil.pk, stage.school_a, on=date(2025, 7, 1))
        assert "Lê Khiết" in str(refused.value)
        with pytest.raises(told.NotYetOpen):
            actions.enrol(minh, pupil.pk, stage.school_a, on=date(2020, 6, 30))
        assert actions.enrol(minh, pupil.pk, stage.school_a, on=date(2025, 6, 30)).period.lower == date(2025, 6, 30)


def test_leaving_ends_stay_and_place_and_is_taken_back(stage: Stage) -> None:
    stay = stage.work.stays[0]
    with acting_as(stage.minh) as minh:
        with pytest.raises(told.Stale):
            actions.leave(minh, stay.pk, Leaving(DAY, "dropped_out"), version=99)
        with pytest.raises(Invalid):
            actions.leave(minh, stay.pk, Leaving(DAY, "vanished"))
        with pytest.raises(told.TooEarly):
            actions.leave(minh, stay.pk, Leaving(FIRST, "dropped_out"))
        left = actions.leave(minh, stay.pk, Leaving(DAY, "dropped_out", "", "đi làm"), version=1)
        assert (left.period.upper, queries.place_of(stay.person_id)) == (DAY, None)
        with pytest.raises(told.NotAtSchool):
            actions.leave(minh, stay.pk, Leaving(DAY, "dropped_out"))
        back = actions.undo_leaving(minh, stay.pk)
        assert (back.left_how, queries.place_of(stay.person_id) is not None) == ("", True)
        with pytest.raises(told.StillAtSchool):
            actions.undo_leaving(minh, stay.pk)
        with pytest.raises(told.StillAtSchool):
            actions.come_back(minh, stay.pk, on=DAY)


def test_a_pupil_comes_back_after_a_pause(stage: Stage) -> None:
    stay = stage.work.stays[0]
    with acting_as(stage.minh) as minh:
        actions.leave(minh, stay.pk, Leaving(date(2026, 10, 1), "paused"))
        with pytest.raises(told.TooEarly):
            actions.come_back(minh, stay.pk, on=FIRST)
        again = actions.come_back(minh, stay.pk, on=DAY, class_id=stage.work.group.pk)
        assert (again.entered_how, queries.place_of(stay.person_id).how) == ("returned", "returned")  # type: ignore[union-attr]
        with pytest.raises(told.AtAnotherSchool):
            actions.undo_leaving(minh, stay.pk)


def test_a_pupil_moves_to_another_class_and_the_day_of_the_move_decides(stage: Stage) -> None:
    stay = stage.work.stays[0]
    with acting_as(stage.minh) as minh:
        other = actions.open_class(minh, stage.school_a, 2026, NewClass("10A2", ("10",)))
        actions.move_class(minh, stay.pk, other.pk, on=DAY)
        assert queries.place_of(stay.person_id, FIRST).class_group_id == stage.work.group.pk  # type: ignore[union-attr]
        assert queries.place_of(stay.person_id, DAY).class_group_id == other.pk  # type: ignore[union-attr]
        with pytest.raises(told.AlreadyThere):
            actions.move_class(minh, stay.pk, other.pk, on=DAY)
        third = actions.open_class(minh, stage.school_a, 2026, NewClass("10A3", ("10",)))
        actions.move_class(minh, stay.pk, third.pk, on=DAY)
        assert Placement.objects.filter(enrolment=stay).count() == 2
        with pytest.raises(told.TooEarly):
            actions.move_class(minh, stay.pk, other.pk, on=FIRST)


def test_a_place_fits_the_class_the_year_and_the_school(stage: Stage) -> None:
    stay = stage.work.stays[0]
    with acting_as(system_actor()) as system:
        (last_year,) = actions.open_classes(system, stage.school_a, 2025, [NewClass("10A1", ("10",))])
        with pytest.raises(told.OtherYear) as refused:
            actions.place(system, stay.pk, last_year.pk, on=DAY)
        assert "2025-2026" in str(refused.value)
        with pytest.raises(told.OtherSchool):
            actions.place(system, stay.pk, stage.class_c.pk, on=DAY)
        closed = actions.open_class(system, stage.school_a, 2026, NewClass("10Z", ("10",)))
        with pytest.raises(told.GradeNotInClass):
            actions.place(system, stay.pk, closed.pk, on=DAY, grade="11")
        actions.close_class(system, closed.pk)
        with pytest.raises(told.ClassIsClosed):
            actions.place(system, stay.pk, closed.pk, on=DAY)
        with pytest.raises(Missing):
            actions.place(system, 10**9, stage.work.group.pk, on=DAY)
        actions.leave(system, stay.pk, Leaving(DAY, "paused"))
        with pytest.raises(told.NotAtSchool):
            actions.place_many(system, [Place(stay.pk, stage.work.group.pk, DAY)])


def test_the_chosen_subjects_follow_the_programme(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        place = queries.place_of(stage.work.pupils[0].pk)
        assert place is not None
        good = ["physics", "chemistry", "biology", "informatics"]
        assert actions.choose_subjects(minh, place.pk, good).chosen_subjects == good
        for bad in (good[:3], [*good[:3], "physics"], [*good[:3], "mathematics"]):
            with pytest.raises(told.BadChoice):
                actions.choose_subjects(minh, place.pk, bad)
        with pytest.raises(Missing):
            actions.choose_subjects(minh, 10**9, good)
        assert actions.choose_subjects(minh, place.pk, []).chosen_subjects == []


def test_new_pupils_are_spread_the_same_each_time_and_placed_together(stage: Stage) -> None:
    fresh = [newcomer(stage.school_a, f"Ngô Thị {name}") for name in ("Én", "Hoa", "Lan", "Mai")]
    with acting_as(stage.minh) as minh:
        actions.enrol_many(minh, stage.school_a, [Entry(one.pk, DAY, came_from="THCS Lê Lợi") for one in fresh])
        groups = [actions.open_class(minh, stage.school_a, 2026, NewClass(f"10B{n}", ("10",))).pk for n in (1, 2)]
        first = queries.propose(minh, stage.school_a, 2026, groups)
        assert first == queries.propose(minh, stage.school_a, 2026, groups)
        assert sorted(one.class_id or 0 for one in first) == [groups[0], groups[0], groups[1], groups[1]]
        only = queries.propose(minh, stage.school_a, 2026, groups, [first[0].enrolment_id])
        assert len(only) == 1
        made = actions.form_classes(
            minh, stage.school_a, {one.enrolment_id: one.class_id or 0 for one in first}, on=DAY
        )
        assert (len(made), queries.unplaced(minh, stage.school_a)) == (4, [])
        with pytest.raises(told.NobodyToPlace):
            actions.form_classes(minh, stage.school_a, {}, on=DAY)
    with acting_as(stage.quan) as quan, pytest.raises(Denied):
        actions.form_classes(quan, stage.school_a, {1: 1}, on=DAY)


def test_what_a_stranger_tries_finds_nothing(stage: Stage) -> None:
    stay = stage.work.stays[0]
    with acting_as(stage.quan) as quan:
        assert queries.time_line(stay.person_id) == []
        tries = (
            lambda: actions.leave(quan, stay.pk, Leaving(DAY, "paused")),
            lambda: actions.come_back(quan, stay.pk, on=DAY),
            lambda: actions.undo_leaving(quan, stay.pk),
            lambda: actions.move_class(quan, stay.pk, stage.work.group.pk, on=DAY),
            lambda: actions.number_class(quan, stage.work.group.pk),
            lambda: actions.enrol(quan, stay.person_id, stage.school_a, on=DAY),
            lambda: queries.pupils_at(quan, stage.school_a),
        )
        for attempt in tries:
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.status in (403, 404)


def test_who_teaches_sees_only_the_classes_taught(stage: Stage) -> None:
    teacher = Actor(9, grants={"students.see_own_classes": frozenset({stage.school_a})}, person_id=1)
    with acting_as(teacher):
        assert queries.classes_taught(teacher) == set()
        with pytest.raises(Missing):
            queries.class_group(teacher, stage.work.group.pk)
    nobody = Actor(9, grants={"students.see_own_classes": frozenset({stage.school_a})})
    with acting_as(nobody):
        assert queries.classes_taught(nobody) == set()


def test_of_two_who_enrol_one_pupil_at_once_one_is_told(committed: Stage) -> None:
    pupil = newcomer(committed.school_a)
    answers: list[str] = []

    def enter() -> None:
        try:
            with acting_as(committed.minh):
                actions.enrol(committed.minh, pupil.pk, committed.school_a, on=DAY)
            answers.append("entered")
        except told.AtAnotherSchool:
            answers.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["entered", "told"]
    with acting_as(system_actor()):
        assert Enrolment.objects.filter(person=pupil).count() == 1


def test_a_school_of_another_level_teaches_other_grades(stage: Stage) -> None:
    with acting_as(system_actor()) as system:
        nursery = another_school(stage.units.commune, "Trường Mầm non Hoa Sen Mẫu", ("nursery", "kindergarten"))
        made = actions.open_class(system, nursery, 2026, NewClass("Nhóm 1", ("N3", "N2"), "nursery"))
        assert made.grades == ["N2", "N3"]
