"""Who changed what of a person, and who looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from khue.core.actor import Actor
from khue.people.models import Change, Reading
from khue.people.queries.persons import card
from khue.people.rules import Can

MOST = 200  # rows that a person still reads


@dataclass(frozen=True)
class Entry:
    """What one person changed at one time: field -> (old, new)."""

    at: datetime
    user_id: int | None
    about: str
    why: str
    batch_id: int | None
    fields: dict[str, tuple[Any, Any]]


def journal(actor: Actor, person_id: int, *, about: Iterable[str] = (), limit: int = MOST) -> list[Entry]:
    """Return what was changed, the latest first; changes of one moment are one entry.

    about: begins of `Change.about`, such as "students."; all without it.
    """
    rows = Change.objects.filter(person_id=person_id).order_by("-at", "-pk")
    wanted = tuple(about)
    entries: dict[tuple[Any, ...], Entry] = {}
    for row in rows[: limit * 4]:
        if wanted and not row.about.startswith(wanted):
            continue
        key = (row.at, row.user_id, row.about, row.batch_id)
        entry = entries.setdefault(key, Entry(row.at, row.user_id, row.about, row.why, row.batch_id, {}))
        entry.fields[row.field] = (row.old, row.new)
    return list(entries.values())[:limit]


def former_names(actor: Actor, person_id: int) -> list[tuple[str, datetime]]:
    """Return all names the person had before, each with the last moment at which she bore it, the latest first."""
    rows = Change.objects.filter(person_id=person_id, field="full_name", old__isnull=False).order_by("-at", "-pk")
    until: dict[str, datetime] = {}
    for row in rows:
        until.setdefault(str(row.old), row.at)
    until.pop(card(actor, person_id).name, None)
    return list(until.items())


def readings(actor: Actor, person_id: int, *, limit: int = MOST) -> list[Reading]:
    """Return who looked at sensitive parts of the record, the latest first; to citizens of their own persons.

    Raises: Missing, Denied.
    """
    if person_id not in actor.own:
        actor.must(Can.SEE_READINGS, at=card(actor, person_id).custody_id)
    return list(Reading.objects.filter(person_id=person_id).order_by("-at", "-pk")[:limit])
