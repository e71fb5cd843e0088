"""What is proposed from a plan, each with the place of its words. Pure data; `as_json` says it for machines."""

from dataclasses import dataclass, field
from typing import Any

from khue.planning.reading.paragraphs import Where
from khue.planning.reading.times import Deadline

Number = int | float


@dataclass(frozen=True)
class Target:
    """A number that is to be reached.

    `words`: what it measures; `is_goal`: stated where goals stand; `is_dated`: the sentence itself names the year;
    `also`: where it is said again.
    """

    text: str
    comparator: str
    value: Number | tuple[Number, Number]
    unit: str
    year: int | None
    where: Where
    words: str = ""
    is_goal: bool = False
    is_dated: bool = False
    also: tuple[Where, ...] = ()


@dataclass(frozen=True)
class Task:
    """A task as a row of a table or as a numbered paragraph.

    `goal`: the column of aims; `section`: the part it is in.
    """

    number: str
    text: str
    lead: str
    coordinating: str
    deadline: Deadline | None
    where: Where
    section: str = ""
    goal: str = ""


@dataclass(frozen=True)
class Budget:
    """An amount, of a row or of a sum. `number`: of the row as printed; `row`: its words; `amount` in `unit`."""

    row: str
    source: str
    year: int | None
    amount: Number
    unit: str
    where: Where
    number: str = ""
    section: str = ""
    is_sum: bool = False


@dataclass(frozen=True)
class Duty:
    """A report that is owed. `by`, `to`: who owes it to whom, as far as the sentence says."""

    text: str
    date: Deadline
    where: Where
    by: str = ""
    to: str = ""


@dataclass(frozen=True)
class Basis:
    """A legal document that the plan rests on."""

    text: str
    kind: str
    number: str
    issued: str
    where: Where


@dataclass(frozen=True)
class Goal:
    """An aim without a number."""

    text: str
    where: Where


@dataclass(frozen=True)
class Fault:
    """Something wrong in the plan, listed and not mended. `kind`: see `faults.KINDS`; `text`: for a person."""

    kind: str
    text: str
    where: Where


@dataclass
class Plan:
    """All that was read in one document."""

    title: str = ""
    number: str = ""
    place: str = ""
    date: dict[str, int | None] = field(default_factory=dict)
    bases: list[Basis] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def _where(where: Where) -> dict[str, int]:
    return {"line": where.line, "last_line": where.last_line, "start": where.start, "end": where.end}


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    """Say a deadline: `from`, `to` and `date` as ISO days; `year` and `last_year` of a range."""
    if deadline is None:
        return None
    start, end = deadline.start, deadline.end
    is_range = deadline.kind == "range"
    return {
        "kind": deadline.kind,
        "text": deadline.words,
        "date": end.isoformat() if end and deadline.kind == "date" else None,
        "from": start.isoformat() if start else None,
        "to": end.isoformat() if end else None,
        "year": (start or end).year if is_range and (start or end) else deadline.year,  # type: ignore[union-attr]
        "last_year": end.year if is_range and end else None,
        "quarter": deadline.quarter,
        "month": deadline.month,
        "day": deadline.day,
    }


def _target(target: Target) -> dict[str, Any]:
    value = list(target.value) if isinstance(target.value, tuple) else target.value
    return {
        "text": target.text,
        "comparator": target.comparator,
        "value": value,
        "unit": target.unit,
        "year": target.year,
        "where": _where(target.where),
        "also": [_where(where) for where in target.also],
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "number": task.number or None,
        "text": task.text,
        "lead": task.lead or None,
        "coordinating": task.coordinating or None,
        "deadline": _deadline(task.deadline),
        "section": task.section or None,
        "goal": task.goal or None,
        "where": _where(task.where),
    }


def _budget(budget: Budget) -> dict[str, Any]:
    return {
        "row": budget.row,
        "number": budget.number or None,
        "section": budget.section or None,
        "source": budget.source or None,
        "year": budget.year,
        "amount": budget.amount,
        "unit": budget.unit,
        "is_sum": budget.is_sum,
        "where": _where(budget.where),
    }


def _duty(duty: Duty) -> dict[str, Any]:
    every = {1: "monthly", 3: "quarterly", 12: "yearly"}.get(duty.date.every or 0)
    return {
        "text": duty.text,
        "date": _deadline(duty.date),
        "recurrence": every or ("once" if duty.date.kind == "date" else "none"),
        "month": duty.date.month,
        "day": duty.date.day,
        "owed_by": duty.by or None,
        "owed_to": duty.to or None,
        "where": _where(duty.where),
    }


def as_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain data, in the names and the order in which `khue plan import --json` prints them."""
    return {
        "title": plan.title,
        "number": plan.number or None,
        "place": plan.place or None,
        "date": plan.date,
        "bases": [
            {"text": one.text, "kind": one.kind, "number": one.number, "issued": one.issued or None,
             "where": _where(one.where)} for one in plan.bases
        ],
        "goals": [{"text": one.text, "where": _where(one.where)} for one in plan.goals],
        "targets": [_target(one) for one in plan.targets],
        "tasks": [_task(one) for one in plan.tasks],
        "budgets": [_budget(one) for one in plan.budgets],
        "duties": [_duty(one) for one in plan.duties],
        "faults": [{"kind": one.kind, "text": one.text, "where": _where(one.where)} for one in plan.faults],
    }  # fmt: skip
