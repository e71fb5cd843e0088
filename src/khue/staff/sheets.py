"""The list of staff of a unit: who works there, as what, from when to when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.sheets import Column, Line, Problem, Sheet, day, one_of, text
from khue.core.sheets.cells import Cell, shown
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.kinds import Kind, code_of
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.people.rules import (
    SEXES,
    PersonalNumber,
    birth_cells,
    conflicts,
    email_cells,
    identifier_cells,
    name_cells,
    phone_cells,
)
from khue.staff.actions import StaffRow, undo_staff, write_staff
from khue.staff.rules import POSITIONS, Can

FOUND = "_found"
NAME, NUMBER, CODE = N_("Họ và tên"), N_("Số định danh cá nhân"), N_("Mã giáo viên của Bộ")
TITLES = {"personal_number": NUMBER, "teacher_code": CODE}
TEACHING = ("teacher", "head", "vice_head")


def subject_cells() -> Kind:
    """Accept subjects of the catalogue with ; between; the value is a tuple of codes."""
    one = code_of(N_("môn học"), lambda: catalogues.labels("subjects"))

    def read(cell: Cell) -> tuple[str, ...]:
        parts = [part.strip() for part in shown(cell).split(";")]
        return tuple(dict.fromkeys(str(one.read(part)) for part in parts if part))

    return Kind(read, {"type": "string"}, one.note, one.note_facts, options=one.options)


STAFF = Sheet(
    "staff.posts",
    N_("Danh sách nhân sự"),
    (
        Column("full_name", NAME, name_cells(), "Lê Thị Thu Hà", synonyms=("Họ tên", "Họ và tên giáo viên")),
        Column(
            "birth",
            N_("Ngày sinh"),
            birth_cells(today),
            "12/03/1985",
            required=False,
            synonyms=("Ngày tháng năm sinh",),
        ),
        Column("sex", N_("Giới tính"), one_of(**SEXES), "Nữ", required=False),
        Column(
            "personal_number",
            NUMBER,
            identifier_cells("personal_number", 12),
            "051185001234",
            required=False,
            synonyms=("Số CCCD", "CCCD"),
        ),
        Column(
            "teacher_code",
            CODE,
            identifier_cells("teacher_code", 10),
            "5100000012",
            required=False,
            synonyms=("Mã giáo viên", "Mã định danh giáo viên"),
        ),
        Column("position", N_("Vị trí"), one_of(**POSITIONS), "Giáo viên", synonyms=("Chức vụ", "Vị trí việc làm")),
        Column(
            "subjects",
            N_("Môn được đào tạo"),
            subject_cells(),
            "Ngữ văn",
            required=False,
            synonyms=("Môn", "Chuyên môn"),
        ),
        Column(
            "start", N_("Từ ngày"), day(), "01/09/2020", required=False, synonyms=("Ngày vào làm", "Ngày về trường")
        ),
        Column("decision", N_("Quyết định"), text(120), "45/QĐ-SGDĐT", required=False, clearable=True),
        Column(
            "phone",
            N_("Điện thoại"),
            phone_cells(),
            "0905000011",
            required=False,
            synonyms=("Số điện thoại",),
            clearable=True,
        ),
        Column(
            "email",
            N_("Thư điện tử"),
            email_cells(),
            "thuha@truong.edu.vn",
            required=False,
            synonyms=("Email",),
            clearable=True,
        ),
    ),
    source="Thông tư 42/2021/TT-BGDĐT; Thông tư 20/2023 và 19/2023/TT-BGDĐT về vị trí việc làm",
    unique=("full_name", "birth", "personal_number", "teacher_code", "position"),
)


def check(_actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Find who is there already, and what speaks against a row."""
    unit = at or 0
    found = people.match([_sought(line.values) for line in lines], unit)
    names = organisations.names({place for match in found for place in match.elsewhere.values()})
    problems: list[Problem] = []
    for line, match in zip(lines, found, strict=True):
        problems += _problems(line, match, names)
        values = line.values
        facts = {
            name: values[name] for name in ("full_name", "birth", "sex", "phone", "email") if values[name] is not None
        }
        person_id = match.person.id if match.person else None
        line.values[FOUND] = StaffRow(
            person_id,
            facts,
            _codes(values),
            values["position"],
            values["subjects"],
            values["start"],
            values["decision"],
        )
    return problems


def _codes(values: Mapping[str, Any]) -> dict[str, str]:
    return {scheme: values[scheme] for scheme in TITLES if values[scheme]}


def _sought(values: Mapping[str, Any]) -> people.Sought:
    birth: date | None = values["birth"].on if values["birth"] else None
    return people.Sought(values["full_name"], birth, _codes(values))


def _problems(line: Line, match: people.Match, names: Mapping[int, str]) -> Iterator[Problem]:
    values = line.values
    for scheme, unit in match.elsewhere.items():
        says = N_("hồ sơ của người này do «{unit}» quản lí; hãy đề nghị đơn vị ấy giao hồ sơ, hoặc kiểm tra lại mã")
        yield _problem(line, TITLES[scheme], values[scheme], says, unit=names.get(unit, f"#{unit}"))
    for scheme in match.others:
        yield _problem(line, TITLES[scheme], values[scheme], N_("thuộc về một hồ sơ khác; hãy kiểm tra lại các mã"))
    if match.namesakes:
        says = N_("có {count} hồ sơ cùng họ tên, ngày sinh; hãy ghi mã để phân biệt")
        yield _problem(line, NAME, values["full_name"], says, count=len(match.namesakes))
    if values["personal_number"]:
        birth = values["birth"].on if values["birth"] else None
        for remark in conflicts(PersonalNumber(values["personal_number"]), birth=birth, sex=values["sex"] or ""):
            yield _problem(line, NUMBER, values["personal_number"], remark.says, **remark.facts)
    if values["subjects"] and values["position"] not in TEACHING:
        says = N_("chỉ giáo viên và người quản lí trường có môn được đào tạo; hãy bỏ trống")
        yield _problem(line, STAFF.column("subjects").title, ", ".join(values["subjects"]), says)


def _problem(line: Line, column: str, value: str, says: str, **facts: Any) -> Problem:
    return Problem(line.row, column, value, says, facts, sheet=line.sheet)


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Write the people and their posts."""
    return write_staff(actor, [line.values[FOUND] for line in lines], batch)


def places(actor: Actor) -> Mapping[int, str]:
    """Return the units whose staff this person may import."""
    mine = actor.places(Can.EDIT)
    found = organisations.as_of().order_by("sort_key")
    if mine is not None:
        found = found.filter(organisation_id__in=mine)
    return dict(found.values_list("organisation_id", "name"))


STAFF_IMPORT = Import("staff", STAFF, Can.EDIT, apply, undo_staff, check, places)
