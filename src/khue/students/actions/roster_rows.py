"""A class list becomes pupils at school: persons, stays, places in classes, statuses, a part of the file at a time.

One event for the file; every changed fact in the journal under the batch, so that the whole can be taken back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Refused
from khue.core.loading import reserve_ids
from khue.core.sheets import CLEARED, Line
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.core.staging import change_rows, store_rows
from khue.core.words import N_
from khue.people import actions as people
from khue.students.actions.enrolling import refuse_closed_school
from khue.students.models import Enrolment, Placement, Status
from khue.students.rules import GRADE_ORDER, Can

PART = 1_000  # pupils written at a time
STAYS = """
SELECT person_id, id, lower(period), upper(period), note, version FROM students_enrolment
WHERE school_id = %s AND person_id = ANY (%s) ORDER BY lower(period)
"""
SEATS = """
SELECT person_id, id, enrolment_id, class_group_id, school_year, grade, number, lower(period), period::text
FROM students_placement WHERE school_id = %s AND person_id = ANY (%s) AND upper_inf(period)
"""
HELD = """
SELECT person_id, kind, code, id, lower(period), period::text FROM students_status
WHERE school_id = %s AND person_id = ANY (%s) AND kind = ANY (%s) AND upper_inf(period)
"""


class EnrolledElsewhere(Refused):
    """A pupil of the file is on the register of another school."""

    text = N_(
        "Một học sinh trong tệp đang học ở trường khác, hoặc vừa được trường khác ghi nhận. "
        "Hãy kiểm tra lại tệp, rồi lập hồ sơ chuyển trường cho học sinh ấy."
    )


@dataclass(frozen=True, slots=True)
class PupilRow:
    """What a row of a class list comes to. statuses: kind -> codes that hold, or CLEARED. note: None says nothing."""

    draft: people.Draft
    class_id: int
    school_year: int
    grade: str
    number: int | None = None
    statuses: Mapping[str, Any] = field(default_factory=dict)
    note: Any = None


def write_roster(actor: Actor, rows: Iterator[PupilRow], batch: Batch) -> Applied:
    """Write the rows of a class list for the school of the batch.

    Raises: Denied, NotYetOpen, NoLongerOpen, EnrolledElsewhere, ChangedMeanwhile.
    """
    school_id = batch.organisation_id or 0
    actor.must(Can.IMPORT, at=school_id)
    stamp = people.Stamp(actor, batch.pk, school_id, timezone.now(), localdate())
    refuse_closed_school(school_id, [stamp.on])
    work = _Work(stamp)
    try:
        while part := list(islice(rows, PART)):
            work.write(part)
    except IntegrityError as error:
        raise EnrolledElsewhere from error
    batch.made = {label: people.ranges(ids) for label, ids in work.made.items() if ids}
    facts = {"school": school_id, "added": work.added, "changed": work.changed, "unchanged": work.unchanged}
    if work.added or work.changed:
        record(actor, "students.list_imported", batch, **facts)
    return Applied(work.added, work.changed, work.unchanged)


def write_corrections(actor: Actor, drafts: Iterator[people.Draft], batch: Batch) -> Applied:
    """Change records of pupils as the rows say.

    Raises: Denied, ChangedMeanwhile.
    """
    school_id = batch.organisation_id or 0
    actor.must(Can.IMPORT, at=school_id)
    stamp = people.Stamp(actor, batch.pk, school_id, timezone.now(), localdate())
    made: dict[str, list[int]] = defaultdict(list)
    changed = unchanged = 0
    while part := list(islice(drafts, PART)):
        written = people.write_people(stamp, part)
        changed += len(written.changed & set(written.person_ids))
        unchanged += len(set(written.person_ids) - written.changed)
        for label, ids in written.made.items():
            made[label] += ids
    batch.made = {label: people.ranges(ids) for label, ids in made.items() if ids}
    if changed:
        record(actor, "students.records_corrected", batch, school=school_id, changed=changed)
    return Applied(changed=changed, unchanged=unchanged)


def undo_roster(actor: Actor, batch: Batch) -> None:
    """Take back what a sheet of pupils wrote.

    Raises: Denied, ChangedSince, RestsOnIt.
    """
    actor.must(Can.IMPORT, at=batch.organisation_id)
    people.take_back(people.stamp_of_undo(actor, batch, timezone.now(), localdate()), batch, batch.made)
    record(actor, "students.list_taken_back", batch, school=batch.organisation_id)


class _Work:
    """The parts of one file, counted together."""

    def __init__(self, stamp: people.Stamp) -> None:
        self.stamp, self.school_id = stamp, stamp.custody_id
        self.made: dict[str, list[int]] = defaultdict(list)
        self.added = self.changed = self.unchanged = 0
        self._touched: set[int] = set()
        self._changes: list[tuple[int, str, str, Any, Any]] = []

    def write(self, rows: Sequence[PupilRow]) -> None:
        """Write one part: persons first, then where they are, then what they hold."""
        written = people.write_people(self.stamp, [row.draft for row in rows])
        self._touched, self._changes = set(written.changed), []
        for label, ids in written.made.items():
            self.made[label] += ids
        pupils = list(zip(written.person_ids, rows, strict=True))
        known = [pk for pk in written.person_ids if pk not in written.added]
        self._seats(pupils, self._stays(pupils, known), known)
        self._statuses([(pk, row) for pk, row in pupils if row.statuses], known)
        people.note_many(self.stamp, self._changes)
        self.added += len(written.added)
        changed = self._touched - written.added
        self.changed += len(changed & set(written.person_ids))
        self.unchanged += len(pupils) - len(written.added) - len(changed & set(written.person_ids))

    def _stays(self, pupils: Sequence[tuple[int, PupilRow]], known: Sequence[int]) -> dict[int, tuple[int, date]]:
        """Return person -> stay at this school and its first day; who has none enters."""
        stays: dict[int, tuple[int, date]] = {}
        were: dict[int, date] = {}
        notes: dict[int, tuple[int, str, int]] = {}
        for person_id, stay_id, begun, ended, *note in _rows(STAYS, [self.school_id, known]) if known else ():
            if ended is None:
                stays[person_id], notes[person_id] = (stay_id, begun), (stay_id, *note)
            else:
                were[person_id] = max(ended, were.get(person_id, ended))
        self._notes(pupils, notes)
        fresh = [(pk, row) for pk, row in pupils if pk not in stays]
        numbers = reserve_ids(Enrolment, len(fresh)) if fresh else []
        lines = []
        for number, (pk, row) in zip(numbers, fresh, strict=True):
            since = max(self._since(row.school_year), were.get(pk, date.min))
            stays[pk] = (number, since)
            how = "returned" if pk in were else "registered"
            lines.append((number, pk, self.school_id, f"[{since},)", how, _said(row.note) or ""))
            self._touched.add(pk)
        empty = ("entered_from", "left_how", "left_to", "left_why", "kept_name", "kept_sex", "kept_ethnicity")
        columns = ("id", "person_id", "school_id", "period", "entered_how", "note", *empty)
        tail = (*([""] * len(empty)), False, self.stamp.batch_id, 1)
        store_rows(Enrolment, (*columns, "is_secondary", "batch_id", "version"), [(*line, *tail) for line in lines])
        self.made["students.Enrolment"] += numbers
        return stays

    def _notes(self, pupils: Sequence[tuple[int, PupilRow]], held: Mapping[int, tuple[int, str, int]]) -> None:
        """Write what the rows say about stays that go on."""
        changed = []
        for pk, row in pupils:
            said = _said(row.note)
            if pk in held and said is not None and said != held[pk][1]:
                stay_id, old, version = held[pk]
                changed.append((stay_id, said, version + 1))
                self._note(pk, stay_id, "note", old, said, of="students.Enrolment")
        change_rows(Enrolment, ("id", "note", "version"), changed)

    def _since(self, school_year: int) -> date:
        """Return from when a pupil of the year is taken to be there: its first day, or today in the summer before."""
        return min(SchoolYear(school_year).first_day, self.stamp.on)

    def _seats(
        self, pupils: Sequence[tuple[int, PupilRow]], stays: Mapping[int, tuple[int, date]], known: Sequence[int]
    ) -> None:
        held = {row[0]: row[1:] for row in _rows(SEATS, [self.school_id, known])} if known else {}
        fresh: list[tuple[Any, ...]] = []
        ended: list[tuple[Any, ...]] = []
        renumbered: list[tuple[Any, ...]] = []
        for pk, row in pupils:
            stay_id, begun = stays[pk]
            seat = held.get(pk)
            since, how = max(begun, self._since(row.school_year)), "new"
            if seat and (seat[2], seat[4]) == (row.class_id, row.grade):
                if row.number is not None and row.number != seat[5]:
                    renumbered.append((seat[0], row.number))
                    self._note(pk, seat[0], "number", seat[5], row.number)
                continue
            if seat:
                since, how = self._move(seat, row)
                ended.append((seat[0], f"[{seat[6]},{since})"))
                self._note(pk, seat[0], "period", seat[7], f"[{seat[6]},{since})")
            place = (row.class_id, row.school_year, row.grade, row.number, how)
            fresh.append((stay_id, pk, self.school_id, *place, "{}", f"[{since},)"))
            self._touched.add(pk)
        change_rows(Placement, ("id", "number"), renumbered)
        change_rows(Placement, ("id", "period"), ended)
        columns = ("id", "enrolment_id", "person_id", "school_id", "class_group_id", "school_year", "grade")
        self._add(Placement, (*columns, "number", "how", "chosen_subjects", "period"), fresh)

    def _move(self, seat: Sequence[Any], row: PupilRow) -> tuple[date, str]:
        """Return from when and how a pupil goes from one class to another; a place lasts a day at least."""
        _pk, _stay, _class, year, grade, _number, begun, _period = seat
        if year == row.school_year:
            return max(self.stamp.on, begun + timedelta(days=1)), "moved_class"
        how = "moved_up" if GRADE_ORDER.get(row.grade, 0) > GRADE_ORDER.get(grade, 0) else "repeat"
        return max(self._since(row.school_year), begun + timedelta(days=1)), how

    def _statuses(self, pupils: Sequence[tuple[int, PupilRow]], known: Sequence[int]) -> None:
        """Let the named statuses hold; one of another card number ends, and «(xoá)» ends all of a kind."""
        kinds = sorted({kind for _pk, row in pupils for kind in row.statuses})
        held: dict[tuple[int, str], dict[str, tuple[int, date, str]]] = defaultdict(dict)
        for pk, kind, code, number, begun, period in _rows(HELD, [self.school_id, known, kinds]) if kinds else ():
            held[pk, kind][code] = (number, begun, period)
        fresh: list[tuple[Any, ...]] = []
        ended: list[tuple[Any, ...]] = []
        for pk, row in pupils:
            for kind, codes in row.statuses.items():
                wanted = () if codes is CLEARED else codes
                there = held[pk, kind]
                fresh += [
                    (pk, self.school_id, kind, code, f"[{self.stamp.on},)", "", "")
                    for code in wanted
                    if code not in there
                ]
                gone = () if kind == "policy_group" and codes is not CLEARED else set(there) - set(wanted)
                for number, begun, period in (there[code] for code in gone):
                    until = f"[{begun},{max(begun, self.stamp.on)})"
                    ended.append((number, until if begun < self.stamp.on else "empty"))
                    self._note(pk, number, "period", period, ended[-1][1], of="students.Status")
                if gone or any(code not in there for code in wanted):
                    self._touched.add(pk)
        change_rows(Status, ("id", "period"), ended)
        self._add(Status, ("id", "person_id", "school_id", "kind", "code", "period", "document", "note"), fresh)

    def _add(self, model: type[Placement | Status], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        numbers = reserve_ids(model, len(rows)) if rows else []
        store_rows(model, columns, [(number, *row) for number, row in zip(numbers, rows, strict=True)])
        self.made[model._meta.label] += numbers

    def _note(self, person_id: int, row_id: int, name: str, old: Any, new: Any, of: str = "students.Placement") -> None:
        self._changes.append((person_id, f"{of}:{row_id}", name, old, new))
        self._touched.add(person_id)


def _said(note: Any) -> str | None:
    return "" if note is CLEARED else note


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def pupil_rows(lines: Iterable[Line], found: str) -> Iterator[PupilRow]:
    """Return what the check left in each line."""
    for line in lines:
        yield line.values[found]
