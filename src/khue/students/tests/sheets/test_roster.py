"""A class list becomes pupils: matched with who is there, nothing blanked, every fault told with its place."""

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core.actor import acting_as
from khue.core.sheets import batches
from khue.people import actions as people
from khue.people.models import Change, Identifier, Person, Relation
from khue.students.models import Absence, ClassGroup, Enrolment, Placement, Status
from khue.students.sheets.roster import ROSTER
from khue.students.tests.sheets.conftest import Import, School

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
TITLES = ("Lớp", "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số CCCD", "Mã học sinh của Bộ")
HAN = ("10A1", "1", "Trần Gia Hân", "09/05/2011", "Nữ", "Kinh", "051311001234", "5112345678")
BAO = ("10A1", "2", "Lê Quốc Bảo", "12/03/2011", "Nam", "Kinh", "051211004321", "")


def test_a_list_enters_pupils_with_stay_class_and_codes(school: School, send: Import) -> None:
    batch, said = send(TITLES, [HAN, BAO])
    assert (batch.state, batch.counts["added"], said) == ("done", 2, []), (batch.message, said)
    with acting_as(school.clerk):
        han = Person.objects.get(full_name="Trần Gia Hân")
        assert (han.given_name, han.sex, han.custody_id, han.version) == ("Hân", "female", school.id, 1)
        place = Placement.objects.get(person=han)
        assert (place.class_group.name, place.number, place.grade, place.how) == ("10A1", 1, "10", "new")
        assert Enrolment.objects.get(person=han).batch_id == batch.pk
        assert {code.shown for code in Identifier.objects.filter(person=han)} == {"•••••••••234", "5112345678"}
    with acting_as(school.other):
        assert not Person.objects.filter(full_name="Trần Gia Hân").exists()


def test_the_same_rows_in_another_file_change_nothing(school: School, send: Import) -> None:
    send(TITLES, [HAN, BAO])
    with CaptureQueriesContext(connection) as asked:
        batch, said = send(TITLES, [BAO, HAN])
    statements = [one["sql"] for one in asked.captured_queries]
    assert not any('INSERT INTO "people_' in one or 'INSERT INTO "students_' in one for one in statements)
    assert not any("person.folded" in one for one in statements), "who is found by a code is not looked for by name"
    assert (batch.counts["added"], batch.counts["changed"], batch.counts["unchanged"]) == (0, 0, 2), said
    with acting_as(school.clerk):
        assert not Change.objects.exists()
        assert set(Person.objects.values_list("version", flat=True)) == {1}


def test_a_row_changes_only_what_it_says(school: School, send: Import) -> None:
    send(TITLES, [HAN])
    batch, said = send(("Lớp", "Họ và tên", "Ngày sinh", "Dân tộc", "Địa chỉ"), [("10A1", *HAN[2:4], "", "Thôn 2")])
    assert (batch.counts["changed"], said) == (1, []), batch.message
    with acting_as(school.clerk):
        han = Person.objects.get(full_name="Trần Gia Hân")
        assert (han.home_address, han.ethnicity, han.sex, han.version) == ("Thôn 2", "01", "female", 2)
        change = Change.objects.get()
        assert (change.field, change.old, change.new, change.batch_id) == ("home_address", "", "Thôn 2", batch.pk)


def test_a_word_empties_a_field_on_purpose(school: School, send: Import) -> None:
    titles = ("Lớp", "Họ và tên", "Ngày sinh", "Địa chỉ", "Dân tộc")
    send(titles, [("10A1", *HAN[2:4], "Thôn 2", "Kinh")])
    batch, said = send(titles, [("10A1", *HAN[2:4], "(xoá)", "(xóa)")])
    assert batch.state == "done", said
    with acting_as(school.clerk):
        assert list(Person.objects.values_list("home_address", "ethnicity")) == [("", "")]


def test_a_note_is_of_the_stay_and_is_taken_back_with_its_sheet(school: School, send: Import) -> None:
    titles = ("Lớp", "Họ và tên", "Ngày sinh", "Chú thích")
    send(titles, [("10A1", *HAN[2:4], "Đang chờ giấy khai sinh")])
    batch, said = send(titles, [("10A1", *HAN[2:4], "Đã đủ giấy tờ")])
    assert (batch.counts["changed"], said) == (1, []), batch.message
    with acting_as(school.clerk) as clerk:
        stay = Enrolment.objects.get()
        change = Change.objects.get(batch_id=batch.pk)
        assert (stay.note, stay.version, change.field, change.old) == (
            "Đã đủ giấy tờ",
            2,
            "note",
            "Đang chờ giấy khai sinh",
        )
        batches.undo(clerk, batch.pk)
    with acting_as(school.clerk):
        assert Enrolment.objects.get().note == "Đang chờ giấy khai sinh"
    _batch, said = send(titles, [("10A1", *HAN[2:4], "a" * 501)])
    assert any("cột «Ghi chú»" in line for line in said), said


FAULTS = [
    (("5A", "1", *HAN[2:]), "trường chưa có lớp này"),
    (("10A1", "1", "NguyÔn V¨n An", *HAN[3:]), "chữ TCVN3 (ABC), đọc đúng là «Nguyễn Văn An»"),
    (("10A1", "1", "Trần Gia Hân", "31/11/2011", *HAN[4:]), "tháng 11 chỉ có 30 ngày"),
    (("10A1", "1", "Trần Gia Hân", "29/02/2011", *HAN[4:]), "năm 2011 không nhuận"),
    ((*HAN[:4], "Nam", *HAN[5:]), "số định danh cho biết giới tính nữ, hồ sơ ghi nam"),
    ((*HAN[:3], "09/05/2012", *HAN[4:]), "số định danh cho biết năm sinh 2011, hồ sơ ghi 2012"),
    ((*HAN[:6], "05131", "5112345678"), "phải có đúng 12 chữ số"),
    ((*HAN[:5], "Klingon", *HAN[6:]), "phải là một trong: Kinh, Hrê"),
    ((*HAN[:2], "Trần Hân 2", *HAN[3:]), "có chữ số"),
]


@pytest.mark.parametrize(("row", "says"), FAULTS, ids=[says[:24] for _row, says in FAULTS])
def test_a_fault_is_told_with_place_and_remedy(school: School, send: Import, row: tuple[str, ...], says: str) -> None:
    batch, said = send(TITLES, [row])
    assert batch.state == "refused"
    assert any("dòng 2" in line and says in line for line in said), said
    with acting_as(school.clerk):
        assert not Person.objects.exists()


def test_every_fault_of_a_file_is_told_at_once(school: School, send: Import) -> None:
    rows = [row for row, _says in FAULTS[:6]]
    _batch, said = send(TITLES, rows)
    assert {line.split(",")[0] for line in said if "dòng" in line} >= {f"dòng {n}" for n in range(2, 8)}


def test_a_row_with_a_bad_cell_is_looked_at_in_the_register_too(school: School, send: Import) -> None:
    rows = [
        HAN,
        ("5A", "x", *BAO[2:6], HAN[6], HAN[7]),
        ("5A", "3", "Phạm Thị Mai", "31/11/2011", "Nữ", "", "", HAN[7]),
    ]
    _batch, said = send(TITLES, rows)
    told = [line.split(": ", 1)[0].partition("dòng ")[2] for line in said]
    assert told.count("3, cột «Lớp»") == 1 and told.count("4, cột «Lớp»") == 1, said
    assert {"3, cột «Số thứ tự»", "4, cột «Ngày sinh»"} <= set(told), said
    assert {"3, cột «Số định danh cá nhân»", "3, cột «Mã học sinh của Bộ»", "4, cột «Mã học sinh của Bộ»"} <= set(told)


def test_names_of_other_forms_are_mended(school: School, send: Import) -> None:
    rows = [
        ("10A1", "1", "Tra\u0302\u0300n Gia Ha\u0302n", *HAN[3:]),
        ("10A1", "2", "Lê\u200b Quốc Bảo", *BAO[3:]),
        ("10A1", "3", "PHẠM THỊ MAI", "01/01/2011", "Nữ", "", "", ""),
    ]
    batch, said = send(TITLES, rows)
    assert batch.state == "done", said
    assert [line.split(": ")[1] for line in said] == [
        "tên có kí tự vô hình, đã bỏ đi",
        "tên viết toàn chữ hoa hoặc chữ thường, đã đọc là «Phạm Thị Mai»",
    ]
    with acting_as(school.clerk):
        names = set(Person.objects.values_list("full_name", flat=True))
    assert names == {"Trần Gia Hân", "Lê Quốc Bảo", "Phạm Thị Mai"}


def test_birth_dates_known_in_part_say_so(school: School, send: Import) -> None:
    send(TITLES, [(*HAN[:3], "2011", *HAN[4:]), (*BAO[:3], "03/2011", *BAO[4:])])
    with acting_as(school.clerk):
        found = set(Person.objects.values_list("birth_precision", flat=True))
    assert found == {"year", "month"}


def test_the_same_code_twice_in_a_file_is_refused(school: School, send: Import) -> None:
    batch, said = send(TITLES, [HAN, (*BAO[:6], HAN[6].replace("3110", "3110"), "")])
    assert batch.state == "refused"
    assert any("trùng với dòng 2" in line for line in said), said


def test_one_pupil_in_two_rows_is_told(school: School, send: Import) -> None:
    send(TITLES, [HAN])
    _batch, said = send(TITLES, [HAN, (*HAN[:6], "", "")])
    assert any("cùng một học sinh với dòng 2" in line for line in said), said


def test_a_list_with_last_years_classes_is_refused(school: School, send: Import) -> None:
    with acting_as(school.clerk):
        ClassGroup.objects.filter(school_id=school.id, school_year=school.year, name="10A1").update(name="10C")
        ClassGroup.objects.filter(school_id=school.id, school_year=school.year, name="11A1").update(name="11C1")
        ClassGroup.objects.filter(school_id=school.id, school_year=school.year - 1, name="11A1").update(name="11X")
        ClassGroup.objects.filter(school_id=school.id, school_year=school.year, name="12A1").update(name="12X")
    batch, said = send(TITLES, [("11X", *HAN[1:])])
    assert batch.state == "refused"
    assert any("lớp 11X là lớp của năm học trước" in line and "lớp ấy là 12X" in line for line in said), said


def test_a_pupil_is_not_put_back_into_a_lower_grade(school: School, send: Import) -> None:
    send(TITLES, [("11A1", *HAN[1:])])
    batch, said = send(TITLES, [("10A1", *HAN[1:])])
    assert batch.state == "refused"
    assert any("đang ở lớp 11A1" in line for line in said), said


def test_a_pupil_of_another_school_is_not_taken(school: School, send: Import) -> None:
    send(
        ("Lớp", "Họ và tên", "Ngày sinh", "Số CCCD"),
        [("9A", *HAN[2:4], HAN[6])],
        by=school.other,
        at=school.people.units.school_b,
    )
    batch, said = send(TITLES, [HAN])
    assert batch.state == "refused"
    assert any("đang học tại «Trường THCS Lê Lợi»; hãy lập hồ sơ chuyển trường" in line for line in said), said
    with acting_as(school.clerk):
        assert not Person.objects.exists()


def test_a_code_of_somebody_else_is_refused_and_a_corrected_name_told(school: School, send: Import) -> None:
    send(TITLES, [HAN])
    _batch, said = send(TITLES, [("10A1", "1", "Võ Văn Tám", "01/02/2011", "Nữ", "Kinh", *HAN[6:])])
    assert any("mã này là của học sinh khác của trường" in line for line in said), said
    batch, said = send(TITLES, [("10A1", "1", "Trần Gia Hằng", *HAN[3:])])
    assert batch.state == "done" and any("họ tên sẽ được sửa theo tệp" in line for line in said), said


def test_a_code_added_later_finds_the_pupil_by_name_and_birth(school: School, send: Import) -> None:
    send(TITLES, [(*HAN[:6], "", "")])
    batch, said = send(TITLES, [HAN])
    assert (batch.counts["added"], batch.counts["changed"]) == (0, 1), said
    with acting_as(school.clerk):
        assert Person.objects.count() == 1 and Identifier.objects.count() == 2


PARENTS = ("Lớp", "Họ và tên", "Ngày sinh", "Họ và tên cha", "Năm sinh cha", "Điện thoại cha", "Nghề nghiệp cha")


def test_brothers_and_sisters_share_their_father(school: School, send: Import) -> None:
    father = ("Trần Quốc Bảo", "1980", "0905000001", "Nông dân")
    rows = [("10A1", "Trần Gia Hân", "09/05/2011", *father), ("11A1", "Trần Gia Khôi", "09/05/2010", *father)]
    send(PARENTS, rows[:1])
    batch, said = send(PARENTS, rows)
    assert batch.state == "done", said
    with acting_as(school.clerk):
        assert Person.objects.count() == 3
        assert {row.relative_id for row in Relation.objects.all()} == {Person.objects.get(full_name=father[0]).pk}
    later = [(*rows[0][:5], "0905000009", "")]
    send(PARENTS, later)
    with acting_as(school.clerk):
        changed = Relation.objects.get(person__full_name="Trần Gia Hân")
        assert (changed.phone, changed.occupation) == ("0905000009", "Nông dân")


def test_what_this_person_may_not_write_is_left_out_and_told(school: School, send: Import) -> None:
    titles = ("Lớp", "Họ và tên", "Ngày sinh", "Đối tượng chính sách", "Số thẻ BHYT")
    batch, said = send(titles, [("10A1", *HAN[2:4], "Hộ nghèo", "HS4511512345678")])
    assert batch.state == "done"
    assert any("chưa được giao quyền ghi cột này" in line for line in said), said
    with acting_as(school.clerk):
        assert [(row.kind, row.code) for row in Status.objects.all()] == [("policy_group", "poor")]


def test_a_batch_is_taken_back_exactly(school: School, send: Import) -> None:
    send(TITLES, [HAN])
    with acting_as(school.clerk):
        before: Mapping[str, object] = Person.objects.values().get()
    batch, _said = send(TITLES, [(*HAN[:2], "Trần Gia Hằng", *HAN[3:6], HAN[6], "5112345679"), BAO])
    assert (batch.counts["added"], batch.counts["changed"]) == (1, 1)
    with acting_as(school.clerk) as clerk:
        batches.undo(clerk, batch.pk)
    with acting_as(school.clerk):
        after: Mapping[str, object] = Person.objects.values().get()
        same = {name for name in before if before[name] == after[name]}
        assert set(before) - same <= {"version", "changed_at"}
        assert [code.shown for code in Identifier.objects.filter(period__endswith=None).order_by("scheme")] == [
            "5112345678",
            "•••••••••234",
        ]
        assert Placement.objects.count() == Enrolment.objects.count() == 1


def test_a_batch_is_not_taken_back_under_what_rests_on_it(school: School, send: Import) -> None:
    batch, _said = send(TITLES, [HAN])
    with acting_as(school.clerk) as clerk:
        place = Placement.objects.get()
        Absence.objects.create(
            person_id=place.person_id,
            school_id=school.id,
            class_group_id=place.class_group_id,
            day=place.period.lower,
            session="morning",
            reason="excused",
        )
        with pytest.raises(people.RestsOnIt, match="vắng học"):
            batches.undo(clerk, batch.pk)


def test_a_batch_is_not_taken_back_after_a_later_edit(school: School, send: Import) -> None:
    send(TITLES, [HAN])
    address = ("Lớp", "Họ và tên", "Ngày sinh", "Địa chỉ")
    batch, _said = send(address, [("10A1", *HAN[2:4], "Thôn 2")])
    send(address, [("10A1", *HAN[2:4], "Thôn 3")])
    with acting_as(school.clerk) as clerk, pytest.raises(people.ChangedSince, match="nơi ở"):
        batches.undo(clerk, batch.pk)


def test_who_was_looked_at_keeps_the_record_of_it(school: School, send: Import) -> None:
    batch, _said = send(TITLES, [HAN])
    with acting_as(school.clerk) as clerk:
        people.log_reading(clerk, Person.objects.get().pk, "people.record", "kiểm tra danh sách")
    with acting_as(school.clerk) as clerk:
        batches.undo(clerk, batch.pk)
        assert Person.objects.count() == 1 and not Enrolment.objects.exists()
    batch, said = send(TITLES, [HAN, BAO])
    assert (batch.counts["added"], batch.counts["changed"]) == (1, 1), said


def test_a_stranger_imports_nothing_here(school: School, send: Import) -> None:
    from khue.core.errors import Denied

    with pytest.raises(Denied):
        send(TITLES, [HAN], by=school.other)


def test_the_template_accepts_its_own_example(school: School) -> None:
    with acting_as(school.clerk):
        clean, problems = ROSTER.read([{column.name: column.example for column in ROSTER.columns}])
    assert not problems and len(clean) == 1
