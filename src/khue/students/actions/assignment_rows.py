"""Who teaches what to which class, from a list: what differs from now ends on the day and begins anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.loading import reserve_ids
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.core.staging import change_rows, store_rows
from khue.people import actions as people
from khue.students.actions.refusals import BeingAssigned
from khue.students.models import Assignment
from khue.students.rules import Can

HELD = """
SELECT class_group_id, CASE WHEN is_homeroom THEN '' ELSE subject END, id, post_id, person_id, lower(period),
    period::text
FROM students_assignment WHERE school_id = %s AND class_group_id = ANY (%s) AND upper_inf(period)
"""


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """What a row says: a subject of a class, or no subject for the homeroom, and the teacher's post from a day on."""

    class_id: int
    subject: str
    post_id: int
    person_id: int
    on: date


def write_assignments(actor: Actor, rows: Sequence[AssignmentRow], batch: Batch) -> Applied:
    """Assign teachers at the school of the batch.

    Raises: Denied, BeingAssigned.
    """
    school_id = batch.organisation_id or 0
    actor.must(Can.ASSIGN_TEACHERS, at=school_id)
    with connection.cursor() as cursor:
        cursor.execute(HELD, [school_id, list({row.class_id for row in rows})])
        held = {(line[0], line[1]): line[2:] for line in cursor.fetchall()}
    differing = [row for row in rows if (row.class_id, row.subject) not in held or _post(held, row) != row.post_id]
    stamp = people.Stamp(actor, batch.pk, school_id, timezone.now(), localdate())
    ended, changes = [], []
    for row in differing:
        if known := held.get((row.class_id, row.subject)):
            number, _post_id, person_id, begun, period = known
            until = f"[{begun},{row.on})" if begun < row.on else "empty"
            ended.append((number, until))
            changes.append((person_id, f"students.Assignment:{number}", "period", period, until))
    numbers = reserve_ids(Assignment, len(differing)) if differing else []
    columns = ("id", "class_group_id", "school_id", "post_id", "person_id", "subject", "is_homeroom", "period")
    try:
        change_rows(Assignment, ("id", "period"), ended)
        store_rows(Assignment, columns, [_line(pk, school_id, row) for pk, row in zip(numbers, differing, strict=True)])
    except IntegrityError as error:
        raise BeingAssigned from error
    people.note_many(stamp, changes)
    batch.made = {"students.Assignment": people.ranges(numbers)}
    if differing:
        record(actor, "students.assignments_imported", batch, school=school_id, count=len(differing))
    return Applied(len(differing) - len(ended), len(ended), len(rows) - len(differing))


def _post(held: dict[tuple[int, str], Any], row: AssignmentRow) -> int:
    return int(held[row.class_id, row.subject][1])


def _line(number: int, school_id: int, row: AssignmentRow) -> tuple[Any, ...]:
    who = (row.post_id, row.person_id, row.subject, not row.subject)
    return (number, row.class_id, school_id, *who, f"[{row.on},)")
