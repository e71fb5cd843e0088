"""Requests on personal data, and the marks that restrict processing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.privacy.models import Request, Restriction
from khue.privacy.queries.persons import persons
from khue.privacy.queries.registry import held
from khue.privacy.rules import Can
from khue.privacy.rules.register import printed
from khue.privacy.rules.retention import KEPT, TERMS

OPEN = ("received", "accepted")


def restricted(person_ids: Collection[int], on: date) -> frozenset[int]:
    """Return those of the persons whose data is to be used only where the law demands it.

    Lists and exports that no law demands leave them out; consent does not count for them.
    """
    stands = Q(until__isnull=True) | Q(until__gt=on)
    rows = Restriction.objects.filter(stands, person_id__in=person_ids, since__lte=on)
    return frozenset(rows.values_list("person_id", flat=True))


def without_restricted(rows: QuerySet[Any], column: str, on: date) -> QuerySet[Any]:
    """Leave out the rows of restricted persons. column: which names the person, such as "person_id"."""
    stands = Q(until__isnull=True) | Q(until__gt=on)
    marked = Restriction.objects.filter(stands, since__lte=on).values("person_id")
    return rows.exclude(**{f"{column}__in": marked})


@dataclass(frozen=True)
class Row:
    """A request on a list, with the name of the person and the clock that runs now."""

    request: Request
    name: str
    next_due: date | None
    is_late: bool


def requests(actor: Actor, on: date, *, state: str = "", right: str = "") -> list[Row]:
    """List the requests seen from here, the most urgent first; closed ones last.

    Raises: Denied.
    """
    must_see(actor)
    rows = Request.objects.filter(**({"state": state} if state else {}), **({"right": right} if right else {}))
    found = list(rows.order_by("-pk")[:2000])
    known = persons({row.person_id for row in found})
    listed = [_row(row, known[row.person_id].name if row.person_id in known else "", on) for row in found]
    return sorted(listed, key=lambda row: (row.next_due is None, row.next_due or on))


def _row(request: Request, name: str, on: date) -> Row:
    due = next_due(request)
    return Row(request, name, due, due is not None and due < on)


def next_due(request: Request) -> date | None:
    """Return the limit that runs now: to answer, to carry out, or none."""
    if request.state == "received":
        return request.reply_due
    return request.due if request.state == "accepted" else None


def must_see(actor: Actor) -> None:
    """Raises: Denied, to who neither sees nor enters requests."""
    if not (actor.can(Can.ENTER_REQUESTS) or actor.can(Can.HANDLE_REQUESTS)):
        actor.must(Can.SEE)


def request(actor: Actor, request_id: int) -> Request:
    """Return a request that is seen from here: by its unit, or by the person and the guardian.

    Raises: Denied, Missing.
    """
    if not actor.is_citizen:
        must_see(actor)
    found = Request.objects.filter(pk=request_id).first()
    if found is None:
        raise Missing(what=f"yêu cầu {request_id}")
    return found


def own_requests(actor: Actor) -> list[Request]:
    """Return the requests about the persons for whom a citizen acts, newest first."""
    return list(Request.objects.filter(person_id__in=actor.own).order_by("-pk"))


def late(actor: Actor, on: date) -> int:
    """Return how many requests seen from here are past a limit."""
    if not (actor.can(Can.DECIDE_REQUESTS) or actor.can(Can.HANDLE_REQUESTS)):
        return 0
    past = Q(state="received", reply_due__lt=on) | Q(state="accepted", due__lt=on)
    return Request.objects.filter(past).count()


def open_persons() -> frozenset[int]:
    """Return the persons with an open request: nothing of theirs is deleted meanwhile."""
    return frozenset(Request.objects.filter(state__in=OPEN).values_list("person_id", flat=True))


@dataclass(frozen=True)
class Part:
    """A table with what would happen to a person's rows there when she asks to delete them."""

    label: str
    title: str
    count: int
    is_kept: bool
    source: str


def deletable(person_id: int) -> list[Part]:
    """Say of each table whether the person's rows may be deleted on request, or a duty to keep stands against it."""
    erasable = {one.label: one for one in TERMS if one.way == "erase"}
    found = []
    for table in held():
        for link in table.links[:1]:
            count = table.model._default_manager.filter(**{link: person_id}).count()
            if count:
                term = next((one for one in TERMS if one.label == table.label), None)
                source = erasable[table.label].source if table.label in erasable else KEPT.get(table.label, "")
                found.append(
                    Part(
                        table.label,
                        capfirst(table.title),
                        count,
                        table.label not in erasable,
                        printed(source or (term.source if term else "")),
                    )
                )
    return found
