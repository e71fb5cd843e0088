"""Classes from a list: those that are not there are opened, the others changed where the list says something else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import Actor
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.people import actions as people
from khue.students.actions.classes import NewClass, amend_class, open_classes
from khue.students.models import ClassGroup
from khue.students.rules import Can

MADE, BEFORE = "students.ClassGroup", "before"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """What a row says of a class; class_id: of the class of this name, if there is one."""

    school_year: int
    new: NewClass
    class_id: int | None
    says_sessions: bool = False


def write_classes(actor: Actor, rows: Sequence[ClassRow], batch: Batch) -> Applied:
    """Open and change classes of the school of the batch.

    Raises: Denied, Invalid, NameTaken.
    """
    fresh: dict[int, list[NewClass]] = defaultdict(list)
    before: dict[str, dict[str, Any]] = {}
    made: list[int] = []
    for row in rows:
        if row.class_id is None:
            fresh[row.school_year].append(row.new)
            continue
        known = ClassGroup.objects.get(pk=row.class_id)
        wanted: dict[str, Any] = {"grades": list(row.new.grades), "kind": row.new.kind}
        wanted |= {"sessions": list(row.new.sessions)} if row.says_sessions else {}
        wanted |= {"capacity": row.new.capacity} if row.new.capacity is not None else {}
        old = {name: getattr(known, name) for name, value in wanted.items() if getattr(known, name) != value}
        if old:
            amend_class(actor, row.class_id, {name: wanted[name] for name in old})
            before[str(row.class_id)] = old
    for year, news in fresh.items():
        opened = open_classes(actor, batch.organisation_id or 0, year, news, needs=Can.IMPORT, batch_id=batch.pk)
        made += [row.pk for row in opened]
    batch.made = {MADE: people.ranges(made), BEFORE: before}
    return Applied(len(made), len(before), len(rows) - len(made) - len(before))


def undo_classes(actor: Actor, batch: Batch) -> None:
    """Close what was opened as if it never was, and change back what was changed.

    Raises: Denied, ChangedSince, RestsOnIt.
    """
    for class_id, old in batch.made.get(BEFORE, {}).items():
        amend_class(actor, int(class_id), old)
    stamp = people.stamp_of_undo(actor, batch, timezone.now(), localdate())
    people.take_back(stamp, batch, {MADE: batch.made.get(MADE, [])})
