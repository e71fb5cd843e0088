"""At which school a fact about a pupil is written: the stay of the day, locked, so that facts come one by one."""

from collections.abc import Collection
from datetime import date

from khue.core.actor import Actor
from khue.core.errors import Denied, Missing
from khue.students.models import Enrolment


def stay_of(actor: Actor, person_id: int, needs: str, *, today: date) -> Enrolment:
    """Return the stay at the school where the actor may write about the pupil, and lock it.

    Raises: Missing, Denied.
    """
    found = stays_of(actor, [person_id], needs, today=today)
    return found[person_id]


def stays_of(actor: Actor, person_ids: Collection[int], needs: str, *, today: date) -> dict[int, Enrolment]:
    """Return person -> stay of the day at a school where the actor may write, locked; the main stay before a second.

    Raises: Missing, when a pupil is not at any school one sees; Denied.
    """
    rows = (
        Enrolment.objects.select_for_update(of=("self",))
        .filter(person_id__in=list(person_ids), period__contains=today)
        .order_by("person_id", "-is_secondary", "pk")
    )
    seen: dict[int, int] = {}
    found: dict[int, Enrolment] = {}
    for row in rows:
        seen[row.person_id] = row.school_id
        if actor.can(needs, at=row.school_id):
            found[row.person_id] = row
    for person_id in person_ids:
        if person_id not in seen:
            raise Missing(what=f"học sinh số {person_id}")
        if person_id not in found:
            raise Denied(permission=needs, place=seen[person_id])
    return found
