"""What actions of students write into the journal of a person: what changed, and for health only that it did."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from khue.core.actor import Actor
from khue.people import actions as people

UNSAID = ("special_need", "insurance", "health_check")  # whoever reads a journal need not be allowed to see health
Changes = Mapping[str, tuple[Any, Any]]


def note(actor: Actor, person_id: int, row: Model, changes: Changes, *, why: str = "") -> None:
    """Write the changes of a row of a pupil: field -> (old, new)."""
    said = {field: _said(field, old, new) for field, (old, new) in changes.items()}
    people.note_changes(actor, person_id, f"{row._meta.label}:{row.pk}", said, why=why)


def note_many(actor: Actor, changes: Iterable[tuple[int, Model, Changes]]) -> None:
    """Write the changes of rows of many pupils."""
    for person_id, row, changed in changes:
        note(actor, person_id, row, changed)


def _said(field: str, old: Any, new: Any) -> tuple[Any, Any]:
    return (None if old is None else True, None if new is None else True) if field in UNSAID else (old, new)
