"""Targets with where they stand: the value of the indicator that each is tied to, for its own unit, today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.indicators import queries as indicators
from khue.indicators import rules as showing
from khue.organisations import queries as organisations
from khue.planning import rules
from khue.planning.models import Plan, Target


@dataclass(frozen=True)
class TargetLine:
    """A target, its indicator and where that stands.

    met: None while it cannot be told. note: why there is no value. opens: whether the figure has a page for the reader.
    """

    target: Target
    scope: str
    indicator: str = ""
    value: float | None = None
    digits: int = 0
    met: bool | None = None
    note: str = ""
    opens: bool = False


def indicator_titles() -> dict[str, str]:
    """Return the indicators to which a target may be tied: code -> title."""
    return {one.code: one.title for one in sorted(indicators.declared(), key=lambda one: one.title)}


def target_lines(actor: Actor, plan: Plan, on: date) -> list[TargetLine]:
    """Return the targets of a plan in its order, each with its value today."""
    rows = list(plan.targets.select_related("proposal"))
    names = organisations.names({row.scope_id for row in rows if row.scope_id}) if rows else {}
    figures = _figures(actor, rows, on)
    return [_line(row, names.get(row.scope_id or 0, ""), figures.get(row.pk)) for row in rows]


def _line(row: Target, scope: str, figure: "indicators.Figure | str | None") -> TargetLine:
    if figure is None:
        return TargetLine(row, scope)
    if isinstance(figure, str):
        return TargetLine(row, scope, row.indicator, note=figure)
    number, one = figure.number, figure.indicator
    if number is None:
        return TargetLine(row, scope, one.title, note=figure.note or showing.STATES[figure.state], opens=True)
    aim = rules.Aim(row.comparator, row.low, row.high)
    return TargetLine(row, scope, one.title, number, one.digits, rules.met(aim, Decimal(str(number))), opens=True)


def _figures(actor: Actor, rows: Iterable[Target], on: date) -> "dict[int, indicators.Figure | str]":
    """Return the figure of each tied target, or why there is none."""
    by_scope: dict[int, list[Target]] = defaultdict(list)
    found: dict[int, indicators.Figure | str] = {}
    for row in rows:
        if row.indicator and row.scope_id and actor.can(showing.Can.SEE, at=row.scope_id):
            by_scope[row.scope_id].append(row)
        elif row.indicator:
            found[row.pk] = rules.NO_RIGHT if row.scope_id else rules.NO_SCOPE
    if not by_scope:
        return found
    reading = indicators.reading_of_day(on)
    for scope, several in by_scope.items():
        known = {}
        for row in several:
            try:
                known[row.indicator] = indicators.find(row.indicator)
            except Missing:
                found[row.pk] = rules.NO_INDICATOR
        figures = indicators.figures_at(actor, scope, reading, list(known.values()))
        found |= {row.pk: figures[row.indicator] for row in several if row.indicator in figures}
    return found
