"""Everything about pupils that comes and goes as sheets."""

from collections.abc import Iterator

from khue.core.actor import Actor
from khue.core.sheets import Line
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.students.actions.roster_rows import pupil_rows, undo_roster, write_roster
from khue.students.rules import Can
from khue.students.sheets import assignments, attendance, classes, corrections, facts, leaving
from khue.students.sheets.found import places
from khue.students.sheets.roster import ROSTER
from khue.students.sheets.roster_check import FOUND, check


def _apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    return write_roster(actor, pupil_rows(lines, FOUND), batch)


IMPORTS = (
    *classes.IMPORTS,
    Import("roster", ROSTER, Can.IMPORT, _apply, undo_roster, check, places(Can.IMPORT)),
    *corrections.IMPORTS,
    *assignments.IMPORTS,
    *attendance.IMPORTS,
    *facts.IMPORTS,
    *leaving.IMPORTS,
)
