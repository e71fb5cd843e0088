"""Builds the people of the demo province, and remembers a few for the demo accounts."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from khue.core.actor import Actor
from khue.core.clock import school_year_of
from khue.core.loading import load_rows, reserve_ids
from khue.core.names import fold
from khue.people.rules import name_key, split_name
from khue.students.demo.places import Places, places_of
from khue.students.demo.populating import CUSTODY, PERSON, Guardian, Population, Pupil, Writer, populate
from khue.students.demo.schooling import COLUMNS, Schooling, Teacher, go_to_school

PUPILS = {"S": 5_000, "M": 50_000, "L": 500_000}
TWICE = 0.003  # pupils who have a second row at a school where they were before


@dataclass
class DemoPeople:
    """Who was made, and who is worth an account."""

    pupils: dict[int, int]  # school -> how many
    people: int
    teachers: dict[int, list[Teacher]]  # school -> homeroom teachers
    guardians: dict[int, Guardian]  # school -> one who has children there and at another school
    names: dict[int, str]  # of their children


def build_people(
    actor: Actor, schools: Sequence[int], *, pupils: int, seed: int, on: date, told: Callable[[str], None]
) -> DemoPeople:
    """Make families, send the children to school, and hide some rows that are one person. Same seed, same province.

    on: the day that is today in the demo; the school year is the one in which it lies.
    """
    places = places_of(schools)
    year = school_year_of(on).start
    writer = Writer(actor, places, year, random.Random(seed))
    made = populate(writer, pupils=pupils, seed=seed, told=lambda done: told(f"  {done} học sinh…"))
    schooling = go_to_school(actor, made, places.schools, writer, on=on)
    hide_duplicates(writer, made, schooling)
    children = {pk for guardian in made.guardians.values() for pk in guardian.children}
    names = {one.person: one.name for pupils in made.pupils.values() for one in pupils if one.person in children}
    counts = {school: len(pupils) for school, pupils in made.pupils.items()}
    return DemoPeople(counts, made.people, schooling.teachers, made.guardians, names)


def hide_duplicates(writer: Writer, made: Population, schooling: Schooling) -> None:
    """Write some pupils a second time, at a school they have left, as a clerk who typed them anew would."""
    chance = random.Random(f"{writer.year}-twice")
    persons: list[tuple[Any, ...]] = []
    enrolments: list[tuple[Any, ...]] = []
    for school, pupils in made.pupils.items():
        for pupil in pupils:
            if chance.random() < TWICE and (other := _another(writer.places, school, pupil.grade, chance)):
                _write_again(writer, schooling, pupil, other, chance, persons, enrolments)
    load_rows(writer.actor, writer.person, PERSON, persons)
    held = ((row[0], row[19], DateTimeTZRange(writer.since, None)) for row in persons)
    load_rows(writer.actor, writer.custody, CUSTODY, held)
    load_rows(writer.actor, schooling.model("students.Enrolment"), COLUMNS["students.Enrolment"], enrolments)


def _another(places: Places, school: int, grade: str, chance: random.Random) -> int:
    others = [one.pk for one in places.anywhere[grade] if one.pk != school]
    return chance.choice(others) if others else 0


def _write_again(
    writer: Writer,
    schooling: Schooling,
    pupil: Pupil,
    other: int,
    chance: random.Random,
    persons: list[tuple[Any, ...]],
    enrolments: list[tuple[Any, ...]],
) -> None:
    twin = mistyped(pupil, chance)
    name = split_name(twin.name)
    pk = reserve_ids(writer.person, 1)[0]
    persons.append(
        (
            pk, twin.name, name.family, name.middle, name.given, name_key(twin.name), twin.birth, "day", twin.sex,
            twin.ethnicity, "VN", None, "", None, None, "", "", "", "", other, True, 1, writer.since, writer.since,
        )
    )  # fmt: skip
    period = DateRange(schooling.before, schooling.start)
    stay = (reserve_ids(schooling.model("students.Enrolment"), 1)[0], pk, other, period, "enrolled", "", "transferred")
    enrolments.append(
        (*stay, "Trường khác (dữ liệu mẫu)", "", False, twin.name, twin.birth, twin.sex, twin.ethnicity, 1)
    )


def mistyped(pupil: Pupil, chance: random.Random) -> Pupil:
    """Change what clerks change: nothing, the marks of the last word, or day and month."""
    kind = chance.randrange(3)
    if kind == 1:
        *head, last = pupil.name.split()
        return pupil._replace(name=" ".join([*head, fold(last).capitalize()]))
    if kind == 2 and pupil.birth.day <= 12:
        return pupil._replace(birth=date(pupil.birth.year, pupil.birth.day, pupil.birth.month))
    return pupil
