"""Who teaches what to which class, and who looks after it: assigned, replaced, ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Missing
from khue.staff import queries as staff
from khue.students.actions.classes import own_class
from khue.students.actions.refusals import BeingAssigned, NotATeacherHere, NotTaughtInClass, OtherYear
from khue.students.models import Assignment, ClassGroup
from khue.students.queries.assigning import HOMEROOM, subjects_of
from khue.students.rules import Can, year_spans


@dataclass(frozen=True)
class Wanted:
    """One field of the grid: the teacher of a subject of a class from a day on. post_id None: nobody any more.

    subject: of the catalogue, or HOMEROOM for the one who looks after the class.
    """

    class_id: int
    subject: str
    post_id: int | None


def assign(actor: Actor, class_id: int, subject: str, post_id: int | None, *, on: date) -> Assignment | None:
    """Say who teaches a subject to a class (or looks after it) from a day on; who did so until now ends that day.

    Raises: Denied, Missing, OtherYear, NotATeacherHere, NotTaughtInClass, BeingAssigned.
    """
    made = assign_many(actor, [Wanted(class_id, subject, post_id)], on=on)
    return made[0] if made else None


@transaction.atomic
def assign_many(actor: Actor, wanted: Iterable[Wanted], *, on: date) -> list[Assignment]:
    """Say it for many fields of the grid at once, all or none; one event a class.

    Raises: as `assign`.
    """
    made: list[Assignment] = []
    by_class: dict[int, list[Wanted]] = {}
    for one in wanted:
        by_class.setdefault(one.class_id, []).append(one)
    for class_id, fields in sorted(by_class.items()):
        group = own_class(actor, class_id, needs=Can.ASSIGN_TEACHERS)
        _refuse_other_year(group, on)
        held = _held(group, on)
        changed = [one for one in fields if _post_of(held, one.subject) != one.post_id]
        for one in changed:
            _end(held.get(one.subject), on)
        made += _stored([_row(group, one.subject, one.post_id, on) for one in changed if one.post_id is not None])
        if changed:
            subjects = {one.subject or "homeroom": one.post_id for one in changed}
            record(actor, "students.teachers_assigned", group, school=group.school_id, posts=subjects)
    return made


def _refuse_other_year(group: ClassGroup, on: date) -> None:
    first, last = year_spans(group.school_year)
    if not first <= on <= last:
        label = SchoolYear(group.school_year).label
        raise OtherYear(class_group=group.name, school_year=label, day=f"{on:%d/%m/%Y}")


def _held(group: ClassGroup, on: date) -> dict[str, Assignment]:
    rows = Assignment.objects.select_for_update(of=("self",)).filter(class_group=group, period__upper_inf=True)
    return {HOMEROOM if row.is_homeroom else row.subject: row for row in rows.order_by("pk")}


def _post_of(held: Mapping[str, Assignment], subject: str) -> int | None:
    return held[subject].post_id if subject in held else None


def _end(row: Assignment | None, on: date) -> None:
    """End an assignment; one that began on that very day never was."""
    if row is None:
        return
    if row.period.lower >= on:
        row.delete()
        return
    row.period = DateRange(row.period.lower, on)
    row.save(update_fields=["period"])


def _row(group: ClassGroup, subject: str, post_id: int | None, on: date) -> Assignment:
    post = staff.teaching_post(post_id or 0, group.school_id, on)
    if post is None:
        raise NotATeacherHere(day=f"{on:%d/%m/%Y}")
    known = subjects_of(group.grades, on)
    if subject != HOMEROOM and known and subject not in known:
        raise NotTaughtInClass(subject=catalogues.labels("subjects", on).get(subject, subject), class_group=group.name)
    return Assignment(
        class_group=group,
        school_id=group.school_id,
        post_id=post.pk,
        person_id=post.person_id,
        subject=subject,
        is_homeroom=subject == HOMEROOM,
        period=DateRange(on, None),
    )


def _stored(rows: list[Assignment]) -> list[Assignment]:
    try:
        with transaction.atomic():
            return Assignment.objects.bulk_create(rows)
    except IntegrityError as error:  # two homeroom teachers at once: somebody was faster
        raise BeingAssigned() from error


@transaction.atomic
def end_assignments(actor: Actor, post_id: int, *, on: date) -> int:
    """End all that somebody teaches, because the post ends; returns how many.

    Raises: Denied.
    """
    rows = list(Assignment.objects.select_for_update(of=("self",)).filter(post_id=post_id, period__upper_inf=True))
    for row in rows:
        actor.must(Can.ASSIGN_TEACHERS, at=row.school_id)
        _end(row, on)
    if rows:
        record(actor, "students.assignments_ended", rows[0], post=post_id, count=len(rows), on=on.isoformat())
    return len(rows)


@transaction.atomic
def copy_assignments(actor: Actor, from_class_id: int, to_class_id: int, *, on: date) -> list[Assignment]:
    """Give a class the teachers of another one, mostly of the year before.

    Raises: Denied, Missing, OtherYear, NotATeacherHere, NotTaughtInClass.
    """
    like = own_class(actor, from_class_id, needs=Can.ASSIGN_TEACHERS)
    rows = Assignment.objects.filter(class_group=like, period__upper_inf=True)
    if not rows:
        raise Missing(what=_("phân công của lớp {name}").format(name=like.name))
    wanted = [Wanted(to_class_id, HOMEROOM if row.is_homeroom else row.subject, row.post_id) for row in rows]
    return assign_many(actor, wanted, on=on)
