"""What becomes of a plan: targets tied to indicators, tasks given out and reported on, money allotted and spent."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.planning import queries, rules
from khue.planning.actions.life import show_to
from khue.planning.actions.refusals import (
    NoEvidence,
    NotAtWork,
    NotLater,
    NotOpen,
    PartsOpen,
    TaskOver,
    TooDeep,
)
from khue.planning.actions.reviewing import hold
from khue.planning.models import Budget, PlanTask, Progress, Target


@transaction.atomic
def tie(actor: Actor, target_id: int, *, indicator: str, scope_id: int | None) -> Target:
    """Tie a target to the indicator that measures it, for a unit and what is below; an empty code unties it.

    Raises: Denied, Missing, NotOpen (the plan is closed).
    """
    target = queries.target(actor, target_id)
    plan = hold(actor, target.plan_id)
    if plan.state == "closed":
        raise NotOpen(state=plan.get_state_display())
    target.indicator, target.scope_id = indicator, scope_id
    target.save()
    record(actor, "planning.target_tied", target, indicator=indicator, scope=scope_id)
    return target


@transaction.atomic
def assign(
    actor: Actor,
    task_id: int,
    *,
    lead_id: int | None,
    coordinating: Sequence[int] = (),
    assignee_id: int | None = None,
) -> PlanTask:
    """Give a task to a unit that leads, units that help, and a person; they see the plan from then on.

    The leading unit itself may choose the person.
    Raises: Denied, Missing, NotOpen.
    """
    task = _hold_task(actor, task_id)
    if task.plan.state == "closed":
        raise NotOpen(state=task.plan.get_state_display())
    if not actor.can(rules.Can.MANAGE, at=task.plan.issuer_id):
        same = (lead_id, list(coordinating)) == (task.lead_id, task.coordinating)
        actor.must(
            rules.Can.WORK if same and lead_id else rules.Can.MANAGE, at=lead_id if same else task.plan.issuer_id
        )
    show_to(task.plan, [lead_id, *coordinating])
    task.lead_id, task.coordinating, task.assignee_id = lead_id, list(coordinating), assignee_id
    task.save()
    record(actor, "planning.task_assigned", task, lead=lead_id, coordinating=list(coordinating))
    return task


@transaction.atomic
def add_part(
    actor: Actor, task_id: int, *, text: str, lead_id: int | None = None, due_on: date | None = None
) -> PlanTask:
    """Divide a task: add a part with its own unit and end.

    Raises: Denied, Missing, TaskOver, TooDeep.
    """
    task = _hold_task(actor, task_id)
    _must_work(actor, task)
    if task.state not in rules.OPEN_TASKS:
        raise TaskOver(state=task.get_state_display())
    if task.parent_id:
        raise TooDeep
    lead = lead_id or task.lead_id
    show_to(task.plan, [lead])
    part = PlanTask.objects.create(
        plan=task.plan,
        parent=task,
        number=f"{task.number}.{task.parts.count() + 1}"[:20] if task.number else "",
        text=text,
        lead_id=lead,
        deadline_kind="date" if due_on else "none",
        due_on=due_on,
    )
    record(actor, "planning.part_added", part, task=task.pk, lead=lead)
    return part


@transaction.atomic
def report(actor: Actor, task_id: int, *, percent: int, text: str, evidence: str = "", on: date) -> Progress:
    """Report how far a task is; 100 means done, which is said with evidence.

    Raises: Denied, Missing, NotAtWork, TaskOver, NoEvidence, PartsOpen.
    """
    task = _hold_open_task(actor, task_id)
    if percent == 100:
        if not evidence.strip():
            raise NoEvidence
        if open_parts := task.parts.filter(state__in=rules.OPEN_TASKS).count():
            raise PartsOpen(count=open_parts)
    task.percent, task.state = percent, "done" if percent == 100 else "doing"
    task.done_on = on if percent == 100 else None
    return _note(actor, task, "planning.progress_reported", Progress(kind="progress", text=text, evidence=evidence))


@transaction.atomic
def delay(actor: Actor, task_id: int, *, due_on: date, reason: str) -> Progress:
    """Move the end of a task to a later day, with the reason; the old end is kept beside it.

    Raises: Denied, Missing, NotAtWork, TaskOver, NotLater.
    """
    task = _hold_open_task(actor, task_id)
    before = task.due_on
    if before is not None and due_on <= before:
        raise NotLater(due=f"{due_on:%d/%m/%Y}")
    task.due_on, task.reminded_on = due_on, None
    entry = Progress(kind="delay", text=reason, was_due_on=before, due_on=due_on)
    return _note(actor, task, "planning.task_delayed", entry)


@transaction.atomic
def stop(actor: Actor, task_id: int, *, reason: str) -> Progress:
    """Stop a task, with the reason; only who manages the plan may.

    Raises: Denied, Missing, NotAtWork, TaskOver.
    """
    task = _hold_open_task(actor, task_id)
    actor.must(rules.Can.MANAGE, at=task.plan.issuer_id)
    task.state = "stopped"
    return _note(actor, task, "planning.task_stopped", Progress(kind="stop", text=reason))


@transaction.atomic
def resume(actor: Actor, task_id: int, *, reason: str) -> Progress:
    """Open a task again that was done or stopped, with the reason; only who manages the plan may.

    Raises: Denied, Missing, NotAtWork, NotOpen (the task is open already).
    """
    task = _hold_task(actor, task_id)
    actor.must(rules.Can.MANAGE, at=task.plan.issuer_id)
    _must_be_at_work(task)
    if task.state in rules.OPEN_TASKS:
        raise NotOpen(state=task.get_state_display())
    task.state, task.done_on, task.percent = "doing", None, min(task.percent, 99)
    return _note(actor, task, "planning.task_resumed", Progress(kind="resume", text=reason))


@transaction.atomic
def book(actor: Actor, budget_id: int, *, allotted: Decimal, spent: Decimal) -> Budget:
    """Write down how much of a budget line was allotted and spent so far, in đồng.

    Raises: Denied, Missing, NotAtWork.
    """
    line = queries.budget(actor, budget_id)
    plan = hold(actor, line.plan_id)
    if plan.state not in rules.AT_WORK:
        raise NotAtWork(state=plan.get_state_display())
    before = (line.allotted, line.spent)
    line.allotted, line.spent = allotted, spent
    line.save()
    facts = {"allotted": str(allotted), "spent": str(spent), "before": [str(one) for one in before]}
    record(actor, "planning.budget_booked", line, **facts)
    return line


def remind(actor: Actor, on: date) -> int:
    """Note which tasks fall due soon or are late, once each; the desks show them. Returns how many."""
    tasks = [
        task
        for task in queries.open_tasks_at_work().filter(due_on__lte=on + rules.SOON)
        if rules.reminds(task.due_on, task.reminded_on, on)
    ]
    for task in tasks:
        with transaction.atomic():
            task.reminded_on = on
            task.save(update_fields=["reminded_on"])
            facts = {
                "due": str(task.due_on),
                "lead": task.lead_id,
                "standing": rules.standing(task.due_on, task.state, on),
            }
            record(actor, "planning.task_reminded", task, **facts)
    return len(tasks)


def _hold_task(actor: Actor, task_id: int) -> PlanTask:
    queries.task(actor, task_id)
    return PlanTask.objects.select_for_update(of=("self",)).select_related("plan").get(pk=task_id)


def _hold_open_task(actor: Actor, task_id: int) -> PlanTask:
    """Lock a task that one works on. Raises: Denied, Missing, NotAtWork, TaskOver."""
    task = _hold_task(actor, task_id)
    _must_work(actor, task)
    _must_be_at_work(task)
    if task.state not in rules.OPEN_TASKS:
        raise TaskOver(state=task.get_state_display())
    return task


def _must_work(actor: Actor, task: PlanTask) -> None:
    """Those who lead the task, and those who manage the plan. Raises: Denied."""
    if not queries.may_work(actor, task):
        raise Denied(permission=rules.Can.WORK, place=task.lead_id or task.plan.issuer_id)


def _must_be_at_work(task: PlanTask) -> None:
    if task.plan.state not in rules.AT_WORK:
        raise NotAtWork(state=task.plan.get_state_display())


def _note(actor: Actor, task: PlanTask, event: str, entry: Progress) -> Progress:
    """Save the task and what was said of it. One entry, one event."""
    task.save()
    entry.task, entry.percent, entry.user_id = task, task.percent, actor.user_id
    entry.save()
    record(actor, event, task, percent=task.percent, due=str(task.due_on or ""), entry=entry.pk)
    return entry
