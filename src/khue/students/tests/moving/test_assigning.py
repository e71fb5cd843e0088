"""Who teaches what to which class; one homeroom teacher at a time; teachers see the classes they teach."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.catalogues import samples as catalogues
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.people import samples as people
from khue.staff import actions as staff
from khue.staff.actions import NewPost
from khue.staff.models import Post
from khue.students import actions, queries
from khue.students.actions import NewClass, Wanted
from khue.students.actions.refusals import BeingAssigned, NotATeacherHere, NotTaughtInClass, OtherYear
from khue.students.models import Assignment
from khue.students.queries import HOMEROOM
from khue.students.tests.moving.conftest import DAY, Stage


def teacher(place: int, name: str = "Phan Thị Thu") -> Post:
    with acting_as(system_actor()) as system:
        person = people.pupil(place, name, date(1985, 4, 2), "female")
        return staff.open_post(system, person.pk, place, NewPost("teacher", date(2026, 8, 1), ("mathematics",)))


def test_a_teacher_is_assigned_replaced_and_ended(stage: Stage) -> None:
    thu, hai = teacher(stage.school_a), teacher(stage.school_a, "Trần Văn Hải")
    group = stage.work.group.pk
    with acting_as(stage.minh) as minh:
        first = actions.assign(minh, group, "mathematics", thu.pk, on=DAY)
        assert first is not None
        assert actions.assign(minh, group, "mathematics", thu.pk, on=DAY) is None
        later = date(2027, 1, 4)
        actions.assign(minh, group, "mathematics", hai.pk, on=later)
        first.refresh_from_db()
        assert first.period.upper == later
        assert [one.post_id for one in queries.teachers_of(group, later)] == [hai.pk]
        actions.assign(minh, group, "mathematics", None, on=later)
        assert queries.teachers_of(group, later) == []
        assert actions.end_assignments(minh, thu.pk, on=later) == 0


def test_a_class_has_one_homeroom_teacher_at_a_time(stage: Stage) -> None:
    thu, hai = teacher(stage.school_a), teacher(stage.school_a, "Trần Văn Hải")
    group = stage.work.group.pk
    with acting_as(stage.minh) as minh:
        actions.assign_many(minh, [Wanted(group, HOMEROOM, thu.pk), Wanted(group, "physics", thu.pk)], on=DAY)
        actions.assign(minh, group, HOMEROOM, hai.pk, on=date(2027, 1, 4))
        assert [one.person_id for one in queries.teachers_of(group, DAY) if one.is_homeroom] == [thu.person_id]
        assert actions.end_assignments(minh, hai.pk, on=date(2027, 2, 1)) == 1
        Assignment.objects.create(
            class_group_id=group,
            school_id=stage.school_a,
            post=thu,
            person_id=thu.person_id,
            is_homeroom=True,
            period=DateRange(date(2027, 3, 1), date(2027, 4, 1)),
        )
        with pytest.raises(BeingAssigned):
            actions.assign(minh, group, HOMEROOM, hai.pk, on=date(2027, 2, 10))


def test_only_teachers_of_the_school_in_the_year_of_the_class(stage: Stage) -> None:
    stranger = teacher(stage.school_c)
    group = stage.work.group.pk
    with acting_as(stage.minh) as minh:
        with pytest.raises(NotATeacherHere):
            actions.assign(minh, group, "physics", stranger.pk, on=DAY)
        with pytest.raises(OtherYear):
            actions.assign(minh, group, "physics", stranger.pk, on=date(2030, 1, 1))
    with acting_as(stage.quan) as quan, pytest.raises(Missing):
        actions.assign(quan, group, "physics", stranger.pk, on=DAY)
    reader = Actor(5, grants={"students.see": frozenset({stage.school_a})})
    with acting_as(reader), pytest.raises(Denied):
        actions.assign(reader, group, "physics", stranger.pk, on=DAY)


def test_the_catalogue_says_which_subjects_a_grade_has(stage: Stage) -> None:
    thu = teacher(stage.school_a)
    with acting_as(system_actor()):
        catalogues.load_lists()
    with acting_as(stage.minh) as minh:
        with pytest.raises(NotTaughtInClass):
            actions.assign(minh, stage.work.group.pk, "ethics", thu.pk, on=DAY)
        actions.assign(minh, stage.work.group.pk, "mathematics", thu.pk, on=DAY)
        grid = queries.grid(minh, stage.school_a, 2026, DAY)
        fields = {one.subject: one for one in grid.rows[0][1]}
        assert (fields["mathematics"].teacher, fields[HOMEROOM].teacher) == ("Phan Thị Thu", "")
        assert [one.name for one in grid.teachers] == ["Phan Thị Thu"]
        assert "ethics" not in fields


def test_teachers_see_the_classes_they_teach(stage: Stage) -> None:
    thu = teacher(stage.school_a)
    with acting_as(stage.minh) as minh:
        other = actions.open_class(minh, stage.school_a, 2026, NewClass("10A2", ("10",)))
        actions.assign(minh, other.pk, HOMEROOM, thu.pk, on=DAY)
        (copied,) = actions.copy_assignments(minh, other.pk, stage.work.group.pk, on=DAY)
        assert copied.is_homeroom
        actions.assign(minh, stage.work.group.pk, HOMEROOM, None, on=DAY)
        with pytest.raises(Missing):
            actions.copy_assignments(minh, stage.work.group.pk, other.pk, on=DAY)
        assert [one.class_group_id for one in queries.taught_by(minh, thu.person_id, DAY)] == [other.pk]
    grants = {
        "students.see_own_classes": frozenset({stage.school_a}),
        "people.see_own_pupils": frozenset({stage.school_a}),
    }
    own = Actor(9, grants=grants, person_id=thu.person_id)
    with acting_as(own):
        assert queries.classes_taught(own, DAY) == {other.pk}
        assert queries.class_group(own, other.pk).pk == other.pk if date.today() >= DAY else True
