"""Absences of a month as a list; each session that it names becomes the roll of its class, as on the page."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.errors import Refused
from khue.core.sheets import Column, Line, Problem, Sheet, day, one_of
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.students.actions import Called
from khue.students.actions.attendance import NoSuchSession, must_be_taught
from khue.students.actions.attendance_rows import AbsenceRow, call_rolls, undo_rolls
from khue.students.models import Absence, ClassGroup, Placement
from khue.students.queries.rolls import may_call
from khue.students.queries.year_classes import class_word
from khue.students.rules import ABSENCE_REASONS, SESSIONS, Can
from khue.students.sheets.facts import KEY, NOTE, ON
from khue.students.sheets.found import Found, places, pupil_of, pupils
from khue.students.sheets.keys import CLASS, WHO, problem

SESSION = N_("Buổi")
SAT_IN = "_class"
ATTENDANCE = Sheet(
    "students.attendance",
    N_("Vắng học trong tháng"),
    (
        *WHO,
        Column("day", ON, day(), "05/10/2026", synonyms=("Ngày vắng", "Ngày nghỉ")),
        Column("session", SESSION, one_of(**SESSIONS), "Buổi sáng", synonyms=("Buổi học",)),
        Column("reason", N_("Lí do"), one_of(**ABSENCE_REASONS), "Có phép", synonyms=("Phép", "Lý do")),
        NOTE,
    ),
    source="Thông tư 22/2021/TT-BGDĐT, Điều 12 (nghỉ học quá 45 buổi); sổ theo dõi và đánh giá học sinh",
    unique=(*KEY, "day", "session"),
)


def _absent(actor: Actor, found: Found, at: int) -> Iterator[Problem]:
    judge = _Judge(actor, found, at)
    for line, pupil in found:
        yield from judge.faults(line, pupil.person.id)


class _Judge:
    """The rules of a roll for the rows of a sheet: what the database holds is read once for all of them."""

    def __init__(self, actor: Actor, found: Found, at: int) -> None:
        self._actor = actor
        self._untaught: dict[tuple[int, date, str], Refused | None] = {}
        self._mine: dict[int, bool] = {}
        ids = {pupil.person.id for _line, pupil in found}
        days = {line.values["day"] for line, _pupil in found}
        self._seats = _seats(ids, days, at) if days else {}
        marks = Absence.objects.filter(person_id__in=ids, day__in=days)
        rows = marks.values_list("person_id", "day", "session", "class_group_id", "class_group__name")
        self._marked = {row[:3]: row[3:] for row in rows}

    def faults(self, line: Line, person_id: int) -> Iterator[Problem]:
        """Yield what speaks against a row; without a fault the class of that day is left in the line."""
        on, session, name = (line.values[key] for key in ("day", "session", "class_name"))
        seats = self._seats.get(person_id, ())
        group = next((seat.class_group for seat in seats if on in seat.period), None)
        if group is None:
            yield problem(line, ON, on, N_("ngày này học sinh không ở lớp nào của trường; hãy kiểm tra lại ngày"))
            return
        if name and class_word(name) != class_word(group.name):
            says = N_("ngày này học sinh học lớp {now}; hãy sửa lại lớp, hoặc để trống")
            yield problem(line, CLASS, name, says, now=group.name)
        if not self._may(group):
            says = N_("bạn không được phân công điểm danh lớp {now}; hãy chuyển dòng này cho giáo viên của lớp")
            yield problem(line, CLASS, name, says, now=group.name)
        if refusal := self._refusal(group, on, session):
            is_session = isinstance(refusal, NoSuchSession)
            value = SESSIONS[session] if is_session else on
            yield problem(line, SESSION if is_session else ON, value, refusal.text, **refusal.facts)
        class_id, class_name = self._marked.get((person_id, on, session), (group.pk, ""))
        if class_id != group.pk:
            says = N_("buổi này đã được ghi vắng ở lớp {other}; hãy kiểm tra ngày chuyển lớp")
            yield problem(line, ON, on, says, other=class_name)
        line.values[SAT_IN] = group.pk

    def _may(self, group: ClassGroup) -> bool:
        if group.pk not in self._mine:
            self._mine[group.pk] = may_call(self._actor, group)
        return self._mine[group.pk]

    def _refusal(self, group: ClassGroup, on: date, session: str) -> Refused | None:
        key = (group.pk, on, session)
        if key not in self._untaught:
            self._untaught[key] = _refusal(group, on, session)
        return self._untaught[key]


def _seats(person_ids: Collection[int], days: Collection[date], at: int) -> dict[int, list[Placement]]:
    """Return person -> the places in classes of the school between the first and the last of the days."""
    rows = Placement.objects.filter(
        person_id__in=person_ids, school_id=at, period__startswith__lte=max(days)
    ).select_related("class_group")
    found: dict[int, list[Placement]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _refusal(group: ClassGroup, on: date, session: str) -> Refused | None:
    try:
        must_be_taught(group, Called(on, session, {}), today())
    except Refused as refusal:
        return refusal
    return None


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Call the rolls that the rows name."""
    names = ("day", "session", "reason", "note")
    rows = (
        AbsenceRow(pupil_of(line).person.id, line.values[SAT_IN], *(line.values[name] for name in names))
        for line in lines
    )
    return call_rolls(actor, rows, batch)


IMPORTS = (Import("attendance", ATTENDANCE, Can.CALL_ROLL, apply, undo_rolls, pupils(_absent), places(Can.CALL_ROLL)),)
