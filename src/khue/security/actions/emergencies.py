"""Break-glass: one unit's records opened for some hours, to be looked at only, with an alert and a review."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actions import record
from khue.core.actor import Actor, beyond
from khue.core.clock import day_of
from khue.core.errors import Fault, Invalid, Missing
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.security.actions.refusals import AlreadyReviewed, AlreadyVisible, OwnOpening
from khue.security.models import Grant, Opening
from khue.security.queries.emergencies import to_tell
from khue.security.rules import BY_CODE, EMERGENCY_HOURS, SHORTEST_REASON, Can

TOO_SHORT = N_("lí do quá ngắn; hãy ghi rõ việc gì, về ai, vì sao không chờ được")


@transaction.atomic
def break_glass(actor: Actor, organisation_id: int, *, reason: str, at: datetime) -> Opening:
    """Open a unit's records for some hours, to be looked at only; its head and the data officers are told at once.

    What they are told stands in the opening itself: it is there or not with the emergency.

    Raises: Denied, Missing, AlreadyVisible, Invalid.
    """
    actor.must(Can.BREAK_GLASS)
    day = day_of(at)
    if not organisations.as_of(day).filter(organisation_id=organisation_id).exists():
        raise Missing(what=f"đơn vị {organisation_id}")
    if all(actor.can(permission, at=organisation_id) for permission in BY_CODE["emergency"].permissions):
        raise AlreadyVisible
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid([Fault("reason", reason, TOO_SHORT)])
    until = at + timedelta(hours=EMERGENCY_HOURS)
    told = to_tell(actor, organisation_id, day)
    with beyond(Can.BREAK_GLASS, organisation_id):
        grant = Grant.objects.create(
            user_id=actor.user_id or 0,
            role="emergency",
            organisation_id=organisation_id,
            period=DateRange(day, day_of(until) + timedelta(days=1)),
            until=until,
            kind="break_glass",
            basis=reason[:200],
            given_by_id=actor.user_id,
        )
        opening = Opening.objects.create(
            grant=grant,
            user_id=grant.user_id,
            organisation_id=organisation_id,
            reason=reason.strip(),
            opened_at=at,
            until=until,
            told=told,
        )
    record(
        actor,
        "security.glass_broken",
        opening,
        organisation=organisation_id,
        user=grant.user_id,
        until=until.isoformat(),
        told=told,
    )
    return opening


@transaction.atomic
def review(actor: Actor, opening_id: int, *, finding: str, note: str, at: datetime) -> Opening:
    """Say what the review of an emergency found.

    Raises: Missing, Denied, OwnOpening, AlreadyReviewed.
    """
    opening = Opening.objects.filter(pk=opening_id).first()
    if opening is None:
        raise Missing(what=f"lần mở khẩn cấp {opening_id}")
    actor.must(Can.REVIEW_BREAK_GLASS, at=opening.organisation_id)
    if opening.user_id == actor.user_id:
        raise OwnOpening
    opening = Opening.objects.select_for_update().get(pk=opening_id)
    if opening.finding:
        raise AlreadyReviewed
    opening.finding, opening.note = finding, note
    opening.reviewed_by_id, opening.reviewed_at = actor.user_id, at
    opening.save()
    record(actor, "security.emergency_reviewed", opening, finding=finding, user=opening.user_id)
    return opening
