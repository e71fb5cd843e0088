"""Writes families as people: persons, identifiers, relations, custody. Returns the pupils of each school."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any, NamedTuple

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.timezone import make_aware

from khue.core.actor import Actor
from khue.core.loading import load_rows, reserve_ids
from khue.people import actions as people
from khue.people.rules import name_key
from khue.students.demo.families import Child, Family, Parent, families
from khue.students.demo.names import Made
from khue.students.demo.places import GRADE_AT, Places, School

PERSON = (
    "id", "full_name", "family_name", "middle_name", "given_name", "name_key", "birth_date", "birth_precision", "sex",
    "ethnicity", "nationality", "birth_unit_id", "birth_place", "native_unit_id", "home_unit_id", "home_address",
    "phone", "email", "photo", "custody_id", "is_synthetic", "version", "created_at", "changed_at",
)  # fmt: skip
IDENTIFIER = ("person_id", "scheme", "shown", "sealed", "blind", "issuer", "period", "is_disputed")
RELATION = (
    "person_id", "relative_id", "kind", "is_guardian", "is_first_contact", "lives_together", "told", "phone", "email",
    "occupation", "note", "period",
)  # fmt: skip
CUSTODY = ("person_id", "organisation_id", "period")
TOLD = ["marks", "attendance", "conduct", "health", "finance", "notices"]
BATCH = 2_000  # families written at a time


class Pupil(NamedTuple):
    """What a school needs to know of a pupil: keys to sort and place by, and the facts of a status."""

    person: int
    key: str
    name: str
    birth: date
    sex: str
    grade: str
    ethnicity: str
    is_poor: bool
    is_late: bool


class Guardian(NamedTuple):
    """A guardian with children at two schools. children: person -> school."""

    person: int
    name: str
    children: dict[int, int]


@dataclass
class Population:
    """Who was made: the pupils of each school, and of each school one guardian who has children at two."""

    pupils: dict[int, list[Pupil]] = field(default_factory=lambda: defaultdict(list))
    guardians: dict[int, Guardian] = field(default_factory=dict)
    people: int = 0


@dataclass
class Writer:
    """Turns families into rows of the tables of people and writes them by COPY."""

    actor: Actor
    places: Places
    year: int
    chance: random.Random
    made: Population = field(default_factory=Population)
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    learners: int = 0

    def __post_init__(self) -> None:
        self.since = make_aware(datetime.combine(date(self.year, 9, 1), time(7)))
        self.person, self.identifier, self.relation, self.custody = (
            apps.get_model("people", name) for name in ("Person", "Identifier", "Relation", "Custody")
        )

    def write(self, commune: School, found: Sequence[Family]) -> None:
        """Write the families of a commune."""
        ids = iter(reserve_ids(self.person, sum(len(one.parents) + len(one.children) for one in found)))
        persons: list[tuple[Any, ...]] = []
        identifiers: list[tuple[Any, ...]] = []
        relations: list[tuple[Any, ...]] = []
        for family in found:
            self._family(commune, family, ids, persons, identifiers, relations)
        load_rows(self.actor, self.person, PERSON, persons)
        load_rows(self.actor, self.identifier, IDENTIFIER, identifiers)
        load_rows(self.actor, self.relation, RELATION, relations)
        held = ((row[0], row[19], DateTimeTZRange(self.since, None)) for row in persons)
        load_rows(self.actor, self.custody, CUSTODY, held)
        people.learn_words(row[1] for row in persons)
        self.made.people += len(persons)

    def _family(
        self,
        commune: School,
        family: Family,
        ids: Iterator[int],
        persons: list[tuple[Any, ...]],
        identifiers: list[tuple[Any, ...]],
        relations: list[tuple[Any, ...]],
    ) -> None:
        address = f"Thôn {self.chance.randint(1, 9)}"
        schools = [self._school(commune, child) for child in family.children]
        first = next((school for school in schools if school), None)
        if first is None:
            return
        parents = [next(ids) for _ in family.parents]
        for pk, parent in zip(parents, family.parents, strict=True):
            persons.append(self._person(pk, parent, family, commune, address, first.pk, parent.phone))
            if self.chance.random() < 0.6:
                identifiers.append(self._number(pk, parent.birth, parent.sex))
        children: dict[int, int] = {}
        for child, school in zip(family.children, schools, strict=True):
            if school is None:
                continue
            pk = next(ids)
            children[pk] = school.pk
            persons.append(self._person(pk, child, family, commune, address, school.pk, ""))
            identifiers += self._codes(pk, child)
            pairs = enumerate(zip(parents, family.parents, strict=True))
            relations += [_relation(pk, parent, one, place) for place, (parent, one) in pairs]
            grade = GRADE_AT[child.grade_age]
            key = persons[-1][5]
            self.made.pupils[school.pk].append(
                Pupil(
                    pk,
                    key,
                    child.name.full,
                    child.birth,
                    child.sex,
                    grade,
                    family.ethnicity,
                    family.is_poor,
                    child.is_late,
                )  # fmt: skip
            )
        if parents and len(set(children.values())) > 1:
            guardian = Guardian(parents[-1], family.parents[-1].name.full, children)
            for place in children.values():
                self.made.guardians.setdefault(place, guardian)

    def _school(self, commune: School, child: Child) -> School | None:
        return self.places.school_for(commune.commune, GRADE_AT[child.grade_age], self.chance.randrange(1_000))

    def _person(
        self, pk: int, one: Child | Parent, family: Family, commune: School, address: str, custody: int, phone: str
    ) -> tuple[Any, ...]:
        name: Made = one.name
        return (
            pk, name.full, name.family, name.middle, name.given, name_key(name.full), one.birth, "day", one.sex,
            family.ethnicity, "VN", commune.unit_id, "", commune.unit_id, commune.unit_id, address,
            phone, "", "", custody, True, 1, self.since, self.since,
        )  # fmt: skip

    def _codes(self, pk: int, child: Child) -> Iterator[tuple[Any, ...]]:
        if self.chance.random() < 0.98:
            yield self._number(pk, child.birth, child.sex)
        self.learners += 1
        yield self._identifier(pk, "learner_code", f"51{self.learners:08d}", "Bộ Giáo dục và Đào tạo")

    def _number(self, pk: int, birth: date, sex: str) -> tuple[Any, ...]:
        century = (birth.year - 1900) // 100 * 2 + (sex == "female")
        head = f"051{century}{birth.year % 100:02d}"
        self.numbers[head] += 1
        tail = self.numbers[head] * 7919 % 1_000_000  # a step prime to a million: no number comes twice
        return self._identifier(pk, "personal_number", f"{head}{tail:06d}", "Bộ Công an")

    def _identifier(self, pk: int, scheme: str, value: str, issuer: str) -> tuple[Any, ...]:
        shown, sealed, index = people.sealed_values(scheme, value, 0)
        return (pk, scheme, shown, sealed, index, issuer, DateRange(self.since.date(), None), False)


def _relation(child: int, parent: int, one: Parent, place: int) -> tuple[Any, ...]:
    open_period = DateRange(date(2020, 1, 1), None)
    return (
        child, parent, one.kind, True, place == 0, True, TOLD, one.phone, "", one.occupation, "", open_period,
    )  # fmt: skip


def populate(writer: Writer, *, pupils: int, seed: int, told: Callable[[int], None]) -> Population:
    """Make the families of every commune, the parents of about `pupils` pupils in all."""
    communes = list({school.commune: school for school in writer.places.schools}.values())
    weights = [writer.chance.uniform(0.6, 1.6) for _ in communes]
    for place, commune in enumerate(communes):
        share = round(pupils * weights[place] / sum(weights))
        source = families(random.Random(f"{seed}-{commune.commune}"), commune.district, share, writer.year)
        while found := list(islice(source, BATCH)):
            writer.write(commune, found)
        told(sum(map(len, writer.made.pupils.values())))
    return writer.made
