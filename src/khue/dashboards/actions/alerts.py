"""Warnings: rules are set, evaluated by the clock, taken, put off, handed up; one warning a rule, unit and period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.indicators import Indicator
from khue.core.words import N_
from khue.dashboards import queries
from khue.dashboards.models import Alert, AlertRule
from khue.dashboards.rules import LIFE, UNTOUCHED, Can, Trigger, outliers, period_of, threatens
from khue.indicators import actions as keeping
from khue.indicators import queries as figures
from khue.organisations import queries as organisations


class AlreadySet(Refused):
    """The same rule is not set twice."""

    text = N_("Quy tắc này đã được đặt. Hãy tắt quy tắc cũ trước khi đặt mức khác.")


class NotInFuture(Refused):
    """A warning is put off to a day to come."""

    status = 422
    text = N_("Ngày {day} đã qua. Hãy chọn một ngày sau hôm nay.")


@dataclass(frozen=True)
class NewRule:
    """What a rule watches, at which kind of units, and when it is to be told."""

    organisation_id: int
    indicator: str
    test: Trigger
    unit_kind: str


@transaction.atomic
def set_rule(actor: Actor, new: NewRule) -> AlertRule:
    """Set a rule for the units under one's own. Raises: Denied, Missing, AlreadySet."""
    actor.must(Can.MANAGE, at=new.organisation_id)
    one = figures.find(new.indicator)
    test = new.test
    same = AlertRule.objects.filter(
        organisation_id=new.organisation_id, indicator=one.code, kind=test.kind, side=test.side,
        unit_kind=new.unit_kind, is_on=True,
    )  # fmt: skip
    if same.exists():
        raise AlreadySet()
    rule = AlertRule.objects.create(
        organisation_id=new.organisation_id, indicator=one.code, kind=test.kind, side=test.side, limit=test.limit,
        unit_kind=new.unit_kind, owner=one.owner, user_id=actor.user_id,
    )  # fmt: skip
    record(actor, "dashboards.rule_set", rule, indicator=one.code, kind=test.kind, limit=test.limit)
    return rule


@transaction.atomic
def stop_rule(actor: Actor, rule_id: int) -> None:
    """Stop a rule; its warnings end with it. Raises: Denied, Missing."""
    rule = queries.rule(actor, rule_id)
    actor.must(Can.MANAGE, at=rule.organisation_id)
    rule.is_on = False
    rule.save()
    record(actor, "dashboards.rule_stopped", rule)
    for alert in Alert.objects.filter(rule=rule).exclude(state="ended"):
        if actor.can(Can.MANAGE, at=alert.unit_id):
            _end(actor, alert)


@transaction.atomic
def acknowledge(actor: Actor, alert_id: int, note: str = "") -> Alert:
    """Take a warning as one's own work. Raises: Denied, Missing, WrongState."""
    alert = queries.alert(actor, alert_id)
    step = begin(actor, alert, LIFE, "acknowledge", at=alert.unit_id)
    alert.taken_by, alert.taken_at, alert.note, alert.snoozed_until = actor.user_id, timezone.now(), note, None
    finish(actor, alert, step)
    return alert


@transaction.atomic
def snooze(actor: Actor, alert_id: int, until: date, note: str, *, on: date) -> Alert:
    """Put a warning off to a day. Raises: Denied, Missing, WrongState, NotInFuture."""
    alert = queries.alert(actor, alert_id)
    step = begin(actor, alert, LIFE, "snooze", at=alert.unit_id)
    if until <= on:
        raise NotInFuture(day=f"{until:%d/%m/%Y}")
    alert.snoozed_until, alert.note = until, note
    finish(actor, alert, step, until=until.isoformat())
    return alert


@transaction.atomic
def evaluate(actor: Actor, on: date) -> dict[str, int]:
    """Look at every rule at every unit: raise, end, wake and hand up warnings; returns how many of each.

    A second look on the same day raises nothing again: one warning a rule, unit and period.
    """
    actor.must(Can.MANAGE)
    keeping.keep_up(actor, on)
    told = {"raised": 0, "ended": 0, "woken": 0, "escalated": 0}
    for rule in AlertRule.objects.filter(is_on=True):
        try:
            one = figures.find(rule.indicator)
        except Missing:
            continue
        _evaluate(actor, rule, one, on, told)
    for alert in Alert.objects.filter(state="snoozed", snoozed_until__lte=on):
        alert.snoozed_until = None
        finish(actor, alert, begin(actor, alert, LIFE, "wake", at=alert.unit_id))
        told["woken"] += 1
    told["escalated"] = _escalate(actor)
    return told


def _evaluate(actor: Actor, rule: AlertRule, one: Indicator, on: date, told: dict[str, int]) -> None:
    """Look at one rule; a figure that failed raises nothing and ends nothing."""
    reading = figures.reading_of_day(on)
    below = reading.borders.below(rule.organisation_id)
    units = [unit for unit in below if unit in reading.borders.units]
    units = [unit for unit in units if reading.borders.units[unit].kind == rule.unit_kind]
    found = figures.by_unit(actor, one, units, reading)
    if any(figure.state == "failed" for figure in found.values()):
        return
    values = {unit: figure.number for unit, figure in found.items()}
    before = _published(actor, one, units, on) if rule.kind == "sudden" else {}
    held = _held(Trigger(rule.kind, rule.side, rule.limit), values, before)
    period = period_of(one.every, on)
    standing = {alert.unit_id: alert for alert in Alert.objects.filter(rule=rule, period=period)}
    for unit in sorted(held):
        told["raised"] += _raise(actor, rule, unit, period, standing.get(unit), values[unit], before.get(unit))
    for alert in Alert.objects.filter(rule=rule).exclude(state="ended"):
        if alert.unit_id not in held or alert.period != period:
            _end(actor, alert)
            told["ended"] += 1


def _held(test: Trigger, values: Mapping[int, float | None], before: Mapping[int, float | None]) -> frozenset[int]:
    if test.kind == "peers":
        return outliers({unit: value for unit, value in values.items() if value is not None}, test)
    return frozenset(unit for unit, value in values.items() if threatens(test, value, before.get(unit)))


def _published(actor: Actor, one: Indicator, units: list[int], on: date) -> dict[int, float | None]:
    """Return the last published values before a day."""
    held = figures.snapshots().filter(state="published", as_of__lt=on).order_by("-as_of").first()
    if held is None:
        return {}
    found = figures.by_unit(actor, one, units, figures.reading_of(held))
    return {unit: figure.number for unit, figure in found.items()}


def _raise(
    actor: Actor, rule: AlertRule, unit: int, period: date, alert: Alert | None, value: float | None,
    before: float | None,
) -> bool:  # fmt: skip
    """Raise a warning, or let an ended one of this period return; whether anything was raised."""
    if alert is None:
        alert = Alert.objects.create(rule=rule, unit_id=unit, period=period, value=value, before=before)
        record(actor, "dashboards.alert_raised", alert, unit=unit, rule=rule.pk)
        return True
    alert.value, alert.before = value, before
    if alert.state != "ended":
        alert.save()
        return False
    alert.ended_at, alert.escalated_at, alert.taken_by, alert.taken_at = None, None, None, None
    alert.raised_at = timezone.now()
    finish(actor, alert, begin(actor, alert, LIFE, "return", at=unit))
    return True


def _end(actor: Actor, alert: Alert) -> None:
    alert.ended_at = timezone.now()
    finish(actor, alert, begin(actor, alert, LIFE, "end", at=alert.unit_id))


def _escalate(actor: Actor) -> int:
    """Hand warnings that nobody took up to the unit above."""
    old = Alert.objects.filter(state="raised", escalated_at=None, raised_at__lte=timezone.now() - UNTOUCHED)
    for alert in old:
        alert.escalated_at = timezone.now()
        alert.save()
        above = organisations.chain(alert.unit_id)[1:2]
        record(actor, "dashboards.alert_escalated", alert, unit=alert.unit_id, to=above[0] if above else None)
    return len(old)
