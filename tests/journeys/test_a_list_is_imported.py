"""An officer takes the template, sends it back filled in, mends what is refused, writes it and takes it back."""

from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.reader.excel import load_workbook

from khue.core.actor import acting_as, system_actor
from khue.core.models import Batch, Job
from khue.core.sheets import batches
from khue.organisations.sheets import SCHOOLS_IMPORT
from khue.security.models import User
from khue.security.queries import actor_for
from khue.security.samples import cast, signed_in

pytestmark = pytest.mark.usefixtures("fresh_database")
KIND = f"/van-phong/nhap-lieu/{SCHOOLS_IMPORT.kind}/"


@pytest.fixture
def people() -> Any:
    with acting_as(system_actor()):
        return cast()


def officer(people: Any) -> User:
    """Find who of the cast may import the list of schools."""
    for user in (people.hoa, people.binh, people.minh, people.lan):
        with acting_as(partial(actor_for, user.pk)) as actor:
            if actor.can(SCHOOLS_IMPORT.needs):
                found: User = user
                return found
    raise AssertionError("nobody of the cast may import schools")


def filled(client: Client) -> bytes:
    """Take the template and put the example into the row below it, under another name."""
    book = load_workbook(BytesIO(b"".join(client.get(f"{KIND}mau"))))
    page = book.worksheets[0]
    for column in range(1, page.max_column + 1):
        page.cell(6, column, page.cell(5, column).value)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def send(client: Client, content: bytes, name: str) -> Any:
    page = client.get(KIND)
    data: dict[str, Any] = {"file": SimpleUploadedFile(name, content)}
    places = page.context["form"].fields.get("at")
    if places is not None:
        data["at"] = next(key for key, _ in places.choices if key)
    return client.post(KIND, data)


def work(user: User, act: Any, batch: Batch) -> Batch:
    """Do what the worker does for the page."""
    with acting_as(lambda: actor_for(user.pk)) as actor:
        done: Batch = act(actor, batch.pk)
    with acting_as(system_actor()):
        Job.objects.filter(pk=batch.job_id or 0).update(state=Job.State.DONE)
    return done


def the_batch() -> Batch:
    """Return the one batch there is, as the system sees it."""
    with acting_as(system_actor()):
        return Batch.objects.get()


def test_a_filled_template_is_checked_written_and_undone(people: Any) -> None:
    user = officer(people)
    client = signed_in(user)
    assert SCHOOLS_IMPORT.kind in client.get("/van-phong/nhap-lieu/").content.decode()
    answer = send(client, filled(client), "truong.xlsx")
    assert answer.status_code == 302, answer.content.decode()
    batch = the_batch()
    address = f"/van-phong/nhap-lieu/lan/{batch.pk}/"
    assert "Đã nộp, chưa kiểm tra" in client.get(address).content.decode()
    batch = work(user, batches.check, batch)
    assert batch.counts["accepted"] == 1, (batch.message, batches.State(batch.state))
    assert "Ghi dữ liệu" in client.get(address).content.decode()
    assert client.get(f"{address}ghi").status_code == 200
    assert client.post(f"{address}ghi").status_code == 302
    assert work(user, batches.write, batch).state == Batch.State.DONE
    page = client.get(address).content.decode()
    assert "Đã ghi" in page and "Thêm mới" in page
    assert send(client, filled(client), "truong.xlsx").status_code == 302
    assert client.get(f"{address}hoan-tac").status_code == 200
    assert client.post(f"{address}hoan-tac").status_code == 302
    assert the_batch().state == Batch.State.UNDONE


def test_a_bad_file_is_explained_and_its_workbook_comes_back(people: Any) -> None:
    user = officer(people)
    client = signed_in(user)
    book = load_workbook(BytesIO(filled(client)))
    book.worksheets[0].cell(6, 1).value = None
    content = BytesIO()
    book.save(content)
    assert send(client, content.getvalue(), "truong.xlsx").status_code == 302
    batch = work(user, batches.check, the_batch())
    address = f"/van-phong/nhap-lieu/lan/{batch.pk}/"
    page = client.get(address).content.decode()
    assert "dòng 6" in page and "không được để trống" in page
    workbook = load_workbook(BytesIO(b"".join(client.get(f"{address}tep-loi"))))
    assert workbook.sheetnames[0] == "Lỗi"
    assert client.post(KIND, {}).status_code == 422


def test_strangers_see_neither_the_kind_nor_the_batch(people: Any) -> None:
    user = officer(people)
    assert send(signed_in(user), filled(signed_in(user)), "truong.xlsx").status_code == 302
    batch = the_batch()
    quan = signed_in(people.quan)
    assert quan.get(KIND).status_code == 403
    assert quan.get(f"/van-phong/nhap-lieu/lan/{batch.pk}/").status_code == 404
    assert quan.get(f"/api/v1/imports/batches/{batch.pk}").status_code == 404
    assert Client().get(KIND).status_code == 302
    assert Client().post("/api/v1/imports/schools", {}).status_code == 403


def test_a_program_sends_rows_by_the_schema_of_the_kind(people: Any) -> None:
    client = signed_in(officer(people))
    schema = client.get(f"/api/v1/imports/{SCHOOLS_IMPORT.kind}/schema").json()
    row = {name: field["examples"][0] for name, field in schema["properties"].items()}
    at = f"?dry_run=true&at={people.units.department}"
    answer = client.post(f"/api/v1/imports/{SCHOOLS_IMPORT.kind}{at}", {"rows": [row, {}]}, "application/json")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["counts"]["read"] == 2 and answer.json()["state"] == "checked"
    assert any("dòng 2" in problem["place"] for problem in answer.json()["problems"])
    file = SimpleUploadedFile("truong.csv", b"x,y\n1,2\n")
    answer = client.post(f"/api/v1/imports/{SCHOOLS_IMPORT.kind}/file{at}", {"file": file})
    assert answer.json()["state"] == "refused" and "tiêu đề" in answer.json()["message"]
