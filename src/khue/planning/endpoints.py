"""Plans, what they ask for and what became of it, for programs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.planning import actions, queries, rules, tasks
from khue.planning.models import Plan, PlanTask, Proposal

router = Router()


class PlanAnswer(Schema):
    """A plan."""

    id: int
    title: str
    number: str
    issuer: int
    issued_on: date | None
    first_year: int | None
    last_year: int | None
    state: str
    is_synthetic: bool


class PlanPage(Page):
    """A page of plans."""

    items: list[PlanAnswer]


class ProposalAnswer(Schema):
    """Something read in the document, with the place of its words: lines from 0, characters in the line from 0."""

    id: int
    kind: str
    first_line: int
    last_line: int
    start: int
    end: int | None
    value: dict[str, Any]
    mended: dict[str, Any] | None
    decision: str
    faults: list[str]


class FaultAnswer(Schema):
    """Something wrong in the document."""

    kind: str
    line: int
    text: str


class TargetAnswer(Schema):
    """A target, and the value of its indicator today where it is tied to one."""

    id: int
    text: str
    comparator: str
    low: Decimal
    high: Decimal | None
    unit: str
    year: int | None
    indicator: str
    scope: int | None
    value: float | None
    met: bool | None
    note: str


class TaskAnswer(Schema):
    """A task."""

    id: int
    plan: int
    parent: int | None
    number: str
    text: str
    lead: int | None
    lead_text: str
    coordinating: list[int]
    deadline_kind: str
    start_on: date | None
    due_on: date | None
    percent: int
    state: str
    standing: str


class BudgetAnswer(Schema):
    """A budget line, in đồng."""

    id: int
    row: str
    source: str
    year: int | None
    planned: Decimal
    allotted: Decimal
    spent: Decimal
    is_sum: bool


class OwedAnswer(Schema):
    """A report on the day it is due; kind: of the calendar, or of a plan."""

    on: date
    kind: str
    title: str
    owed_by: str
    owed_to: str
    source: str
    plan_id: int
    is_unsure: bool


class Decision(Schema):
    """A decision on a proposal: accepted, mended (with the value that is meant) or dropped."""

    decision: str = Field(pattern="^(accepted|mended|dropped)$", examples=["accepted"])
    value: dict[str, Any] = {}


class ReportBody(Schema):
    """How far a task is."""

    percent: int = Field(ge=0, le=100)
    text: str = Field(min_length=1, max_length=2000)
    evidence: str = Field("", max_length=1000)


class DelayBody(Schema):
    """A later end, with the reason."""

    due_on: date
    reason: str = Field(min_length=1, max_length=2000)


class YearAsked(Schema):
    """Of which year; this one, when none is named."""

    year: int | None = Field(None, ge=2020, le=2100)


class Submitted(Schema):
    """The job that reads a document, or the plan when the same file was read before."""

    job: int | None
    plan: int | None


def _actor(request: HttpRequest) -> Actor:
    actor = asking(request)
    if not actor.is_known:
        raise Denied(permission=rules.Can.SEE, place="này")
    return actor


def _plan(found: Plan) -> dict[str, Any]:
    names = ("title", "number", "issued_on", "first_year", "last_year", "state", "is_synthetic")
    return {"id": found.pk, "issuer": found.issuer_id, **{name: getattr(found, name) for name in names}}


def _proposal(found: Proposal) -> dict[str, Any]:
    names = ("kind", "first_line", "last_line", "start", "end", "value", "mended", "decision")
    shown = {name: getattr(found, name) for name in names}
    return {"id": found.pk, **shown, "faults": [fault.text for fault in found.faults.all()]}


def _task(found: PlanTask, on: date) -> dict[str, Any]:
    names = ("number", "text", "lead_text", "coordinating", "deadline_kind", "start_on", "due_on", "percent", "state")
    shown = {name: getattr(found, name) for name in names}
    ids = {"id": found.pk, "plan": found.plan_id, "parent": found.parent_id, "lead": found.lead_id}
    return {**ids, **shown, "standing": rules.standing(found.due_on, found.state, on)}


@router.get("/plans", response=PlanPage, summary="Các kế hoạch")
def list_plans(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, Any]:
    """Return the plans that the caller may see."""
    return page_of(queries.plans(_actor(request), state=state), ("pk",), paging, _plan)


@router.post("/plans", response={202: Submitted}, summary="Nộp văn bản kế hoạch")
def submit(request: HttpRequest, file: File[UploadedFile], issuer: int) -> Status[dict[str, Any]]:
    """Take in a document; it is read in the background, watch `/jobs/{id}`."""
    actor = _actor(request)
    batch, plan = actions.submit(actor, issuer, file, file.name or "ke-hoach")
    job = None if plan else tasks.read_later(actor, batch).pk
    return Status(202, {"job": job, "plan": plan.pk if plan else None})


@router.get("/plans/owed", response=list[OwedAnswer], summary="Lịch báo cáo")
def list_owed(request: HttpRequest, asked: Query[YearAsked]) -> list[dict[str, Any]]:
    """Return the reports owed in a year: on which day, by whom to whom."""
    year = asked.year or localdate().year
    return [vars(one) for one in queries.owed(_actor(request), date(year, 1, 1), date(year, 12, 31))]


@router.get("/plans/{plan_id}", response=PlanAnswer, summary="Một kế hoạch")
def show_plan(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    """Return one plan."""
    return _plan(queries.plan(_actor(request), plan_id))


@router.get("/plans/{plan_id}/proposals", response=list[ProposalAnswer], summary="Đề xuất của kế hoạch")
def list_proposals(request: HttpRequest, plan_id: int) -> list[dict[str, Any]]:
    """Return what was read in the document, with what a person decided of it."""
    return [_proposal(one) for one in queries.proposals(queries.plan(_actor(request), plan_id))]


@router.post("/plans/proposals/{proposal_id}", response=ProposalAnswer, summary="Quyết định một đề xuất")
def decide(request: HttpRequest, proposal_id: int, body: Decision) -> dict[str, Any]:
    """Accept, mend or drop a proposal."""
    actor = _actor(request)
    if body.decision == "mended":
        actions.mend(actor, proposal_id, body.value)
    else:
        {"accepted": actions.accept, "dropped": actions.drop}[body.decision](actor, proposal_id)
    return _proposal(queries.proposal(actor, proposal_id))


@router.get("/plans/{plan_id}/faults", response=list[FaultAnswer], summary="Lỗi của văn bản")
def list_faults(request: HttpRequest, plan_id: int) -> list[dict[str, Any]]:
    """Return what is wrong in the document."""
    found = queries.faults(queries.plan(_actor(request), plan_id))
    return [{"kind": one.kind, "line": one.line, "text": one.text} for one in found]


@router.get("/plans/{plan_id}/targets", response=list[TargetAnswer], summary="Chỉ tiêu của kế hoạch")
def list_targets(request: HttpRequest, plan_id: int) -> list[dict[str, Any]]:
    """Return the targets with their values today."""
    actor = _actor(request)
    names = ("text", "comparator", "low", "high", "unit", "year", "indicator")
    return [
        {
            "id": line.target.pk, "scope": line.target.scope_id, "value": line.value, "met": line.met,
            "note": line.note, **{name: getattr(line.target, name) for name in names},
        }
        for line in queries.target_lines(actor, queries.plan(actor, plan_id), localdate())
    ]  # fmt: skip


@router.get("/plans/{plan_id}/tasks", response=list[TaskAnswer], summary="Nhiệm vụ của kế hoạch")
def list_tasks(request: HttpRequest, plan_id: int) -> list[dict[str, Any]]:
    """Return the tasks with how they stand today."""
    on = localdate()
    return [_task(line.task, on) for line in queries.tasks(queries.plan(_actor(request), plan_id), on)]


@router.get("/plans/{plan_id}/budgets", response=list[BudgetAnswer], summary="Kinh phí của kế hoạch")
def list_budgets(request: HttpRequest, plan_id: int) -> list[dict[str, Any]]:
    """Return the budget lines; sums as printed are marked."""
    names = ("row", "source", "year", "planned", "allotted", "spent", "is_sum")
    rows = queries.plan(_actor(request), plan_id).budgets.all()
    return [{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in rows]


@router.post("/plans/tasks/{task_id}/progress", response=TaskAnswer, summary="Báo tiến độ nhiệm vụ")
def report(request: HttpRequest, task_id: int, body: ReportBody) -> dict[str, Any]:
    """Report how far a task is; 100 needs evidence."""
    actor, on = _actor(request), localdate()
    actions.report(actor, task_id, on=on, **body.dict())
    return _task(queries.task(actor, task_id), on)


@router.post("/plans/tasks/{task_id}/delay", response=TaskAnswer, summary="Lùi hạn nhiệm vụ")
def delay(request: HttpRequest, task_id: int, body: DelayBody) -> dict[str, Any]:
    """Move the end of a task to a later day, with the reason."""
    actor = _actor(request)
    actions.delay(actor, task_id, **body.dict())
    return _task(queries.task(actor, task_id), localdate())
