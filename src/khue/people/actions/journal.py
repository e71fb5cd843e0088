"""Writes down what changed about a person: one row a field, never changed again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from khue.core.actor import Actor
from khue.people.models import Change

ADDED = "added"  # the field of the row that says that something began to be kept


def note_changes(
    actor: Actor,
    person_id: int,
    about: str,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    why: str = "",
    batch_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Write the changes of one thing about a person: field -> (old, new).

    about: what the fields belong to, "people.Person:17", "students.Placement:4".
    """
    Change.objects.bulk_create(
        Change(
            person_id=person_id,
            about=about,
            field=field,
            old=plain(old),
            new=plain(new),
            why=why[:200],
            batch_id=batch_id,
            user_id=actor.user_id,
            at=at or timezone.now(),
        )
        for field, (old, new) in changes.items()
    )


def plain(value: Any) -> Any:
    """Return a value as it is kept in the journal."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)
