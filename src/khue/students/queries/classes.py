"""Classes of a school, their lists, and who teaches them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from khue.core import clock
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.names import nfc
from khue.students.models import Assignment, ClassGroup, Placement
from khue.students.rules import Can

NOW = Q(placements__period__upper_inf=True)


@dataclass(frozen=True)
class Line:
    """A line of a class list. number None: not numbered yet."""

    placement_id: int
    person_id: int
    enrolment_id: int
    number: int | None
    full_name: str
    birth_date: date | None
    sex: str
    grade: str
    how: str
    chosen_subjects: tuple[str, ...]


def current_year(on: date | None = None) -> int:
    """Return the school year in which the day lies."""
    return clock.school_year_of(on or clock.today()).start


def classes(
    actor: Actor, school_id: int, school_year: int, *, grade: str = "", with_closed: bool = False
) -> QuerySet[ClassGroup]:
    """Return the classes of a school in a year, in their order, with `size`: how many pupils are in each now.

    Raises: Denied.
    """
    must_see(actor, school_id)
    rows = ClassGroup.objects.filter(school_id=school_id, school_year=school_year)
    if grade:
        rows = rows.filter(grades__contains=[grade])
    if not with_closed:
        rows = rows.filter(is_closed=False)
    return rows.annotate(size=Count("placements", filter=NOW)).order_by("name_key", "pk")


def class_group(actor: Actor, class_id: int) -> ClassGroup:
    """Return a class one may see, with `size`.

    Raises: Missing.
    """
    found = ClassGroup.objects.filter(pk=class_id).annotate(size=Count("placements", filter=NOW)).first()
    if found is None or not may_see_class(actor, found):
        raise Missing(what="lớp")
    return found


def find_class(actor: Actor, school_id: int, school_year: int, name: str) -> ClassGroup | None:
    """Return the class of this name in the year, or None."""
    must_see(actor, school_id)
    return ClassGroup.objects.filter(school_id=school_id, school_year=school_year, name__iexact=nfc(name)).first()


def years(school_id: int) -> list[int]:
    """Return the school years for which the school has classes, the latest first."""
    rows = ClassGroup.objects.filter(school_id=school_id).order_by("-school_year")
    return list(rows.values_list("school_year", flat=True).distinct())


def class_list(actor: Actor, class_id: int, on: date | None = None) -> list[Line]:
    """Return who is in a class now, or on a day: by number, then in the order of Vietnamese names.

    Raises: Missing.
    """
    found = class_group(actor, class_id)
    when = Q(period__contains=on) if on else Q(period__upper_inf=True)
    rows = (
        Placement.objects.filter(when, class_group=found)
        .select_related("person", "enrolment")
        .order_by("number", "person__name_key", "pk")
    )
    return [_line(row) for row in rows]


def _line(row: Placement) -> Line:
    person = row.person
    return Line(
        row.pk,
        row.person_id,
        row.enrolment_id,
        row.number,
        person.full_name,
        person.birth_date,
        person.sex,
        row.grade,
        row.how,
        tuple(row.chosen_subjects),
    )


def classes_taught(actor: Actor, on: date | None = None) -> set[int]:
    """Return the classes that the actor teaches or looks after on a day: what a teacher may see."""
    if actor.person_id is None:
        return set()
    return classes_of_teacher(actor.person_id, on)


def classes_of_teacher(person_id: int, on: date | None = None) -> set[int]:
    """Return the classes that a person teaches or looks after on a day."""
    rows = Assignment.objects.filter(person_id=person_id, period__contains=on or clock.today())
    return set(rows.values_list("class_group_id", flat=True))


def must_see(actor: Actor, school_id: int) -> None:
    """Let through who may see pupils of the school, be it only those of the classes taught.

    Raises: Denied.
    """
    if not actor.can(Can.SEE_OWN_CLASSES, at=school_id):
        actor.must(Can.SEE, at=school_id)


def may_see_class(actor: Actor, group: ClassGroup) -> bool:
    """Whether the actor sees this class: all of the school, or one that he or she teaches."""
    if actor.can(Can.SEE, at=group.school_id):
        return True
    return actor.can(Can.SEE_OWN_CLASSES, at=group.school_id) and group.pk in classes_taught(actor)
