"""Messages of missed sessions: those for the classes that somebody looks after, and for the schools somebody leads."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from khue.core.actor import Actor
from khue.students.models import AbsenceWarning, Assignment
from khue.students.queries.enrolment import known_people
from khue.students.rules import Can


@dataclass(frozen=True)
class Warned:
    """A message as a page shows it."""

    id: int
    person_id: int
    name: str
    class_id: int
    class_name: str
    step: int
    missed: int
    towards: str
    at: datetime
    is_read: bool


def unread(actor: Actor, *, day: date, with_read: bool = False) -> QuerySet[AbsenceWarning]:
    """Return the messages for the actor, the latest first: as homeroom teacher of a class, or as head of a school."""
    mine = Q(pk__in=[])
    if actor.person_id is not None and (actor.can(Can.SEE_OWN_CLASSES) or actor.can(Can.SEE)):
        looked_after = Assignment.objects.filter(person_id=actor.person_id, is_homeroom=True, period__contains=day)
        mine |= Q(towards="homeroom", class_group_id__in=list(looked_after.values_list("class_group_id", flat=True)))
    if led := actor.grants.get(Can.DECIDE_TRANSFER):  # who leads a school, and who stands in
        mine |= Q(towards="head", school_id__in=led)
    if actor.is_system:
        mine = Q()
    rows = AbsenceWarning.objects.filter(mine).select_related("class_group").order_by("-at", "-pk")
    return rows if with_read else rows.filter(read_at=None)


def warned(rows: QuerySet[AbsenceWarning]) -> list[Warned]:
    """Return messages with the names of the pupils, as far as they are seen from here."""
    listed = list(rows)
    known = known_people({row.person_id for row in listed})
    return [
        Warned(
            row.pk,
            row.person_id,
            known[row.person_id].full_name if row.person_id in known else "",
            row.class_group_id,
            row.class_group.name,
            row.step,
            row.missed,
            row.towards,
            row.at,
            row.read_at is not None,
        )
        for row in listed
    ]
