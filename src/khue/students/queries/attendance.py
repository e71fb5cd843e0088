"""How much school a pupil has missed this year, at all schools together; whose limit of the year is near."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from khue.core.actor import Actor
from khue.core.clock import SchoolYear, school_year_of
from khue.students.models import Absence, Placement
from khue.students.queries.enrolment import known_people
from khue.students.rules import COUNTED, Can, Tally, limit_of, standing, tally
from khue.students.rules.attendance import STANDINGS

SUMS = "SELECT person_id, excused, unexcused, late FROM students_absences(%s::bigint[], %s, %s)"
FIRST_SIGN = min(first for _code, first in STANDINGS)


@dataclass(frozen=True)
class AttendanceSummary:
    """The sessions that a pupil missed in a school year until a day. limit: None where the grade has none."""

    missed: int
    excused: int
    unexcused: int
    late: int
    limit: int | None
    year: SchoolYear

    @property
    def standing(self) -> str:
        """Return how near the limit is: "", "watch", "near", "last" or "over"."""
        return standing(self.missed, self.limit)

    @property
    def left(self) -> int | None:
        """Return how many sessions may still be missed."""
        return None if self.limit is None else max(0, self.limit - self.missed)


def summary(actor: Actor, person_id: int, *, on: date) -> AttendanceSummary | None:
    """Return what a pupil missed in the year until the day; None when she sat in no class seen from here."""
    return summaries(actor, [person_id], on=on).get(person_id)


def summaries(actor: Actor, person_ids: Collection[int], *, on: date) -> dict[int, AttendanceSummary]:
    """Return person -> what was missed in the year until the day, of those who sat in a class seen from here.

    The sum over all schools comes through `students_absences`, which answers the school where the pupil is now and
    the family; a school that the pupil has left counts its own rows.
    """
    year = school_year_of(on)
    seats = Placement.objects.filter(person_id__in=list(person_ids), school_year=year.start, period__startswith__lte=on)
    grades = dict(seats.order_by("period").values_list("person_id", "grade"))
    sums = _sums(grades, year.first_day, on)
    return {
        person: _summary(sums.get(person, Tally()), grade, year) for person, grade in grades.items() if actor.is_known
    }


def _summary(told: Tally, grade: str, year: SchoolYear) -> AttendanceSummary:
    return AttendanceSummary(told.missed, told.excused, told.unexcused, told.late, limit_of(grade), year)


def _sums(person_ids: Iterable[int], first: date, last: date) -> dict[int, Tally]:
    asked = sorted(person_ids)
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [asked, first, last])
        found = {row[0]: Tally(*row[1:]) for row in cursor.fetchall()}
    rows: dict[int, list[tuple[date, str]]] = {}
    here = Absence.objects.filter(person_id__in=set(asked) - set(found), day__range=(first, last))
    for person, day, reason in here.values_list("person_id", "day", "reason"):
        rows.setdefault(person, []).append((day, reason))
    return {person: tally(row) for person, row in rows.items()} | found


def absences(person_id: int, *, on: date) -> list[Absence]:
    """Return the absences of a pupil in the year until the day, the latest first, as far as they are seen from here."""
    rows = Absence.objects.filter(person_id=person_id, day__range=(school_year_of(on).first_day, on))
    return list(rows.select_related("class_group").order_by("-day", "session"))


@dataclass(frozen=True)
class Watched:
    """A pupil whose limit of the year is near."""

    person_id: int
    name: str
    class_id: int
    class_name: str
    summary: AttendanceSummary


def watched(actor: Actor, school_id: int, *, on: date, class_ids: Collection[int] | None = None) -> list[Watched]:
    """Return the pupils of a school, or of some classes, who have missed 30 sessions and more, the worst first.

    Raises: Denied.
    """
    if class_ids is None:
        actor.must(Can.SEE, at=school_id)
    seats = Placement.objects.filter(school_id=school_id, period__contains=on, school_year=school_year_of(on).start)
    if class_ids is not None:
        seats = seats.filter(class_group_id__in=list(class_ids))
    places = {row.person_id: row for row in seats.select_related("class_group")}
    sums = summaries(actor, _suspects(seats.values_list("person_id", flat=True), on), on=on)
    known = known_people(sums)
    found = [
        Watched(person, known[person].full_name, places[person].class_group_id, places[person].class_group.name, summed)
        for person, summed in sums.items()
        if summed.standing and person in known
    ]
    return sorted(found, key=lambda one: (-one.summary.missed, one.class_name, one.name))


def _suspects(person_ids: Iterable[int], on: date) -> list[int]:
    """Return those who may have reached the first sign: many absences here, or new here this year."""
    year, ids = school_year_of(on), list(person_ids)
    many = (
        Absence.objects.filter(person_id__in=ids, day__range=(year.first_day, on), reason__in=COUNTED)
        .values("person_id")
        .annotate(rows=Count("pk"))
        .filter(rows__gte=FIRST_SIGN)
        .order_by()
    )
    came = Placement.objects.filter(person_id__in=ids, school_year=year.start, how__in=("transferred", "returned"))
    return sorted({row["person_id"] for row in many} | set(came.values_list("person_id", flat=True)))
