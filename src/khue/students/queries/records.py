"""Records offered outside transfers, and the pupils who finished a level whose records wait to be offered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from khue.core.actor import Actor
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.people.rules import Can as PeopleCan
from khue.students.models import Enrolment, Placement, Transfer
from khue.students.queries.enrolment import known_people
from khue.students.queries.transfers import OPEN
from khue.students.rules import Can

MOST = 1_000  # records in one step


@dataclass(frozen=True)
class Finished:
    """A pupil who finished the level at a school and whose record is still there. offer_id: it is offered."""

    enrolment_id: int
    person_id: int
    name: str
    birth_date: date | None
    class_name: str
    grade: str
    on: date
    offer_id: int | None = None
    offered_to: str = ""
    is_moving: bool = False


@dataclass(frozen=True)
class Offered:
    """An open offer of a record as its sides see it."""

    id: int
    person_id: int
    name: str
    birth_date: date | None
    giver_id: int
    giver: str
    taker_id: int
    taker: str
    reason: str
    offered_at: datetime


def finished(actor: Actor, school_id: int, *, year: int | None = None) -> list[Finished]:
    """Return who finished the level here and whose record is still kept here, in the order of classes and names.

    year: the school year that they finished, by the class where they sat last.
    Raises: Denied.
    """
    actor.must(Can.SEE, at=school_id)
    stays = Enrolment.objects.filter(school_id=school_id, left_how="finished", is_secondary=False)
    gone = {row.person_id: row for row in stays.order_by("period")}
    still = Enrolment.objects.filter(person_id__in=gone, period__upper_inf=True, is_secondary=False)
    here = set(gone) - set(still.values_list("person_id", flat=True))
    kept = {pk: one for pk, one in known_people(here).items() if one.custody_id == school_id}
    known = {pk: one for pk, one in kept.items() if one.merged_into_id is None}
    seats = Placement.objects.filter(enrolment__in=[gone[pk].pk for pk in known]).select_related("class_group")
    last = {row.enrolment_id: row for row in seats.order_by("period")}
    offers = {row.person_id: row for row in people.offers(actor, school_id)} if _may_offer(actor, school_id) else {}
    called = organisations.names({row.taker_id for row in offers.values()})
    moving = in_transfer(known)
    found = []
    for pk, person in known.items():
        seat, offer = last.get(gone[pk].pk), offers.get(pk)
        if year is not None and (seat is None or seat.school_year != year):
            continue
        group = seat.class_group if seat else None
        one = Finished(
            gone[pk].pk,
            pk,
            person.full_name,
            person.birth_date,
            group.name if group else "",
            seat.grade if seat else "",
            gone[pk].period.upper,
            offer.pk if offer else None,
            called.get(offer.taker_id, "") if offer else "",
            pk in moving,
        )
        found.append(((group.name_key if group else "", person.name_key, pk), one))
    return [one for _key, one in sorted(found, key=lambda pair: pair[0])]


def _may_offer(actor: Actor, school_id: int) -> bool:
    return actor.can(PeopleCan.HAND_OVER, at=school_id)


def in_transfer(person_ids: Collection[int]) -> set[int]:
    """Return who of these is being transferred, as far as it is seen from here."""
    rows = Transfer.objects.filter(person_id__in=list(person_ids), state__in=OPEN)
    return {pk for pk in rows.values_list("person_id", flat=True) if pk is not None}


def years_finished(school_id: int) -> list[int]:
    """Return the school years in which somebody finished the level here, the latest first."""
    seats = Placement.objects.filter(enrolment__left_how="finished", school_id=school_id)
    return list(seats.order_by("-school_year").values_list("school_year", flat=True).distinct()[:10])


def offered(actor: Actor, organisation_id: int) -> list[Offered]:
    """Return the open offers that an organisation makes or was made, those of transfers left out; the oldest first.

    Raises: Denied.
    """
    actor.must(PeopleCan.HAND_OVER, at=organisation_id)
    rows = list(people.offers(actor, organisation_id)[: 2 * MOST])
    moving = in_transfer([row.person_id for row in rows])
    rows = [row for row in rows if row.person_id not in moving]
    cards = people.offered_cards()
    called = organisations.names({pk for row in rows for pk in (row.giver_id, row.taker_id)})
    found = [
        Offered(
            row.pk,
            row.person_id,
            cards[row.person_id].full_name if row.person_id in cards else "",
            cards[row.person_id].birth_date if row.person_id in cards else None,
            row.giver_id,
            called.get(row.giver_id, ""),
            row.taker_id,
            called.get(row.taker_id, ""),
            row.reason,
            row.offered_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.giver, one.reason, one.name, one.id))
