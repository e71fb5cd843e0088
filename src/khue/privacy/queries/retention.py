"""Which rows are past their term, and which are held back."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import capfirst

from khue.core.actor import Actor, widened
from khue.core.clock import ZONE
from khue.privacy.models import Hold, RetentionRun
from khue.privacy.queries.registry import model_of, rows_of
from khue.privacy.queries.requests import open_persons
from khue.privacy.rules import Can
from khue.privacy.rules.clocks import add_months
from khue.privacy.rules.retention import ADULT_MONTHS, TERMS, Term, border


@dataclass(frozen=True)
class Past:
    """A term with how many rows are past it, and from which day on rows are still kept."""

    term: Term
    title: str
    border: date
    count: int
    held_back: int


def held_persons(on: date) -> frozenset[int]:
    """Return the persons of whom nothing is deleted now: under a hold, or with an open request."""
    stands = Q(until__isnull=True) | Q(until__gte=on)
    holds = Hold.objects.filter(stands, since__lte=on).values_list("person_id", flat=True)
    return frozenset(holds) | open_persons()


def is_held(person_id: int) -> bool:
    """Whether every deletion of a person is held now."""
    return Hold.objects.filter(person_id=person_id, until__isnull=True).exists()


def past(actor: Actor, on: date) -> list[Past]:
    """Count what is past its term; nothing is changed.

    Raises: Denied.
    """
    actor.must(Can.RUN_RETENTION)
    back = held_persons(on)
    found = []
    for term in TERMS:
        every = past_rows(term, on)
        with widened(actor):  # numbers only, of tables whose rows the officer does not read
            kept, free = every.count(), without(every, term, back).count()
        title = capfirst(model_of(term.label)._meta.verbose_name)
        found.append(Past(term, title, border(term, on), free, kept - free))
    return found


def past_rows(term: Term, on: date) -> QuerySet[Any]:
    """Return the rows of a term that are past it on a day, those held back included."""
    rows: QuerySet[Any] = rows_of(term.label).filter(**dict(term.where))
    end = border(term, on)
    kind, _, field = term.starts.partition(":")
    if kind == "day":
        model_field = model_of(term.label)._meta.get_field(field)
        instant = model_field.get_internal_type() == "DateTimeField"
        rows = rows.filter(**{f"{field}__lt": datetime.combine(end, time.min, ZONE) if instant else end})
    elif kind == "end":
        rows = rows.filter(**{f"{field}__endswith__lt": end})
    else:
        rows = _after_leaving(rows, term, end)
    if term.way == "erase":
        empty = Q()
        for name in term.erases:
            column: Any = rows.model._meta.get_field(name)
            empty |= Q(**{f"{name}__isnull": False}) if column.null else ~Q(**{name: ""})
        rows = rows.filter(empty)
    return rows


def _after_leaving(rows: QuerySet[Any], term: Term, end: date) -> QuerySet[Any]:
    """Return the rows of persons whose last stay ended before a day (or who were of age by then)."""
    column = "pk" if term.label == "people.Person" else "person_id"
    stays = rows_of("students.Enrolment").filter(person_id=OuterRef(column))
    gone = Exists(stays) & ~Exists(stays.filter(Q(period__upper_inf=True) | Q(period__endswith__gte=end)))
    if term.starts == "left_or_grown":
        gone = gone | Exists(stays) & Q(person__birth_date__lt=add_months(end, -ADULT_MONTHS))
    if term.label == "people.Person":
        posts = rows_of("staff.Post").filter(person_id=OuterRef("pk"), period__upper_inf=True)
        children = rows_of("people.Relation").filter(relative_id=OuterRef("pk"))
        gone = gone & ~Exists(posts) & ~Exists(children)
    return rows.filter(gone)


def without(rows: QuerySet[Any], term: Term, persons: frozenset[int]) -> QuerySet[Any]:
    """Leave out the rows of persons who are held back."""
    names = {field.name for field in rows.model._meta.concrete_fields}
    if term.label == "people.Person":
        return rows.exclude(pk__in=persons)
    return rows.exclude(person_id__in=persons) if "person" in names else rows


def runs(actor: Actor) -> list[RetentionRun]:
    """Return what the last runs did, newest first.

    Raises: Denied.
    """
    if not actor.can(Can.RUN_RETENTION):
        actor.must(Can.SEE)
    return list(RetentionRun.objects.order_by("-pk")[:20])
