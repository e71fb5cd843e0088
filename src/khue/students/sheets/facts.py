"""Sheets of facts about pupils: absences of a month, statuses, insurance, health checks, awards and discipline."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.sheets import Column, Line, Problem, Sheet, day, decimal, one_of, text
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.students.actions.fact_rows import FactRow, FactTable, undo_facts, write_facts
from khue.students.models import Absence, HealthCheck, Recognition, Status
from khue.students.rules import (
    ABSENCE_REASONS,
    AWARD_LEVELS,
    BOARDING,
    MEASURES,
    RECOGNITIONS,
    SESSIONS,
    SPECIAL_NEEDS,
    Can,
    measures_for,
)
from khue.students.sheets.cells import card_cells, catalogue_cells, eyesight_cells
from khue.students.sheets.found import Pupil, must_be_in_class, places, pupil_of, pupils
from khue.students.sheets.keys import WHO, problem

ON, FROM, UNTIL = N_("Ngày"), N_("Từ ngày"), N_("Đến ngày")
NOTE = Column("note", N_("Ghi chú"), text(200), "Có đơn xin phép", required=False, clearable=True)
KEY = ("full_name", "birth", "personal_number", "learner_code", "school_code", "class_name")


def _applier(table: FactTable, row_of: Callable[[Line], dict[str, Any]]) -> Callable[..., Applied]:
    def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
        rows = (FactRow(pupil_of(line).person.id, row_of(line)) for line in lines)
        return write_facts(actor, table, rows, batch)

    return apply


def _later(line: Line, column: str, title: str) -> Iterator[Problem]:
    """Yield a problem when a day has not come yet."""
    said: date | None = line.values[column]
    if said and said > today():
        yield problem(line, title, f"{said:%d/%m/%Y}", N_("ngày này chưa tới; hãy kiểm tra lại"))


# Absences of a month ------------------------------------------------------------------------------------------------

ATTENDANCE = Sheet(
    "students.attendance",
    N_("Vắng học trong tháng"),
    (
        *WHO,
        Column("day", ON, day(), "05/10/2026", synonyms=("Ngày vắng", "Ngày nghỉ")),
        Column("session", N_("Buổi"), one_of(**SESSIONS), "Buổi sáng", synonyms=("Buổi học",)),
        Column("reason", N_("Lí do"), one_of(**ABSENCE_REASONS), "Có phép", synonyms=("Phép", "Lý do")),
        NOTE,
    ),
    source="Thông tư 22/2021/TT-BGDĐT, Điều 12 (nghỉ học quá 45 buổi); sổ theo dõi và đánh giá học sinh",
    unique=(*KEY, "day", "session"),
)
ABSENCES = FactTable(
    Absence, ("day", "session"), ("reason", "note"), {"class_group_id": None, "note": "", "user_id": None}
)


def _absent(_actor: Actor, line: Line, pupil: Pupil, _at: int) -> Iterator[Problem]:
    yield from must_be_in_class(line, pupil)
    yield from _later(line, "day", ON)


def _absence(line: Line) -> dict[str, Any]:
    seat = pupil_of(line).seat
    assert seat is not None, "the check refuses pupils without a class"
    said = {name: line.values[name] for name in ("day", "session", "reason", "note")}
    return {**said, "class_group_id": seat.class_id}


# Statuses and insurance ---------------------------------------------------------------------------------------------

STATUS_COLUMNS = (
    Column("start", FROM, day(), "05/09/2026", required=False, note=N_("Bỏ trống thì tính từ hôm nay.")),
    Column("end", UNTIL, day(), "31/05/2027", required=False),
    Column("document", N_("Giấy tờ kèm theo"), text(120), "Giấy chứng nhận hộ nghèo", required=False, clearable=True),
    NOTE,
)
STATUS = Sheet(
    "students.statuses",
    N_("Diện, chế độ của học sinh"),
    (
        *WHO,
        Column(
            "policy_group",
            N_("Đối tượng chính sách"),
            catalogue_cells("priority_categories", N_("đối tượng chính sách")),
            "Hộ nghèo",
            required=False,
            synonyms=("Diện chính sách", "Đối tượng"),
        ),
        Column("boarding", N_("Nội trú, bán trú"), one_of(**BOARDING), "Bán trú", required=False),
        Column(
            "special_need",
            N_("Khuyết tật, nhu cầu đặc biệt"),
            one_of(**SPECIAL_NEEDS),
            "Khuyết tật khác",
            required=False,
        ),
        *STATUS_COLUMNS,
    ),
    source="Thông tư 42/2021/TT-BGDĐT; Nghị định 57/2017/NĐ-CP, Luật Người khuyết tật",
    unique=(*KEY, "policy_group", "boarding", "special_need", "start"),
)
KINDS = ("policy_group", "boarding", "special_need")
INSURANCE = Sheet(
    "students.insurance",
    N_("Thẻ bảo hiểm y tế của học sinh"),
    (
        *WHO,
        Column(
            "insurance",
            N_("Số thẻ bảo hiểm y tế"),
            card_cells(),
            "HS4511512345678",
            synonyms=("Mã thẻ BHYT", "Số thẻ BHYT", "Mã số BHXH"),
        ),
        *STATUS_COLUMNS[:2],
        NOTE,
    ),
    source="Nghị định 188/2025/NĐ-CP về bảo hiểm y tế",
    unique=(*KEY, "insurance"),
    distinct=("insurance",),
)
STATUSES = FactTable(Status, ("kind", "code", "start"), ("period", "document", "note"))


def _status(_actor: Actor, line: Line, _pupil: Pupil, at: int) -> Iterator[Problem]:
    values = line.values
    named = [kind for kind in (*KINDS, "insurance") if values.get(kind)]
    title = STATUS.column("policy_group").title
    if len(named) != 1:
        yield problem(line, title, "", N_("mỗi dòng ghi đúng một diện; diện thứ hai ghi ở dòng khác"))
        return
    if named[0] == "special_need" and not _actor.can(Can.EDIT_HEALTH, at=at):
        says = N_("bạn chưa được giao quyền ghi sức khoẻ; hãy chuyển dòng này cho nhân viên y tế")
        yield problem(line, STATUS.column("special_need").title, values["special_need"], says)
    start, end = values["start"] or today(), values["end"]
    if end and end < start:
        yield problem(line, UNTIL, f"{end:%d/%m/%Y}", N_("sớm hơn ngày bắt đầu; hãy sửa một trong hai ngày"))
        return
    held = Status.objects.filter(person_id=pupil_of(line).person.id, kind=named[0], code=values[named[0]])
    for row in held.filter(period__overlap=(start, end + timedelta(days=1) if end else None)):
        if row.period.lower != start:
            says = N_("đã có từ {day}; hãy ghi đúng ngày bắt đầu ấy, hoặc thời gian khác")
            yield problem(line, FROM, f"{start:%d/%m/%Y}", says, day=f"{row.period.lower:%d/%m/%Y}")


def _status_row(line: Line) -> dict[str, Any]:
    values = line.values
    kind = next(kind for kind in (*KINDS, "insurance") if values.get(kind))
    start = values["start"] or today()
    period = f"[{start},{values['end'] + timedelta(days=1)})" if values["end"] else None
    row = {"kind": kind, "code": values[kind], "start": start, "period": period}
    return {**row, "document": values.get("document"), "note": values["note"]}


# Health, awards, discipline -----------------------------------------------------------------------------------------

HEALTH = Sheet(
    "students.health",
    N_("Khám, cân đo sức khoẻ học sinh"),
    (
        *WHO,
        Column("on", N_("Ngày khám"), day(), "15/10/2026", synonyms=("Ngày cân đo", "Ngày")),
        Column("height_cm", N_("Chiều cao (cm)"), decimal(40, 230, places=1), "148,5", required=False),
        Column("weight_kg", N_("Cân nặng (kg)"), decimal(2, 200, places=1), "39,2", required=False),
        Column("left_eye", N_("Mắt trái"), eyesight_cells(), "10/10", required=False, clearable=True),
        Column("right_eye", N_("Mắt phải"), eyesight_cells(), "9/10", required=False, clearable=True),
        Column("note", N_("Ghi chú y tế"), text(300), "Cần khám lại mắt", required=False, clearable=True),
    ),
    source="Thông tư liên tịch 13/2016/TTLT-BYT-BGDĐT về y tế trường học",
    unique=(*KEY, "on"),
)
HEALTH_CHECKS = FactTable(
    HealthCheck,
    ("on",),
    ("height_cm", "weight_kg", "left_eye", "right_eye", "note"),
    {"height_cm": None, "weight_kg": None, "user_id": None},
)
MEASURED = ("height_cm", "weight_kg", "left_eye", "right_eye", "note")


def _checked(_actor: Actor, line: Line, _pupil: Pupil, _at: int) -> Iterator[Problem]:
    yield from _later(line, "on", HEALTH.column("on").title)
    if not any(line.values[name] for name in MEASURED):
        yield problem(line, HEALTH.column("height_cm").title, "", N_("dòng không có kết quả nào; hãy ghi ít nhất một"))


RECOGNITION = Sheet(
    "students.recognitions",
    N_("Khen thưởng, kỉ luật học sinh"),
    (
        *WHO,
        Column("kind", N_("Loại"), one_of(**RECOGNITIONS), "Khen thưởng"),
        Column("title", N_("Nội dung"), text(200), "Giải nhì hội thi tin học trẻ"),
        Column("level", N_("Cấp khen hoặc hình thức kỉ luật"), one_of(**AWARD_LEVELS, **MEASURES), "Cấp tỉnh"),
        Column("on", ON, day(), "20/10/2026"),
        Column("decision", N_("Số quyết định"), text(60), "123/QĐ-SGDĐT", required=False, clearable=True),
    ),
    source="Thông tư 19/2025/TT-BGDĐT về khen thưởng và kỉ luật học sinh",
    unique=(*KEY, "kind", "title", "on"),
)
RECOGNISED = FactTable(Recognition, ("kind", "title", "on"), ("level", "decision"), {"lifted_on": None})


def _recognised(_actor: Actor, line: Line, pupil: Pupil, _at: int) -> Iterator[Problem]:
    yield from _later(line, "on", ON)
    kind, level = line.values["kind"], line.values["level"]
    measures = measures_for(pupil.seat.grade) if pupil.seat else tuple(MEASURES)
    allowed = {code: (AWARD_LEVELS | MEASURES)[code] for code in (AWARD_LEVELS if kind == "award" else measures)}
    if level not in allowed:
        says = N_("không dùng cho loại này hoặc khối của học sinh; hãy chọn một trong: {allowed}")
        title = RECOGNITION.column("level").title
        yield problem(line, title, (AWARD_LEVELS | MEASURES)[level], says, allowed=", ".join(allowed.values()))


def _said(*names: str) -> Callable[[Line], dict[str, Any]]:
    return lambda line: {name: line.values[name] for name in names}


IMPORTS = (
    Import(
        "attendance",
        ATTENDANCE,
        Can.CALL_ROLL,
        _applier(ABSENCES, _absence),
        undo_facts,
        pupils(_absent),
        places(Can.CALL_ROLL),
    ),
    Import(
        "statuses", STATUS, Can.EDIT, _applier(STATUSES, _status_row), undo_facts, pupils(_status), places(Can.EDIT)
    ),
    Import(
        "insurance",
        INSURANCE,
        Can.EDIT_HEALTH,
        _applier(STATUSES, _status_row),
        undo_facts,
        pupils(_status),
        places(Can.EDIT_HEALTH),
    ),
    Import(
        "health",
        HEALTH,
        Can.EDIT_HEALTH,
        _applier(HEALTH_CHECKS, _said("on", *MEASURED)),
        undo_facts,
        pupils(_checked),
        places(Can.EDIT_HEALTH),
    ),
    Import(
        "recognitions",
        RECOGNITION,
        Can.EDIT,
        _applier(RECOGNISED, _said("kind", "title", "level", "on", "decision")),
        undo_facts,
        pupils(_recognised),
        places(Can.EDIT),
    ),
)
