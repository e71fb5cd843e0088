"""Stays and places of pupils: who is at a school, and the time line of one pupil."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from khue.core.actor import Actor
from khue.people.rules import Can as OfPeople
from khue.students.models import Enrolment, Placement
from khue.students.queries.classes import must_see

People = Enrolment._meta.get_field("person").related_model


def known_people(person_ids: Iterable[int]) -> dict[int, Any]:
    """Return the rows of persons that are seen from here, by id."""
    return People._default_manager.in_bulk(list(person_ids))


def pupils_at(actor: Actor, school_id: int, on: date | None = None) -> QuerySet[Enrolment]:
    """Return the stays at a school now, or on a day.

    Raises: Denied.
    """
    must_see(actor, school_id)
    when = Q(period__contains=on) if on else Q(period__upper_inf=True)
    return Enrolment.objects.filter(when, school_id=school_id).select_related("person")


def stay_of(person_id: int, on: date | None = None) -> Enrolment | None:
    """Return the main stay of a pupil now, or on a day, as far as it is seen from here."""
    when = Q(period__contains=on) if on else Q(period__upper_inf=True)
    return Enrolment.objects.filter(when, person_id=person_id, is_secondary=False).first()


def place_of(person_id: int, on: date | None = None) -> Placement | None:
    """Return the place of a pupil in a class now, or on a day, as far as it is seen from here."""
    when = Q(period__contains=on) if on else Q(period__upper_inf=True)
    return Placement.objects.filter(when, person_id=person_id).select_related("class_group").first()


def time_line(person_id: int) -> list[tuple[Enrolment, list[Placement]]]:
    """Return the stays of a pupil with their places, the latest first, as far as they are seen from here."""
    stays = list(Enrolment.objects.filter(person_id=person_id).order_by("-period"))
    places: dict[int, list[Placement]] = {row.pk: [] for row in stays}
    rows = Placement.objects.filter(enrolment__in=stays).select_related("class_group").order_by("-period")
    for row in rows:
        places[row.enrolment_id].append(row)
    return [(row, places[row.pk]) for row in stays]


def usable_rows(actor: Actor, rows: Any) -> Any:
    """Leave out those whose data is restricted, but for who must use it: a filter would tell what a line leaves out."""
    must = actor.places(OfPeople.SEE_RESTRICTED)
    if must is None:
        return rows
    return rows.filter(Q(person__restricted_on=None) | Q(person__custody_id__in=must))
