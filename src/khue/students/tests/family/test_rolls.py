"""The roll: called, corrected, refused, denied, invisible; two teachers at once; the sum over two schools."""

from datetime import date, timedelta

import pytest
from django.db import connection

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.people import queries as people
from khue.students import queries
from khue.students.actions import Called, RollChanged, call_roll
from khue.students.actions.attendance import DayOff, DayToCome, MarkedElsewhere, NoSuchSession, OutsideTheYear
from khue.students.models import Absence, Enrolment, Placement, RollCall
from khue.students.samples import clerk_of
from khue.students.tests.family.conftest import NOW, TODAY


def call(
    school, actor, marks=None, *, day=TODAY, session="morning", stamp="", why="", now=NOW, today=TODAY, group=None
):
    called = Called(day, session, marks or {}, stamp, why)
    return call_roll(actor, (group or school.a.group).pk, called, now=now, today=today)


def test_the_homeroom_teacher_calls_the_roll(school):
    sick, late = school.a.pupils[0].pk, school.a.pupils[1].pk
    with acting_as(school.actor("duong")) as actor:
        made = call(school, actor, {sick: ("excused", " sốt "), late: ("late", "")})
        roll = queries.roll(actor, school.a.group.pk, TODAY, "morning", today=TODAY)
    assert (made.expected, made.absent) == (4, 1)
    assert {line.person_id: (line.reason, line.note) for line in roll.lines if line.reason} == {
        sick: ("excused", "sốt"),
        late: ("late", ""),
    }
    with acting_as(system_actor()):
        event = Event.objects.get(name="students.roll_called")
    assert event.facts == {"class_group": school.a.group.pk, "day": "2026-11-23", "session": "morning", "absent": 1}


def test_the_same_roll_sent_twice_is_one_change(school):
    marks = {school.a.pupils[0].pk: ("unexcused", "")}
    with acting_as(school.actor("duong")) as actor:
        first = call(school, actor, marks)
        again = call(school, actor, marks, now=NOW + timedelta(minutes=1))
        assert (again.pk, again.at) == (first.pk, first.at)
    with acting_as(system_actor()):
        assert Event.objects.filter(name__startswith="students.roll").count() == 1
        assert Absence.objects.count() == 1


def test_a_second_teacher_sees_what_the_first_one_saved(school):
    one, two = school.a.pupils[0].pk, school.a.pupils[1].pk
    with acting_as(school.actor("duong")) as actor:
        call(school, actor, {one: ("excused", "")})
    with acting_as(school.actor("lan")) as actor:
        with pytest.raises(RollChanged):
            call(school, actor, {two: ("late", "")})
        roll = queries.roll(actor, school.a.group.pk, TODAY, "morning", today=TODAY)
        assert call(school, actor, {one: ("excused", ""), two: ("late", "")}, stamp=roll.stamp).absent == 1


def test_a_later_correction_needs_a_reason_and_stands_in_the_journal(school):
    child, later = school.a.pupils[0].pk, TODAY + timedelta(days=2)
    with acting_as(school.actor("duong")) as actor:
        stamp = call(school, actor, {child: ("unexcused", "")}).at.isoformat()
        with pytest.raises(Invalid):
            call(school, actor, {child: ("excused", "")}, stamp=stamp, today=later)
        again = NOW + timedelta(days=2)
        call(school, actor, {child: ("excused", "")}, stamp=stamp, today=later, now=again, why="có đơn của gia đình")
    with acting_as(school.actor("lan")) as actor:
        entry = people.journal(actor, child, about=("students.RollCall",))[0]
    assert entry.why == "có đơn của gia đình"
    assert [told["reason"] for told in entry.fields["attendance"]] == ["unexcused", "excused"]


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        (TODAY + timedelta(days=1), DayToCome),
        (date(2026, 11, 22), DayOff),
        (date(2026, 9, 2), DayOff),
        (date(2026, 8, 20), OutsideTheYear),
    ],
)
def test_a_day_without_school_is_refused(school, day, refusal):
    with acting_as(school.actor("duong")) as actor, pytest.raises(refusal):
        call(school, actor, day=day)


def test_a_session_the_class_does_not_have_is_refused(school):
    with acting_as(school.actor("duong")) as actor, pytest.raises(NoSuchSession):
        call(school, actor, session="afternoon")


def test_every_fault_of_a_roll_is_told_at_once(school):
    marks = {school.b.pupils[0].pk: ("excused", ""), school.a.pupils[0].pk: ("gone", "x" * 201)}
    with acting_as(school.actor("duong")) as actor, pytest.raises(Invalid) as refused:
        call(school, actor, marks)
    assert len(refused.value.problems) == 3
    with acting_as(system_actor()):
        assert not RollCall.objects.exists()


def test_a_pupil_marked_in_another_class_that_session_is_refused(school):
    child = school.a.pupils[0].pk
    with acting_as(system_actor()):
        Absence.objects.create(
            person_id=child, school_id=school.a.school, class_group=school.other, day=TODAY, session="morning",
            reason="late",
        )  # fmt: skip
    with acting_as(school.actor("duong")) as actor, pytest.raises(MarkedElsewhere):
        call(school, actor, {child: ("excused", "")})


def test_a_teacher_of_another_class_does_not_find_the_class(school):
    with acting_as(school.actor("khoa")) as actor, pytest.raises(Missing):
        call(school, actor)


def test_who_only_sees_pupils_is_denied(school):
    seeing = clerk_of(school.a.school, permissions=("students.see", "people.see"))
    with acting_as(seeing) as actor, pytest.raises(Denied):
        call(school, actor)


def test_school_b_does_not_find_the_class(school):
    with acting_as(school.actor("duong")) as actor:
        call(school, actor, {school.a.pupils[0].pk: ("excused", "")})
    with acting_as(school.actor("quan")) as actor:
        assert not RollCall.objects.exists()
        assert not Absence.objects.exists()
        with pytest.raises(Missing):
            call(school, actor)
        with pytest.raises(Denied):
            queries.calls_of_day(actor, school.a.school, TODAY)


def test_the_head_sees_which_classes_wait(school):
    with acting_as(school.actor("duong")) as actor:
        call(school, actor)
    with acting_as(school.actor("minh")) as actor:
        rows = queries.calls_of_day(actor, school.a.school, TODAY)
    assert [(row.group.name, row.missing) for row in rows] == [("11A1", ["morning"]), ("10A1", [])]


def _missed(person, school_id, group, days):
    start = date(2026, 9, 3)
    Absence.objects.bulk_create(
        Absence(
            person_id=person, school_id=school_id, class_group=group, day=start + timedelta(days=place),
            session="morning", reason="excused",
        )
        for place in days
    )  # fmt: skip


def test_the_sum_of_a_year_spans_schools_and_tells_counts_only(school):
    child = school.a.pupils[1]
    with acting_as(system_actor()):
        _missed(child.pk, school.b.school, school.b.group, range(20))
        _missed(child.pk, school.a.school, school.a.group, range(20, 32))
        Enrolment.objects.filter(person=school.b.pupils[1]).update(person=child, is_secondary=True)
        Placement.objects.filter(person=school.b.pupils[1]).update(person=child, school_year=2025)
        Placement.objects.filter(person=child, school_id=school.a.school).update(how="transferred")
    with acting_as(school.actor("lan")) as actor:
        told = queries.summary(actor, child.pk, on=TODAY)
        assert told is not None
        assert (told.missed, told.limit, told.standing, told.left) == (32, 45, "watch", 13)
        assert Absence.objects.filter(person_id=child.pk).count() == 12
        assert [one.person_id for one in queries.watched(actor, school.a.school, on=TODAY)] == [child.pk]
    with acting_as(school.actor("duong")) as actor:
        told = queries.summary(actor, child.pk, on=TODAY)
        assert told is not None and told.missed == 32


def test_a_school_that_the_pupil_has_left_counts_its_own_rows(school):
    child = school.a.pupils[1]
    with acting_as(system_actor()):
        _missed(child.pk, school.b.school, school.b.group, range(5))
        _missed(child.pk, school.a.school, school.a.group, range(5, 8))
        stay = Enrolment.objects.get(person=child)
        stay.period = (date(2026, 9, 1), date(2026, 11, 1))
        stay.left_how = "transferred"
        stay.save()
    with acting_as(school.actor("lan")) as actor:
        told = queries.summary(actor, child.pk, on=TODAY)
        assert told is not None and told.missed == 3


def test_a_stranger_learns_no_sum(school):
    child = school.a.pupils[0].pk
    with acting_as(system_actor()):
        _missed(child, school.a.school, school.a.group, range(5))
    with acting_as(school.actor("quan")) as actor:
        assert queries.summary(actor, child, on=TODAY) is None
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM students_absences(%s, '2026-09-01', '2026-11-23')", [[child]])
            assert cursor.fetchall() == []


def test_the_month_of_a_class_is_a_grid(school):
    child = school.a.pupils[0].pk
    with acting_as(school.actor("duong")) as actor:
        call(school, actor, {child: ("excused", "")})
        month = queries.month(actor, school.a.group.pk, date(2026, 11, 1), today=TODAY)
    assert month.days[-1] == TODAY
    assert date(2026, 11, 22) not in month.days
    assert {line.person_id: line.count("excused") for line in month.lines}[child] == 1
