"""Dated facts about pupils from a sheet: absences, statuses, measurements, awards, posts of teachers.

A row is found again by its key; what it does not say stays. Each changed fact is in the journal under the batch.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Model
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.loading import reserve_ids
from khue.core.sheets import CLEARED
from khue.core.sheets.imports import Applied
from khue.core.sheets.models import Batch
from khue.core.staging import change_rows, store_rows
from khue.core.words import N_
from khue.people import actions as people

PART = 1_000
SHOWN = {"period": "period::text", "start": "lower(period)"}  # columns that are read as something else


class WrittenElsewhere(Refused):
    """A fact of this key stands already where this person does not see it, or overlaps another one."""

    text = N_(
        "Một dòng trong tệp trùng với điều đã ghi ở trường khác hoặc vừa được người khác ghi. "
        "Hãy kiểm tra lại ngày trong tệp rồi ghi lại."
    )


@dataclass(frozen=True)
class FactTable:
    """A table of facts: by which columns a row is found again, what else it holds, and what it holds at first.

    at: the column of the organisation. "start" in the key is the first day of `period`, which is open until said.
    """

    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    first: Mapping[str, Any] = field(default_factory=dict)
    at: str = "school_id"


@dataclass(frozen=True, slots=True)
class FactRow:
    """What a row of a sheet says: values by column; None was not said, CLEARED empties."""

    person_id: int
    values: Mapping[str, Any]


def write_facts(actor: Actor, table: FactTable, rows: Iterator[FactRow], batch: Batch) -> Applied:
    """Write the facts for the organisation of the batch, which the caller may do there.

    Raises: WrittenElsewhere.
    """
    stamp = people.Stamp(actor, batch.pk, batch.organisation_id or 0, timezone.now(), localdate())
    work = _Work(stamp, table)
    try:
        while part := list(islice(rows, PART)):
            work.write(part)
    except IntegrityError as error:
        raise WrittenElsewhere from error
    batch.made = {**batch.made, table.model._meta.label: people.ranges(work.made)}
    applied = Applied(len(work.made), work.changed, work.unchanged)
    if applied.added or applied.changed:
        facts = {"school": stamp.custody_id, "added": applied.added, "changed": applied.changed}
        record(actor, "students.facts_imported", batch, table=table.model._meta.label, **facts)
    return applied


def undo_facts(actor: Actor, batch: Batch) -> None:
    """Take back what a sheet of facts wrote.

    Raises: ChangedSince, RestsOnIt.
    """
    people.take_back(people.stamp_of_undo(actor, batch, timezone.now(), localdate()), batch, batch.made)
    record(actor, "students.facts_taken_back", batch, school=batch.organisation_id)


class _Work:
    """The parts of one file, counted together."""

    def __init__(self, stamp: people.Stamp, table: FactTable) -> None:
        self.stamp, self.table = stamp, table
        self.made: list[int] = []
        self.changed = self.unchanged = 0

    def write(self, rows: Sequence[FactRow]) -> None:
        """Compare a part with what stands there, add the rest."""
        stored = self._stored({row.person_id for row in rows})
        fresh: list[dict[str, Any]] = []
        changes: list[tuple[int, str, str, Any, Any]] = []
        by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for row in rows:
            said = {name: value for name, value in row.values.items() if value is not None}
            known = stored.get((row.person_id, *(said.get(name) for name in self.table.key)))
            if known is None:
                fresh.append({"person_id": row.person_id, **said})
                continue
            differing = {name: self._empty(name, said[name]) for name in self.table.columns if name in said}
            differing = {name: value for name, value in differing.items() if known[name] != value}
            if differing:
                by_columns[tuple(differing)].append((known["id"], *differing.values()))
                about = f"{self.table.model._meta.label}:{known['id']}"
                changes += [(row.person_id, about, name, known[name], value) for name, value in differing.items()]
                self.changed += 1
            else:
                self.unchanged += 1
        for names, lines in by_columns.items():
            change_rows(self.table.model, ("id", *names), lines)
        self._add(fresh)
        people.note_many(self.stamp, [(*change[:3], plain(change[3]), plain(change[4])) for change in changes])

    def _empty(self, name: str, value: Any) -> Any:
        return self.table.first.get(name, "") if value is CLEARED else value

    def _stored(self, person_ids: set[int]) -> dict[tuple[Any, ...], dict[str, Any]]:
        names = list(dict.fromkeys(("id", "person_id", *self.table.key, *self.table.columns)))
        shown = ", ".join(SHOWN.get(name, f'"{name}"') for name in names)
        table = self.table.model._meta.db_table
        with connection.cursor() as cursor:
            statement = f'SELECT {shown} FROM "{table}" WHERE "{self.table.at}" = %s AND person_id = ANY (%s)'
            cursor.execute(statement, [self.stamp.custody_id, list(person_ids)])
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {(row["person_id"], *(row[name] for name in self.table.key)): row for row in rows}

    def _add(self, fresh: Sequence[Mapping[str, Any]]) -> None:
        if not fresh:
            return
        numbers = reserve_ids(self.table.model, len(fresh))
        names = [
            name for name in dict.fromkeys((*self.table.key, *self.table.columns, *self.table.first)) if name != "start"
        ]
        rows = []
        for number, said in zip(numbers, fresh, strict=True):
            values = {**self.table.first, **said}
            if "start" in said:
                values.setdefault("period", f"[{said['start']},)")
            cells = [self._empty(name, values.get(name, "")) for name in names]
            rows.append((number, said["person_id"], self.stamp.custody_id, *cells))
        store_rows(self.table.model, ("id", "person_id", self.table.at, *names), rows)
        self.made += numbers


def plain(value: Any) -> Any:
    """Return a value as the journal keeps it."""
    return value if value is None or isinstance(value, str | int | bool | list) else str(value)
