"""Corrections of pupils' records by key: only what a row says changes; «(xoá)» empties."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from khue.core.actor import Actor
from khue.core.sheets import Line, Problem, Sheet
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.students.actions.roster_rows import undo_roster, write_corrections
from khue.students.rules import Can
from khue.students.sheets import keys
from khue.students.sheets.found import FOUND, places
from khue.students.sheets.keys import problem
from khue.students.sheets.roster import ROSTER
from khue.students.sheets.roster_check import RosterCheck

OF_CLASS = frozenset(
    {"class_name", "school_year", "grade", "number", "policy_group", "special_need", "boarding", "note"}
)
CORRECTIONS = Sheet(
    "students.corrections",
    N_("Bổ sung, đính chính hồ sơ học sinh"),
    tuple(
        replace(column, required=False)
        for column in (*keys.CODES, *ROSTER.columns)
        if column.name not in OF_CLASS | {"insurance"} and (column in keys.CODES or column.name not in keys.TITLES)
    ),
    source=ROSTER.source,
    distinct=tuple(keys.TITLES),
)


def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Find the pupil of each row; a correction is for somebody who is there."""
    work = RosterCheck(actor, lines, at or 0)
    for line, match in work.pupils():
        if match.person is not None:
            line.values[FOUND] = work.draft(line, match)
        elif not match.elsewhere and not match.namesakes:
            says = N_("trường không có học sinh này; hãy ghi đúng mã học sinh, hoặc họ tên và ngày sinh như hồ sơ")
            work.problems.append(problem(line, keys.FULL_NAME, line.values["full_name"], says))
    return work.problems


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Write the corrections."""
    return write_corrections(actor, (line.values[FOUND] for line in lines), batch)


IMPORTS = (Import("corrections", CORRECTIONS, Can.IMPORT, apply, undo_roster, check, places(Can.IMPORT)),)
