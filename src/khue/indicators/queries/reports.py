"""Reads of what people report: collections, answers, and the counts that checked answers make."""

from collections.abc import Collection as Some
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.words import N_
from khue.indicators.models import Answer, Collection
from khue.indicators.rules import Can

SAID = N_("{checked}/{asked} đơn vị đã được duyệt, kì {first} đến {last}")


@dataclass(frozen=True)
class Reported:
    """What units have reported of one indicator in its latest period: sums of checked answers, of how many asked."""

    numerator: int
    denominator: int
    checked: int
    asked: int
    first_day: date
    last_day: date

    @property
    def said(self) -> str:
        """Return how complete it is, in words."""
        return SAID.format(
            checked=self.checked, asked=self.asked, first=f"{self.first_day:%d/%m/%Y}", last=f"{self.last_day:%d/%m/%Y}"
        )


def reported_counts(codes: Some[str], units: Some[int], on: date) -> dict[str, Reported]:
    """Return what was reported at these units in the latest period that had begun on the day, by indicator."""
    if not codes:
        return {}
    latest: dict[str, Collection] = {}
    for one in Collection.objects.filter(indicator__in=list(codes), first_day__lte=on).order_by("last_day", "pk"):
        latest[one.indicator] = one
    rows = Answer.objects.filter(collection__in=list(latest.values()), unit_id__in=list(units), state="checked")
    found: dict[str, Reported] = {}
    for code, held in latest.items():
        mine = [row for row in rows if row.collection_id == held.pk]
        found[code] = Reported(
            sum(row.numerator or 0 for row in mine),
            sum(row.denominator or 0 for row in mine),
            len(mine),
            len(set(held.units) & set(units)),
            held.first_day,
            held.last_day,
        )
    return found


def collections(actor: Actor) -> "QuerySet[Collection]":
    """Return the collections that ask a unit of the actor, or were opened by it, with how far they are."""
    actor.must(Can.SEE)
    return Collection.objects.annotate(
        sent=Count("answers", filter=Q(answers__state__in=("sent", "checked"))),
        checked=Count("answers", filter=Q(answers__state="checked")),
    )


def collection(actor: Actor, collection_id: int) -> Collection:
    """Return a collection. Raises: Denied, Missing."""
    found = collections(actor).filter(pk=collection_id).first()
    if found is None:
        raise Missing(what=f"đợt thu thập {collection_id}")
    return found


def answers(actor: Actor, collection_id: int) -> "QuerySet[Answer]":
    """Return the answers of a collection that the actor sees."""
    actor.must(Can.SEE)
    return Answer.objects.filter(collection_id=collection_id).select_related("collection")


def answer(actor: Actor, answer_id: int) -> Answer:
    """Return an answer. Raises: Missing, Denied."""
    found = Answer.objects.filter(pk=answer_id).select_related("collection").first()
    if found is None:
        raise Missing(what=f"báo cáo số liệu {answer_id}")
    actor.must(Can.SEE, at=found.unit_id)
    return found


def to_answer(actor: Actor) -> "QuerySet[Answer]":
    """Return what the units of the actor still have to send."""
    rows = Answer.objects.filter(state__in=("draft", "returned"), collection__closed_at=None)
    places = actor.places(Can.ANSWER)
    rows = rows.select_related("collection").order_by("collection__due", "unit_id")
    return rows if places is None else rows.filter(unit_id__in=places)
