"""What planning tells the director's page and the boards: targets to be reached, tasks that are late or due."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.manifest import Goal, Line
from khue.core.web.formats import number
from khue.organisations import queries as organisations
from khue.planning import queries, rules
from khue.planning.models import Plan, Target

WAITING = ("draft", "approved")  # for approval, for being put in force


def goals(actor: Actor, units: Sequence[int]) -> list[Goal]:
    """Return the targets of plans at work that are tied to figures of these units."""
    if not actor.can(rules.Can.SEE):
        return []
    rows = Target.objects.filter(scope_id__in=units, plan__state__in=rules.AT_WORK).exclude(indicator="")
    return [
        Goal(row.indicator, row.scope_id, text_of(row), partial(_meets, _aim(row)), row.plan.title, _url(row), row.year)
        for row in rows.select_related("plan")
        if row.scope_id
    ]


def _aim(row: Target) -> rules.Aim:
    return rules.Aim(row.comparator, row.low, row.high)


def _meets(aim: rules.Aim, value: float) -> bool | None:
    return rules.met(aim, Decimal(str(value)))


def text_of(row: Target) -> str:
    """Write what a target asks for: its sign, its value or range, its unit."""
    sign = rules.SIGNS.get(row.comparator, "")
    value = number(row.low.normalize()) if row.high is None else f"{number(row.low)} – {number(row.high)}"
    return f"{sign} {value} {row.unit}".strip()


def _url(row: Target) -> str:
    return row.plan.get_absolute_url()


def lines(actor: Actor) -> list[Line]:
    """Return the tasks that are late, and the plans that wait for a decision."""
    if not actor.can(rules.Can.SEE):
        return []
    late = [one for one in queries.pressing(actor, localdate()) if one.standing == "late"]
    found = [
        Line(
            "late", one.task.text[:160], one.task.plan.title, one.lead,
            reverse("planning:task", args=[one.task.pk]), one.task.due_on,
        )
        for one in late
    ]  # fmt: skip
    if actor.can(rules.Can.APPROVE):
        waiting = Plan.objects.filter(state__in=WAITING)[:10]
        names = organisations.names({row.issuer_id for row in waiting})
        found += [
            Line(
                "decide", row.title[:160], _("Kế hoạch chờ duyệt"), names.get(row.issuer_id, ""), row.get_absolute_url()
            )
            for row in waiting
            if actor.can(rules.Can.APPROVE, at=row.issuer_id)
        ]
    return found
