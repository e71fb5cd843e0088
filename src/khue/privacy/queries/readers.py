"""Who used the data of a person, and for what: unit and role, no names of staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from khue.core.actor import Actor, widened
from khue.core.manifest import roles
from khue.organisations import queries as organisations
from khue.privacy.queries.registry import rows_of

WHAT = {
    "people.record": "Toàn bộ hồ sơ",
    "people.personal_number": "Số định danh cá nhân",
    "people.passport": "Số hộ chiếu",
    "people.elsewhere": "Tra đúng mã từ đơn vị khác",
    "people.contacts": "Liên hệ của gia đình",
    "students.record": "Hồ sơ học sinh",
    "students.health": "Sức khoẻ",
}


@dataclass(frozen=True)
class Use:
    """A time at which somebody looked: when, at what, what for, from which unit, in which role."""

    at: datetime
    what: str
    purpose: str
    unit: str
    role: str


def uses(actor: Actor, person_ids: Collection[int], *, since: date | None = None, most: int = 200) -> list[Use]:
    """Return who looked at the records of persons, newest first, as far as it is seen from here."""
    rows = rows_of("people.Reading").filter(person_id__in=person_ids).order_by("-at")
    if since:
        rows = rows.filter(at__date__gte=since)
    found = list(rows.values("at", "what", "purpose", "place_id", "user_id")[:most])
    units = organisations.names(list({row["place_id"] for row in found if row["place_id"]}))
    posts = _posts(actor, {row["user_id"] for row in found if row["user_id"]})
    return [
        Use(
            row["at"],
            _(WHAT.get(row["what"], row["what"])),
            row["purpose"],
            units.get(row["place_id"], ""),
            posts.get((row["user_id"], row["place_id"]), posts.get((row["user_id"], None), "")),
        )
        for row in found
    ]


def _posts(actor: Actor, user_ids: set[int]) -> dict[tuple[int, Any], str]:
    """Return the role of accounts at a place (and anywhere): of who looked, its title is told."""
    titles = {role.code: _(role.title) for role in roles()}
    found: dict[tuple[int, Any], str] = {}
    with widened(actor):  # whose records were looked at sees no grant of an office
        grants = rows_of("security.Grant").filter(user_id__in=user_ids)
        held = list(grants.values_list("user_id", "organisation_id", "role"))
    for user, place, role in held:
        found[user, place] = titles.get(role, "")
        found.setdefault((user, None), titles.get(role, ""))
    return found


def readings_by(user_id: int, start: datetime, end: datetime) -> dict[int, int]:
    """Return whose records an account read in a span of time: person -> how often."""
    rows = rows_of("people.Reading").filter(user_id=user_id, at__gte=start, at__lte=end + timedelta(seconds=1))
    counts: dict[int, int] = {}
    for person in rows.values_list("person_id", flat=True):
        counts[person] = counts.get(person, 0) + 1
    return counts
