"""Reads of reports themselves, as far as somebody may see them."""

from django.db.models import OuterRef, QuerySet, Subquery

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.rules import Move
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.reports.models import Report
from khue.reports.rules import LIFE, Can, Line, digest_of

CHECKED_ABOVE = ("accept", "give_back")
LISTED = 200  # reports on a desk


def all_reports(actor: Actor) -> "QuerySet[Report]":
    """Return the reports of the units that somebody sees. Raises: Denied."""
    actor.must(Can.SEE)
    rows = Report.objects.select_related("unit", "recipient")
    places = actor.places(Can.SEE)
    return rows if places is None else rows.filter(unit_id__in=places)


def report(actor: Actor, report_id: int) -> Report:
    """Find a report. Raises: Denied, Missing."""
    found = all_reports(actor).filter(pk=report_id).first()
    if found is None:
        raise Missing(what=N_("báo cáo {report}").format(report=report_id))
    return found


def lines_of(found: Report) -> list[Line]:
    """Return the figures of a report: as signed once it is frozen, as filled last before."""
    stored = found.content["lines"] if found.content else found.lines
    return [Line(**one) for one in stored]


def is_whole(found: Report) -> bool:
    """Whether what was signed still has the digest that was signed."""
    return found.content is not None and digest_of(found.content) == found.digest


def may_check(actor: Actor, found: Report) -> bool:
    """Whether somebody may accept a report, or give it back: at the unit that receives it."""
    return found.recipient_id is not None and actor.can(Can.CHECK, at=found.recipient_id)


def must_may(actor: Actor, found: Report, verb: str) -> None:
    """Check that somebody may take a step at all, whatever state the report is in. Raises: Denied."""
    needs = next(move.needs for move in LIFE.moves if move.verb == verb)
    at = found.recipient_id or found.unit_id if verb in CHECKED_ABOVE else found.unit_id
    actor.must(needs, at=at)


def ways(actor: Actor, found: Report) -> list[Move]:
    """Return the moves that somebody may make now."""
    return [
        move
        for move in LIFE.open_from(found.state)
        if (may_check(actor, found) if move.verb in CHECKED_ABOVE else actor.can(move.needs, at=found.unit_id))
    ]


def named(rows: "QuerySet[Report]") -> "QuerySet[Report]":
    """Add the name that the unit of each report has today, as `unit_name`."""
    name = organisations.as_of().filter(organisation_id=OuterRef("unit_id")).values("name")[:1]
    return rows.annotate(unit_name=Subquery(name))


def to_sign(actor: Actor) -> list[Report]:
    """Return the reports that wait for the signature of somebody who did not write them."""
    places = actor.places(Can.SIGN)
    rows = named(Report.objects.filter(state="presented")).exclude(written_by=actor.user_id or 0)
    rows = rows.filter(unit_id__in=[organisations.top_id() or 0] if places is None else places)
    return list(rows.order_by("due", "pk")[:LISTED])


def to_check(actor: Actor) -> list[Report]:
    """Return the reports that were sent to a unit of somebody and wait for acceptance."""
    places = actor.places(Can.CHECK)
    rows = named(Report.objects.filter(state="sent", recipient__isnull=False))
    if places is not None:
        rows = rows.filter(recipient_id__in=places)
    return list(rows.order_by("due", "pk")[:LISTED])
