"""Attendance for programs: the roll of a session, the sum of a pupil's year, leave notes of families."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.students import actions, queries
from khue.students.models import LeaveNote, RollCall
from khue.students.queries import pupil_pages

router = Router()
Session = Literal["morning", "afternoon"]
Reason = Literal["excused", "unexcused", "late"]


class MarkIn(Schema):
    """A pupil who was missing or came late."""

    person_id: int
    reason: Reason
    note: str = Field("", max_length=200)


class RollIn(Schema):
    """The whole roll of a session: who is not named was there. `stamp`: of the roll that was read before."""

    day: date
    session: Session
    marks: list[MarkIn]
    stamp: str = ""
    why: str = Field("", max_length=200, description="lí do, khi sửa điểm danh của ngày đã qua")


class RollLineOut(Schema):
    """A pupil on the roll; `reason` empty: present; `is_proposed`: by a leave note only."""

    person_id: int
    number: int | None
    name: str
    reason: str
    note: str
    is_proposed: bool


class RollOut(Schema):
    """The roll of a session. `problem`: why there is none that day: future, sunday, closed, outside."""

    class_id: int
    day: date
    session: str
    is_called: bool
    stamp: str
    problem: str
    lines: list[RollLineOut]


class RollAsked(Schema):
    """Which session."""

    day: date | None = Field(None, description="bỏ trống là hôm nay")
    session: Session = "morning"


class CalledOut(Schema):
    """A called roll."""

    class_id: int
    day: date
    session: str
    expected: int
    absent: int
    stamp: str


class WaitingOut(Schema):
    """A class of a school with the sessions that were not called."""

    class_id: int
    name: str
    missing: list[str]


class AbsenceOut(Schema):
    """A session that a pupil missed or came late to."""

    day: date
    session: str
    reason: str


class AttendanceOut(Schema):
    """The year of a pupil: sums over all schools, rows as far as they are seen from here."""

    school_year: int
    missed: int
    excused: int
    unexcused: int
    late: int
    limit: int | None
    standing: str = Field(description="rỗng, watch (từ 30), near (từ 40), last (45), over (trên 45)")
    absences: list[AbsenceOut]


class LeaveIn(Schema):
    """A leave note; `session` empty: whole days."""

    first_day: date
    last_day: date | None = None
    session: Literal["", "morning", "afternoon"] = ""
    why: str = Field(max_length=200)


class LeaveOut(Schema):
    id: int
    person_id: int
    first_day: date
    last_day: date
    session: str
    why: str


@router.get("/classes/{int:class_id}/roll", response=RollOut, summary="Điểm danh của một lớp trong một buổi")
def roll(request: HttpRequest, class_id: int, asked: Query[RollAsked]) -> dict[str, Any]:
    """Return the roll of a session with what families proposed."""
    today = localdate()
    found = queries.roll(asking(request), class_id, asked.day or today, asked.session, today=today)
    lines = [{name: getattr(line, name) for name in RollLineOut.model_fields} for line in found.lines]
    return {
        "class_id": class_id,
        "day": found.day,
        "session": found.session,
        "is_called": found.call is not None,
        "stamp": found.stamp,
        "problem": found.problem,
        "lines": lines,
    }


@router.put("/classes/{int:class_id}/roll", response=CalledOut, summary="Điểm danh một lớp trong một buổi")
def call_roll(request: HttpRequest, class_id: int, body: RollIn) -> dict[str, Any]:
    """Call or correct the roll; sent twice it is one change; 409 when somebody else saved meanwhile."""
    marks = {one.person_id: (str(one.reason), one.note) for one in body.marks}
    called = actions.Called(body.day, body.session, marks, body.stamp, body.why)
    made: RollCall = actions.call_roll(asking(request), class_id, called, now=timezone.now(), today=localdate())
    return {
        "class_id": class_id,
        "day": made.day,
        "session": made.session,
        "expected": made.expected,
        "absent": made.absent,
        "stamp": made.at.isoformat(),
    }


@router.get("/classes/waiting", response=list[WaitingOut], summary="Các lớp chưa điểm danh của một trường")
def waiting(request: HttpRequest, school: int, day: date | None = None) -> list[dict[str, Any]]:
    """List the classes of a school that were not called on a day."""
    rows = queries.calls_of_day(asking(request), school, day or localdate())
    return [{"class_id": row.group.pk, "name": row.group.name, "missing": row.missing} for row in rows if row.missing]


@router.get("/students/{int:person_id}/attendance", response=AttendanceOut, summary="Chuyên cần của một học sinh")
def attendance(request: HttpRequest, person_id: int) -> dict[str, Any]:
    """Return what a pupil missed this year: to the school, the teachers of the class, the family."""
    actor, on = asking(request), localdate()
    if person_id not in actor.own:
        pupil_pages.may_see(actor, person_id, on)
    found = queries.summary(actor, person_id, on=on)
    if found is None:
        raise Missing(what=f"chuyên cần của học sinh {person_id} trong năm học này")
    absences = [
        {"day": row.day, "session": row.session, "reason": row.reason} for row in queries.absences(person_id, on=on)
    ]
    return {**vars(found), "school_year": found.year.start, "standing": found.standing, "absences": absences}


@router.post("/students/{int:person_id}/leave-notes", response={201: LeaveOut}, summary="Gửi đơn xin nghỉ học")
def ask_leave(request: HttpRequest, person_id: int, body: LeaveIn) -> Status[LeaveNote]:
    """Send a leave note for a child one is guardian of."""
    wanted = actions.LeaveWanted(body.first_day, body.last_day or body.first_day, body.why, body.session)
    made = actions.ask_leave(asking(request), person_id, wanted, now=timezone.now(), today=localdate())
    return Status(201, made)


@router.delete("/students/leave-notes/{int:note_id}", response=LeaveOut, summary="Rút đơn xin nghỉ học")
def withdraw_leave(request: HttpRequest, note_id: int) -> LeaveNote:
    """Take a leave note back, while its days are not over."""
    return actions.withdraw_leave(asking(request), note_id, now=timezone.now(), today=localdate())
