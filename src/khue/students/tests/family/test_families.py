"""Pages of families: own persons only, at once no more when guardianship ends; leave notes; nothing of the office."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Invalid, Missing
from khue.people import actions as people
from khue.people import queries as of_people
from khue.people.models import Person, Relation
from khue.security.samples import PASSWORD, signed_in
from khue.students import queries
from khue.students.actions import LeaveWanted, NotForThisPerson, ask_leave, withdraw_leave
from khue.students.actions.leave_notes import AskedAlready, NoteIsOver
from khue.students.models import Absence, ClassGroup, Enrolment, HealthCheck, LeaveNote
from khue.students.tests.family.conftest import NOW, TODAY


def wanted(start=TODAY, days=0, why="sốt", session=""):
    return LeaveWanted(start, start + timedelta(days=days), why, session)


def ask(actor, person, told=None, today=TODAY):
    return ask_leave(actor, person, told or wanted(), now=NOW, today=today)


def test_a_guardian_of_two_schools_sees_both_children_with_their_teachers(school):
    with acting_as(school.actor("mai")) as actor:
        told = {one.person_id: one for one in queries.family(actor, TODAY)}
    first, second = school.a.pupils[0].pk, school.b.pupils[0].pk
    assert set(told) == {first, second, school.mother.pk}
    places, summary = [told[child].place for child in (first, second)], told[first].summary
    assert [place and place.class_group.name for place in places] == ["10A1", "6A1"]
    assert [told[child].homeroom for child in (first, second)] == ["Huỳnh Thuỳ Dương", ""]
    assert summary is not None and summary.limit == 45


def test_each_school_sees_its_own_child_and_the_card_of_the_guardian(school):
    child = school.b.pupils[0].pk
    with acting_as(school.actor("quan")):
        assert set(Person.objects.values_list("pk", flat=True)) == {one.pk for one in school.b.pupils}
        assert [one.name for one in _relatives(school.actor("quan"), child)] == ["Trần Thị Mai"]
    with acting_as(school.actor("lan")):
        assert not Person.objects.filter(pk=child).exists()


def _relatives(actor, child):
    return of_people.relatives(actor, [child])[child]


def test_a_guardian_sees_nothing_of_another_child(school):
    mine = {school.a.pupils[0].pk, school.b.pupils[0].pk, school.mother.pk}
    other = school.a.pupils[1].pk
    with acting_as(system_actor()):
        HealthCheck.objects.create(person_id=other, school_id=school.a.school, on=TODAY, height_cm=150)
        Absence.objects.create(
            person_id=other, school_id=school.a.school, class_group=school.a.group, day=TODAY, session="morning",
            reason="excused",
        )  # fmt: skip
    with acting_as(school.actor("mai")) as actor:
        assert set(Person.objects.values_list("pk", flat=True)) == mine
        assert set(Enrolment.objects.values_list("person_id", flat=True)) < mine
        assert not HealthCheck.objects.exists()
        assert not Absence.objects.exists()
        assert not ClassGroup.objects.filter(pk=school.other.pk).exists()
        for person in (other, 0, 10**9):
            with pytest.raises(Missing):
                queries.member_page(actor, person, TODAY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM students_absences(%s, '2026-09-01', '2026-12-31')", [[other]])
            assert cursor.fetchall() == []


def test_a_guardian_without_guardianship_sees_nothing_at_once(school):
    child = school.a.pupils[0].pk
    with acting_as(system_actor()):
        relation = Relation.objects.get(person_id=child, relative=school.mother)
        people.unrelate(system_actor(), relation.pk, on=TODAY, why="Toà án giao quyền nuôi con cho người khác")
    with acting_as(school.actor("mai")) as actor:
        assert child not in actor.own
        with pytest.raises(Missing):
            queries.member_page(actor, child, TODAY)
        with pytest.raises(Missing):
            ask(actor, child)


def test_a_pupil_sees_less_of_the_own_record(school):
    child = school.a.pupils[0].pk
    with acting_as(system_actor()):
        HealthCheck.objects.create(person_id=child, school_id=school.a.school, on=TODAY, height_cm=150)
    with acting_as(school.actor("mai")) as actor:
        page = queries.member_page(actor, child, TODAY)
        assert (len(page.checks), len(page.relatives), page.may_ask_leave) == (1, 1, True)
    with acting_as(school.actor("binh")) as actor:
        page = queries.member_page(actor, child, TODAY)
        assert (page.checks, page.relatives, page.may_ask_leave) == ([], [], False)
        with pytest.raises(NotForThisPerson):
            ask(actor, child)


def test_a_leave_note_proposes_an_excused_absence_in_the_roll(school):
    child = school.a.pupils[0].pk
    with acting_as(school.actor("mai")) as actor:
        note = ask(actor, child, wanted(days=1))
        assert [one.pk for one in queries.leaves_of(actor, child, TODAY)] == [note.pk]
    with acting_as(school.actor("duong")) as actor:
        roll = queries.roll(actor, school.a.group.pk, TODAY, "morning", today=TODAY)
    line = next(one for one in roll.lines if one.person_id == child)
    assert (line.reason, line.note, line.is_proposed) == ("excused", "sốt", True)
    with acting_as(school.actor("quan")):
        assert not LeaveNote.objects.exists()


def test_a_note_is_taken_back_until_its_days_are_over(school):
    child = school.a.pupils[0].pk
    with acting_as(school.actor("mai")) as actor:
        note = ask(actor, child)
        with pytest.raises(AskedAlready):
            ask(actor, child)
        with pytest.raises(NoteIsOver):
            withdraw_leave(actor, note.pk, now=NOW, today=TODAY + timedelta(days=1))
        assert withdraw_leave(actor, note.pk, now=NOW, today=TODAY).withdrawn_at == NOW
        with pytest.raises(NoteIsOver):
            withdraw_leave(actor, note.pk, now=NOW, today=TODAY)
        assert queries.leaves_of(actor, child, TODAY) == []
    with acting_as(school.actor("binh")) as actor, pytest.raises(Missing):
        withdraw_leave(actor, 0, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (wanted(TODAY - timedelta(days=1)), 1),
        (wanted(TODAY + timedelta(days=200)), 1),
        (wanted(days=31), 1),
        (wanted(why="  "), 1),
        (wanted(TODAY - timedelta(days=3), days=-1, why="", session="night"), 4),
    ],
)
def test_every_fault_of_a_note_is_told_at_once(school, told, count):
    with acting_as(school.actor("mai")) as actor, pytest.raises(Invalid) as refused:
        ask(actor, school.a.pupils[0].pk, told)
    assert len(refused.value.problems) == count


def test_the_database_refuses_a_note_for_another_child_or_school(school):
    rows = [(school.a.pupils[1].pk, school.a.school), (school.a.pupils[0].pk, school.b.school)]
    with acting_as(school.actor("mai")):
        for person, place in rows:
            with pytest.raises(ProgrammingError), transaction.atomic():
                LeaveNote.objects.create(
                    person_id=person, school_id=place, first_day=TODAY, last_day=TODAY, why="thử",
                    giver_id=school.mother.pk,
                )  # fmt: skip


def test_pages_of_the_family(school):
    client = signed_in(school.accounts["mai"])
    child, other = school.a.pupils[0].pk, school.a.pupils[1].pk
    text = client.get("/gia-dinh/").text
    assert school.a.pupils[0].full_name in text
    assert school.b.pupils[0].full_name in text
    assert school.a.pupils[1].full_name not in text
    assert client.get("/van-phong/")["Location"] == "/gia-dinh/"
    assert client.get(f"/gia-dinh/con/{child}/").status_code == 200
    for path in (f"/gia-dinh/con/{other}/", f"/gia-dinh/con/{other}/anh", f"/gia-dinh/con/{other}/xin-nghi"):
        assert client.get(path).status_code == 404
    for path in (f"/van-phong/hoc-sinh/{child}/", f"/van-phong/lop/{school.a.group.pk}/", "/van-phong/hoc-sinh/"):
        assert client.get(path).status_code in (403, 404)
    assert Client().get("/gia-dinh/").status_code == 302
    assert signed_in(school.accounts["lan"]).get("/gia-dinh/").status_code == 404


def test_a_note_is_sent_and_withdrawn_on_the_page(school):
    client, child = signed_in(school.accounts["mai"]), school.a.pupils[0].pk
    address, today = f"/gia-dinh/con/{child}/xin-nghi", localdate()
    assert client.post(address, {"first_day": "31/11/2026", "why": ""}).status_code == 422
    assert client.post(address, {"first_day": f"{today:%d/%m/%Y}", "why": "khám bệnh"}).status_code == 302
    assert "khám bệnh" in client.get(f"/gia-dinh/con/{child}/").text
    with acting_as(system_actor()):
        note = LeaveNote.objects.get()
    assert signed_in(school.accounts["binh"]).post(f"/gia-dinh/xin-nghi/{note.pk}/rut").status_code == 403
    assert client.post(f"/gia-dinh/xin-nghi/{note.pk}/rut").status_code == 302
    assert client.get(f"/gia-dinh/con/{school.a.pupils[0].pk}/anh").status_code == 404


def test_a_citizen_comes_in_at_the_family_and_an_office_at_the_desk(school):
    for username, page in (("mai", "/gia-dinh/"), ("quan", "/van-phong/")):
        answer = Client().post("/dang-nhap", {"username": username, "password": PASSWORD})
        assert answer["Location"] == page
