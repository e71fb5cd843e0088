"""Sheets of facts: the pupil found by key, faults told, nothing blanked, the whole taken back."""

from datetime import date, datetime, timedelta

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.clock import today
from khue.core.sheets import batches
from khue.people import actions as people
from khue.people.models import Change, Person
from khue.security import queries as security
from khue.security.samples import PASSWORD
from khue.staff.models import Post
from khue.students.actions.attendance_rows import RollsCorrected
from khue.students.models import (
    Absence,
    Assignment,
    ClassGroup,
    Enrolment,
    HealthCheck,
    Recognition,
    RollCall,
    Status,
)
from khue.students.sheets import IMPORTS
from khue.students.tests.sheets.conftest import Import, School

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
WHO = ("Lớp", "Họ và tên", "Ngày sinh", "Mã học sinh của Bộ")
HAN = ("10A1", "Trần Gia Hân", "09/05/2011", "5112345678")


@pytest.fixture
def day() -> str:
    """Today, as a sheet writes it."""
    return today().strftime("%d/%m/%Y")


@pytest.fixture
def monday(school: School, monkeypatch: pytest.MonkeyPatch) -> str:
    """A Monday of the middle of November, which is today for the rolls, whatever the day of the test."""
    days = (date(school.year, 11, 12) + timedelta(days=on) for on in range(7))
    found = next(one for one in days if one.weekday() == 0)
    monkeypatch.setattr("khue.students.sheets.attendance.today", lambda: found)
    monkeypatch.setattr("khue.students.actions.attendance_rows.localdate", lambda: found)
    return found.strftime("%d/%m/%Y")


@pytest.fixture
def han(school: School, send: Import) -> int:
    """Hân is in class 10A1."""
    batch, said = send(WHO, [HAN])
    assert batch.state == "done", said
    with acting_as(school.clerk):
        return Person.objects.get().pk


@pytest.fixture
def nurse(school: School):
    """Somebody who may write about health here."""
    from khue.security import actions

    with acting_as(system_actor()) as actor:
        user = actions.open_account(actor, "y-te", "Đỗ Thị Y", PASSWORD, is_synthetic=True)
        actions.give(actor, user, "school_nurse", school.id, start=date(2020, 1, 1), basis="Thử nghiệm")
        return security.actor_for(user.pk)


ABSENT = (*WHO, "Ngày", "Buổi", "Lí do", "Ghi chú")


def test_absences_call_the_rolls_of_their_sessions(school: School, send: Import, han: int, monday: str) -> None:
    batch, said = send(ABSENT, [(*HAN, monday, "Buổi sáng", "Có phép", "Ốm")], kind="attendance")
    assert (batch.counts["added"], said) == (1, []), batch.message
    again, _said = send(ABSENT, [(*HAN, monday, "Buổi sáng", "Có phép", "Ốm"), []], kind="attendance")
    assert (again.counts["unchanged"], again.counts["changed"]) == (1, 0)
    with acting_as(school.clerk) as clerk:
        call = RollCall.objects.get()
        assert (call.expected, call.absent, call.session, call.class_group.name) == (1, 1, "morning", "10A1")
        batches.undo(clerk, batch.pk)
        assert not Absence.objects.exists() and not RollCall.objects.exists()


def test_a_list_corrects_a_called_roll_with_its_journal(school: School, send: Import, han: int, monday: str) -> None:
    first, _said = send(ABSENT, [(*HAN, monday, "Buổi sáng", "Có phép", "Ốm")], kind="attendance")
    later, said = send(ABSENT, [(*HAN, monday, "Buổi sáng", "Không phép", "")], kind="attendance")
    assert (later.counts["changed"], said) == (1, []), later.message
    with acting_as(school.clerk):
        row = Absence.objects.get()
        assert (row.person_id, row.reason, row.note, row.class_group.name) == (han, "unexcused", "Ốm", "10A1")
        change = Change.objects.get(field="attendance")
        assert change.old is not None and change.new is not None
        assert (change.old["reason"], change.new["reason"], change.why) == (
            "excused", "unexcused", f"Theo tệp của lần nhập {later.pk}",
        )  # fmt: skip
    for batch, refusal in ((first, people.ChangedSince), (later, RollsCorrected)):
        with acting_as(school.clerk) as clerk, pytest.raises(refusal):
            batches.undo(clerk, batch.pk)


def test_days_and_sessions_without_school_are_told(school: School, send: Import, han: int, monday: str) -> None:
    sunday = (datetime.strptime(monday, "%d/%m/%Y") - timedelta(days=1)).strftime("%d/%m/%Y")
    with acting_as(system_actor()):
        ClassGroup.objects.filter(school_id=school.id, school_year=school.year).update(sessions=["morning"])
    rows = [
        (*HAN, sunday, "Buổi sáng", "Có phép", ""),
        (*HAN, f"02/09/{school.year}", "Buổi sáng", "Có phép", ""),
        (*HAN, "02/01/2020", "Buổi sáng", "Có phép", ""),
        (*HAN, "01/01/2099", "Buổi sáng", "Có phép", ""),
        (*HAN, monday, "Buổi chiều", "Có phép", ""),
        ("11A1", *HAN[1:], monday, "Buổi sáng", "Có phép", ""),
    ]
    batch, said = send(ABSENT, rows, kind="attendance")
    assert batch.state == "refused"
    told = [line.split(": ", 1)[1] for line in said]
    assert [line.split(".")[0].split(";")[0] for line in told] == [
        f"Ngày {sunday} là ngày nghỉ (Chủ nhật)",
        f"Ngày 02/09/{school.year} là ngày nghỉ (Quốc khánh)",
        "ngày này học sinh không ở lớp nào của trường",
        "Ngày 01/01/2099 chưa tới nên chưa điểm danh được",
        "Lớp này không học «Buổi chiều»",
        "ngày này học sinh học lớp 10A1",
    ]


def test_a_row_whose_pupil_is_not_here_is_told(school: School, send: Import, han: int, nurse) -> None:
    rows = [
        ("10A1", "Võ Văn Tám", "01/01/2011", "", "05/10/2025", "148", ""),
        (*HAN, "01/01/2099", "148", ""),
        ("10A1", "Trần Gia Hân", "", "", "05/10/2025", "148", ""),
    ]
    _batch, said = send((*WHO, "Ngày khám", "Chiều cao (cm)", ""), rows, kind="health", by=nurse)
    assert [line.split(": ", 1)[1].split(";")[0] for line in said] == [
        "trường không có học sinh này",
        "ngày này chưa tới",
        "cần ngày sinh hoặc một mã học sinh để tìm đúng người",
    ]


def test_statuses_begin_end_and_do_not_overlap(school: School, send: Import, han: int) -> None:
    titles = (*WHO, "Đối tượng chính sách", "Từ ngày", "Đến ngày")
    batch, said = send(titles, [(*HAN, "Hộ nghèo", "05/09/2025", "")], kind="statuses")
    assert batch.state == "done", said
    batch, said = send(titles, [(*HAN, "Hộ nghèo", "05/09/2025", "31/12/2025")], kind="statuses")
    assert (batch.counts["changed"], said) == (1, []), batch.message
    with acting_as(school.clerk):
        assert Status.objects.get().period.upper == date(2026, 1, 1)
    _batch, said = send(titles, [(*HAN, "Hộ nghèo", "01/10/2025", "")], kind="statuses")
    assert any("đã có từ 05/09/2025" in line for line in said), said


def test_health_is_written_by_who_may(school: School, send: Import, han: int, nurse, day: str) -> None:
    titles: tuple[str, ...] = (*WHO, "Ngày khám", "Chiều cao (cm)", "Cân nặng (kg)", "Mắt trái")
    batch, said = send(titles, [(*HAN, day, "148,5", "39,2", "9/10")], kind="health", by=nurse)
    assert batch.state == "done", (batch.message, said)
    with acting_as(nurse):
        row = HealthCheck.objects.get()
        assert (str(row.height_cm), row.left_eye, row.right_eye) == ("148.5", "9/10", "")
    titles = (*WHO, "Số thẻ BHYT", "Từ ngày")
    batch, said = send(titles, [(*HAN, "HS4511512345678", "01/01/2026")], kind="insurance", by=nurse)
    assert batch.state == "done", (batch.message, said)


def test_awards_and_measures_fit_the_pupil(school: School, send: Import, han: int, day: str) -> None:
    titles = (*WHO, "Loại", "Nội dung", "Cấp khen hoặc hình thức kỉ luật", "Ngày")
    rows = [(*HAN, "Khen thưởng", "Giải nhì", "Cấp tỉnh", day), (*HAN, "Kỉ luật", "Đi muộn", "Cấp tỉnh", day)]
    _batch, said = send(titles, rows, kind="recognitions")
    assert len(said) == 1 and "hãy chọn một trong" in said[0]
    batch, said = send(titles, rows[:1], kind="recognitions")
    assert batch.counts["added"] == 1, said
    with acting_as(school.clerk):
        assert Recognition.objects.get().level == "province"


def test_pupils_leave_and_stay_after_all(school: School, send: Import, han: int, day: str) -> None:
    titles = (*WHO, "Ngày rời trường", "Hình thức", "Lí do")
    batch, said = send(titles, [(*HAN, day, "Bỏ học", "Theo cha mẹ đi làm")], kind="leaving")
    assert batch.state == "done", (batch.message, said)
    with acting_as(school.clerk) as clerk:
        assert Enrolment.objects.get().left_how == "dropped_out"
        batches.undo(clerk, batch.pk)
    with acting_as(school.clerk):
        assert Enrolment.objects.get().left_how == ""


def test_corrections_need_a_key_only(school: School, send: Import, han: int) -> None:
    titles = ("Mã học sinh của Bộ", "Họ và tên", "Địa chỉ")
    batch, said = send(titles, [("5112345678", "Trần Gia Hằng", "Thôn 5")], kind="corrections")
    assert batch.counts["changed"] == 1, (batch.message, said)
    with acting_as(school.clerk):
        assert Person.objects.values_list("full_name", "home_address").get() == ("Trần Gia Hằng", "Thôn 5")
    _batch, said = send(titles, [("5100000000", "Ai Đó", "Thôn 1")], kind="corrections")
    assert any("trường không có học sinh này" in line for line in said), said


def test_classes_are_opened_changed_and_taken_back(school: School, send: Import) -> None:
    titles = ("Tên lớp", "Khối", "Sĩ số tối đa", "Buổi học")
    rows = [("10A9", "10", "45", "Buổi sáng"), ("10A1", "10", "40", "")]
    batch, said = send(titles, rows, kind="classes")
    assert (batch.counts["added"], batch.counts["changed"]) == (1, 1), (batch.message, said)
    _batch, said = send(titles, [("1A", "1", "", "")], kind="classes")
    assert any("Trường không dạy khối này" in line for line in said), said
    with acting_as(school.clerk) as clerk:
        batches.undo(clerk, batch.pk)
    with acting_as(school.clerk):
        now = ClassGroup.objects.filter(school_id=school.id, school_year=school.year)
        assert sorted(now.values_list("name", "capacity")) == [("10A1", None), ("11A1", None), ("12A1", None)]


def test_staff_come_with_posts_and_teach_classes(school: School, send: Import) -> None:
    titles: tuple[str, ...] = ("Họ và tên", "Ngày sinh", "Mã giáo viên", "Vị trí", "Môn", "Từ ngày")
    rows: list[tuple[str, ...]] = [("Lê Thị Thu Hà", "12/03/1985", "5100000012", "Giáo viên", "Ngữ văn", "01/09/2020")]
    batch, said = send(titles, rows, kind="staff")
    assert (batch.counts["added"], said) == (1, []), batch.message
    again, said = send(titles, [(*rows[0][:4], "Vật lí", "")], kind="staff")
    assert (again.counts["added"], again.counts["changed"]) == (0, 1), said
    with acting_as(school.clerk):
        assert Post.objects.get().subjects == ["physics"]
    titles = ("Lớp", "Môn", "Chủ nhiệm", "Giáo viên")
    rows = [("10A1", "", "Có", "Lê Thị Thu Hà"), ("10A1", "", "", "Lê Thị Thu Hà"), ("5A", "", "x", "Không Ai")]
    _batch, said = send(titles, rows, kind="assignments")
    assert len(said) == 3, said
    done, said = send(titles, rows[:1], kind="assignments")
    assert done.counts["added"] == 1, said
    with acting_as(school.clerk) as clerk:
        assert Assignment.objects.get().is_homeroom
        with pytest.raises(people.RestsOnIt):
            batches.undo(clerk, batch.pk)
    with acting_as(school.clerk) as clerk:
        batches.undo(clerk, done.pk)
        batches.undo(clerk, again.pk)
        batches.undo(clerk, batch.pk)
        assert not Post.objects.exists()


@pytest.mark.parametrize("declared", IMPORTS, ids=lambda one: one.kind)
def test_a_template_accepts_its_own_example(school: School, declared) -> None:
    with acting_as(school.clerk):
        clean, problems = declared.sheet.read([{one.name: one.example for one in declared.sheet.columns}])
    assert not problems and len(clean) == 1
