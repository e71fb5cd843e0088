"""Attendance for programs: read, called, sent twice, refused; nothing for strangers; the same on the command line."""

import json

import pytest
from click.testing import CliRunner
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.organisations import queries as organisations
from khue.security.samples import signed_in
from khue.students.commands import students
from khue.students.models import RollCall
from khue.students.tests.family.test_roll_pages import day_of_school


def address(school):
    return f"/api/v1/classes/{school.a.group.pk}/roll"


def put(client, school, marks, stamp=""):
    body = {"day": f"{day_of_school()}", "session": "morning", "marks": marks, "stamp": stamp}
    return client.put(address(school), json.dumps(body), content_type="application/json")


def test_a_roll_is_read_and_called(school):
    client, child = signed_in(school.accounts["duong"]), school.a.pupils[0].pk
    marks = [{"person_id": child, "reason": "excused", "note": "sốt"}]
    first, again = put(client, school, marks), put(client, school, marks)
    assert first.status_code == 200
    assert first.json() == again.json()
    read = client.get(f"{address(school)}?day={day_of_school()}").json()
    assert read["is_called"]
    assert read["stamp"] == first.json()["stamp"]
    assert [line["reason"] for line in read["lines"] if line["person_id"] == child] == ["excused"]
    told = client.get(f"/api/v1/students/{child}/attendance").json()
    assert (told["missed"], told["limit"], told["standing"]) == (1, 45, "")
    assert signed_in(school.accounts["mai"]).get(f"/api/v1/students/{child}/attendance").json() == told


def test_a_roll_that_changed_meanwhile_is_refused(school):
    put(signed_in(school.accounts["duong"]), school, [])
    marks = [{"person_id": school.a.pupils[1].pk, "reason": "late"}]
    answer = put(signed_in(school.accounts["lan"]), school, marks)
    assert (answer.status_code, answer.json()["code"]) == (409, "students.RollChanged")


@pytest.mark.parametrize("name", ["quan", "khoa", "mai"])
def test_a_stranger_finds_no_roll(school, name):
    client = signed_in(school.accounts[name])
    assert client.get(address(school)).status_code == 404
    assert put(client, school, []).status_code in (403, 404)
    assert client.get(f"/api/v1/students/{school.a.pupils[1].pk}/attendance").status_code == 404


def test_the_head_asks_which_classes_wait(school):
    url = f"/api/v1/classes/waiting?school={school.a.school}&day={day_of_school()}"
    found = signed_in(school.accounts["minh"]).get(url).json()
    assert {row["name"] for row in found} == {"10A1", "11A1"}
    assert signed_in(school.accounts["quan"]).get(url).status_code == 403


def test_a_note_is_sent_and_withdrawn(school):
    client, child = signed_in(school.accounts["mai"]), school.a.pupils[0].pk
    url = f"/api/v1/students/{child}/leave-notes"
    body = json.dumps({"first_day": "2099-01-01", "why": "sốt"})
    assert client.post(url, body, content_type="application/json").status_code == 422
    body = json.dumps({"first_day": f"{localdate()}", "why": "sốt"})
    made = client.post(url, body, content_type="application/json")
    assert made.status_code == 201
    assert client.delete(f"/api/v1/students/leave-notes/{made.json()['id']}").status_code == 200


def run(*arguments):
    return CliRunner().invoke(students, ["attendance", *map(str, arguments)])


def test_the_command_line_calls_a_roll_and_tells_the_year(school):
    child = school.a.pupils[0].pk
    called = run("call", school.a.group.pk, "--day", day_of_school(), "--excused", child)
    assert "sĩ số 4, vắng 1" in called.output
    assert json.loads(run("show", child, "--json").output)["missed"] == 1
    with acting_as(system_actor()):
        name = organisations.name_of(school.a.school)
    waiting = run("waiting", "--school", name, "--day", day_of_school()).output
    assert "11A1" in waiting
    assert "10A1" not in waiting
    with acting_as(system_actor()):
        assert RollCall.objects.count() == 1
