"""Moving over the API, on its pages and by command: assignments, roll-over, whole schools, records, packages."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from khue.core.actor import acting_as, system_actor
from khue.organisations import actions as units
from khue.organisations import queries as organisations
from khue.organisations.samples import document
from khue.people import samples as people
from khue.security import actions as security
from khue.security import samples as accounts
from khue.security.samples import signed_in
from khue.staff.actions import NewPost, open_post
from khue.students import actions
from khue.students.actions import Leaving, StatusFacts, Wish
from khue.students.commands import students as command
from khue.students.models import Assignment, RollOver, SchoolMove, Status, Transfer
from khue.students.samples import school_at_work
from khue.students.tests.moving.conftest import DAY, NOW, Stage

JSON = "application/json"


def head_of(place: int, role: str = "head_of_school", name: str = "truong") -> Client:
    with acting_as(system_actor()) as system:
        user = security.open_account(system, name, "Lê Văn Trưởng", accounts.PASSWORD, is_synthetic=True)
        security.give(system, user, role, place, start=date(2020, 1, 1), basis="Thử nghiệm")
        return signed_in(user)


def code_of(place: int) -> str:
    with acting_as(system_actor()):
        return organisations.codes_of([place])[place]


def test_assignments_are_set_listed_and_ended(stage: Stage) -> None:
    client = head_of(stage.school_a)
    with acting_as(system_actor()) as system:
        teacher = people.pupil(stage.school_a, "Huỳnh Thuỳ Dương", date(1990, 3, 3), "female")
        post = open_post(system, teacher.pk, stage.school_a, NewPost("teacher", date(2026, 8, 1)))
    field = {"class_id": stage.work.group.pk, "subject": "homeroom", "post_id": post.pk}
    body = {"on": "2026-11-02", "fields": [field]}
    url = "/api/v1/classes/assignments"
    assert client.put(url, body, JSON).json() == {"saved": 1}
    assert client.put(url, body, JSON).json() == {"saved": 0}
    (told,) = client.get(f"{url}?school={stage.school_a}&on=2026-11-20").json()
    assert (told["subject"], told["name"], told["class_name"]) == ("homeroom", "Huỳnh Thuỳ Dương", "10A1")
    ended = f"{url}/posts/{post.pk}/end"
    assert client.post(ended, {"on": "2026-12-01"}, JSON).json() == {"saved": 1}
    assert client.post(ended, {"on": "2026-12-01"}, JSON).status_code == 404
    stranger = head_of(stage.units.school_b, name="khac")
    assert stranger.put(url, body, JSON).status_code == 404
    assert stranger.get(f"{url}?school={stage.school_a}").status_code == 403
    with acting_as(system_actor()):
        assert Assignment.objects.count() == 1


def test_a_roll_over_is_planned_changed_run_and_undone(stage: Stage) -> None:
    client = head_of(stage.school_a)
    url = "/api/v1/students/roll-overs"
    made = client.post(url, {"school": stage.school_a, "from_year": 2026}, JSON).json()
    one = f"{url}/{made['id']}"
    stay = str(stage.work.stays[0].pk)
    changed = client.patch(one, {"pupils": {stay: {"step": "repeat"}}}, JSON).json()
    assert changed["counts"] == {"repeat": 1, "up": 2}
    assert client.patch(one, {"pupils": {stay: {"step": "fly"}}}, JSON).status_code == 422
    assert client.get(f"{url}?school={stage.school_a}").json()[0]["state"] == "planned"
    assert client.post(f"{one}/run", content_type=JSON).status_code == 202
    assert client.post(f"{one}/run", content_type=JSON).status_code == 409
    with acting_as(system_actor()) as system:
        actions.roll_over(system, made["id"], now=NOW)
    assert client.get(one).json()["state"] == "done"
    assert client.post(f"{one}/undo", content_type=JSON).json()["state"] == "undone"
    assert head_of(stage.units.school_b, name="khac").get(one).status_code == 404
    with acting_as(system_actor()):
        assert RollOver.objects.get().state == "undone"


def test_finished_pupils_go_to_the_next_school_by_page_program_and_command(stage: Stage) -> None:
    b, c = stage.units.school_b, stage.school_c
    with acting_as(system_actor()) as system:
        work = school_at_work(b, "9", 3)
        for stay in work.stays:
            actions.leave(system, stay.pk, Leaving(date(2026, 11, 1), "finished"))
    giver, taker = head_of(b, name="giao"), head_of(c, name="nhan")
    page = "/van-phong/giao-nhan-ho-so/"
    assert work.pupils[0].full_name in giver.get(f"{page}hoan-thanh-cap-hoc").content.decode()
    sent = {"taker": code_of(c), "chon": [str(work.stays[0].pk)]}
    assert giver.post(f"{page}hoan-thanh-cap-hoc", {**sent, "taker": "khong-co"}).status_code == 422
    assert giver.post(f"{page}hoan-thanh-cap-hoc", sent).status_code == 302
    api = "/api/v1/students"
    rows = giver.get(f"{api}/finished?school={b}").json()
    free = [row["enrolment_id"] for row in rows if not row["offer_id"]]
    body = {"school": b, "taker": c, "enrolments": free}
    assert giver.post(f"{api}/finished/offer", body, JSON).json() == {"count": 2}
    seen = taker.get(page).content.decode()
    assert work.pupils[0].full_name in seen and "Trường THCS Lê Lợi" in seen
    offers = [row["id"] for row in taker.get(f"{api}/records?school={c}").json()]
    assert giver.post(f"{page}tra-loi", {"viec": "rut", "chon": [str(offers[0])]}).status_code == 302
    declined = {"school": c, "offers": offers[1:2]}
    assert taker.post(f"{api}/records/decline", declined, JSON).json() == {"count": 1}
    refused = taker.post(f"{page}tra-loi", {"viec": "vao-truong", "on": "02/11/2026", "class_group": ""})
    assert refused.status_code == 422
    took = {"viec": "vao-truong", "on": "02/11/2026", "class_group": str(stage.class_c.pk), "chon": [str(offers[2])]}
    assert taker.post(f"{page}tra-loi", {**took, "on": "31/11/2026"}).status_code == 422
    assert taker.post(f"{page}tra-loi", {**took, "class_group": ""}).status_code == 302
    ran = CliRunner().invoke(command, ["finished", "--school", code_of(b), "--offer-to", code_of(c)])
    assert "Đã giao 2 hồ sơ." in ran.output, ran.output
    assert work.pupils[0].full_name not in ran.output
    ran = CliRunner().invoke(command, ["offered", "--school", code_of(c), "--take", "--on", "2026-11-02"])
    assert "Đã tiếp nhận" in ran.output, ran.output
    assert head_of(stage.school_a, name="khac").get(f"{api}/records?school={c}").status_code == 403


def test_a_merged_school_moves_by_page_program_and_command(stage: Stage) -> None:
    on = date(2026, 11, 16)
    with acting_as(system_actor()) as system:
        paper = document("Sáp nhập", on, "12/QĐ-MẪU", "Chủ tịch UBND tỉnh")
        units.merge(system, [stage.school_a], stage.school_c, paper, now=NOW)
    office = head_of(stage.units.department, "student_specialist", "hoa")
    page, api = "/van-phong/chuyen-truong-ke-thua/", "/api/v1/students/school-moves"
    sent = {"old": code_of(stage.school_a), "new": code_of(stage.school_c), "on": "16/11/2026"}
    assert office.post(page, {**sent, "on": "31/11/2026"}).status_code == 422
    assert office.post(page, {**sent, "new": sent["old"], "old": sent["new"]}).status_code == 422
    shown = office.post(page, sent, follow=True).content.decode()
    assert "10A1" in shown and "Chuyển học sinh" in shown
    (row,) = office.get(api).json()
    assert (row["pupils"], row["classes"]) == (3, {"10A1": "10A1"})
    assert office.post(f"{page}{row['id']}/chuyen").status_code == 302
    assert office.post(f"{api}/{row['id']}/run", content_type=JSON).status_code == 409
    with acting_as(system_actor()) as system:
        actions.move_school(system, row["id"], now=NOW)
    assert "Hoàn tác" in office.get(f"{page}{row['id']}/").content.decode()
    assert office.post(f"{api}/{row['id']}/undo", content_type=JSON).json()["state"] == "undone"
    told = ["school-move", "--from", sent["old"], "--to", sent["new"], "--on", "2026-11-16"]
    assert "3 học sinh, 1 lớp" in CliRunner().invoke(command, [*told, "--dry-run"]).output
    ran = CliRunner().invoke(command, told)
    assert "Đã chuyển." in ran.output, ran.output
    with acting_as(system_actor()):
        moved = SchoolMove.objects.get(state="done").pk
    assert "Đã hoàn tác." in CliRunner().invoke(command, ["undo-school-move", str(moved)]).output
    assert head_of(stage.school_a, name="khac").get(page).status_code == 403


@pytest.fixture
def keys(settings: Any, tmp_path: Path) -> None:
    settings.KHUE_HOME = tmp_path


def test_a_package_is_made_checked_and_read_in(stage: Stage, keys: None) -> None:
    pupil = stage.work.pupils[0]
    with acting_as(system_actor()) as system:
        told = Wish(pupil.pk, DAY, "Chuyển nhà", stage.school_a, taker_text="Trường THPT ở tỉnh khác")
        actions.give_status(
            system, pupil.pk, StatusFacts("boarding", "lodging", date(2026, 9, 1)), today=date(2026, 11, 20)
        )
        row = actions.request_transfer(system, told, requester_id=stage.school_a, now=NOW)
        Transfer.objects.filter(pk=row.pk).update(state="approved")
    client, other = head_of(stage.school_a), head_of(stage.school_c, name="nhan")
    made = client.post(f"/api/v1/students/transfers/{row.pk}/package", content_type=JSON)
    assert made["Content-Type"] == "application/zip"
    api = "/api/v1/students/packages"

    def file(content: bytes = made.content) -> SimpleUploadedFile:
        return SimpleUploadedFile("goi.zip", content, "application/zip")

    read = other.post(f"{api}/check", {"file": file()}).json()
    assert (read["full_name"], read["is_known"], read["statuses"]) == (pupil.full_name, True, 1)
    assert other.post(f"{api}/check", {"file": file(b"PK nothing")}).status_code == 422
    sent = {"school": str(stage.school_c), "on": "2026-11-23"}
    assert client.post(api, {**sent, "file": file()}).status_code == 403
    first = other.post(api, {**sent, "file": file()})
    assert first.status_code == 201, first.content
    assert (first.json()["is_new"], first.json()["left_out"]) == (True, [])
    assert not other.post(api, {**sent, "file": file()}).json()["is_new"]
    with acting_as(system_actor()):
        assert Status.objects.get(school=stage.school_c).code == "lodging"
