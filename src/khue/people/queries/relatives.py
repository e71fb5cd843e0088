"""Who belongs to whom: relatives with their cards, wherever these are held, and for whom somebody may act."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from khue.core.actor import Actor
from khue.core.seals import MOMENT, seal
from khue.people.models import Relation

CARDS = """
SELECT relation_id, relative_id, full_name, birth_year, sex, custody_id FROM people_relatives(%s::bigint[])
"""


@dataclass(frozen=True)
class Relative:
    """A relative of a person: what stands on the relation, and the little of her own record that it opens."""

    relation_id: int
    person_id: int
    relative_id: int
    name: str
    birth_year: int | None
    sex: str
    custody_id: int
    kind: str
    is_guardian: bool
    is_first_contact: bool
    lives_together: bool
    told: tuple[str, ...]
    phone: str
    email: str
    occupation: str
    note: str
    since: date | None
    until: date | None

    @property
    def is_current(self) -> bool:
        """Whether the relation still stands."""
        return self.until is None


def relatives(actor: Actor, person_ids: Iterable[int], *, former: bool = False) -> dict[int, list[Relative]]:
    """Return person -> relatives, first contact and guardians first; `former`: those of the past too.

    The cards come through `people_relatives`, so that a guardian whom another school entered is seen here as well.
    """
    asked = sorted(set(person_ids))
    rows = Relation.objects.filter(person_id__in=asked)
    relations = {row.pk: row for row in (rows if former else rows.filter(period__endswith=None))}
    found: dict[int, list[Relative]] = defaultdict(list)
    if not relations:
        return found
    with connection.cursor() as cursor:
        cursor.execute(CARDS, [asked])
        for relation_id, relative_id, name, birth_year, sex, custody_id in cursor.fetchall():
            if row := relations.get(relation_id):
                found[row.person_id].append(_relative(row, relative_id, name, birth_year, sex, custody_id))
    for group in found.values():
        group.sort(key=lambda one: (one.until is not None, not one.is_first_contact, not one.is_guardian, one.name))
    return found


def _relative(row: Relation, relative_id: int, name: str, birth_year: int | None, sex: str, custody: int) -> Relative:
    return Relative(
        relation_id=row.pk,
        person_id=row.person_id,
        relative_id=relative_id,
        name=name,
        birth_year=birth_year,
        sex=sex,
        custody_id=custody,
        kind=row.kind,
        is_guardian=row.is_guardian,
        is_first_contact=row.is_first_contact,
        lives_together=row.lives_together,
        told=tuple(row.told),
        phone=row.phone,
        email=row.email,
        occupation=row.occupation,
        note=row.note,
        since=row.period.lower,
        until=row.period.upper,
    )


def relations_of(actor: Actor, relative_id: int) -> list[Relation]:
    """Return the standing relations in which this person is the relative, of children whom the actor may see."""
    rows = Relation.objects.filter(relative_id=relative_id, period__endswith=None).select_related("person")
    return list(rows.order_by("person__name_key"))


def own_persons(person_id: int) -> frozenset[int]:
    """Return the persons for whom this one may act: oneself, and the children one is guardian of.

    Asked while the actor is built, when nobody's rows are seen yet. The database answers only about persons under the
    seal of this process (`people_own` takes no argument), so that smuggled SQL learns nothing by it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MOMENT}, current_setting('khue.own', true)")
        moment, before = cursor.fetchone()
        cursor.execute("SELECT set_config('khue.own', %s, true)", [seal(moment, "own", str(person_id))])
        cursor.execute("SELECT * FROM people_own()")
        found = frozenset(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT set_config('khue.own', %s, true)", [before or ""])
    return found


def children_of(person_id: int) -> frozenset[int]:
    """Return the children this person is guardian of."""
    return own_persons(person_id) - {person_id}
