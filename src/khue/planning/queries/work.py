"""Reads of what a plan asks for: tasks with how they stand, load by unit, money, targets, conflicts, what is owed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.planning import rules
from khue.planning.models import Budget, Duty, Plan, PlanTask, Target
from khue.planning.queries.plans import may
from khue.planning.rules import Aim, Stated
from khue.staff import queries as staff_queries
from khue.staff import rules as staff


@dataclass(frozen=True)
class TaskLine:
    """A task with the names of its units and how it stands on a day."""

    task: PlanTask
    lead: str
    coordinating: tuple[str, ...]
    standing: str
    depth: int = 0


@dataclass(frozen=True)
class Load:
    """How much a unit has to do."""

    unit_id: int | None
    name: str
    open: int
    late: int
    soon: int
    done: int
    helps: int


def target(actor: Actor, target_id: int) -> Target:
    """Find a target of a plan one sees. Raises: Missing."""
    found = Target.objects.select_related("plan").filter(pk=target_id).first()
    if found is None or not may(actor, rules.Can.SEE, found.plan):
        raise Missing(what=N_("chỉ tiêu {target}").format(target=target_id))
    return found


def task(actor: Actor, task_id: int) -> PlanTask:
    """Find a task of a plan one sees. Raises: Missing."""
    found = PlanTask.objects.select_related("plan", "parent").filter(pk=task_id).first()
    if found is None or not may(actor, rules.Can.SEE, found.plan):
        raise Missing(what=N_("nhiệm vụ {task}").format(task=task_id))
    return found


def budget(actor: Actor, budget_id: int) -> Budget:
    """Find a budget line of a plan one sees. Raises: Missing."""
    found = Budget.objects.select_related("plan", "task").filter(pk=budget_id).first()
    if found is None or not may(actor, rules.Can.SEE, found.plan):
        raise Missing(what=N_("dòng kinh phí {budget}").format(budget=budget_id))
    return found


def may_work(actor: Actor, task: PlanTask) -> bool:
    """Whether somebody may report on a task: those who lead it, and those who manage the plan."""
    leads = task.lead_id is not None and actor.can(rules.Can.WORK, at=task.lead_id)
    return leads or actor.can(rules.Can.MANAGE, at=task.plan.issuer_id)


def tasks(plan: Plan, on: date, *, standing: str = "", unit_id: int | None = None) -> list[TaskLine]:
    """Return the tasks of a plan in its order, each followed by its parts."""
    rows = list(plan.tasks.select_related("plan", "proposal"))
    lines = {line.task.pk: line for line in task_lines(rows, on)}
    parts: dict[int | None, list[PlanTask]] = defaultdict(list)
    for row in rows:
        parts[row.parent_id].append(row)
    ordered = []
    for row in parts[None]:
        ordered.append(lines[row.pk])
        ordered += [TaskLine(**{**vars(lines[part.pk]), "depth": 1}) for part in parts.get(row.pk, ())]
    if unit_id is not None:
        ordered = [one for one in ordered if unit_id == one.task.lead_id or unit_id in one.task.coordinating]
    return [one for one in ordered if one.standing == standing] if standing else ordered


def task_lines(rows: Iterable[PlanTask], on: date) -> list[TaskLine]:
    """Return tasks with the names of their units and how they stand."""
    rows = list(rows)
    ids = {row.lead_id for row in rows if row.lead_id} | {unit for row in rows for unit in row.coordinating}
    names = organisations.names(ids) if ids else {}
    return [
        TaskLine(
            row,
            names.get(row.lead_id or 0, "") or row.lead_text,
            tuple(names[unit] for unit in row.coordinating if unit in names) or _printed(row),
            rules.standing(row.due_on, row.state, on),
        )
        for row in rows
    ]


def _printed(row: PlanTask) -> tuple[str, ...]:
    return (row.coordinating_text,) if row.coordinating_text else ()


def loads(lines: Sequence[TaskLine]) -> list[Load]:
    """Return how much each unit has to do, the busiest first."""
    groups: dict[tuple[int | None, str], list[TaskLine]] = defaultdict(list)
    helps: dict[int, int] = defaultdict(int)
    names: dict[int, str] = {}
    for line in lines:
        groups[line.task.lead_id, line.lead].append(line)
        if line.standing in ("open", "soon", "late"):
            for unit, name in zip(line.task.coordinating, line.coordinating, strict=False):
                helps[unit] += 1
                names[unit] = name
    for unit in helps:
        if not any(key[0] == unit for key in groups):
            groups[unit, names[unit]] = []
    found = [
        Load(
            unit,
            name,
            open=sum(one.standing in ("open", "soon", "late") for one in group),
            late=sum(one.standing == "late" for one in group),
            soon=sum(one.standing == "soon" for one in group),
            done=sum(one.standing == "done" for one in group),
            helps=helps.get(unit or 0, 0),
        )
        for (unit, name), group in groups.items()
    ]
    return sorted(found, key=lambda load: (-load.open, load.name))


def open_tasks_at_work() -> QuerySet[PlanTask]:
    """Return the tasks that are not done, of plans at work, of the units one sees."""
    rows = PlanTask.objects.filter(state__in=rules.OPEN_TASKS, plan__state__in=rules.AT_WORK)
    return rows.select_related("plan").order_by("due_on", "pk")


def pressing(actor: Actor, on: date) -> list[TaskLine]:
    """Return the tasks that fall due soon or are late, on the desk of those who lead or do them; later on the issuer's.

    A task long late is shown to those who manage the plan, too.
    """
    rows = open_tasks_at_work().filter(due_on__lte=on + rules.SOON)
    return task_lines([row for row in rows if _is_on_desk(actor, row, on)], on)


def _is_on_desk(actor: Actor, row: PlanTask, on: date) -> bool:
    if row.assignee_id and actor.person_id == row.assignee_id:
        return True
    leading = row.lead_id is not None and actor.can(rules.Can.WORK, at=row.lead_id)
    escalated = row.lead_id is None or (row.due_on is not None and row.due_on + rules.ESCALATES <= on)
    return leading or (escalated and actor.can(rules.Can.MANAGE, at=row.plan.issuer_id))


def money(plan: Plan) -> list[rules.Line]:
    """Return the budget lines of a plan as amounts in đồng."""
    return [
        rules.Line(row.row, row.source, row.year, row.planned, row.allotted, row.spent)
        for row in plan.budgets.filter(is_sum=False)
    ]


def printed_sums(plan: Plan) -> list[tuple[Budget, Decimal]]:
    """Return the sums that stand in the document, each with what its lines add up to (same source and year)."""
    found = []
    for row in plan.budgets.filter(is_sum=True):
        parts = plan.budgets.filter(is_sum=False)
        if row.source:
            parts = parts.filter(source=row.source)
        if row.year:
            parts = parts.filter(year=row.year)
        found.append((row, parts.aggregate(total=Sum("planned"))["total"] or Decimal(0)))
    return found


def people_of(actor: Actor, task: PlanTask) -> dict[int, str]:
    """Return the staff of the unit that leads a task, as far as somebody may see them."""
    if task.lead_id is None or not actor.can(staff.Can.SEE, at=task.lead_id):
        return {}
    return {post.person_id: post.person.full_name for post in staff_queries.posts_at(actor, task.lead_id)}


def stated(rows: Iterable[Target]) -> list[Stated]:
    """Return targets as they are compared with one another."""
    return [
        Stated(
            row.pk, row.plan_id, row.year, row.unit, row.text, row.indicator,
            Aim(row.comparator, row.low.normalize(), row.high.normalize() if row.high is not None else None),
        )
        for row in rows
    ]  # fmt: skip


def conflicts(actor: Actor, *, plan_id: int | None = None) -> list[tuple[Target, Target]]:
    """Return pairs of targets that ask for different values of one measure, in plans that are not closed."""
    actor.must(rules.Can.SEE)
    rows = {row.pk: row for row in Target.objects.select_related("plan").exclude(plan__state="closed")}
    pairs = [(rows[one.key], rows[other.key]) for one, other in rules.conflicts(stated(rows.values()))]
    return [pair for pair in pairs if plan_id is None or plan_id in (pair[0].plan_id, pair[1].plan_id)]


@dataclass(frozen=True, order=True)
class Due:
    """What is owed on a day: a report of the calendar, a duty of a plan, or the end of a task."""

    on: date
    kind: str
    title: str
    owed_by: str
    owed_to: str
    source: str
    plan_id: int = 0
    task_id: int = 0
    is_unsure: bool = False


def owed(actor: Actor, start: date, end: date) -> list[Due]:
    """Return which reports are owed in a stretch of time: those of the calendar, and those of plans at work."""
    actor.must(rules.Can.SEE)
    found = [
        Due(one.due, "calendar", one.title, one.owed_by, one.owed_to, one.source, is_unsure=one.is_unsure)
        for one in rules.owed(start, end)
    ]
    duties = Duty.objects.filter(plan__state__in=rules.AT_WORK).select_related("plan")
    for duty in duties:
        if duty.due_on is None and (duty.day is None or (duty.recurrence == "yearly" and duty.month is None)):
            continue  # said without a day: it stands on the plan's page
        days = rules.falls_due(duty.recurrence, start, end, month=duty.month or 1, day=duty.day or 1, on=duty.due_on)
        found += [
            Due(day, "plan", duty.text, duty.owed_by, duty.owed_to, duty.plan.title, duty.plan_id) for day in days
        ]
    return sorted(found)


def units_of(actor: Actor, permission: str) -> dict[int, str]:
    """Return the offices and schools at which a permission is held, by name: the highest ones for a whole province."""
    places = actor.places(permission)
    if places is None:
        top = organisations.top_id()
        return {top: organisations.name_of(top)} if top else {}
    return dict(sorted(organisations.names(places).items(), key=lambda pair: pair[1]))


def spent_by(plan: Plan, by: str) -> list[tuple[str | int | None, rules.Sums]]:
    """Return the sums of a plan's money by source or year, in order."""
    found = rules.totals(money(plan), by)
    return sorted(found.items(), key=lambda pair: (pair[0] is None, str(pair[0])))
