"""A person decides what was read: a proposal becomes part of the plan, as it is or mended, or is dropped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.words import N_
from khue.planning import queries, rules
from khue.planning.actions.refusals import AlreadyDecided, InUse, NothingToAccept, NothingToUndo, NotOpen
from khue.planning.models import Budget, Duty, Plan, PlanTask, Proposal, Target

ROWS: dict[str, type[Target] | type[PlanTask] | type[Budget] | type[Duty]] = {
    "target": Target,
    "task": PlanTask,
    "budget": Budget,
    "duty": Duty,
}


def hold(actor: Actor, plan_id: int, permission: str = rules.Can.MANAGE) -> Plan:
    """Lock a plan that one may change. Raises: Missing, Denied."""
    queries.plan(actor, plan_id)
    plan = Plan.objects.select_for_update().get(pk=plan_id)
    actor.must(permission, at=plan.issuer_id)
    return plan


def hold_open(actor: Actor, plan_id: int) -> Plan:
    """Lock a plan whose content may be changed now. Raises: Missing, Denied, NotOpen."""
    plan = hold(actor, plan_id)
    if plan.state not in rules.OPEN_FOR_CHANGE:
        raise NotOpen(state=plan.get_state_display())
    return plan


@transaction.atomic
def accept(actor: Actor, proposal_id: int) -> Proposal:
    """Take a proposal into the plan as it was read.

    Raises: Denied, Missing, NotOpen, AlreadyDecided, Invalid (what was read is not enough: mend it).
    """
    return _decide(actor, proposal_id, "accepted", "planning.proposal_accepted")


@transaction.atomic
def mend(actor: Actor, proposal_id: int, value: Mapping[str, Any]) -> Proposal:
    """Take a proposal into the plan as the person puts it; what was read is kept beside it.

    Raises: Denied, Missing, NotOpen, AlreadyDecided, Invalid.
    """
    return _decide(actor, proposal_id, "mended", "planning.proposal_mended", mended=dict(value))


@transaction.atomic
def drop(actor: Actor, proposal_id: int) -> Proposal:
    """Leave a proposal out of the plan.

    Raises: Denied, Missing, NotOpen, AlreadyDecided.
    """
    return _decide(actor, proposal_id, "dropped", "planning.proposal_dropped")


@transaction.atomic
def accept_all(actor: Actor, plan_id: int, kind: str) -> int:
    """Take in every proposal of a kind that waits and has no fault; those that are not complete stay. Returns how many.

    Raises: Denied, Missing, NotOpen, NothingToAccept.
    """
    plan = hold_open(actor, plan_id)
    if kind not in rules.KINDS:
        raise Missing(what=N_("loại đề xuất này"))
    waiting = queries.proposals(plan, kinds=(kind,)).filter(decision="waiting", faults__isnull=True)
    at, taken = timezone.now(), 0
    for proposal in waiting:
        if rules.is_complete(kind, proposal.value):
            _enter(proposal, "accepted", actor, at)
            taken += 1
    if not taken:
        raise NothingToAccept(kind=rules.KINDS[kind])
    record(actor, "planning.proposals_accepted", plan, kind=kind, count=taken)
    return taken


@transaction.atomic
def undo(actor: Actor, plan_id: int) -> list[Proposal]:
    """Take back the last decision, or all that were taken together. Returns the proposals that wait again.

    Raises: Denied, Missing, NotOpen, NothingToUndo, InUse.
    """
    plan = hold_open(actor, plan_id)
    last = queries.proposals(plan).exclude(decision="waiting").order_by("-decided_at", "-position").first()
    if last is None:
        raise NothingToUndo
    together = list(queries.proposals(plan).filter(decided_at=last.decided_at))
    for proposal in together:
        _take_back(proposal)
    record(actor, "planning.decision_undone", plan, count=len(together), first=together[0].position)
    return together


@transaction.atomic
def reconsider(actor: Actor, proposal_id: int) -> Proposal:
    """Take back the decision on one proposal.

    Raises: Denied, Missing, NotOpen, NothingToUndo, InUse.
    """
    hold_open(actor, queries.proposal(actor, proposal_id).plan_id)
    proposal = Proposal.objects.get(pk=proposal_id)
    if proposal.decision == "waiting":
        raise NothingToUndo
    _take_back(proposal)
    record(actor, "planning.decision_undone", proposal.plan, count=1, first=proposal.position)
    return proposal


def _decide(
    actor: Actor, proposal_id: int, decision: str, event: str, mended: dict[str, Any] | None = None
) -> Proposal:
    plan = hold_open(actor, queries.proposal(actor, proposal_id).plan_id)
    proposal = Proposal.objects.select_related("plan").get(pk=proposal_id)
    if proposal.decision != "waiting":
        raise AlreadyDecided(decision=proposal.get_decision_display())
    proposal.mended = mended
    _enter(proposal, decision, actor, timezone.now())
    record(actor, event, plan, proposal=proposal.pk, kind=proposal.kind, position=proposal.position)
    return proposal


def _enter(proposal: Proposal, decision: str, actor: Actor, at: datetime) -> None:
    """Save the decision and, when the proposal is taken in, its row. Raises: Invalid."""
    if decision in rules.ENTERED:
        fields = rules.FIELDS[proposal.kind](proposal.current)
        if model := ROWS.get(proposal.kind):
            more = {"scope_id": proposal.plan.issuer_id} if proposal.kind == "target" else {}
            model.objects.create(plan_id=proposal.plan_id, proposal=proposal, **fields, **more)
    proposal.decision, proposal.decided_by, proposal.decided_at = decision, actor.user_id, at
    proposal.save()


def _take_back(proposal: Proposal) -> None:
    if model := ROWS.get(proposal.kind):
        try:
            model.objects.filter(proposal=proposal).delete()
        except ProtectedError as error:
            raise InUse from error
    proposal.decision, proposal.mended, proposal.decided_by, proposal.decided_at = "waiting", None, None, None
    proposal.save()
