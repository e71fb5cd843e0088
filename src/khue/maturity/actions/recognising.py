"""The right authority recognises a level by its decision, and it is published."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from khue.core.actions import begin, finish
from khue.core.actor import Actor
from khue.core.errors import Denied, Fault, Invalid
from khue.core.words import N_
from khue.maturity import queries, rules
from khue.maturity.actions.checking import must_stand
from khue.maturity.actions.filling import hold, reckon
from khue.maturity.actions.refusals import NotTheAuthority
from khue.maturity.models import Assessment, Publication
from khue.maturity.rules import LIFE, Can
from khue.organisations import queries as organisations


@transaction.atomic
def recognise(actor: Actor, assessment_id: int, *, number: str, on: date, today: date) -> Assessment:
    """Recognise the level that the check came to, by a decision of the authority of the school.

    Raises: Denied, Missing, WrongState, NotTheAuthority, EvidenceGone, StillUndecided, Invalid.
    Source: DTI-20 (the unit above the school; the department for its own), DTI-21.
    """
    row = hold(actor, assessment_id, Can.RECOGNISE)
    authority = queries.authority_of(row)
    step = begin(actor, row, LIFE, "recognise", at=row.school_id)
    _must_be(actor, authority)
    must_stand(row)
    problems = []
    if not number.strip():
        problems.append(Fault(N_("Số quyết định"), "", N_("Hãy ghi số, kí hiệu của quyết định công nhận.")))
    if on > today or (row.sent_at and on < row.season.opened_at.date()):
        says = N_("Phải từ ngày mở đợt đến hôm nay.")
        problems.append(Fault(N_("Ngày công nhận"), f"{on:%d/%m/%Y}", says))
    if problems:
        raise Invalid(problems)
    row.number, row.recognised_on, row.recognised_by = number.strip()[:60], on, actor.user_id
    row.authority_id = authority
    reckon(row)
    finish(actor, row, step, season=row.season_id, level=row.level, authority=authority, on=str(on))
    return row


def _must_be(actor: Actor, authority: int) -> None:
    """Whether the actor acts for the authority itself, neither below nor above it. Raises: Denied, NotTheAuthority."""
    above = organisations.chain(authority)[1:]
    if not actor.can(Can.RECOGNISE, at=authority):
        raise Denied(permission=Can.RECOGNISE, place=organisations.name_of(authority))
    if above and not actor.is_system and actor.can(Can.RECOGNISE, at=above[0]):
        raise NotTheAuthority(authority=organisations.name_of(authority))


@transaction.atomic
def publish(actor: Actor, assessment_id: int) -> Publication:
    """Publish a recognised level, with what the criteria lacked.

    Raises: Denied, Missing, WrongState, NotTheAuthority.
    """
    row = hold(actor, assessment_id, Can.RECOGNISE)
    step = begin(actor, row, LIFE, "publish", at=row.school_id)
    assert row.authority_id is not None and row.recognised_on is not None
    _must_be(actor, row.authority_id)
    lacking = sum((one.lacking for one in rules.gaps(row.criteria())), Decimal(0))
    made = Publication.objects.create(
        season=row.season, school_id=row.school_id, level=row.level, first_level=row.first_level,
        second_level=row.second_level, first=row.first, second=row.second, lacking=lacking, number=row.number,
        recognised_on=row.recognised_on, authority_id=row.authority_id,
    )  # fmt: skip
    finish(actor, row, step, season=row.season_id, level=row.level)
    return made
