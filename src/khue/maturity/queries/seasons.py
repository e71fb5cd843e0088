"""Reads of criteria and seasons, and who recognises a school."""

from django.db.models import Count, Q, QuerySet

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.words import N_
from khue.maturity.models import Assessment, Edition, Season
from khue.maturity.rules import DONE, Can
from khue.organisations import queries as organisations


def editions(actor: Actor) -> "QuerySet[Edition]":
    """Return the editions of the criteria, the latest first. Raises: Denied."""
    actor.must(Can.SEE)
    return Edition.objects.annotate(used=Count("seasons"))


def edition(actor: Actor, edition_id: int) -> Edition:
    """Return an edition. Raises: Denied, Missing."""
    found = editions(actor).filter(pk=edition_id).first()
    if found is None:
        raise Missing(what=N_("bản bộ tiêu chí {number}").format(number=edition_id))
    return found


def seasons(actor: Actor) -> "QuerySet[Season]":
    """Return the seasons, the latest first, with how far the schools are that the actor sees. Raises: Denied."""
    actor.must(Can.SEE)
    sent = ~Q(assessments__state="draft")
    return Season.objects.select_related("edition").annotate(
        asked=Count("assessments"),
        sent=Count("assessments", filter=sent),
        recognised=Count("assessments", filter=Q(assessments__state__in=DONE)),
    )


def season(actor: Actor, season_id: int) -> Season:
    """Return a season. Raises: Denied, Missing."""
    found = seasons(actor).filter(pk=season_id).first()
    if found is None:
        raise Missing(what=N_("đợt đánh giá {number}").format(number=season_id))
    return found


def current() -> Season | None:
    """Return the latest season; None while there is none."""
    return Season.objects.select_related("edition").first()


def authority_of(row: Assessment) -> int:
    """Return the unit that recognises a school: the one above it, or the department by the season's parameter.

    Raises: Missing.
    """
    above = organisations.chain(row.school_id)[1:]
    found = (above[0] if above else None) if row.season.commune_recognises else organisations.top_id()
    if found is None:
        raise Missing(what=N_("cơ quan quản lí của trường"))
    return found
