"""A file of another system: its columns mapped once, values and days translated, and known again the next time."""

import json
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from khue.core.actor import acting_as
from khue.core.sheets import batches, open_rows
from khue.core.sheets.checking import found_in
from khue.core.sheets.foreign import Reading, fingerprint, propose, strange_values, survey
from khue.core.sheets.models import Batch, Mapping
from khue.people.models import Person
from khue.security.samples import signed_in
from khue.students.sheets.roster import ROSTER
from khue.students.tests.sheets.conftest import School

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
TITLES = ["Mã HS hệ thống cũ", "Họ đệm", "Tên", "Sinh ngày", "GTính", "Lớp đang học", "ĐT phụ huynh (cha)"]
ROWS = [
    ["HS001", "Trần Gia", "Hân", "05/29/2011", "1", "10A1", "0905000001"],
    ["HS002", "Lê Quốc", "Bảo", "03/12/2011", "0", "10A1", ""],
]
MEANT = Reading(
    {
        "full_name": ["Họ đệm", "Tên"],
        "birth": ["Sinh ngày"],
        "sex": ["GTính"],
        "class_name": ["Lớp đang học"],
        "school_code": ["Mã HS hệ thống cũ"],
    },
    {"sex": {"1": "female", "0": "male"}},
    {"birth": "mdy"},
)


def file(rows=ROWS) -> BytesIO:
    lines = [["PHÒNG GIÁO VỤ"], [], TITLES, *rows]
    return BytesIO("\n".join(";".join(line) for line in lines).encode())


def submitted(school: School, rows=ROWS) -> Batch:
    with acting_as(school.clerk) as clerk:
        batch, _new = batches.submit(clerk, "roster", file(rows), "he-thong-cu.csv", at=school.id)
    with acting_as(school.clerk) as clerk:
        return batches.check(clerk, batch.pk)


def test_columns_are_found_and_proposed_by_names_and_likeness() -> None:
    titles = ["Họ và tên đệm", "Tên", "Ngày tháng năm sinh", "Giới tinh", "Lớp", "Ghi chú nội bộ"]
    assert propose(ROSTER, titles) == {
        "Họ và tên đệm": "full_name",
        "Tên": "full_name",
        "Ngày tháng năm sinh": "birth",
        "Giới tinh": "sex",
        "Lớp": "class_name",
    }


def test_long_numbers_are_hidden_in_samples() -> None:
    content = "Số định danh;Họ và tên;Lớp\n051311001234;Trần Gia Hân;10A1\n".encode()
    with open_rows(BytesIO(content), name="a.csv") as opened:
        table = survey(ROSTER, opened)
    assert table is not None
    assert [column.samples for column in table.columns] == [("•••••••••234",), ("Trần Gia Hân",), ("10A1",)]


def test_values_that_no_list_knows_are_asked_for() -> None:
    with open_rows(file(), name="a.csv") as opened:
        table = survey(ROSTER, opened)
    assert table is not None
    assert strange_values(ROSTER, table, Reading({"sex": ["GTính"]})) == {"sex": ["1", "0"]}
    assert strange_values(ROSTER, table, MEANT) == {}


def test_a_mapped_file_is_read_and_the_next_of_its_form_by_itself(school: School) -> None:
    batch = submitted(school)
    assert batch.state == "refused"
    with acting_as(school.clerk) as clerk:
        batches.map_columns(clerk, batch.pk, "Hệ thống cũ", MEANT, fingerprint(TITLES))
    with acting_as(school.clerk) as clerk:
        batch = batches.write(clerk, batch.pk)
        assert (batch.state, batch.counts["added"]) == ("done", 2), (batch.message, found_in(batch))
        han = Person.objects.get(full_name="Trần Gia Hân")
        assert (str(han.birth_date), han.sex) == ("2011-05-29", "female")
    again = submitted(school, [*ROWS, ["HS003", "Phạm Thị", "Mai", "01/02/2011", "1", "10A1", ""]])
    notices, _problems = found_in(again)
    assert again.state == "checked" and again.mapping is not None
    assert "Đã đọc theo cách ghép cột «Hệ thống cũ»." in [notice.text for notice in notices]


def test_a_mapping_is_of_its_unit_alone(school: School) -> None:
    batch = submitted(school)
    with acting_as(school.clerk) as clerk:
        batches.map_columns(clerk, batch.pk, "Hệ thống cũ", MEANT, fingerprint(TITLES))
    with acting_as(school.other):
        assert not Mapping.objects.exists()


def test_the_page_proposes_shows_and_saves(school: School) -> None:
    batch = submitted(school)
    client: Client = signed_in(school.people.lan)
    url = reverse("imports:mapping", args=[batch.pk])
    page = client.get(url)
    assert page.status_code == 200
    chosen = {"column_0": "school_code", "column_1": "full_name", "column_2": "full_name", "column_3": "birth"}
    chosen |= {"column_4": "sex", "column_5": "class_name", "column_6": "father_phone"}
    tried = client.post(url, {**chosen, "name": "Hệ thống cũ", "order:birth": "mdy", "try": "1"})
    assert "«1» ở cột Giới tính nghĩa là" in tried.content.decode()
    assert "2011-05-29" in tried.content.decode()
    values = {"value:sex:1": "female", "value:sex:0": "male", "order:birth": "mdy"}
    saved = client.post(url, {**chosen, **values, "name": "Hệ thống cũ", "save": "1"})
    assert saved.status_code in (204, 302), saved.content.decode()[:2000]
    with acting_as(school.clerk):
        assert Mapping.objects.get().values == {"sex": {"1": "female", "0": "male"}}


def test_a_mapping_without_a_required_column_is_refused(school: School) -> None:
    batch = submitted(school)
    answer = signed_in(school.people.lan).post(
        reverse("imports:mapping", args=[batch.pk]), {"name": "Thiếu", "column_1": "full_name", "save": "1"}
    )
    assert answer.status_code == 422
    assert "Chưa có cột nào của tệp ghi vào: Lớp" in answer.content.decode()


def test_a_file_that_is_gone_is_told_so(school: School) -> None:
    batch = submitted(school)
    batch.source.unlink()
    answer = signed_in(school.people.lan).get(reverse("imports:mapping", args=[batch.pk]))
    assert answer.status_code == 422
    assert "không còn trong kho tệp" in answer.content.decode() and "nộp lại tệp" in answer.content.decode()


def test_programs_map_columns_too(school: School) -> None:
    batch = submitted(school)
    client = signed_in(school.people.lan)
    columns = client.get(f"/api/v1/imports/batches/{batch.pk}/columns").json()
    assert [one["title"] for one in columns] == TITLES
    body = {"name": "Qua API", "columns": MEANT.columns, "values": MEANT.values, "orders": MEANT.orders}
    url = f"/api/v1/imports/batches/{batch.pk}/mapping"
    answer = client.post(url, json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["counts"]["accepted"] == 2, answer.json()
    wrong = {**body, "columns": {"full_name": ["Không có"]}}
    assert client.post(url, json.dumps(wrong), content_type="application/json").status_code == 422
