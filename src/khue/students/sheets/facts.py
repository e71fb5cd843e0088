"""Sheets of facts about pupils: statuses, insurance, health checks, awards and discipline."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from typing import Any

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.sheets import Column, Line, Problem, Sheet, day, decimal, one_of, text
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.students.actions.fact_rows import FactRow, FactTable, undo_facts, write_facts
from khue.students.models import HealthCheck, Recognition, Status
from khue.students.rules import (
    AWARD_LEVELS,
    BOARDING,
    MEASURES,
    RECOGNITIONS,
    SPECIAL_NEEDS,
    Can,
    measures_for,
)
from khue.students.sheets.cells import card_cells, catalogue_cells, eyesight_cells
from khue.students.sheets.found import Found, Pupil, each, places, pupil_of, pupils
from khue.students.sheets.keys import WHO, problem

ON, FROM, UNTIL = N_("Ngày"), N_("Từ ngày"), N_("Đến ngày")
NOTE = Column("note", N_("Ghi chú"), text(200), "Có đơn xin phép", required=False, clearable=True)
KEY = ("full_name", "birth", "personal_number", "learner_code", "school_code", "class_name")
Span = tuple[date, date | None]  # the first day, and the day after the last one


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


def _status(actor: Actor, found: Found, at: int) -> Iterator[Problem]:
    held = _held({pupil.person.id for _line, pupil in found})
    writes_health = actor.can(Can.EDIT_HEALTH, at=at)
    for line, pupil in found:
        values = line.values
        named = [kind for kind in (*KINDS, "insurance") if values.get(kind)]
        if len(named) != 1:
            says = N_("mỗi dòng ghi đúng một diện; diện thứ hai ghi ở dòng khác")
            yield problem(line, STATUS.column("policy_group").title, "", says)
            continue
        if named[0] == "special_need" and not writes_health:
            says = N_("bạn chưa được giao quyền ghi sức khoẻ; hãy chuyển dòng này cho nhân viên y tế")
            yield problem(line, STATUS.column("special_need").title, values["special_need"], says)
        yield from _overlaps(line, held[pupil.person.id, named[0], values[named[0]]])


def _held(person_ids: Collection[int]) -> dict[tuple[int, str, str], list[Span]]:
    """Return (person, kind, code) -> the times in which it holds, of all pupils of the rows at once."""
    held: dict[tuple[int, str, str], list[Span]] = defaultdict(list)
    rows = Status.objects.filter(person_id__in=person_ids).exclude(period__isempty=True)
    for person_id, kind, code, period in rows.values_list("person_id", "kind", "code", "period"):
        held[person_id, kind, code].append((period.lower, period.upper))
    return held


def _overlaps(line: Line, held: list[Span]) -> Iterator[Problem]:
    """Yield what speaks against the time of a row; a time of the same first day is the one meant."""
    start, end = line.values["start"] or today(), line.values["end"]
    if end and end < start:
        yield problem(line, UNTIL, f"{end:%d/%m/%Y}", N_("sớm hơn ngày bắt đầu; hãy sửa một trong hai ngày"))
        return
    until = end + timedelta(days=1) if end else None
    for first, beyond in held:
        if first != start and (until is None or first < until) and (beyond is None or start < beyond):
            says = N_("đã có từ {day}; hãy ghi đúng ngày bắt đầu ấy, hoặc thời gian khác")
            yield problem(line, FROM, f"{start:%d/%m/%Y}", says, day=f"{first:%d/%m/%Y}")
    held.append((start, until))


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


def _checked(line: Line, _pupil: Pupil) -> Iterator[Problem]:
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


def _recognised(line: Line, pupil: Pupil) -> Iterator[Problem]:
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
        pupils(each(_checked)),
        places(Can.EDIT_HEALTH),
    ),
    Import(
        "recognitions",
        RECOGNITION,
        Can.EDIT,
        _applier(RECOGNISED, _said("kind", "title", "level", "on", "decision")),
        undo_facts,
        pupils(each(_recognised)),
        places(Can.EDIT),
    ),
)
