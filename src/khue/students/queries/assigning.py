"""The grid of a school: which class is taught what by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khue.catalogues import queries as catalogues
from khue.core import clock
from khue.core.actor import Actor
from khue.staff import queries as staff
from khue.students.models import Assignment, ClassGroup
from khue.students.queries.classes import classes
from khue.students.rules import Can

HOMEROOM = ""  # the "subject" of who looks after a class


@dataclass(frozen=True)
class Field:
    """One field of the grid. is_taught: whether the grade has the subject at all."""

    class_id: int
    subject: str
    post_id: int | None
    teacher: str
    is_taught: bool


@dataclass(frozen=True)
class Grid:
    """Classes in rows, subjects in columns; the first column is the homeroom teacher."""

    subjects: list[tuple[str, str]]  # code, name
    rows: list[tuple[ClassGroup, list[Field]]]
    teachers: list[staff.Teacher]


def grades_taught(written: str) -> set[str]:
    """Read the grades of a subject as the catalogue writes them: "6-9", "10-12", "1"."""
    found: set[str] = set()
    for part in written.split(","):
        first, _dash, last = part.strip().partition("-")
        if first.isdecimal():
            found |= {str(grade) for grade in range(int(first), int(last or first) + 1)}
    return found


def subjects_of(grades: Iterable[str], on: date | None = None) -> dict[str, str]:
    """Return the subjects that these grades have: code -> name; empty when the catalogue was never loaded."""
    return _of_grades(_catalogue(on), grades)


def _catalogue(on: date | None) -> list[tuple[str, str, set[str]]]:
    rows = catalogues.entries("subjects", on).order_by("position", "code")
    return [(row.code, row.name, grades_taught(str(row.extra.get("grades", "")))) for row in rows]


def _of_grades(known: list[tuple[str, str, set[str]]], grades: Iterable[str]) -> dict[str, str]:
    asked = set(grades)
    return {code: name for code, name, taught in known if asked & taught}


def grid(actor: Actor, school_id: int, school_year: int, on: date | None = None) -> Grid:
    """Return the grid of a school in a year.

    Raises: Denied.
    """
    actor.must(Can.SEE, at=school_id)
    day = on or clock.today()
    groups = list(classes(actor, school_id, school_year))
    known = _catalogue(day)
    taught = {one.pk: _of_grades(known, one.grades) for one in groups}
    used = {code for codes in taught.values() for code in codes}
    teachers = staff.teachers(school_id, day)
    called = {one.post_id: one.name for one in teachers}
    held = _held(groups, day)
    columns = [(code, name) for code, name, _grades in known if code in used]
    rows = [
        (
            group,
            [
                _field(group.pk, code, held, called, code == HOMEROOM or code in taught[group.pk])
                for code in [HOMEROOM, *(code for code, _name in columns)]
            ],
        )
        for group in groups
    ]
    return Grid(columns, rows, teachers)


def _held(groups: list[ClassGroup], day: date) -> dict[tuple[int, str], int]:
    rows = Assignment.objects.filter(class_group__in=groups, period__contains=day)
    return {(row.class_group_id, HOMEROOM if row.is_homeroom else row.subject): row.post_id for row in rows}


def _field(
    class_id: int, subject: str, held: dict[tuple[int, str], int], called: dict[int, str], is_taught: bool
) -> Field:
    post_id = held.get((class_id, subject))
    return Field(class_id, subject, post_id, called.get(post_id or 0, ""), is_taught)


def teachers_of(class_id: int, on: date | None = None) -> list[Assignment]:
    """Return who teaches a class on a day, the homeroom teacher first."""
    rows = Assignment.objects.filter(class_group_id=class_id, period__contains=on or clock.today())
    return list(rows.select_related("person").order_by("-is_homeroom", "subject"))


def taught_by(actor: Actor, person_id: int, on: date | None = None) -> list[Assignment]:
    """Return what somebody teaches on a day, at the schools one sees."""
    actor.must(Can.SEE)
    rows = Assignment.objects.filter(person_id=person_id, period__contains=on or clock.today())
    return list(rows.select_related("class_group").order_by("class_group__name_key", "subject"))
