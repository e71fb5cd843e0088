"""Writes down who looked at what of whom. A row is added for any person; who holds the record sees it."""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from khue.core.actor import Actor
from khue.core.names import nfc

READ = """
INSERT INTO people_reading (person_id, what, purpose, user_id, place_id, at)
SELECT person, %s, %s, %s, %s, %s FROM unnest(%s::bigint[]) AS person
"""


def log_reading(actor: Actor, person_id: int, what: str, purpose: str = "", *, place_id: int | None = None) -> None:
    """Write down that the actor looked at a part of the record: "people.record", "students.health".

    place_id: the unit for which somebody with several posts looked.
    """
    log_readings(actor, [person_id], what, purpose, place_id=place_id)


def log_readings(
    actor: Actor, person_ids: Iterable[int], what: str, purpose: str = "", *, place_id: int | None = None
) -> None:
    """Write down that the actor looked at a part of the records of several persons at once."""
    with connection.cursor() as cursor:
        told = [what, nfc(purpose)[:200], actor.user_id, place_id or _only_place(actor), timezone.now()]
        cursor.execute(READ, [*told, sorted(set(person_ids))])


def _only_place(actor: Actor) -> int | None:
    """Return the unit of somebody who acts for one unit only."""
    places = frozenset[int]().union(*actor.grants.values())
    return next(iter(places)) if len(places) == 1 else None
