"""Fathers, mothers and guardians that a sheet names beside each child: found again, entered once, kept up to date.

A relative who stands there already under this relation is the one meant. A new one is the same person as another here
only when name, year of birth and telephone number all agree: that is how brothers and sisters share their parents.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import connection

from khue.core.loading import reserve_ids
from khue.core.sheets import CLEARED
from khue.core.staging import change_rows, store_rows
from khue.people.models import Person, Relation
from khue.people.queries.matching import fold_name
from khue.people.rules import TOLD, Birth

ALL_TOLD = f"{{{','.join(TOLD)}}}"  # a parent is told everything, unless somebody says otherwise
DETAILS = ("phone", "occupation")
STANDING = """
SELECT relation.id, relation.person_id, relation.kind, relation.relative_id, relation.phone, relation.occupation,
    relative.full_name, relative.birth_date, relative.custody_id
FROM people_relation relation LEFT JOIN people_person relative ON relative.id = relation.relative_id
WHERE relation.person_id = ANY (%s) AND upper_inf(relation.period)
"""
PARENTS_HERE = """
SELECT DISTINCT sought.place::int, person.id
FROM unnest(%s::text[], %s::date[], %s::text[]) WITH ORDINALITY AS sought (folded, birth, phone, place)
JOIN people_person person ON person.folded = sought.folded AND person.birth_date = sought.birth
JOIN people_relation relation ON relation.relative_id = person.id AND relation.phone = sought.phone
WHERE person.custody_id = %s AND person.merged_into_id IS NULL
ORDER BY 1, 2
"""
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class RelativeDraft:
    """What a row says of a relative; kind: of RELATION_KINDS. What is None was not said."""

    kind: str
    full_name: str | None = None
    birth_year: int | None = None
    phone: Any = None
    occupation: Any = None

    def facts(self) -> dict[str, Any]:
        """Return what is said of the relative as a person."""
        said: dict[str, Any] = {"full_name": self.full_name} if self.full_name else {}
        if self.birth_year:
            said["birth"] = Birth(date(self.birth_year, 1, 1), "year")
        return said

    def key(self) -> Key | None:
        """Return by what the same relative of another child is told; None when too little is said."""
        if self.full_name and self.birth_year and isinstance(self.phone, str) and self.phone:
            return fold_name(self.full_name), self.birth_year, self.phone
        return None


class HasRelatives(Protocol):
    """A draft of a child."""

    @property
    def relatives(self) -> Sequence[RelativeDraft]:
        """Return the relatives that the row names."""
        ...


class Relatives:
    """Plans and stores the relatives of some children. persons: new ones, for the caller to store first."""

    def __init__(self, custody_id: int, on: date) -> None:
        self._at, self._on = custody_id, on
        self.persons: list[tuple[int, dict[str, Any]]] = []
        self.renamed: dict[int, dict[str, Any]] = {}
        self.changes: list[tuple[int, str, str, Any, Any]] = []
        self.touched: set[int] = set()
        self._details: list[tuple[int, str, str]] = []
        self._rows: list[tuple[Any, ...]] = []

    def plan(self, ids: Sequence[int], drafts: Sequence[HasRelatives], known: set[int]) -> None:
        """Decide for each relative: there already, the parent of another child here, or new."""
        standing = _standing([pk for pk, draft in zip(ids, drafts, strict=True) if pk in known and draft.relatives])
        fresh: list[tuple[int, RelativeDraft]] = []
        for pk, draft in zip(ids, drafts, strict=True):
            for relative in draft.relatives:
                if row := standing.get((pk, relative.kind)):
                    self._keep_up(row, relative)
                elif relative.full_name:
                    fresh.append((pk, relative))
        self._enter(fresh, known)

    def _keep_up(self, row: tuple[Any, ...], said: RelativeDraft) -> None:
        number, person_id, kind, relative_id, phone, occupation, name, birth, custody_id = row
        wanted = {"phone": phone, "occupation": occupation}
        wanted |= {key: value for key in DETAILS if (value := getattr(said, key)) is not None}
        wanted = {key: "" if value is CLEARED else value for key, value in wanted.items()}
        if (wanted["phone"], wanted["occupation"]) != (phone, occupation):
            self._details.append((number, wanted["phone"], wanted["occupation"]))
            self.touched.add(person_id)
            about, before = f"people.Relation:{number}", {"phone": phone, "occupation": occupation}
            self.changes += [
                (person_id, about, key, before[key], wanted[key]) for key in DETAILS if before[key] != wanted[key]
            ]
        facts = said.facts()
        if birth and said.birth_year == birth.year:
            facts.pop("birth", None)
        if custody_id == self._at and (facts.get("full_name", name) != name or "birth" in facts):
            self.renamed[relative_id] = facts
            self.touched.add(person_id)

    def _enter(self, fresh: Sequence[tuple[int, RelativeDraft]], known: set[int]) -> None:
        keys = list(dict.fromkeys(key for _pk, relative in fresh if (key := relative.key())))
        found = _parents_here(keys, self._at) if keys else {}
        numbers = iter(reserve_ids(Person, len(fresh)) if fresh else ())
        first: dict[int, bool] = defaultdict(lambda: True)
        for person_id, relative in fresh:
            key = relative.key()
            relative_id = found.get(key) if key else None
            if relative_id is None or relative_id == person_id:
                relative_id = next(numbers)
                self.persons.append((relative_id, relative.facts()))
                if key:
                    found[key] = relative_id
            self._rows.append(self._row(person_id, relative_id, relative, is_first=first[person_id]))
            first[person_id] = False
            if person_id in known:
                self.touched.add(person_id)

    def _row(self, person_id: int, relative_id: int, said: RelativeDraft, *, is_first: bool) -> tuple[Any, ...]:
        phone, occupation = (
            "" if value is CLEARED or value is None else value for value in (said.phone, said.occupation)
        )
        standing = (True, is_first, True, ALL_TOLD)
        return (person_id, relative_id, said.kind, *standing, phone, "", occupation, "", f"[{self._on},)")

    def store(self) -> list[int]:
        """Store the relations; returns the ids of the new ones."""
        change_rows(Relation, ("id", *DETAILS), self._details)
        numbers = reserve_ids(Relation, len(self._rows)) if self._rows else []
        columns = ("id", "person_id", "relative_id", "kind", "is_guardian", "is_first_contact", "lives_together")
        more = ("told", "phone", "email", "occupation", "note", "period")
        store_rows(
            Relation, (*columns, *more), [(number, *row) for number, row in zip(numbers, self._rows, strict=True)]
        )
        return numbers


def _standing(person_ids: list[int]) -> Mapping[tuple[int, str], tuple[Any, ...]]:
    if not person_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [person_ids])
        return {(row[1], row[2]): row for row in cursor.fetchall()}


def _parents_here(keys: Sequence[Key], at: int) -> dict[Key, int]:
    """Return who of the relatives is already here as the relative of another child."""
    births = [date(year, 1, 1) for _name, year, _phone in keys]
    with connection.cursor() as cursor:
        cursor.execute(PARENTS_HERE, [[key[0] for key in keys], births, [key[2] for key in keys], at])
        return {keys[place - 1]: person_id for place, person_id in reversed(cursor.fetchall())}
