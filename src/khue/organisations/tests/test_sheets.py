"""A list of schools becomes units: proposals shown, offices told apart, the same file twice, taken back."""

import csv
from io import BytesIO

import pytest

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.sheets import batches
from khue.core.sheets.checking import found_in
from khue.core.sheets.models import Batch
from khue.organisations import actions, queries
from khue.organisations.rules import Can
from khue.organisations.sheets import SCHOOLS, places

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
TITLES = ["Tên trường", "Mã tỉnh trong thi", "Mã trường trong thi", "Huyện, xã"]
ROWS = [
    ["THPT  Hòa Bình", "35", "001", "Huyện Bình Sơn"],
    ["THCS&THPT Hoà Bình", "35", "002", "Huyện Ba Tơ"],
    ["TTGDTX Sơn Tịnh", "35", "003", "Huyện Sơn Tịnh"],
    ["Phòng GD -ĐT Ba Tơ", "35", "004", "Huyện Ba Tơ"],
    ["Sở GD&ĐT", "35", "000", ""],
    ["Hữu Nghị 80", "35", "005", ""],
]


def file(rows=ROWS, titles=TITLES):
    lines = [";".join(row) for row in [titles, *rows]]
    return BytesIO("\n".join(lines).encode())


def imported(actor, units, mode=Batch.Mode.ACCEPTED, content=None):
    batch, is_new = batches.submit(actor, "schools", content or file(), "truong.csv", at=units.department, mode=mode)
    return batches.write(actor, batch.pk) if is_new else batch


def test_schools_are_entered_and_offices_left_aside(units, system):
    batch = imported(system, units)
    assert (batch.state, batch.counts["added"], batch.counts["refused"]) == (Batch.State.DONE, 3, 3)
    made = queries.as_of().filter(opened_by__title__contains="truong.csv").order_by("name")
    assert [row.name for row in made] == ["THCS&THPT Hoà Bình", "THPT Hòa Bình", "TTGDTX Sơn Tịnh"]
    assert [row.kind for row in made] == ["school", "school", "continuing_centre"]
    assert {row.parent_id for row in made} == {units.department}
    assert queries.by_code("exam_school", "35001") == made[1].organisation_id
    assert made[1].area_name == "Huyện Bình Sơn"


def test_every_proposal_is_shown_before_anything_is_written(units, system):
    batch, _new = batches.submit(system, "schools", file(), "truong.csv", at=units.department)
    batch = batches.check(system, batch.pk)
    _notices, problems = found_in(batch)
    told = [(problem.row, problem.severity, problem.shown(str)) for problem in problems]
    assert len(told) == 6
    assert [severity for _row, severity, _text in told] == ["warning"] * 3 + ["error"] * 3
    assert "đề xuất «Trường: Trung học phổ thông» vì tên có «THPT»" in told[0][2]
    assert "không phải trường" in told[3][2]
    assert "không đoán được" in told[5][2]
    assert not queries.find("hoa binh")


def test_all_or_nothing_enters_nothing_while_offices_are_in_the_file(units, system):
    batch = imported(system, units, mode=Batch.Mode.ALL)
    assert batch.state == Batch.State.REFUSED
    assert not queries.find("hoa binh")


def test_what_the_person_writes_goes_before_the_name(units, system):
    titles = ["Tên trường", "Loại đơn vị", "Cấp học"]
    rows = [["Hữu Nghị 80", "Trường", "Trung học cơ sở, Trung học phổ thông"]]
    imported(system, units, content=file(rows, titles))
    (found,) = queries.find("huu nghi 80")
    row = queries.as_of().get(organisation_id=found.organisation_id)
    assert row.levels == ["lower_secondary", "upper_secondary"]


def test_the_same_file_and_the_same_schools_change_nothing(units, system):
    first = imported(system, units)
    assert imported(system, units).pk == first.pk
    more = [*ROWS, ["THPT Mới", "35", "009", ""]]
    again = imported(system, units, content=file(more))
    assert (again.counts["added"], again.counts["unchanged"]) == (1, 3)


def test_a_code_of_another_school_is_refused(units, system):
    imported(system, units)
    batch = imported(system, units, content=file([["THPT Khác", "35", "001", ""]]))
    assert batch.state == Batch.State.REFUSED
    assert "THPT Hòa Bình" in found_in(batch)[1][-1].shown(str)


def test_a_batch_is_taken_back_as_a_whole(units, system):
    batch = imported(system, units)
    batches.undo(system, batch.pk)
    assert not queries.find("hoa binh")
    assert queries.by_code("exam_school", "35001") is None


def test_a_batch_is_not_taken_back_under_a_later_decision(units, system, paper):
    batch = imported(system, units)
    school = queries.by_code("exam_school", "35001") or 0
    actions.rename(system, school, "THPT Hoà Bình Mới", paper(batch.created_at.date()), now=batch.finished_at)
    with pytest.raises(actions.NotLast):
        batches.undo(system, batch.pk)


def test_importing_is_denied_where_the_permission_is_not_held(units):
    quan = Actor(1, grants={Can.IMPORT: frozenset({units.commune})})
    with pytest.raises(Denied):
        imported(quan, units)
    assert list(places(quan)) == [units.commune]


def test_the_template_accepts_its_own_example():
    clean, problems = SCHOOLS.read([{column.name: column.example for column in SCHOOLS.columns}])
    assert not problems and len(clean) == 1


def test_the_real_list_of_schools_is_read(units, system, shared):
    path = shared / "data/schools/high_schools_42_provinces.csv"
    with path.open("rb") as content:
        batch, _new = batches.submit(
            system, "schools", content, path.name, at=units.department, mode=Batch.Mode.ACCEPTED
        )
    batch = batches.write(system, batch.pk)
    with path.open(encoding="utf-8-sig") as lines:
        total = sum(1 for _row in csv.DictReader(lines))
    assert batch.state == Batch.State.DONE, batch.message
    assert batch.counts["read"] == total == 2773
    assert 2600 < batch.counts["added"] < 2700
    entered = queries.as_of().filter(opened_by__title__contains=path.name)
    assert not entered.filter(name__contains="  ").exists()
    assert not entered.filter(name__startswith="Sở G").exists()
    assert not entered.filter(name__startswith="Phòng GD").exists()
    assert entered.filter(kind="school", levels__contains=["upper_secondary"]).count() > 1700
    assert {unit.name for unit in queries.find("tran phu", limit=60)} >= {"THPT Trần Phú"}
