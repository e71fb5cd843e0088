"""People from a sheet: many rows at a time, only what the rows say, every change in the journal with its batch.

A row says something about one person: facts, codes, relatives. What it does not say stays as it is; `CLEARED` empties.
The caller opens the transaction, checks the right and records the one event of the file.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection
from psycopg.types.json import Json

from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.loading import reserve_ids
from khue.core.sheets import CLEARED
from khue.core.staging import change_rows, store_rows
from khue.core.words import N_
from khue.people.actions.relatives_in_bulk import RelativeDraft, Relatives
from khue.people.actions.words import learn_words
from khue.people.models import Change, Custody, Identifier, Person
from khue.people.queries.matching import issuer_of
from khue.people.rules import Birth, masked, split_name
from khue.people.secrets import blind, seal

COLUMNS = (
    *("full_name", "family_name", "middle_name", "given_name", "name_key", "birth_date", "birth_precision", "sex"),
    *("ethnicity", "nationality", "birth_unit_id", "birth_place", "native_unit_id", "home_unit_id", "home_address"),
    *("phone", "email"),
)
BLANK = dict.fromkeys(COLUMNS, "") | {
    "birth_date": None,
    "birth_precision": "unknown",
    "nationality": "VN",
    "birth_unit_id": None,
    "native_unit_id": None,
    "home_unit_id": None,
}
DERIVED = frozenset({"family_name", "middle_name", "given_name", "name_key"})
STORED = f"SELECT id, version, {', '.join(COLUMNS)} FROM people_person WHERE id = ANY (%s)"
CODES = """
SELECT id, person_id, scheme, blind, shown, lower(period) FROM people_identifier
WHERE person_id = ANY (%s) AND upper_inf(period)
"""


class ChangedMeanwhile(Refused):
    """Somebody saved one of the records, or gave one of the codes, while the sheet was being written."""

    text = N_("Một hồ sơ trong tệp vừa được người khác sửa trong lúc ghi. Hãy ghi lại tệp này.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says of one person. person_id None: new here.

    facts: `full_name`, `birth` (a Birth) and columns of Person. identifiers: scheme -> clean value; blinds: their
    indexes, where they were needed before.
    """

    person_id: int | None
    facts: Mapping[str, Any]
    identifiers: Mapping[str, str] = field(default_factory=dict)
    relatives: Sequence[RelativeDraft] = ()
    blinds: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, for which batch, when: the same on every journal row of a file."""

    actor: Actor
    batch_id: int | None
    custody_id: int
    at: datetime
    on: date
    is_synthetic: bool = False


@dataclass
class Written:
    """What came of it: persons in the order of the drafts; what was made, as model label -> ids."""

    person_ids: list[int] = field(default_factory=list)
    added: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    made: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def write_people(stamp: Stamp, drafts: Sequence[Draft]) -> Written:
    """Store what the drafts say. Raises: ChangedMeanwhile."""
    work = _Work(stamp)
    try:
        return work.run(drafts)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def note_many(stamp: Stamp, rows: Sequence[tuple[int, str, str, Any, Any]], why: str = "") -> None:
    """Write changed facts of many persons: person, about, field, old, new."""
    columns = ("person_id", "about", "field", "old", "new", "why", "batch_id", "user_id", "at")
    tail = (why, stamp.batch_id, stamp.actor.user_id, stamp.at)
    lines = [(*row[:3], _json(row[3]), _json(row[4]), *tail) for row in rows]
    store_rows(Change, columns, lines)


def _json(value: Any) -> Json | None:
    return None if value is None else Json(value.isoformat() if isinstance(value, date) else value)


class _Work:
    """One pass over some drafts."""

    def __init__(self, stamp: Stamp) -> None:
        self.stamp = stamp
        self.written = Written()
        self.changes: list[tuple[int, str, str, Any, Any]] = []

    def run(self, drafts: Sequence[Draft]) -> Written:
        known = [draft.person_id for draft in drafts if draft.person_id is not None]
        fresh = iter(reserve_ids(Person, len(drafts) - len(known)) if len(known) < len(drafts) else ())
        ids = [draft.person_id if draft.person_id is not None else next(fresh) for draft in drafts]
        self.written.person_ids = ids
        self._add([(pk, draft) for pk, draft in zip(ids, drafts, strict=True) if draft.person_id is None])
        self._change({draft.person_id: draft.facts for draft in drafts if draft.person_id is not None})
        self._name_codes(ids, drafts, set(known))
        relatives = Relatives(self.stamp.custody_id, self.stamp.on)
        relatives.plan(ids, drafts, set(known))
        self._store_relatives(relatives)
        note_many(self.stamp, self.changes)
        self.written.changed -= self.written.added
        return self.written

    def _add(self, drafts: Sequence[tuple[int, Draft]]) -> None:
        self._store_persons([(pk, columns_of(draft.facts)) for pk, draft in drafts])
        self.written.added.update(pk for pk, _draft in drafts)

    def _store_persons(self, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        """Store new persons, whose record is kept here from now on."""
        stamp, at = self.stamp, self.stamp.at
        tail = ("", stamp.custody_id, stamp.is_synthetic, 1, at, at)
        lines = [(pk, *({**BLANK, **said}.values()), *tail) for pk, said in rows]
        more = ("photo", "custody_id", "is_synthetic", "version", "created_at", "changed_at")
        store_rows(Person, ("id", *COLUMNS, *more), lines)
        period = f"[{at.isoformat()},)"
        store_rows(
            Custody, ("person_id", "organisation_id", "period"), [(pk, stamp.custody_id, period) for pk, _ in rows]
        )
        self.written.made["people.Person"] += [pk for pk, _ in rows]
        learn_words({word for _, said in rows for word in said["full_name"].split()})

    def _change(self, said: Mapping[int, Mapping[str, Any]]) -> None:
        """Set what differs from what is stored, where nobody saved in between. Raises: ChangedMeanwhile."""
        by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for pk, version, *values in _rows(STORED, [list(said)]) if said else ():
            stored = dict(zip(COLUMNS, values, strict=True))
            facts = said[pk]
            if facts.get("full_name") == stored["full_name"]:
                facts = {name: value for name, value in facts.items() if name != "full_name"}
            wanted = columns_of(facts)
            differing = {name: value for name, value in wanted.items() if stored[name] != value}
            if not differing:
                continue
            names = tuple(sorted(differing))
            by_columns[names].append((pk, version + 1, self.stamp.at, *(differing[name] for name in names)))
            self.written.changed.add(pk)
            about = f"people.Person:{pk}"
            self.changes += [
                (pk, about, name, stored[name], value) for name, value in differing.items() if name not in DERIVED
            ]
        for names, rows in by_columns.items():
            self._lock({row[0]: row[1] - 1 for row in rows})
            change_rows(Person, ("id", "version", "changed_at", *names), rows)

    def _lock(self, versions: Mapping[int, int]) -> None:
        rows = Person.objects.filter(pk__in=versions).order_by("pk").select_for_update()
        if dict(rows.values_list("pk", "version")) != versions:
            raise ChangedMeanwhile

    def _name_codes(self, ids: Sequence[int], drafts: Sequence[Draft], known: set[int]) -> None:
        """Add codes; one of the same scheme that was there until now ends today."""
        held: dict[tuple[int, str], tuple[int, bytes, str, date]] = {}
        asked = [pk for pk, draft in zip(ids, drafts, strict=True) if pk in known and draft.identifiers]
        for code_id, person_id, scheme, value, shown, since in _rows(CODES, [asked]) if asked else ():
            held[person_id, scheme] = (code_id, bytes(value), shown, since)
        stamp, rows, ended = self.stamp, [], []
        for pk, draft in zip(ids, drafts, strict=True):
            for scheme, value in draft.identifiers.items():
                index = draft.blinds.get(scheme) or blind(scheme, value, issuer_of(scheme, stamp.custody_id))
                before = held.get((pk, scheme))
                if before and before[1] == index:
                    continue
                shown = masked(scheme, value)
                sealed = seal(scheme, value) if shown != value else None
                rows.append((pk, scheme, shown, sealed, index, ""))
                if before:
                    ended.append((before[0], f"[{before[3]},{max(before[3], stamp.on)})"))
                if pk in known:
                    self.written.changed.add(pk)
                    self.changes.append((pk, f"people.Person:{pk}", scheme, before[2] if before else None, shown))
        change_rows(Identifier, ("id", "period"), ended)
        self._store_codes(rows)

    def _store_codes(self, rows: Sequence[tuple[Any, ...]]) -> None:
        numbers = reserve_ids(Identifier, len(rows)) if rows else []
        period = f"[{self.stamp.on},)"
        columns = ("id", "person_id", "scheme", "shown", "sealed", "blind", "issuer", "period", "is_disputed")
        store_rows(
            Identifier, columns, [(number, *row, period, False) for number, row in zip(numbers, rows, strict=True)]
        )
        self.written.made["people.Identifier"] += numbers

    def _store_relatives(self, relatives: Relatives) -> None:
        self._store_persons([(pk, columns_of(facts)) for pk, facts in relatives.persons])
        self._change(relatives.renamed)
        self.written.made["people.Relation"] += relatives.store()
        self.changes += relatives.changes
        self.written.changed.update(relatives.touched)


@lru_cache(maxsize=131_072)
def _names_of(full_name: str) -> tuple[tuple[str, str], ...]:
    """Cached: fathers and mothers of a district share their names."""
    name = split_name(full_name)
    return (
        ("full_name", name.full),
        ("family_name", name.family),
        ("middle_name", name.middle),
        ("given_name", name.given),
        ("name_key", name.key),
    )


def columns_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as columns of the table; `CLEARED` becomes what an empty field holds."""
    columns: dict[str, Any] = {}
    for name, value in facts.items():
        if name == "full_name":
            columns.update(_names_of(value))
        elif name == "birth":
            birth = Birth() if value is CLEARED else value
            columns["birth_date"], columns["birth_precision"] = birth.on, birth.precision
        else:
            columns[name] = BLANK[name] if value is CLEARED else value
    return columns


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
