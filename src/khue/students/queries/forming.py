"""Pupils of a school who have no class in the year, and the classes they would be spread over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from khue.core.actor import Actor
from khue.people.rules import SEXES
from khue.students.models import ClassGroup, Enrolment, Placement
from khue.students.rules import Can
from khue.students.rules.forming import Newcomer, Room, spread

FEMALE = list(SEXES)[1]
NOW = Q(placements__period__upper_inf=True)


@dataclass(frozen=True)
class Proposal:
    """A pupil without a class, and the class proposed (None: every class is full)."""

    enrolment_id: int
    person_id: int
    full_name: str
    birth_date: date | None
    sex: str
    came_from: str
    class_id: int | None


def unplaced(actor: Actor, school_id: int) -> list[Enrolment]:
    """Return the open stays without any class now, in the order of names; who has last year's waits for the roll-over.

    Raises: Denied.
    """
    actor.must(Can.ROLL_OVER, at=school_id)
    placed = Placement.objects.filter(enrolment=OuterRef("pk"), period__upper_inf=True)
    rows = Enrolment.objects.filter(~Exists(placed), school_id=school_id, period__upper_inf=True)
    return list(rows.select_related("person").order_by("person__name_key", "pk"))


def propose(
    actor: Actor, school_id: int, school_year: int, class_ids: Sequence[int], enrolment_ids: Sequence[int] | None = None
) -> list[Proposal]:
    """Spread pupils without a class over classes; the same question has the same answer.

    enrolment_ids: only these of them.
    Raises: Denied.
    """
    stays = unplaced(actor, school_id)
    if enrolment_ids is not None:
        stays = [row for row in stays if row.pk in set(enrolment_ids)]
    groups = ClassGroup.objects.filter(school_id=school_id, school_year=school_year, is_closed=False)
    sizes = groups.filter(pk__in=list(class_ids)).annotate(
        size=Count("placements", filter=NOW),
        girls=Count("placements", filter=NOW & Q(placements__person__sex=FEMALE)),
    )
    rooms = [Room(one.pk, one.size, one.girls, one.capacity or 0) for one in sizes.order_by("name_key", "pk")]
    newcomers = [Newcomer(row.pk, row.person.sex, row.person.name_key, row.entered_from) for row in stays]
    found = spread(newcomers, rooms)
    return [
        Proposal(
            row.pk,
            row.person_id,
            row.person.full_name,
            row.person.birth_date,
            row.person.sex,
            row.entered_from,
            found[row.pk],
        )
        for row in stays
    ]
