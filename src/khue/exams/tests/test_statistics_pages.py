"""The statistics page, its files and its API; publishing from the office."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.models import Job
from khue.exams.models import ExamSession
from khue.exams.samples import fill_session
from khue.exams.tests.conftest import new_session
from khue.exams.tests.published import publish
from khue.security.samples import Cast, signed_in

PAGE = "/tra-cuu/pho-diem"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.KHUE_HOME, settings.KHUE_PUBLISHED = tmp_path, tmp_path / "published"
    return tmp_path


@pytest.fixture
def checked(committed: Cast) -> ExamSession:
    session = new_session(committed, "thpt-2026", 2026)
    with acting_as(system_actor()) as system:
        fill_session(system, session, rows=300)
        changes = {"state": "checked", "first_checked_at": timezone.now(), "second_checked_at": timezone.now()}
        ExamSession.objects.filter(pk=session.pk).update(**changes)
    return session


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["paper", "combination", "council", "province"])
@pytest.mark.parametrize("borders", ["now", "then"])
def test_the_page_shows_every_table(client: Client, home: Path, by: str, borders: str) -> None:
    publish(home, code="mot")
    publish(home, code="hai", title="Kì thi thứ hai")
    query = {"ki-thi": "mot", "theo": by, "ranh-gioi": borders, "mon": "mathematics", "so-voi": "hai", "noi": "51"}
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Phổ điểm Toán" in text and "so sánh hai kì thi" in text and "Xem bảng số liệu" in text


@pytest.mark.django_db
def test_without_sessions_the_page_says_so(client: Client) -> None:
    assert "Chưa có số liệu" in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_files_have_a_dictionary_of_their_columns(client: Client, home: Path) -> None:
    publish(home)
    query = {"theo": "council", "mon": "mathematics"}
    rows = list(csv.reader(io.StringIO(client.get(PAGE, {**query, "tai-ve": "csv"}).content.decode("utf-8-sig"))))
    words = list(
        csv.reader(io.StringIO(client.get(PAGE, {**query, "tai-ve": "giai-thich.csv"}).content.decode("utf-8-sig")))
    )
    assert rows[0] == [name for name, _meaning in words[1:] if name]
    assert rows[1][:4] == ["mathematics", "51", "51 – Quảng Ngãi", "300"]
    book = client.get(PAGE, {**query, "tai-ve": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert "xl/worksheets/sheet2.xml" in parts.namelist()


@pytest.mark.django_db
def test_the_api_answers_the_same_and_names_what_is_wrong(client: Client, home: Path) -> None:
    publish(home)
    found = client.get("/api/v1/exam-statistics/thu", {"by": "council", "subject": "mathematics"}).json()
    assert found["rows"][0]["count"] == 300 and len(found["rows"][0]["bins"]) == len(found["classes"])
    wrong = client.get("/api/v1/exam-statistics/thu", {"by": "school", "borders": "x"})
    assert wrong.status_code == 422 and len(wrong.json()["problems"]) == 2
    assert client.get("/api/v1/exam-statistics/thu", {"by": "council", "subject": "cooking"}).status_code == 422
    assert client.get("/api/v1/exam-statistics/khac").status_code == 404


@pytest.mark.django_db
def test_look_ups_of_signed_in_people_and_of_the_document_say_the_same(cast: Cast, home: Path) -> None:
    publish(home)
    client = signed_in(cast.lan)
    assert client.get("/api/v1/results/thu/51000003").json()["candidate_number"] == "51000003"
    page = client.get("/tra-cuu/diem-thi", {"ki-thi": "thu", "so-bao-danh": "51000003"})
    assert page.status_code == 200 and "7,15" in page.content.decode()
    assert client.get("/tra-cuu/diem-thi/kiem-chung").status_code == 200


def test_the_office_previews_and_publishes(committed: Cast, checked: ExamSession) -> None:
    client = signed_in(committed.binh)
    preview = client.get(f"/van-phong/khao-thi/{checked.code}/pho-diem")
    assert preview.status_code == 200 and "chưa công bố" in preview.content.decode()
    address = f"/van-phong/khao-thi/{checked.code}/cong-bo"
    assert "Công bố kết quả" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    with acting_as(system_actor()):
        assert Job.objects.filter(kind="exams.publish").count() == 1


def test_strangers_meet_neither(committed: Cast, checked: ExamSession) -> None:
    client = signed_in(committed.quan)
    for path in ("pho-diem", "cong-bo"):
        assert client.get(f"/van-phong/khao-thi/{checked.code}/{path}").status_code in (403, 404)
    with acting_as(system_actor()):
        assert not Job.objects.exists()
