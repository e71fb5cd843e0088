"""Actors of the tests: the office of a school as privacy knows it, the data officer, a family."""

from collections.abc import Iterable

from khue.core.actor import Actor
from khue.privacy.rules import Can

ROWS = ("people.see", "people.see_readings", "students.see", "staff.see")
CLERK = (Can.SEE_REGISTER, Can.RECORD_CONSENTS, Can.ENTER_REQUESTS)
HEAD = (*CLERK, Can.SEE, Can.HANDLE_REQUESTS, Can.DECIDE_REQUESTS, Can.HANDLE_BREACHES, Can.KEEP_DOSSIERS)
OFFICER = (*HEAD, Can.RUN_RETENTION)


def at(user_id: int, place: int, permissions: Iterable[str]) -> Actor:
    """Return somebody of one unit."""
    return Actor(user_id, grants={one: frozenset({place}) for one in (*permissions, *ROWS)})


def everywhere(user_id: int, permissions: Iterable[str]) -> Actor:
    """Return somebody of the whole province."""
    return Actor(user_id, everywhere=frozenset((*permissions, *ROWS)))


def citizen(user_id: int, person_id: int, *children: int) -> Actor:
    """Return a pupil, or a guardian with children."""
    return Actor(user_id, own=frozenset({person_id, *children}), person_id=person_id)
