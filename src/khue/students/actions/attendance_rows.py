"""Absences from a sheet: every session of a class that it names is called, or corrected, by the action of the page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.sheets import CLEARED
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.people import actions as people
from khue.students.actions.attendance import Called, call_roll
from khue.students.models import Absence, ClassGroup, RollCall
from khue.students.queries.rolls import Mark, marks_of, pupils_on, stamp_of

CALLED, CORRECTED, AT = "students.RollCall", "corrected", "at"  # what a batch keeps of its rolls
Session = tuple[int, date, str]


class RollsCorrected(Refused):
    """The file changed rolls that had been called before it."""

    text = N_(
        "Lần nhập {batch} đã sửa {count} buổi điểm danh có từ trước nên không hoàn tác được. "
        "Hãy sửa từng buổi ở trang điểm danh."
    )


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """What a row says: who missed which session of which class, and why. note: None was not said, CLEARED empties."""

    person_id: int
    class_id: int
    day: date
    session: str
    reason: str
    note: Any = None


def call_rolls(actor: Actor, rows: Iterable[AbsenceRow], batch: Batch) -> Applied:
    """Call the roll of every session that the rows name; who is not named keeps the mark of before.

    Raises: as `call_roll`.
    """
    by_session: dict[Session, list[AbsenceRow]] = defaultdict(list)
    for row in rows:
        by_session[row.class_id, row.day, row.session].append(row)
    groups = ClassGroup.objects.in_bulk({class_id for class_id, _day, _session in by_session})
    work = _Work(actor, batch, timezone.now(), localdate())
    for (class_id, day, session), said in sorted(by_session.items(), key=lambda item: (item[0][1], *item[0])):
        work.call(groups[class_id], day, session, said)
    batch.made = {CALLED: people.ranges(work.called), CORRECTED: work.corrected, AT: work.now.isoformat()}
    return Applied(work.added, work.changed, work.unchanged)


class _Work:
    """The rolls of one file, counted together."""

    def __init__(self, actor: Actor, batch: Batch, now: datetime, today: date) -> None:
        self.actor, self.now, self.today = actor, now, today
        self.why = _("Theo tệp của lần nhập {batch}").format(batch=batch.pk)
        self.called: list[int] = []
        self.added = self.changed = self.unchanged = self.corrected = 0

    def call(self, group: ClassGroup, day: date, session: str, said: Sequence[AbsenceRow]) -> None:
        """Call one roll, with the marks that stand and those of the rows."""
        seats = {seat.person_id for seat in pupils_on(group, day)}
        stands = {pk: mark for pk, mark in marks_of(group, day, session).items() if pk in seats}
        call = RollCall.objects.filter(class_group=group, day=day, session=session).first()
        marks = stands | {row.person_id: _mark(row, stands) for row in said}
        self._count(said, stands, marks)
        called = Called(day, session, marks, stamp_of(call), self.why)
        saved = call_roll(self.actor, group.pk, called, now=self.now, today=self.today)
        if call is None and not stands:
            self.called.append(saved.pk)
        elif marks != stands:
            self.corrected += 1

    def _count(self, said: Sequence[AbsenceRow], stands: Mapping[int, Mark], marks: Mapping[int, Mark]) -> None:
        for row in said:
            self.added += row.person_id not in stands
            self.changed += row.person_id in stands and stands[row.person_id] != marks[row.person_id]
            self.unchanged += stands.get(row.person_id) == marks[row.person_id]


def _mark(row: AbsenceRow, stands: Mapping[int, Mark]) -> Mark:
    _reason, before = stands.get(row.person_id, ("", ""))
    return row.reason, "" if row.note is CLEARED else before if row.note is None else row.note


def undo_rolls(actor: Actor, batch: Batch) -> None:
    """Take back the rolls that a sheet called, when nobody corrected them since.

    Raises: RollsCorrected, ChangedSince.
    """
    if count := batch.made.get(CORRECTED):
        raise RollsCorrected(batch=batch.pk, count=count)
    wanted = [pk for first, last in batch.made.get(CALLED, ()) for pk in range(first, last + 1)]
    calls = list(RollCall.objects.select_for_update(of=("self",)).filter(pk__in=wanted))
    later = [call for call in calls if stamp_of(call) != batch.made[AT]]
    if lost := len(wanted) - len(calls) + len(later):
        raise people.ChangedSince(count=lost, batch=batch.pk, what=_("điểm danh"))
    for call in calls:
        Absence.objects.filter(class_group_id=call.class_group_id, day=call.day, session=call.session).delete()
    RollCall.objects.filter(pk__in=wanted).delete()
    record(actor, "students.rolls_taken_back", batch, school=batch.organisation_id, count=len(calls))
