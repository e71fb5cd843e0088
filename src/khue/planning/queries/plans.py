"""Reads of plans: the list, one plan, what was read in its document and what a person decided of it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import Found
from khue.core.words import N_
from khue.planning import rules
from khue.planning.models import Fault, Plan, Proposal


@dataclass(frozen=True)
class KindCount:
    """How far the proposals of one kind are decided."""

    kind: str
    total: int
    waiting: int
    clean: int  # waiting and without a fault: these may be accepted together


@dataclass(frozen=True)
class Reviewing:
    """How far the review of a plan is."""

    kinds: tuple[KindCount, ...]

    @property
    def total(self) -> int:
        """Return the number of proposals."""
        return sum(one.total for one in self.kinds)

    @property
    def decided(self) -> int:
        """Return how many of them were decided."""
        return sum(one.total - one.waiting for one in self.kinds)

    @property
    def percent(self) -> int:
        """Return how far it is; a document without proposals has nothing left to decide."""
        return self.decided * 100 // self.total if self.total else 100


def plans(actor: Actor, *, text: str = "", state: str = "", year: int | None = None) -> QuerySet[Plan]:
    """Return the plans that the person may see, the newest first, narrowed."""
    actor.must(rules.Can.SEE)
    rows = Plan.objects.annotate(
        target_count=Count("targets", distinct=True),
        task_count=Count("tasks", distinct=True),
        done_count=Count("tasks", filter=Q(tasks__state="done"), distinct=True),
        waiting_count=Count("proposals", filter=Q(proposals__decision="waiting"), distinct=True),
    )
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text))
    if state:
        rows = rows.filter(state=state)
    if year:
        rows = rows.filter(Q(first_year__lte=year) | Q(first_year=None), Q(last_year__gte=year) | Q(last_year=None))
    return rows


def may(actor: Actor, permission: str, plan: Plan) -> bool:
    """Whether a permission is held at any of the units that see the plan."""
    return any(actor.can(permission, at=place) for place in plan.places)


def plan(actor: Actor, plan_id: int) -> Plan:
    """Find a plan. Raises: Missing."""
    found = Plan.objects.filter(pk=plan_id).first()
    if found is None or not may(actor, rules.Can.SEE, found):
        raise Missing(what=N_("kế hoạch {plan}").format(plan=plan_id))
    return found


def proposal(actor: Actor, proposal_id: int) -> Proposal:
    """Find a proposal of a plan one sees. Raises: Missing."""
    found = Proposal.objects.select_related("plan").prefetch_related("faults").filter(pk=proposal_id).first()
    if found is None or not may(actor, rules.Can.SEE, found.plan):
        raise Missing(what=N_("đề xuất {proposal}").format(proposal=proposal_id))
    return found


def proposals(plan: Plan, *, kinds: tuple[str, ...] = ()) -> QuerySet[Proposal]:
    """Return what was read in the document of a plan, in its order."""
    rows = Proposal.objects.filter(plan=plan).prefetch_related("faults")
    return rows.filter(kind__in=kinds) if kinds else rows


def entered_texts(plan: Plan, kind: str) -> list[str]:
    """Return the bases or goals of a plan that a person accepted, as they stand."""
    rows = Proposal.objects.filter(plan=plan, kind=kind, decision__in=rules.ENTERED)
    return [str(row.current.get("text", "")) for row in rows]


def reviewing(plan: Plan) -> Reviewing:
    """Return how far the review of a plan is."""
    rows = (
        Proposal.objects.filter(plan=plan)
        .values("kind")
        .annotate(
            total=Count("pk", distinct=True),
            waiting=Count("pk", filter=Q(decision="waiting"), distinct=True),
            faultless=Count("pk", filter=Q(decision="waiting", faults__isnull=True), distinct=True),
        )
        .order_by()
    )
    found = {row["kind"]: KindCount(row["kind"], row["total"], row["waiting"], row["faultless"]) for row in rows}
    return Reviewing(tuple(found[kind] for kind in rules.KINDS if kind in found))


def faults(plan: Plan) -> QuerySet[Fault]:
    """Return what is wrong in the document, in its order."""
    return Fault.objects.filter(plan=plan)


def neighbours(proposal: Proposal, *, waiting: bool = False) -> tuple[Proposal | None, Proposal | None]:
    """Return the proposals before and after one; only those that wait, when asked so."""
    rows = Proposal.objects.filter(plan_id=proposal.plan_id)
    if waiting:
        rows = rows.filter(decision="waiting")
    before = rows.filter(position__lt=proposal.position).order_by("-position").first()
    return before, rows.filter(position__gt=proposal.position).first()


def first_open(plan: Plan) -> Proposal | None:
    """Return the first proposal that waits, or the first of all."""
    rows = Proposal.objects.filter(plan=plan)
    return rows.filter(decision="waiting").first() or rows.first()


def counts(plan: Plan) -> dict[str, Any]:
    """Return the key figures of a plan."""
    states = Counter(plan.tasks.values_list("state", flat=True))
    return {
        "targets": plan.targets.count(),
        "tasks": sum(states.values()),
        "done": states["done"],
        "budgets": plan.budgets.count(),
        "duties": plan.duties.count(),
        "faults": plan.faults.count(),
    }


def search(actor: Actor, text: str, limit: int) -> list[Found]:
    """Answer the global search: plans by title or number."""
    if not actor.can(rules.Can.SEE):
        return []
    return [
        Found(row.title, row.get_state_display(), reverse("planning:plan", args=[row.pk]), "target")
        for row in plans(actor, text=text)[:limit]
    ]
