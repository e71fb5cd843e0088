"""The life of a plan: described, approved, put in force, amended, closed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.planning import queries, rules
from khue.planning.actions.refusals import NeedsBasis, NothingInPlan, StillWaiting
from khue.planning.actions.reviewing import hold, hold_open
from khue.planning.models import Plan


@transaction.atomic
def describe(actor: Actor, plan_id: int, **changes: Any) -> Plan:
    """Change title, number, day or years of a draft.

    Raises: Denied, Missing, NotOpen.
    """
    plan = hold_open(actor, plan_id)
    for name, value in changes.items():
        setattr(plan, name, value)
    plan.save()
    record(actor, "planning.plan_described", plan, changed=sorted(changes))
    return plan


@transaction.atomic
def approve(actor: Actor, plan_id: int) -> Plan:
    """Approve a draft of which every proposal was decided.

    Raises: Denied, Missing, WrongState, StillWaiting, NothingInPlan.
    Source: Decree 30/2020/NĐ-CP, Art. 12, 13 (duyệt bản thảo, ký ban hành).
    """
    plan = hold(actor, plan_id, rules.Can.APPROVE)
    step = begin(actor, plan, rules.PLAN_LIFE, "approve", at=plan.issuer_id)
    _must_be_reviewed(plan)
    counts = queries.counts(plan)
    if not counts["targets"] and not counts["tasks"]:
        raise NothingInPlan
    finish(actor, plan, step, targets=counts["targets"], tasks=counts["tasks"])
    return plan


@transaction.atomic
def reopen(actor: Actor, plan_id: int) -> Plan:
    """Make an approved plan a draft again.

    Raises: Denied, Missing, WrongState.
    """
    return _step(actor, plan_id, "reopen")


@transaction.atomic
def put_in_force(actor: Actor, plan_id: int) -> Plan:
    """Let an approved plan run: its tasks are reminded of and reported on from now on.

    Raises: Denied, Missing, WrongState.
    """
    return _step(actor, plan_id, "put_in_force")


@transaction.atomic
def amend(actor: Actor, plan_id: int, *, basis: str) -> Plan:
    """Open a plan in force for changes, on the basis of a document; its tasks go on.

    Raises: Denied, Missing, WrongState, NeedsBasis.
    """
    if not basis.strip():
        raise NeedsBasis
    return _step(actor, plan_id, "amend", basis=basis.strip())


@transaction.atomic
def end_amending(actor: Actor, plan_id: int) -> Plan:
    """Put the amended plan in force.

    Raises: Denied, Missing, WrongState, StillWaiting.
    """
    plan = hold(actor, plan_id, rules.Can.APPROVE)
    step = begin(actor, plan, rules.PLAN_LIFE, "end_amending", at=plan.issuer_id)
    _must_be_reviewed(plan)
    finish(actor, plan, step)
    return plan


@transaction.atomic
def close(actor: Actor, plan_id: int) -> Plan:
    """Close a plan for good.

    Raises: Denied, Missing, WrongState.
    """
    return _step(actor, plan_id, "close")


def show_to(plan: Plan, units: Iterable[int | None]) -> None:
    """Let units see a plan because they were asked, or lead or help with a task."""
    new = {unit for unit in units if unit} - set(plan.places)
    if new:
        plan.places = [*plan.places, *sorted(new)]
        plan.save()


def _must_be_reviewed(plan: Plan) -> None:
    reviewing = queries.reviewing(plan)
    if reviewing.decided < reviewing.total:
        raise StillWaiting(count=reviewing.total - reviewing.decided)


def _step(actor: Actor, plan_id: int, verb: str, basis: str = "") -> Plan:
    plan = hold(actor, plan_id, rules.Can.APPROVE)
    step = begin(actor, plan, rules.PLAN_LIFE, verb, at=plan.issuer_id)
    plan.basis = basis
    finish(actor, plan, step)
    return plan
