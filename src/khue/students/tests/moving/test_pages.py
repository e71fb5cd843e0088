"""Pages of moving, rolling over, forming classes, assigning: they open, they do it, they are closed to strangers."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.organisations import queries as organisations
from khue.people import samples as people
from khue.security import actions as security_actions
from khue.security import samples as security
from khue.security.samples import signed_in
from khue.staff import actions as staff
from khue.staff.actions import NewPost
from khue.students import actions, queries
from khue.students.actions import NewClass, Wish
from khue.students.commands import students
from khue.students.models import Enrolment, RollOver, Transfer
from khue.students.samples import AtWork, another_school, school_at_work

NOW = timezone.make_aware(datetime(2026, 11, 20, 8))
DAY = date(2026, 11, 23)


class Stage:
    """School A at work, and another upper secondary school that Quân keeps."""

    def __init__(self) -> None:
        self.cast = security.cast()
        self.a = self.cast.units.school_a
        self.b = self.cast.units.school_b
        self.work: AtWork = school_at_work(self.a, "10", 3)
        self.taker = another_school(self.cast.units.department, "Trường THPT Lê Khiết Mẫu", ("upper_secondary",))
        self.minh = signed_in(self.cast.minh)
        self.quan = signed_in(self.cast.quan)
        self.lan = signed_in(self.cast.lan)

    def request(self) -> Transfer:
        wish = Wish(self.work.pupils[0].pk, DAY, "Gia đình chuyển nhà", self.a, self.taker)
        return actions.request_transfer(system_actor(), wish, requester_id=self.a, now=NOW)


@pytest.fixture
def stage(db: None) -> Stage:
    with acting_as(system_actor()):
        return Stage()


def test_a_step_is_shut_to_who_may_not_take_it(stage: Stage) -> None:
    with acting_as(system_actor()):
        moved = stage.request()
    release = reverse("students:transfer_step", args=[moved.pk, "release"])
    hoa = signed_in(stage.cast.hoa)
    for client, shut in ((stage.lan, 403), (hoa, 403), (stage.quan, 404)):  # Quân's school takes no part
        assert client.get(release).status_code == client.post(release).status_code == shut
    assert stage.minh.get(release).status_code == 200
    withdraw = reverse("students:transfer_step", args=[moved.pk, "withdraw"])
    assert hoa.get(withdraw).status_code == 403 and stage.lan.get(withdraw).status_code == 200
    for verb in ("receive", "approve", "hand_out"):
        step = reverse("students:transfer_step", args=[moved.pk, verb])
        assert stage.lan.get(step).status_code in (403, 404, 409), verb


PAGES = (
    "students:transfers",
    "students:move_in",
    "students:package_in",
    "students:roll_overs",
    "students:forming",
    "students:assigning",
    "students:class_new",
    "staff:posts",
    "staff:hire",
    "staff:carry_over",
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_the_head_and_for_nobody_unknown(stage: Stage, name: str, client: Any) -> None:
    answer = stage.minh.get(reverse(name))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert client.get(reverse(name)).status_code in (302, 403)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_about_school_a_is_closed_to_another_school(stage: Stage, name: str) -> None:
    if name in ("students:transfers", "staff:carry_over"):
        assert stage.work.pupils[0].full_name not in stage.quan.get(reverse(name)).content.decode()
        return
    assert stage.quan.get(f"{reverse(name)}?truong={stage.a}").status_code == 403


def test_the_head_asks_releases_and_withdraws_by_buttons(stage: Stage) -> None:
    url = f"{reverse('students:move_out')}?hoc-sinh={stage.work.pupils[0].pk}"
    assert stage.minh.get(url).status_code == 200
    wrong = stage.minh.post(url, {"on": "23/11/2026", "why": "Chuyển nhà"})
    assert (wrong.status_code, "Trường đến" in wrong.content.decode()) == (422, True)
    unknown = stage.minh.post(url, {"on": "23/11/2026", "why": "x", "taker": "Trường không có"})
    assert unknown.status_code == 422
    told = {"on": "23/11/2026", "why": "Chuyển nhà", "taker": "Trường THPT Lê Khiết Mẫu"}
    assert stage.minh.post(url, told).status_code == 302
    with acting_as(system_actor()):
        row = Transfer.objects.get()
    page = reverse("students:transfer", args=[row.pk])
    assert "Đồng ý cho chuyển" in stage.minh.get(page).content.decode()
    assert stage.quan.get(page).status_code == 404
    step = reverse("students:transfer_step", args=[row.pk, "release"])
    assert stage.minh.get(step).status_code == 200
    assert stage.quan.post(step).status_code == 404
    assert stage.minh.post(step).status_code == 302
    assert stage.minh.post(step).status_code == 409
    listed = stage.minh.get(reverse("students:transfers")).content.decode()
    assert stage.work.pupils[0].full_name in listed
    assert stage.minh.post(reverse("students:transfer_step", args=[row.pk, "withdraw"])).status_code == 302
    assert stage.minh.get(reverse("students:transfers") + "?xem=tat-ca").status_code == 200


def test_the_receiving_head_receives_into_a_class(stage: Stage) -> None:
    with acting_as(system_actor()) as system:
        row = stage.request()
        actions.release(system, row.pk, now=NOW)
        group = actions.open_class(system, stage.taker, 2026, NewClass("10C1", ("10",)))
        other = security_actions.open_account(system, "dung", "Ngô Tiến Dũng", security.PASSWORD, is_synthetic=True)
        security_actions.give(system, other, "head_of_school", stage.taker, start=date(2020, 1, 1), basis="Thử nghiệm")
    dung = signed_in(other)
    assert stage.work.pupils[0].full_name in dung.get(reverse("students:transfers")).content.decode()
    step = reverse("students:transfer_step", args=[row.pk, "receive"])
    assert "10C1" in dung.get(step).content.decode()
    early = dung.post(step, {"on": "01/09/2026", "class_group": group.pk})
    assert (early.status_code, "sớm hơn" in early.content.decode()) == (422, True)
    assert dung.post(step, {"on": "23/11/2026", "class_group": group.pk}).status_code == 302
    refuse = reverse("students:transfer_step", args=[row.pk, "refuse"])
    assert dung.get(refuse).status_code == 409
    with acting_as(system_actor()):
        assert Enrolment.objects.filter(school=stage.taker).count() == 1


def test_a_reason_is_asked_for_refusing(stage: Stage) -> None:
    with acting_as(system_actor()):
        row = stage.request()
    step = reverse("students:transfer_step", args=[row.pk, "refuse"])
    assert stage.minh.get(step).status_code == 200
    assert stage.minh.post(step, {"why": ""}).status_code == 422
    assert stage.minh.post(step, {"why": "Chưa đủ giấy tờ"}).status_code == 302


def test_a_package_goes_out_and_comes_in(stage: Stage, settings: Any, tmp_path: Path) -> None:
    settings.KHUE_HOME = tmp_path
    with acting_as(system_actor()) as system:
        told = Wish(stage.work.pupils[0].pk, DAY, "Chuyển nhà", stage.a, taker_text="Trường ở tỉnh khác")
        row = actions.request_transfer(system, told, requester_id=stage.a, now=NOW)
        actions.release(system, row.pk, now=NOW)
        actions.approve(system, row.pk)
    answer = stage.minh.post(reverse("students:package_out", args=[row.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    out = reverse("students:transfer_step", args=[row.pk, "hand_out"])
    assert stage.minh.get(out).status_code == 200
    assert stage.minh.post(out, {"on": "23/11/2026"}).status_code == 302
    url = reverse("students:package_in")
    sent = {"file": SimpleUploadedFile("goi.zip", answer.content)}
    page = stage.minh.post(url, sent)
    assert (page.status_code, "khoá đã biết" in page.content.decode()) == (200, True)
    form = page.context["form"]
    back = {"package": form.initial["package"], "name": "goi.zip", "on": "24/11/2026", "class_group": ""}
    assert stage.minh.post(url, back).status_code == 302
    assert stage.minh.post(url, back).status_code == 302
    with acting_as(system_actor()):
        assert Transfer.objects.filter(giver=None).count() == 1
    assert stage.minh.post(url, {"file": SimpleUploadedFile("x.zip", b"khong phai")}).status_code == 422
    assert stage.minh.post(url, {"file": SimpleUploadedFile("x.zip", b"PK" + b"0" * 2_000_000)}).status_code == 422
    assert stage.minh.post(url, {"package": "", "name": "x"}).status_code == 422


def test_the_year_is_rolled_over_by_hand(stage: Stage) -> None:
    new = reverse("students:roll_over_new")
    assert stage.minh.post(f"{new}?truong={stage.a}", {"nam": "2026"}).status_code == 302
    with acting_as(system_actor()):
        row = RollOver.objects.get()
    page = reverse("students:roll_over", args=[row.pk])
    assert "11A1" in stage.minh.get(page).content.decode()
    group, stay = stage.work.group.pk, stage.work.stays[0].pk
    assert stage.work.pupils[0].full_name in stage.minh.get(f"{page}?lop={group}").content.decode()
    change = reverse("students:roll_over_change", args=[row.pk])
    told = {"on": "01/09/2027", f"ten-{group}": "11 Toán", f"buoc-{stay}": "repeat", f"den-{stay}": "", "lop": group}
    assert stage.minh.post(change, told).status_code == 302
    assert stage.minh.post(change, {"on": "hôm qua"}).status_code == 422
    run = reverse("students:roll_over_run", args=[row.pk])
    assert stage.minh.get(run).status_code == 200
    assert stage.quan.post(run).status_code == 404
    assert stage.minh.post(run).status_code == 302
    assert stage.minh.post(run).status_code == 409
    assert stage.minh.get(page).status_code == 200
    with acting_as(system_actor()) as system:
        actions.roll_over(system, row.pk, now=NOW)
    assert "Hoàn tác" in stage.minh.get(page).content.decode()
    undo = reverse("students:roll_over_undo", args=[row.pk])
    assert stage.minh.get(undo).status_code == 200
    assert stage.minh.post(undo).status_code == 302
    assert stage.minh.get(page).status_code == 200
    assert stage.minh.get(reverse("students:roll_overs")).status_code == 200


def test_classes_are_opened_changed_closed_and_copied_on_pages(stage: Stage) -> None:
    new = reverse("students:class_new")
    told = {"name": "10A7", "kind": "ordinary", "grades": ["10"], "sessions": ["morning"], "capacity": "45"}
    assert stage.minh.post(new, told).status_code == 302
    assert stage.minh.post(new, told).status_code == 422
    with acting_as(system_actor()) as system:
        group = queries.find_class(system, stage.a, 2026, "10A7")
        assert group is not None
    edit = reverse("students:class_edit", args=[group.pk])
    assert stage.minh.get(edit).status_code == 200
    assert stage.minh.post(edit, {**told, "name": "10A8"}).status_code == 302
    close = reverse("students:class_close", args=[group.pk])
    assert stage.minh.get(close).status_code == 200
    assert stage.minh.post(close).status_code == 302
    assert stage.quan.post(close).status_code == 404
    assert stage.minh.post(reverse("students:classes_copy"), {"nam": "2026"}).status_code == 302


def test_new_pupils_are_placed_from_the_preview(stage: Stage) -> None:
    with acting_as(system_actor()) as system:
        fresh = people.pupil(stage.a, "Ngô Thị Én", date(2011, 2, 3), "female")
        stay = actions.enrol(system, fresh.pk, stage.a, on=DAY)
    url = reverse("students:forming")
    page = stage.minh.get(f"{url}?lop={stage.work.group.pk}").content.decode()
    assert "Ngô Thị Én" in page
    told = {f"lop-{stay.pk}": stage.work.group.pk, "on": "23/11/2026"}
    assert stage.minh.post(url, told).status_code == 302
    assert stage.minh.post(url, {"on": "23/11/2026"}).status_code == 409
    with acting_as(system_actor()):
        assert queries.place_of(fresh.pk) is not None


def test_teachers_of_a_class_are_chosen(stage: Stage) -> None:
    with acting_as(system_actor()) as system:
        thu = people.pupil(stage.a, "Phan Thị Thu", date(1985, 4, 2), "female")
        post = staff.open_post(system, thu.pk, stage.a, NewPost("teacher", date(2026, 8, 1)))
    url = reverse("students:class_teachers", args=[stage.work.group.pk])
    assert "Phan Thị Thu" in stage.minh.get(url).content.decode()
    assert stage.minh.post(url, {"on": "23/11/2026", "mon-": post.pk}).status_code == 302
    assert stage.quan.get(url).status_code == 404
    assert "10A1" in stage.minh.get(reverse("students:assigning")).content.decode()


def test_pages_stay_in_their_budget(stage: Stage, django_assert_max_num_queries: Any) -> None:
    with acting_as(system_actor()):
        stage.request()
    for name in ("students:transfers", "students:assigning", "students:forming", "students:roll_overs"):
        stage.minh.get(reverse(name))
        with django_assert_max_num_queries(30):
            stage.minh.get(reverse(name))


def test_programs_enter_move_and_roll_over(stage: Stage) -> None:
    def post(path: str, told: dict[str, Any]) -> Any:
        return stage.minh.post(f"/api/v1{path}", told, content_type="application/json")

    with acting_as(system_actor()):
        fresh = people.pupil(stage.a, "Ngô Thị Én", date(2011, 2, 3), "female")
    group = post("/classes", {"school": stage.a, "school_year": 2026, "name": "10A9", "grades": ["10"]})
    assert group.status_code == 201, group.content
    entry = {"person_id": fresh.pk, "school": stage.a, "on": "2026-11-02", "class_id": stage.work.group.pk}
    stay = post("/students/enrolments", entry)
    assert stay.status_code == 201, stay.content
    assert post("/students/enrolments", entry).json()["code"] == "students.AtAnotherSchool"
    number = stay.json()["id"]
    placed = {"class_id": group.json()["id"], "on": "2026-11-10"}
    assert post(f"/students/enrolments/{number}/place", placed).status_code == 200
    left = post(f"/students/enrolments/{number}/leave", {"on": "2026-11-20", "how": "paused", "version": 1})
    assert left.json()["until"] == "2026-11-20"
    wish = {"person_id": stage.work.pupils[0].pk, "requester": stage.a, "giver": stage.a, "taker": stage.taker}
    made = post("/students/transfers", {**wish, "on": "2026-11-23", "why": "Chuyển nhà"})
    assert made.json()["steps"] == ["release", "refuse", "withdraw"]
    one = f"/students/transfers/{made.json()['id']}"
    assert post(one + "/steps", {"verb": "release"}).json()["state"] == "approved"
    assert stage.minh.get("/api/v1" + one).json()["steps"] == ["withdraw"]
    assert len(stage.minh.get("/api/v1/students/transfers").json()["items"]) == 1
    assert stage.quan.get("/api/v1" + one).status_code == 404
    assert post(one + "/steps", {"verb": "withdraw"}).json()["state"] == "withdrawn"
    plan = post("/students/roll-overs", {"school": stage.a, "from_year": 2026})
    assert plan.json()["counts"] == {"up": 3}
    assert stage.minh.get(f"/api/v1/students/roll-overs/{plan.json()['id']}").json()["problems"] == []


def test_commands_check_a_package_and_roll_over(stage: Stage, settings: Any, tmp_path: Path) -> None:
    settings.KHUE_HOME = tmp_path
    with acting_as(system_actor()):
        code = organisations.codes_of([stage.a])[stage.a]
    dry = CliRunner().invoke(students, ["roll-over", "--school", code, "--year", "2026", "--dry-run"])
    assert (dry.exit_code, "Lên lớp" in dry.output) == (0, True), dry.output
    with acting_as(system_actor()) as system:
        assert not RollOver.objects.exists()
        told = Wish(stage.work.pupils[0].pk, DAY, "Chuyển nhà", stage.a, taker_text="Trường ở tỉnh khác")
        row = actions.request_transfer(system, told, requester_id=stage.a, now=NOW)
        actions.release(system, row.pk, now=NOW)
        actions.approve(system, row.pk)
        content = actions.make_package(system, row.pk, now=NOW)[1]
    file = tmp_path / "goi.zip"
    file.write_bytes(content)
    checked = CliRunner().invoke(students, ["transfer-package", str(file)])
    assert "đã biết" in checked.output, checked.output
    admitted = ["transfer-package", str(file), "--school", code, "--on", "2026-11-23"]
    assert "Đã tiếp nhận: hồ sơ" in CliRunner().invoke(students, admitted).output
    assert "trước đây" in CliRunner().invoke(students, admitted).output
    done = CliRunner().invoke(students, ["roll-over", "--school", code, "--year", "2026"])
    assert "Đã chuyển." in done.output, done.output
    (public,) = (tmp_path / "keys" / "transfers").glob("*.pub.pem")
    assert "Đã tin cậy" in CliRunner().invoke(students, ["trust-key", str(public)]).output


def test_a_pupil_leaves_and_comes_back_on_pages(stage: Stage) -> None:
    pupil = stage.work.pupils[0]
    leave, back = (reverse(f"students:{name}", args=[pupil.pk]) for name in ("leave", "come_back"))
    assert stage.minh.get(leave).status_code == 200
    assert stage.quan.get(leave).status_code == 404
    told = {"how": "paused", "on": "02/11/2026", "version": "1"}
    assert stage.minh.post(leave, {**told, "version": "9"}).status_code == 422
    assert stage.minh.post(leave, told).status_code == 302
    assert stage.minh.get(leave).status_code == 404
    assert stage.minh.get(back).status_code == 200
    assert stage.quan.get(back).status_code == 404
    assert stage.minh.post(back, {"on": "01/09/2026", "class_group": ""}).status_code == 422
    assert stage.minh.post(back, {"on": "20/11/2026", "class_group": stage.work.group.pk}).status_code == 302
    assert stage.minh.get(reverse("students:pupil", args=[pupil.pk])).status_code == 200
    assert stage.minh.get(reverse("students:class", args=[stage.work.group.pk])).status_code == 200
    assert stage.minh.get(reverse("students:classes")).status_code == 200
