"""Reads of warnings and the rules that raise them."""

from collections import defaultdict

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import Line
from khue.core.web.formats import number
from khue.dashboards.models import Alert, AlertRule
from khue.dashboards.rules import KINDS, Can
from khue.indicators import queries as figures
from khue.indicators import rules as showing
from khue.organisations import queries as organisations


def rules_set(actor: Actor) -> "QuerySet[AlertRule]":
    """Return the rules at work: whoever is watched may know by what. Raises: Denied."""
    actor.must(Can.SEE)
    return AlertRule.objects.filter(is_on=True).select_related("organisation")


def rule(actor: Actor, rule_id: int) -> AlertRule:
    """Return a rule at work. Raises: Denied, Missing."""
    found = rules_set(actor).filter(pk=rule_id).first()
    if found is None:
        raise Missing(what=f"quy tắc {rule_id}")
    return found


def alerts(actor: Actor, *, state: str = "") -> "QuerySet[Alert]":
    """Return the warnings at units one sees that have not ended, or those of one state. Raises: Denied."""
    actor.must(Can.SEE)
    places = actor.places(Can.SEE)
    rows = Alert.objects.select_related("rule")
    rows = rows if places is None else rows.filter(unit_id__in=places)
    return rows.filter(state=state) if state else rows.exclude(state="ended")


def alert(actor: Actor, alert_id: int) -> Alert:
    """Return a warning at a unit one sees. Raises: Missing."""
    actor.must(Can.SEE)
    found = Alert.objects.select_related("rule").filter(pk=alert_id).first()
    if found is None or not actor.can(Can.SEE, at=found.unit_id):
        raise Missing(what=f"cảnh báo {alert_id}")
    return found


def alert_lines(actor: Actor) -> list[Line]:
    """Return the warnings that nobody took, for the director's page: a line a rule, what came first, first."""
    if not actor.can(Can.SEE):
        return []
    by_rule: dict[int, list[Alert]] = defaultdict(list)
    for one in alerts(actor, state="raised").order_by("raised_at"):
        by_rule[one.rule_id].append(one)
    first = [several[0] for several in by_rule.values()]
    names = organisations.names({one.unit_id for one in first}) if first else {}
    return [_line(several, names.get(several[0].unit_id, "")) for several in by_rule.values()]


def _line(several: list[Alert], unit: str) -> Line:
    """Write the warnings of one rule in one line; what one rule tells of forty schools is one matter."""
    one, is_one = several[0], len(several) == 1
    where = unit if is_one else _("{unit} và {count} đơn vị khác").format(unit=unit, count=number(len(several) - 1))
    url = reverse("dashboards:alert", args=[one.pk]) if is_one else reverse("dashboards:alerts")
    owner = _(showing.OWNERS.get(one.rule.owner, ""))
    detail = detail_of(one) if is_one else _(KINDS[one.rule.kind])
    return Line("decide", f"{title_of(one)}: {where}", detail, owner, url, localtime(one.raised_at).date())


def title_of(one: Alert) -> str:
    """Return what a warning is about."""
    try:
        return _(figures.find(one.rule.indicator).title)
    except Missing:
        return one.rule.indicator


def detail_of(one: Alert) -> str:
    """Say why a warning was raised."""
    told = [_(KINDS[one.rule.kind])]
    if one.value is not None:
        told.append(_("hiện là {value}").format(value=number(one.value)))
    if one.before is not None:
        told.append(_("trước đó {value}").format(value=number(one.before)))
    return ", ".join(told)
