"""Everything about pupils that comes and goes as sheets."""

from collections.abc import Iterator, Mapping

from khue.core.actor import Actor
from khue.core.sheets import Line
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.organisations import queries as organisations
from khue.students.actions.roster_rows import pupil_rows, undo_roster, write_roster
from khue.students.rules import Can
from khue.students.sheets.roster import ROSTER
from khue.students.sheets.roster_check import FOUND, check


def schools(actor: Actor) -> Mapping[int, str]:
    """Return the schools for which this person may import pupils."""
    mine = actor.places(Can.IMPORT)
    found = organisations.as_of().filter(kind="school").order_by("sort_key")
    if mine is not None:
        found = found.filter(organisation_id__in=mine)
    return dict(found.values_list("organisation_id", "name"))


def _apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    return write_roster(actor, pupil_rows(lines, FOUND), batch)


IMPORTS = (Import("roster", ROSTER, Can.IMPORT, _apply, undo_roster, check, schools),)
