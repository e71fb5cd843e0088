"""The classes of a school in a year, as a list."""

from collections.abc import Iterator, Sequence

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.sheets import Column, Line, Problem, Sheet, one_of, text, whole
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.students.actions import NewClass
from khue.students.actions.class_rows import ClassRow, undo_classes, write_classes
from khue.students.actions.classes import class_faults, school_on
from khue.students.queries.year_classes import YearClasses, class_word
from khue.students.rules import CLASS_KINDS, GRADES, SESSIONS, Can
from khue.students.sheets.cells import several, year_cells
from khue.students.sheets.found import FOUND, places
from khue.students.sheets.keys import problem

CLASSES = Sheet(
    "students.classes",
    N_("Danh sách lớp"),
    (
        Column("name", N_("Tên lớp"), text(30), "6A1", synonyms=("Lớp",)),
        Column("school_year", N_("Năm học"), year_cells(), "2026-2027", required=False),
        Column(
            "grades",
            N_("Khối"),
            several(one_of(**{one.code: one.title for one in GRADES})),
            "6",
            note=N_("Lớp ghép, nhóm trẻ ghi nhiều khối, cách nhau bằng dấu chấm phẩy."),
        ),
        Column("kind", N_("Loại lớp"), one_of(**CLASS_KINDS), "Lớp", required=False),
        Column("sessions", N_("Buổi học"), several(one_of(**SESSIONS)), "Buổi sáng", required=False),
        Column("capacity", N_("Sĩ số tối đa"), whole(1, 200), "45", required=False),
    ),
    source="Điều lệ trường học (Thông tư 28/2020, 32/2020 và 52/2020/TT-BGDĐT)",
    unique=("name", "school_year"),
)


def check(_actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Find the classes that are there, and what the school cannot have."""
    known = YearClasses(at or 0, today())
    problems: list[Problem] = []
    for line in lines:
        values = line.values
        year = values["school_year"] or known.year
        grades = tuple(values["grades"])
        kind = values["kind"] or ("ordinary" if len(grades) == 1 else "combined")
        new = NewClass(values["name"], grades, kind, None, values["sessions"] or ("morning",), values["capacity"])
        found = known.of(year).get(class_word(values["name"]))
        line.values[FOUND] = ClassRow(year, new, found.id if found else None, values["sessions"] is not None)
        if found is None:
            faults = class_faults(school_on(at or 0, year), new)
            problems += [problem(line, CLASSES.column("grades").title, fault.value, fault.text) for fault in faults]
    return problems


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Open or change the classes of the rows."""
    return write_classes(actor, [line.values[FOUND] for line in lines], batch)


IMPORTS = (Import("classes", CLASSES, Can.IMPORT, apply, undo_classes, check, places(Can.IMPORT)),)
