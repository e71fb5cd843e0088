"""The office pages, the API and the command: they open, they refuse strangers, they do what they say."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Refused
from khue.core.models import Batch, Job
from khue.exams import actions, queries
from khue.exams.commands import NoSuchSession, NotStored, exam_results
from khue.exams.models import ExamSession, Result
from khue.exams.tests.conftest import actor, new_session, text_file
from khue.security.samples import Cast, signed_in

OFFICE = "/van-phong/khao-thi"
HEADER = "SBD,TOAN,VAN,Họ và tên"


def content(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("kq.csv", "\n".join((HEADER, *lines)).encode())


@pytest.fixture
def hoa(committed: Cast) -> Client:
    """Hoa's browser, in a database of this test alone."""
    return signed_in(committed.hoa)


def batch_of(client: Client, cast: Cast, *lines: str) -> Batch:
    """Submit a file on the upload page and let the worker's check run."""
    answer = client.post(f"{OFFICE}/2017/nop-tep", {"file": content(*lines)})
    assert answer.status_code == 302
    who = actor(cast.hoa.pk)
    with acting_as(who):
        batch = queries.batches(who, queries.session(who, "2017"))[0]
        assert Job.objects.get(pk=batch.job_id or 0).kind == "exams.check_results"
    with acting_as(who):
        return actions.check(who, batch.pk)


def test_a_session_is_created_and_listed(committed: Cast, hoa: Client) -> None:
    assert "Chưa có kì thi nào" in hoa.get(OFFICE).content.decode()
    given: dict[str, str | int] = {"year": 2026, "code": "thpt-2026", "title": "Kì thi tốt nghiệp THPT 2026"}
    assert hoa.post(f"{OFFICE}/moi", given).headers["Location"] == f"{OFFICE}/thpt-2026"
    assert "Kì thi tốt nghiệp THPT 2026" in hoa.get(f"{OFFICE}?q=thpt&year=2026").content.decode()
    again = hoa.post(f"{OFFICE}/moi", given)
    assert again.status_code == 422 and "đã có" in again.content.decode()
    assert hoa.post(f"{OFFICE}/moi", {**given, "code": "moi"}).status_code == 422
    assert hoa.post(f"{OFFICE}/thpt-2026/sua", {"title": "Tên mới", "papers": ["literature"]}).status_code == 302
    page = hoa.get(f"{OFFICE}/thpt-2026").content.decode()
    assert "Tên mới" in page and "Nộp tệp kết quả" in page


def test_a_file_is_handed_in_looked_at_and_stored(committed: Cast, hoa: Client) -> None:
    new_session(committed)
    batch = batch_of(hoa, committed, "52000001,6.80,7.25,Ai Đó", "52000002,11,7.25,Ai Đó")
    page = hoa.get(f"{OFFICE}/nhap/{batch.pk}").content.decode()
    assert "Họ và tên" in page and "Ai Đó" not in page
    assert "ngoài thang điểm" in page and "Chỉ ghi các dòng hợp lệ" in page
    for form, kind in (
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        answer = hoa.get(f"{OFFICE}/nhap/{batch.pk}/loi.{form}")
        assert answer.headers["Content-Type"].startswith(kind)
        assert "Ai Đó".encode() not in answer.getvalue()
    assert hoa.get(f"{OFFICE}/nhap/{batch.pk}/ghi-dong-hop-le").status_code == 200
    assert hoa.post(f"{OFFICE}/nhap/{batch.pk}/ghi-dong-hop-le").status_code == 302
    who = actor(committed.hoa.pk)
    with acting_as(who):
        actions.write(who, batch.pk, mode="accepted")
    assert "265" not in hoa.get(f"{OFFICE}/2017").content.decode()
    assert "Hoàn tác" in hoa.get(f"{OFFICE}/nhap/{batch.pk}").content.decode()
    again = hoa.post(
        f"{OFFICE}/2017/nop-tep", {"file": content("52000001,6.80,7.25,Ai Đó", "52000002,11,7.25,Ai Đó")}, follow=True
    )
    assert "Không có gì thay đổi" in again.content.decode()
    assert hoa.post(f"{OFFICE}/nhap/{batch.pk}/hoan-tac").status_code == 302
    with acting_as(who):
        assert not Result.objects.exists()


def test_handing_in_twice_by_a_double_click_stores_once(committed: Cast, hoa: Client) -> None:
    new_session(committed)
    batch = batch_of(hoa, committed, "52000001,6.80,7.25,")
    assert [hoa.post(f"{OFFICE}/nhap/{batch.pk}/ghi-tat-ca").status_code for _ in range(2)] == [302, 302]
    who = actor(committed.hoa.pk)
    with acting_as(who):
        actions.write(who, batch.pk)
    with acting_as(who), pytest.raises(Refused):
        actions.write(who, batch.pk)
    with acting_as(who):
        assert Result.objects.count() == 1


def test_a_file_is_discarded(committed: Cast, hoa: Client) -> None:
    new_session(committed)
    batch = batch_of(hoa, committed, "52000001,6.80,7.25,")
    assert "Bỏ tệp" in hoa.get(f"{OFFICE}/nhap/{batch.pk}/bo").content.decode()
    assert hoa.post(f"{OFFICE}/nhap/{batch.pk}/bo").status_code == 302
    assert not batch.source.exists()


def test_the_upload_page_says_what_is_wrong(committed: Cast, hoa: Client) -> None:
    new_session(committed)
    answer = hoa.post(f"{OFFICE}/2017/nop-tep", {"file": SimpleUploadedFile("kq.csv", b"\n")})
    assert answer.status_code in (302, 422)
    assert hoa.post(f"{OFFICE}/2017/nop-tep", {}).status_code == 422


def test_the_steps_of_a_session(committed: Cast, hoa: Client) -> None:
    new_session(committed)
    batch = batch_of(hoa, committed, "52000001,6.80,7.25,")
    who = actor(committed.hoa.pk)
    with acting_as(who):
        actions.write(who, batch.pk)
    assert hoa.post(f"{OFFICE}/2017/buoc/first_check").status_code == 302
    assert "Cần người thứ hai" in hoa.get(f"{OFFICE}/2017").content.decode()
    refused = hoa.post(f"{OFFICE}/2017/buoc/second_check")
    assert refused.status_code == 409 and "người thứ hai" in refused.content.decode()
    binh = signed_in(committed.binh)
    assert binh.post(f"{OFFICE}/2017/buoc/second_check").status_code == 302
    at = timezone.localtime() + timedelta(days=1)
    assert binh.post(f"{OFFICE}/2017/buoc/schedule", {"at": "2020-01-01T08:00"}).status_code == 422
    assert binh.post(f"{OFFICE}/2017/buoc/schedule", {"at": f"{at:%Y-%m-%dT%H:%M}"}).status_code == 302
    assert "Giờ công bố đã đặt" in binh.get(f"{OFFICE}/2017").content.decode()
    assert hoa.get(f"{OFFICE}/2017/buoc/khong-co").status_code == 404


def test_a_correction_form_reads_scores_as_people_write_them(committed: Cast, hoa: Client) -> None:
    new_session(committed)
    given = {"candidate_number": "52000001", "paper": "literature", "reason": "x", "decision": "y"}
    wrong = hoa.post(f"{OFFICE}/2017/buoc/correct", {**given, "after": "11"})
    assert wrong.status_code == 422 and "ngoài thang điểm" in wrong.content.decode()
    draft = hoa.post(f"{OFFICE}/2017/buoc/correct", {**given, "after": "7,25"})
    assert draft.status_code == 422 and "Bản nháp" in draft.content.decode()


def test_strangers_find_nothing(committed: Cast) -> None:
    new_session(committed)
    pages = (f"{OFFICE}/2017", f"{OFFICE}/2017/sua", f"{OFFICE}/2017/nop-tep", f"{OFFICE}/2017/buoc/first_check")
    quan = signed_in(committed.quan)
    assert [quan.get(page).status_code for page in pages] == [404] * 4
    assert quan.get(OFFICE).status_code == 403
    assert signed_in(committed.minh).get(f"{OFFICE}/2017").status_code == 404
    assert [Client().get(page).status_code for page in pages] == [302] * 4


def test_the_api_of_sessions_and_imports(committed: Cast, hoa: Client) -> None:
    place = committed.units.department
    given = {"code": "2017", "title": "Kì thi 2017", "year": 2017, "organisation": place}
    created = hoa.post("/api/v1/exam-sessions", json.dumps(given), content_type="application/json")
    assert (created.status_code, created.json()["state"]) == (201, "draft")
    again = hoa.post("/api/v1/exam-sessions", json.dumps(given), content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "exams.CodeTaken")
    assert [item["code"] for item in hoa.get("/api/v1/exam-sessions").json()["items"]] == ["2017"]
    assert hoa.get("/api/v1/exam-sessions/2017").json()["papers"][0] == "literature"
    sent = hoa.post("/api/v1/exam-sessions/2017/results?dry_run=true", {"file": content("52000001,99,7,")})
    assert (sent.status_code, sent.json()["state"]) == (202, "submitted")
    who = actor(committed.hoa.pk)
    with acting_as(who):
        actions.check(who, sent.json()["id"])
    number = sent.json()["id"]
    assert hoa.get(f"/api/v1/exam-imports/{number}").json()["counts"]["errors"] == 1
    assert hoa.get(f"/api/v1/exam-imports/{number}/problems").json()[0]["value"] == "99"
    wrong = hoa.post("/api/v1/exam-sessions/2017/results?mode=some", {"file": content("52000001,9,7,")})
    assert (wrong.status_code, wrong.json()["problems"][0]["place"]) == (422, "mode")


def test_the_api_tells_strangers_nothing(committed: Cast) -> None:
    new_session(committed)
    assert Client().get("/api/v1/exam-sessions").status_code == 403
    quan = signed_in(committed.quan)
    assert quan.get("/api/v1/exam-sessions").status_code == 403
    answer = quan.get("/api/v1/exam-sessions/2017")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert quan.post("/api/v1/exam-sessions/2017/results", {"file": content("52000001,9,7,")}).status_code == 404


def test_the_command_creates_the_session_of_a_year_and_imports(committed: Cast, tmp_path: Path) -> None:
    path = text_file(tmp_path, HEADER, "52000001,6.80,7.25,Ai Đó", "52000002,11,7.25,Ai Đó")
    run = CliRunner()
    refused = run.invoke(exam_results, [str(path), "--session", "2017"])
    assert isinstance(refused.exception, NotStored)
    assert "Đã tạo kì thi" in refused.output and "Họ và tên" in refused.output and "Ai Đó" not in refused.output
    done = run.invoke(exam_results, [str(path), "--session", "2017", "--mode", "accepted", "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["state"], answer["changed"], answer["counts"]["added"]) == (0, "done", True, 1)
    again = run.invoke(exam_results, [str(path), "--session", "2017"])
    assert (again.exit_code, "Không có gì thay đổi" in again.stdout) == (0, True)
    unknown = run.invoke(exam_results, [str(path), "--session", "thpt"])
    assert isinstance(unknown.exception, NoSuchSession)
    with acting_as(system_actor()):
        assert ExamSession.objects.get().organisation_id == committed.units.department


def test_a_dry_run_of_the_command_stores_nothing(committed: Cast, tmp_path: Path) -> None:
    path = text_file(tmp_path, HEADER, "52000001,6.80,7.25,")
    done = CliRunner().invoke(exam_results, [str(path), "--session", "2017", "--dry-run"])
    assert (done.exit_code, "đã ghi 0" in done.stdout) == (0, True)
    with acting_as(system_actor()):
        assert not Result.objects.exists()
