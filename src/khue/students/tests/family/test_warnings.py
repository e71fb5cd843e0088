"""Whoever looks after a pupil is told of 30, 40 and 45 missed sessions, once at each step."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from khue.catalogues.models import Entry
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.core.models import Event
from khue.security.samples import signed_in
from khue.students import actions, queries
from khue.students.actions import Called
from khue.students.actions.attendance import OutsideTheYear
from khue.students.commands.attendance import warnings as warnings_command
from khue.students.models import Absence, AbsenceWarning
from khue.students.queries.school_years import last_teaching_day
from khue.students.queries.warnings import unread, warned
from khue.students.tests.family.conftest import NOW, TODAY
from khue.students.views.warnings import alerts


def missed_before(school, count, until=TODAY):
    pupil = school.a.pupils[0]
    days = [until - timedelta(days=place + 1) for place in range(count)]
    Absence.objects.bulk_create(
        [
            Absence(
                person=pupil,
                school_id=school.a.school,
                class_group=school.a.group,
                day=day,
                session="morning",
                reason="excused",
            )
            for day in days
        ],
        ignore_conflicts=True,
    )
    return pupil


def call(school, name="duong", *, reason="excused", day=TODAY, why=""):
    actor, pupil = school.actor(name), school.a.pupils[0]
    with acting_as(actor):
        stamp = queries.roll(actor, school.a.group.pk, day, "morning", today=TODAY).stamp
        marks = {pupil.pk: (reason, "")} if reason else {}
        return actions.call_roll(
            actor, school.a.group.pk, Called(day, "morning", marks, stamp, why), now=NOW, today=TODAY
        )


def mine(school, name):
    actor = school.actor(name)
    with acting_as(actor):
        return warned(unread(actor, day=TODAY))


def test_the_homeroom_teacher_is_told_at_30_once_and_nobody_else(school):
    with acting_as(system_actor()):
        pupil = missed_before(school, 29)
    call(school)
    (told,) = mine(school, "duong")
    assert (told.person_id, told.step, told.missed, told.class_name) == (pupil.pk, 30, 30, "10A1")
    assert not mine(school, "minh") and not mine(school, "khoa") and not mine(school, "quan")
    call(school, reason="")
    call(school)
    with acting_as(system_actor()):
        assert AbsenceWarning.objects.count() == 1
        (event,) = Event.objects.filter(name="students.absence_warned")
        assert event.facts == {"person": pupil.pk, "step": 30, "towards": "homeroom"}


def test_at_45_the_head_is_told_too_and_each_reads_the_own_message(school):
    with acting_as(system_actor()):
        missed_before(school, 44)
    call(school)
    (hers,) = mine(school, "duong")
    (his,) = mine(school, "minh")
    assert (hers.step, his.step, his.towards) == (45, 45, "head")
    minh, duong = school.actor("minh"), school.actor("duong")
    with acting_as(duong), pytest.raises(Missing):
        actions.read_warning(duong, his.id, now=NOW)
    with acting_as(minh):
        actions.read_warning(minh, his.id, now=NOW)
        assert actions.read_warning(minh, his.id, now=NOW).read_by == minh.user_id
    assert not mine(school, "minh") and mine(school, "duong")


def test_nothing_is_told_when_the_roll_is_refused_or_the_pupil_came_late(school):
    with acting_as(system_actor()):
        missed_before(school, 29)
    call(school, reason="late")
    with pytest.raises(OutsideTheYear):
        call(school, day=date(2026, 8, 31))
    assert not mine(school, "duong")


def test_the_desk_the_page_the_program_and_the_command_show_it(school, settings):
    with acting_as(system_actor()):
        pupil = missed_before(school, 44)
    call(school)
    client = signed_in(school.accounts["duong"])
    with acting_as(school.actor("duong")) as duong:
        (shown,) = alerts(duong)
        assert pupil.full_name in shown.title
    page = client.get("/van-phong/diem-danh/canh-bao").content.decode()
    assert pupil.full_name in page and "45/45 buổi" in page
    (listed,) = client.get("/api/v1/students/absence-warnings").json()
    assert client.post(f"/van-phong/diem-danh/canh-bao/{listed['id']}/da-xem").status_code == 302
    assert client.get("/api/v1/students/absence-warnings").json() == []
    assert client.get("/api/v1/students/absence-warnings?with_read=true").json()[0]["is_read"]
    head = signed_in(school.accounts["minh"])
    (his,) = head.get("/api/v1/students/absence-warnings").json()
    other = signed_in(school.accounts["quan"])
    assert other.post(f"/api/v1/students/absence-warnings/{his['id']}/read").status_code == 404
    with acting_as(system_actor()):
        code = school.cast.units.school_a
    ran = CliRunner().invoke(warnings_command, ["--school", _code(code)])
    assert str(pupil.pk) in ran.output and pupil.full_name not in ran.output
    assert head.post(f"/api/v1/students/absence-warnings/{his['id']}/read").json()["is_read"]


def _code(school_id):
    from khue.organisations import queries as organisations

    with acting_as(system_actor()):
        return organisations.codes_of([school_id])[school_id]


def test_teaching_ends_when_the_catalogue_says_so(school):
    with acting_as(system_actor()):
        assert last_teaching_day(2026) == date(2027, 5, 31) == last_teaching_day(2050).replace(year=2027)
        row = Entry.objects.get(catalogue__code="school_years", code="2026-2027")
        row.extra = {**row.extra, "closes_before": "2026-11-20"}
        row.save()
        assert last_teaching_day(2026) == date(2026, 11, 20)
    with pytest.raises(OutsideTheYear, match="20/11/2026"):
        call(school)
