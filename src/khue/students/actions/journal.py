"""Facts of pupils at school in the journal of the person: what was, what is, in which import."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils import timezone

from khue.core import clock
from khue.core.actor import Actor
from khue.people import actions as people
from khue.students.queries.enrolment import known_people

Noted = tuple[Model, int, str, Any, Any]  # row, person, field, old, new


def note(actor: Actor, school_id: int, facts: Sequence[Noted], *, batch_id: int | None = None, why: str = "") -> None:
    """Write changed facts; those of persons who are not seen from here (second schools) stay with their event."""
    known = known_people({person for _row, person, _field, _old, _new in facts})
    rows = [
        (person, f"{row._meta.label}:{row.pk}", field, old, new)
        for row, person, field, old, new in facts
        if person in known
    ]
    if rows:
        now = timezone.now()
        people.note_many(people.Stamp(actor, batch_id, school_id, now, clock.day_of(now)), rows, why)
