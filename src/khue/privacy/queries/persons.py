"""Persons as privacy needs them: name, birth, keeper, guardians, school and class; read through the registry."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.people import queries as people
from khue.privacy.queries.registry import rows_of


@dataclass(frozen=True)
class Card:
    """A person on one line."""

    id: int
    name: str
    birth: date | None
    custody_id: int


def persons(ids: Collection[int]) -> dict[int, Card]:
    """Return the persons that are seen from here, by id."""
    rows = rows_of("people.Person").filter(pk__in=ids).values_list("pk", "full_name", "birth_date", "custody_id")
    return {row[0]: Card(*row) for row in rows}


def person(person_id: int) -> Card:
    """Return a person that is seen from here.

    Raises: Missing.
    """
    found = persons([person_id])
    if not found:
        raise Missing(what=f"hồ sơ {person_id}")
    return found[person_id]


def self_of(actor: Actor) -> int | None:
    """Return which person the account of a citizen belongs to."""
    if actor.person_id is not None or actor.user_id is None:
        return actor.person_id
    found: int | None = rows_of("security.User").filter(pk=actor.user_id).values_list("person_id", flat=True).first()
    return found


def own_person(actor: Actor, person_id: int) -> Card:
    """Return a person for whom a citizen acts; for anybody else there is none.

    Raises: Missing.
    """
    if person_id not in actor.own:
        raise Missing(what=f"hồ sơ {person_id}")
    return person(person_id)


def own_persons(actor: Actor) -> list[Card]:
    """Return the persons for whom a citizen acts: children first, oneself last."""
    me, found = self_of(actor), persons(actor.own).values()
    return sorted(found, key=lambda one: (one.id == me, one.name))


def guardians(ids: Collection[int], on: date) -> dict[int, list[int]]:
    """Return the guardians on a day: child -> persons."""
    rows = rows_of("people.Relation").filter(person_id__in=ids, is_guardian=True, period__contains=on)
    found: dict[int, list[int]] = defaultdict(list)
    for child, relative in rows.order_by("pk").values_list("person_id", "relative_id"):
        found[child].append(relative)
    return dict(found)


def relatives(actor: Actor, child: int) -> list[tuple[int, str]]:
    """Return the guardians of a child today with their names, wherever their own records are held."""
    found = people.relatives(actor, [child]).get(child, [])
    return [(one.relative_id, one.name) for one in found if one.is_guardian and one.is_current]


@dataclass(frozen=True)
class Pupil:
    """A pupil of a school with the class of today."""

    id: int
    name: str
    birth: date | None
    class_name: str
    school_id: int


def pupils(school_ids: Collection[int], on: date, *, class_name: str = "") -> list[Pupil]:
    """Return the pupils of schools on a day, by class and name."""
    rows = rows_of("students.Enrolment").filter(school_id__in=school_ids, period__contains=on)
    stays = {
        stay: (person_id, name, birth, key, school)
        for stay, person_id, name, birth, key, school in rows.values_list(
            "pk", "person_id", "person__full_name", "person__birth_date", "person__name_key", "school_id"
        )
    }
    places: dict[int, str] = dict(
        rows_of("students.Placement")
        .filter(enrolment_id__in=stays, period__contains=on)
        .values_list("enrolment_id", "class_group__name")
    )
    found: list[tuple[Any, Pupil]] = [
        ((places.get(stay, ""), key), Pupil(person_id, name, birth, places.get(stay, ""), school))
        for stay, (person_id, name, birth, key, school) in stays.items()
    ]
    listed = [pupil for _, pupil in sorted(found, key=lambda pair: pair[0])]
    return [one for one in listed if not class_name or one.class_name == class_name]
