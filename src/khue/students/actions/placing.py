"""Pupils in classes: placed, moved to another class, repeating a year, choosing subjects; the class list numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Missing
from khue.students.actions.classes import own_class, school_on
from khue.students.actions.journal import note
from khue.students.actions.refusals import (
    AlreadyThere,
    BadChoice,
    ClassIsClosed,
    GradeNotInClass,
    NotAtSchool,
    OtherSchool,
    OtherYear,
    TooEarly,
)
from khue.students.models import ClassGroup, Enrolment, Placement
from khue.students.queries.enrolment import known_people
from khue.students.rules import Can, choice_problem, year_spans


@dataclass(frozen=True)
class Place:
    """A stay to be placed in a class. number None: the next one of the class list."""

    enrolment_id: int
    class_id: int
    on: date
    how: str = "new"
    grade: str = ""
    chosen: tuple[str, ...] = ()
    number: int | None = None


def place(
    actor: Actor,
    enrolment_id: int,
    class_id: int,
    *,
    on: date,
    how: str = "new",
    grade: str = "",
    chosen: Sequence[str] = (),
) -> Placement:
    """Place a pupil in a class; the place held until now ends on that day.

    how: of PLACEMENTS ("repeat" for a pupil who does the year again). grade: needed where the class has several.
    Raises: Denied, Missing, NotAtSchool, OtherSchool, OtherYear, ClassIsClosed, GradeNotInClass, BadChoice,
    AlreadyThere, TooEarly.
    """
    return place_many(actor, [Place(enrolment_id, class_id, on, how, grade, tuple(chosen))])[0]


def move_class(actor: Actor, enrolment_id: int, class_id: int, *, on: date, grade: str = "") -> Placement:
    """Move a pupil to another class of the school within the year; the chosen subjects stay.

    Raises: as `place`.
    """
    return place_many(actor, [Place(enrolment_id, class_id, on, "moved_class", grade)])[0]


@transaction.atomic
def place_many(
    actor: Actor,
    places: Sequence[Place],
    *,
    needs: str = Can.EDIT,
    batch_id: int | None = None,
    is_part: bool = False,
    stays: Iterable[Enrolment] = (),
) -> list[Placement]:
    """Place pupils in classes, all of them or none; one event unless it is part of another action.

    stays: those already read and locked by the caller.
    Raises: as `place`.
    """
    groups = _groups(actor, {one.class_id for one in places}, needs)
    known = {row.pk: row for row in stays} or _stays(one.enrolment_id for one in places)
    if lost := [one.enrolment_id for one in places if one.enrolment_id not in known]:
        raise Missing(what=_("quá trình học {number}").format(number=lost[0]))
    held = {
        row.enrolment_id: row
        for row in Placement.objects.filter(enrolment__in=known, period__upper_inf=True).order_by("pk")
    }
    numbers = _last_numbers(groups)
    rows = []
    for one in places:
        group = groups[one.class_id]
        now = held.get(one.enrolment_id)
        one = _fitting(one, group, known[one.enrolment_id], now)
        numbers[group.pk] = max(numbers[group.pk] + 1 if one.number is None else one.number, numbers[group.pk])
        rows.append(_row(one, group, known[one.enrolment_id], one.number or numbers[group.pk]))
    made = _stored(rows, [held[one.enrolment_id] for one in places if one.enrolment_id in held])
    before = {row.enrolment_id: row.class_group_id for row in held.values()}
    for school_id in {row.school_id for row in made}:
        noted = [
            (row, row.person_id, "class_group", before.get(row.enrolment_id), row.class_group_id)
            for row in made
            if row.school_id == school_id
        ]
        note(actor, school_id, noted, batch_id=batch_id)
    if not is_part and made:
        facts = {"school": made[0].school_id, "count": len(made), "batch": batch_id}
        record(actor, "students.pupils_placed", made[0], how=made[0].how, **facts)
    return made


def _groups(actor: Actor, class_ids: Iterable[int], needs: str) -> dict[int, ClassGroup]:
    groups = {}
    for class_id in sorted(class_ids):
        groups[class_id] = own_class(actor, class_id, needs=needs)
        if groups[class_id].is_closed:
            raise ClassIsClosed(class_group=groups[class_id].name)
    return groups


def _stays(enrolment_ids: Iterable[int]) -> dict[int, Enrolment]:
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=list(enrolment_ids)).order_by("pk")
    return {row.pk: row for row in rows}


def _last_numbers(groups: dict[int, ClassGroup]) -> dict[int, int]:
    rows = Placement.objects.filter(class_group__in=groups, period__upper_inf=True).values("class_group_id")
    last = {row["class_group_id"]: row["last"] or 0 for row in rows.annotate(last=Max("number"))}
    return dict.fromkeys(groups, 0) | last


def _fitting(one: Place, group: ClassGroup, stay: Enrolment, now: Placement | None) -> Place:
    """Return the place with its grade and chosen subjects filled in, when pupil, class and day fit together."""
    if group.school_id != stay.school_id:
        raise OtherSchool(class_group=group.name)
    if stay.period.upper is not None:
        raise NotAtSchool(day=f"{stay.period.upper:%d/%m/%Y}")
    first, last = year_spans(group.school_year)
    if not first <= one.on <= last:
        raise OtherYear(
            class_group=group.name, school_year=SchoolYear(group.school_year).label, day=f"{one.on:%d/%m/%Y}"
        )
    begun = now.period.lower if now else stay.period.lower
    if one.on < begun:
        raise TooEarly(day=f"{one.on:%d/%m/%Y}", before=f"{begun:%d/%m/%Y}")
    if now and now.class_group_id == group.pk and one.grade in ("", now.grade):
        raise AlreadyThere(class_group=group.name)
    grade = one.grade or (now.grade if now and now.grade in group.grades else "")
    grade = grade or (group.grades[0] if len(group.grades) == 1 else "")
    if grade not in group.grades:
        raise GradeNotInClass(class_group=group.name, grade=grade, grades=", ".join(group.grades))
    chosen = one.chosen or (tuple(now.chosen_subjects) if now and one.how == "moved_class" else ())
    refuse_bad_choice(group, grade, chosen)
    return replace(one, grade=grade, chosen=chosen)


def refuse_bad_choice(group: ClassGroup, grade: str, chosen: Sequence[str]) -> None:
    """Refuse chosen subjects that the programme does not allow.

    Raises: BadChoice.
    """
    if not chosen:
        return
    levels = school_on(group.school_id, group.school_year).levels
    if problem := choice_problem(grade, group.school_year, chosen, levels):
        raise BadChoice(problem=_(problem).rstrip("."), chosen=", ".join(chosen))


def _row(one: Place, group: ClassGroup, stay: Enrolment, number: int) -> Placement:
    return Placement(
        enrolment_id=stay.pk,
        person_id=stay.person_id,
        school_id=group.school_id,
        class_group_id=group.pk,
        school_year=group.school_year,
        grade=one.grade,
        number=number,
        how=one.how,
        chosen_subjects=list(one.chosen),
        period=DateRange(one.on, None),
    )


def _stored(rows: list[Placement], held: list[Placement]) -> list[Placement]:
    """End the places held until now and store the new ones; a place of the same day never was and goes."""
    begins = {row.enrolment_id: row.period.lower for row in rows}
    same_day = [row.pk for row in held if row.period.lower == begins[row.enrolment_id]]
    ended = [row for row in held if row.pk not in set(same_day)]
    for row in ended:
        row.period = DateRange(row.period.lower, begins[row.enrolment_id])
    try:
        with transaction.atomic():
            Placement.objects.filter(pk__in=same_day).delete()
            Placement.objects.bulk_update(ended, ["period"], batch_size=500)
            return Placement.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:  # a place of a later day stands in the way
        day = begins[rows[0].enrolment_id]
        raise TooEarly(day=f"{day:%d/%m/%Y}", before=f"{day:%d/%m/%Y}") from error


@transaction.atomic
def choose_subjects(actor: Actor, placement_id: int, chosen: Sequence[str]) -> Placement:
    """Set the subjects that a pupil of grades 10 to 12 chose.

    Raises: Denied, Missing, BadChoice.
    """
    row = Placement.objects.select_for_update(of=("self",)).filter(pk=placement_id).first()
    if row is None:
        raise Missing(what=_("chỗ trong lớp"))
    actor.must(Can.EDIT, at=row.school_id)
    refuse_bad_choice(row.class_group, row.grade, chosen)
    note(actor, row.school_id, [(row, row.person_id, "chosen_subjects", list(row.chosen_subjects), list(chosen))])
    row.chosen_subjects = list(chosen)
    row.save(update_fields=["chosen_subjects"])
    record(actor, "students.subjects_chosen", row, school=row.school_id, person=row.person_id, subjects=list(chosen))
    return row


@transaction.atomic
def number_class(actor: Actor, class_id: int) -> int:
    """Number the list of a class from 1 in the order of Vietnamese names; returns how many numbers changed.

    Raises: Denied, Missing.
    """
    group = own_class(actor, class_id)
    if changed := number_list(group):
        record(actor, "students.class_numbered", group, school=group.school_id, count=changed)
    return changed


def number_list(group: ClassGroup) -> int:
    """Number the list of a class that is locked; returns how many numbers changed."""
    rows = list(Placement.objects.filter(class_group=group, period__upper_inf=True))
    known = known_people([row.person_id for row in rows])
    ordered = sorted(rows, key=lambda row: (known[row.person_id].name_key if row.person_id in known else "", row.pk))
    changed = []
    for number, row in enumerate(ordered, start=1):
        if row.number != number:
            row.number = number
            changed.append(row)
    Placement.objects.bulk_update(changed, ["number"], batch_size=500)
    return len(changed)
