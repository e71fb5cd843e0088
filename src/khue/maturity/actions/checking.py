"""The level above checks item by item, asks for more, or ends the check."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.rules import WrongState
from khue.core.words import N_
from khue.maturity import queries, rules
from khue.maturity.actions.filling import check_points, criterion_of, hold, reckon
from khue.maturity.actions.refusals import (
    ChangedMeanwhile,
    EvidenceGone,
    NoSuchCriterion,
    OwnAssessment,
    StillUndecided,
)
from khue.maturity.models import Assessment, Item
from khue.maturity.rules import LIFE, STATES, VERDICTS, Can


@transaction.atomic
def check_item(
    actor: Actor,
    assessment_id: int,
    code: str,
    *,
    verdict: str,
    version: int,
    given: Decimal | None = None,
    reason: str = "",
) -> Item:
    """Decide on one item of what was sent: accept it, change its points with a reason, or ask for more.

    version: of the item as it was looked at. Raises: Denied, Missing, WrongState, OwnAssessment, NoSuchCriterion,
    ChangedMeanwhile, Invalid.
    """
    row = hold(actor, assessment_id, Can.CHECK)
    if row.state != "sent":
        raise WrongState(verb=N_("Thẩm định"), state=STATES[row.state])
    _by_another(actor, row)
    criterion = criterion_of(row, code)
    item = row.items.filter(code=code).first()
    if item is None:
        raise NoSuchCriterion(code=code)
    if item.version != version:
        raise ChangedMeanwhile(code=code)
    _check(verdict, given, reason)
    if verdict == "changed" and given is not None:
        check_points(criterion, given)
    item.verdict, item.reason = verdict, reason.strip()[:500]
    item.given = given if verdict == "changed" else None
    item.decided_by, item.version = actor.user_id, item.version + 1
    item.save()
    reckon(row)
    row.save()
    record(actor, "maturity.item_checked", row, code=code, verdict=verdict, points=str(given) if given else None)
    return item


def _by_another(actor: Actor, row: Assessment) -> None:
    if row.sent_by is not None and row.sent_by == actor.user_id:
        raise OwnAssessment(number=row.pk)


def _check(verdict: str, given: Decimal | None, reason: str) -> None:
    problems = []
    if verdict not in VERDICTS or verdict == "waiting":
        says = N_("Không có trong danh sách. Hãy chọn một trong danh sách.")
        problems.append(Fault(N_("Kết quả"), verdict, says))
    if verdict == "changed" and given is None:
        problems.append(Fault(N_("Điểm thẩm định"), "", N_("Hãy ghi điểm mới.")))
    if verdict in ("changed", "asked") and not reason.strip():
        problems.append(Fault(N_("Lí do"), "", N_("Hãy ghi lí do để trường biết.")))
    if problems:
        raise Invalid(problems)


@transaction.atomic
def ask_more(actor: Actor, assessment_id: int, *, why: str) -> Assessment:
    """Give an assessment back to the school, saying what is asked for.

    Raises: Denied, Missing, WrongState, OwnAssessment, Invalid.
    Source: DTI-21 (the approver may refuse and ask for more evidence).
    """
    row = hold(actor, assessment_id, Can.CHECK)
    step = begin(actor, row, LIFE, "ask_more", at=row.school_id)
    _by_another(actor, row)
    if not why.strip():
        raise Invalid([Fault(N_("Yêu cầu bổ sung"), "", N_("Hãy ghi trường cần bổ sung gì."))])
    row.returned_why, row.checked_by, row.checked_at = why.strip()[:1000], None, None
    finish(actor, row, step, season=row.season_id)
    return row


@transaction.atomic
def end_check(actor: Actor, assessment_id: int) -> Assessment:
    """End the check when every item is decided and its evidence stands.

    Raises: Denied, Missing, WrongState, OwnAssessment, StillUndecided, EvidenceGone.
    """
    row = hold(actor, assessment_id, Can.CHECK)
    step = begin(actor, row, LIFE, "end_check", at=row.school_id)
    _by_another(actor, row)
    must_stand(row)
    row.checked_by, row.checked_at = actor.user_id, timezone.now()
    reckon(row)
    finish(actor, row, step, season=row.season_id, level=row.level)
    return row


def must_stand(row: Assessment) -> None:
    """Refuse to go on while an item is undecided or claims something without evidence.

    Raises: EvidenceGone, StillUndecided.
    """
    marks = queries.marks_of(row)
    if gone := rules.without_evidence(marks):
        raise EvidenceGone(codes=", ".join(gone))
    if left := rules.undecided(marks):
        raise StillUndecided(count=len(left), codes=", ".join(left))
