"""Pupils and classes for programs: by cursor, under the same rights, amended under the version one has seen."""

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from khue.core.actor import acting_as
from khue.people import queries as people
from khue.security.queries import actor_for
from khue.security.samples import signed_in
from khue.students.commands import students

URL = "/api/v1/students"


def send(client: Client, method: str, url: str, body: Any = None, **headers: str) -> Any:
    client.handler.enforce_csrf_checks = False
    return client.generic(method, url, body and json.dumps(body), "application/json", headers=headers)


@pytest.fixture
def lan(world):
    return signed_in(world.cast.lan)


def test_the_list_goes_by_cursor_and_every_pupil_comes_once(world, lan):
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = lan.get(URL, {"limit": "4", "cursor": cursor}).json()
        seen += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert sorted(seen) == sorted(pupil.pk for pupil in world.a.pupils)


def test_the_list_is_narrowed(world, lan):
    assert [one["full_name"] for one in lan.get(URL, {"text": "anh"}).json()["items"]] == ["Lê Thị Ánh"]
    assert lan.get(URL, {"grade": "11"}).json()["items"] == []
    assert {one["sex"] for one in lan.get(URL, {"sex": "female"}).json()["items"]} == {"female"}
    assert lan.get(URL, {"sex": "other"}).status_code == 422


def test_strangers_are_refused_and_another_school_sees_its_own_only(world):
    assert Client().get(URL).status_code == 403
    quan = signed_in(world.cast.quan)
    assert len(quan.get(URL).json()["items"]) == 2
    assert quan.get(f"{URL}/{world.a.pupils[0].pk}").status_code == 404
    assert quan.get(f"/api/v1/classes/{world.a.group.pk}").status_code == 404


def test_a_record_is_read_with_its_version_and_the_reading_is_written_down(world, lan):
    child = world.a.pupils[0].pk
    answer = lan.get(f"{URL}/{child}")
    assert answer["ETag"] == '"1"' and answer.json()["birth"] == "03/01/2011"
    assert lan.get(f"{URL}/{child}/timeline").json()[0]["places"][0]["class_name"] == "10A1"
    with acting_as(lambda: actor_for(world.cast.minh.pk)) as minh:
        assert people.readings(minh, child)[0].what == "people.record"


def test_two_programs_that_amend_one_record_are_told_both_values(world, lan):
    url = f"{URL}/{world.a.pupils[0].pk}"
    assert send(lan, "PATCH", url, {"phone": "0905000001"}).status_code == 422
    first = send(lan, "PATCH", url, {"phone": "0905000001"}, If_Match='"1"')
    assert first.status_code == 200 and first["ETag"] == '"2"'
    second = send(lan, "PATCH", url, {"phone": "0905000002"}, If_Match='"1"')
    assert second.status_code == 409
    both = second.json()["facts"]["both"][0]
    assert (both["theirs"], both["yours"]) == ("0905000001", "0905000002")
    assert send(signed_in(world.cast.hoa), "PATCH", url, {"phone": "0905000003"}, If_Match='"2"').status_code == 403


def test_facts_are_written_corrected_and_taken_away(world, lan):
    child = f"{URL}/{world.a.pupils[0].pk}"
    status = {"kind": "policy_group", "code": "poor", "start": "2026-09-01"}
    made = send(lan, "POST", f"{child}/statuses", status)
    assert made.status_code == 201
    one = f"{URL}/statuses/{made.json()['id']}"
    assert send(lan, "PUT", one, status | {"code": "near_poor"}).json()["code"] == "near_poor"
    assert send(lan, "POST", f"{one}/end", {"on": "2026-10-31"}).json()["end"] == "2026-10-31"
    assert send(lan, "DELETE", f"{one}?why=nham").status_code == 204
    assert lan.get(f"{child}/statuses").json() == []
    award = {"kind": "discipline", "title": "Đi muộn", "level": "reminder", "on": "2026-11-02"}
    made = send(lan, "POST", f"{child}/recognitions", award)
    one = f"{URL}/recognitions/{made.json()['id']}"
    assert send(lan, "PUT", one, award | {"title": "Đi học muộn"}).json()["title"] == "Đi học muộn"
    assert send(lan, "POST", f"{one}/lift", {"on": "2026-11-20"}).json()["lifted_on"] == "2026-11-20"
    assert len(lan.get(f"{child}/recognitions").json()) == 1
    assert send(lan, "DELETE", f"{one}?why=nham").status_code == 204


def test_health_is_for_those_who_may_see_it(world, lan):
    child = f"{URL}/{world.a.pupils[0].pk}"
    nurse, check = signed_in(world.nurse), {"on": "2026-10-05", "height_cm": 152.5}
    assert lan.get(f"{child}/health-checks").status_code == 403
    made = send(nurse, "POST", f"{child}/health-checks", check)
    assert made.status_code == 201
    one = f"{URL}/health-checks/{made.json()['id']}"
    assert send(nurse, "PUT", one, check | {"weight_kg": 41}).json()["weight_kg"] == "41"
    assert len(nurse.get(f"{child}/health-checks").json()) == 1
    card = {"kind": "insurance", "code": "5123456789", "start": "2026-09-01"}
    assert send(nurse, "POST", f"{child}/statuses", card).json()["code"] == "••••••6789"
    assert send(nurse, "DELETE", f"{one}?why=nham").status_code == 204


def test_classes_are_listed_and_shown_with_who_sits_there(world, lan):
    found = lan.get("/api/v1/classes", {"school": world.a.school}).json()["items"]
    assert [(one["name"], one["size"]) for one in found] == [("10A1", 6), ("10A2", 0)]
    card = lan.get(f"/api/v1/classes/{world.a.group.pk}").json()
    assert [one["number"] for one in card["students"]] == [1, 2, 3, 4, 5, 6]
    assert card["teachers"][0]["is_homeroom"]
    teacher = signed_in(world.teacher)
    own = teacher.get("/api/v1/classes", {"school": world.a.school}).json()["items"]
    assert [one["name"] for one in own] == ["10A1"]
    assert lan.get("/api/v1/classes", {"school": world.b.school}).status_code == 403


def test_the_commands_list_show_and_count(world):
    runner = CliRunner()
    child = str(world.a.pupils[0].pk)
    calls = {
        "list": ["list", "--school", f"TR{world.a.school:06d}"],
        "json": ["list", "--json", "--text", "binh"],
        "show": ["show", child],
        "record": ["show", child, "--json"],
        "count": ["count"],
        "sexes": ["count", "--by", "sex", "--json"],
    }
    said = {name: runner.invoke(students, arguments) for name, arguments in calls.items()}
    assert all(one.exit_code == 0 for one in said.values()), [one.output for one in said.values()]
    assert said["list"].output.count("10A1") == 6
    assert '"full_name": "Trần Văn Bình"' in said["json"].output
    assert "10A1 2026" in said["show"].output and '"life"' in said["record"].output
    assert "Lớp 10" in said["count"].output and '"male": 4' in said["sexes"].output
    assert runner.invoke(students, ["count", "--school", "không có"]).exit_code == 1
