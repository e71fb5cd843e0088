"""What a class page shows: the list of a day, who teaches it, how it came to be, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.students.models import Assignment, ClassGroup, Enrolment, Placement, RollCall
from khue.students.queries.classes import class_group
from khue.students.queries.enrolment import known_people
from khue.students.queries.rosters import Pupil, first_contacts, statuses_of
from khue.students.rules import SESSIONS, Can

LATE = timedelta(days=30)  # who came after the first weeks of a year is told in the history


@dataclass(frozen=True)
class Teacher:
    """Who teaches the class. subject: its name; empty for the homeroom teacher only."""

    person_id: int
    name: str
    phone: str
    subject: str
    is_homeroom: bool


@dataclass(frozen=True)
class Called:
    """A session of today: called or not, and how many are missing."""

    session: str
    title: str
    is_called: bool
    absent: int


@dataclass(frozen=True)
class Kin:
    """A class of the year before or after, with the number of pupils that it shares with this one."""

    class_id: int
    name: str
    count: int


@dataclass(frozen=True)
class Coming:
    """A pupil who came into the class or left it within the year."""

    on: date
    person_id: int
    name: str
    how: str
    is_coming: bool


@dataclass(frozen=True)
class ClassPage:
    """A class as of a day."""

    group: ClassGroup
    on: date
    pupils: list[Pupil]
    teachers: list[Teacher]
    called: list[Called]
    before: list[Kin]
    after: list[Kin]
    history: list[Coming]
    sees_contacts: bool

    @property
    def homeroom(self) -> Teacher | None:
        """Return the homeroom teacher of the day."""
        return next((one for one in self.teachers if one.is_homeroom), None)

    @property
    def girls(self) -> int:
        """Return how many of the pupils are girls."""
        return sum(pupil.sex == "female" for pupil in self.pupils)


def class_page(actor: Actor, class_id: int, on: date) -> ClassPage:
    """Return a class as of a day; of a year that is over, as it was at its end.

    Raises: Missing.
    """
    group = class_group(actor, class_id)
    rows = list(Placement.objects.filter(class_group=group).select_related("enrolment"))
    day = _day(rows, on)
    known = known_people(row.person_id for row in rows)
    here = [row for row in rows if _holds(row, day)]
    teachers = teachers_of([group.pk], day).get(group.pk, [])
    mine = any(one.person_id == actor.person_id and one.is_homeroom for one in teachers)
    sees_contacts = mine or actor.can(Can.SEE, at=group.school_id)
    pupils = _listed(actor, here, known, day, sees_contacts=sees_contacts)
    stays = [row.enrolment_id for row in rows]
    return ClassPage(
        group,
        day,
        pupils,
        teachers,
        called_of(group, on),
        _kin(stays, group.school_year - 1),
        _kin(stays, group.school_year + 1),
        _history(group, rows, known),
        sees_contacts,
    )


def _day(rows: Sequence[Placement], on: date) -> date:
    """Return the day to look from: the one asked for, or the last one on which anybody sat in the class."""
    ends: list[date] = [row.period.upper for row in rows if row.period.upper]
    if not ends or len(ends) < len(rows):
        return on
    return min(on, max(ends) - timedelta(days=1))


def _holds(row: Placement, day: date) -> bool:
    return bool(row.period.lower <= day and (row.period.upper is None or day < row.period.upper))


def _listed(
    actor: Actor, rows: Sequence[Placement], known: dict[int, Any], on: date, *, sees_contacts: bool
) -> list[Pupil]:
    ids = [row.person_id for row in rows]
    statuses = statuses_of(actor, ids, on)
    stays = Enrolment.objects.filter(pk__in=[row.enrolment_id for row in rows])
    contacts = first_contacts(stays) if sees_contacts else {}
    born_in = dict(stays.values_list("person_id", "person__birth_unit__name"))
    lines = []
    for row in rows:
        person = known.get(row.person_id)
        line = Pupil(
            person_id=row.person_id,
            enrolment_id=row.enrolment_id,
            school_id=row.school_id,
            full_name=person.full_name if person else row.enrolment.kept_name,
            birth_date=person.birth_date if person else row.enrolment.kept_birth,
            class_id=row.class_group_id,
            grade=row.grade,
            number=row.number,
            since=row.period.lower,
            statuses=statuses.get(row.person_id, {}),
            contacts=contacts.get(row.person_id, ""),
        )
        if person:
            line.sex, line.ethnicity = person.sex, person.ethnicity
            line.birth_place = person.birth_place or born_in[row.person_id] or ""
        lines.append((row.number or 10_000, person.name_key if person else "", row.pk, line))
    return [line for *_key, line in sorted(lines, key=lambda one: one[:3])]


def teachers_of(class_ids: Collection[int], on: date) -> dict[int, list[Teacher]]:
    """Return class -> its teachers on a day: the homeroom teacher first, then by subject."""
    rows = list(Assignment.objects.filter(class_group_id__in=list(class_ids), period__contains=on))
    known = known_people({row.person_id for row in rows})
    subjects = catalogues.labels("subjects", on) if rows else {}
    order = {code: place for place, code in enumerate(subjects)}
    found: dict[int, list[Teacher]] = {}
    for row in sorted(rows, key=lambda row: (not row.is_homeroom, order.get(row.subject, 99), row.pk)):
        person = known.get(row.person_id)
        name, phone = (person.full_name, person.phone) if person else ("", "")
        teacher = Teacher(row.person_id, name, phone, subjects.get(row.subject, row.subject), row.is_homeroom)
        found.setdefault(row.class_group_id, []).append(teacher)
    return found


def called_of(group: ClassGroup, day: date) -> list[Called]:
    """Return the sessions of a class on a day, whether the roll was called, and how many were missing."""
    calls = {row.session: row for row in RollCall.objects.filter(class_group=group, day=day)}
    sessions = [one for one in SESSIONS if one in (group.sessions or ["morning"]) or one in calls]
    return [Called(one, SESSIONS[one], one in calls, calls[one].absent if one in calls else 0) for one in sessions]


def _kin(stays: Sequence[int], year: int) -> list[Kin]:
    rows = (
        Placement.objects.filter(enrolment_id__in=stays, school_year=year)
        .values("class_group_id", "class_group__name")
        .annotate(count=Count("enrolment_id", distinct=True))
        .order_by("-count", "class_group_id")[:4]
    )
    return [Kin(row["class_group_id"], row["class_group__name"], row["count"]) for row in rows]


def _history(group: ClassGroup, rows: Sequence[Placement], known: dict[int, Any]) -> list[Coming]:
    """Return who came and went within the year, the latest first."""
    begun = SchoolYear(group.school_year).first_day
    ends = [row.period.upper for row in rows if row.period.upper]
    over = max(ends) if ends and len(ends) == len(rows) else None
    told = []
    for row in rows:
        name = known[row.person_id].full_name if row.person_id in known else row.enrolment.kept_name
        if row.period.lower > begun + LATE:
            told.append(Coming(row.period.lower, row.person_id, name, row.how, True))
        if row.period.upper and row.period.upper != over:
            how = row.enrolment.left_how if row.enrolment.period.upper == row.period.upper else "moved_class"
            told.append(Coming(row.period.upper, row.person_id, name, how, False))
    return sorted(told, key=lambda one: (one.on, one.person_id), reverse=True)


def sizes_of(class_ids: Collection[int], on: date) -> dict[int, tuple[int, int]]:
    """Return class -> how many pupils sit in it on a day, and how many of them are girls."""
    rows = (
        Placement.objects.filter(class_group_id__in=list(class_ids), period__contains=on)
        .values("class_group_id")
        .annotate(size=Count("pk"), girls=Count("pk", filter=Q(person__sex="female")))
        .order_by()
    )
    return {row["class_group_id"]: (row["size"], row["girls"]) for row in rows}
