"""Records that are being handed over: the offers, and the little that is seen of a person before accepting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from khue.core.actor import Actor
from khue.people.models import Custody, Handover
from khue.people.rules import Can


@dataclass(frozen=True)
class OfferedCard:
    """What is seen of somebody whose record is offered: name, birth date and sex."""

    handover_id: int
    person_id: int
    full_name: str
    birth_date: date | None
    sex: str


def offered_cards(person_ids: Collection[int] = ()) -> dict[int, OfferedCard]:
    """Return the cards of persons whose record is offered to or from a place of the caller, by person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT handover_id, person_id, full_name, birth_date, sex FROM people_offered()")
        cards = [OfferedCard(*row) for row in cursor.fetchall()]
    return {card.person_id: card for card in cards if not person_ids or card.person_id in person_ids}


def open_offer(person_id: int) -> Handover | None:
    """Return the open offer of a record, as far as it is seen from here."""
    return Handover.objects.filter(person_id=person_id, state=Handover.State.OFFERED).first()


def offers(actor: Actor, organisation_id: int) -> QuerySet[Handover]:
    """Return the open offers that an organisation makes or was made.

    Raises: Denied.
    """
    actor.must(Can.HAND_OVER, at=organisation_id)
    mine = Q(giver_id=organisation_id) | Q(taker_id=organisation_id)
    return Handover.objects.filter(mine, state=Handover.State.OFFERED).order_by("offered_at")


def custodies(person_id: int) -> list[Custody]:
    """Return who held the record when, the latest first, as far as it is seen from here."""
    return list(Custody.objects.filter(person_id=person_id).order_by("-period"))
