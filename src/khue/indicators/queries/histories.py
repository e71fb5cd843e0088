"""A figure over time: in the borders of each day, or all carried into the borders of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khue.core.actor import Actor, widened
from khue.core.indicators import Indicator, Value, divide
from khue.indicators.models import Snapshot
from khue.indicators.queries.borders import Borders, borders
from khue.indicators.queries.readings import reading_of, series
from khue.indicators.queries.values import NOTHING, Figure, figure_of, stored_value, units_seen
from khue.indicators.rules import Can, state_of
from khue.organisations import queries as organisations


@dataclass(frozen=True)
class Point:
    """A figure on one day. changed: the definition was another one then. broken: units began or ended since the last.

    undivided: how much belongs to several units in shares that nobody stated, so that it is in no figure.
    """

    on: date
    snapshot: Snapshot
    figure: Figure
    changed: bool
    broken: bool
    undivided: float = 0.0


def history(actor: Actor, indicator: Indicator, unit: int, on: date, *, in_borders_of_then: bool) -> list[Point]:
    """Return the published values of a unit, the oldest first; each by the definition of its time. Raises: Denied."""
    actor.must(Can.SEE, at=unit)
    points: list[Point] = []
    today = borders(on)
    before: date | None = None
    for one in series():
        definition = one.definitions.get(indicator.code)
        if definition is None:
            continue
        edges = organisations.unit_edges(before, one.as_of) if before else []
        near = today.below(unit) | {unit}
        broken = any(edge.old in near or edge.new in near for edge in edges)
        figure, undivided = (
            (_then(actor, indicator, unit, one), 0.0)
            if in_borders_of_then
            else _restated(actor, indicator, unit, one, today, on)
        )
        changed = definition.get("digest") != indicator.digest
        points.append(Point(one.as_of, one, figure, changed, broken, undivided))
        before = one.as_of
    return points


def _then(actor: Actor, indicator: Indicator, unit: int, chosen: Snapshot) -> Figure:
    """Return the value as it was published."""
    reading = reading_of(chosen)
    if unit not in reading.borders.above:
        return Figure(indicator, "none")
    definition = chosen.definitions[indicator.code]
    measures = [definition[part] for part in ("numerator", "denominator", "exists") if definition[part]]
    if fault := reading.fault_of(measures):
        return Figure(indicator, "failed", note=fault)
    shown = figure_of(actor, indicator, unit, reading)
    if shown.state == "hidden":
        return shown
    sums = reading.sums(actor, measures, units_seen(actor, reading.borders, unit))
    totals = {measure: {unit: groups.get("", 0)} for measure, groups in sums.items()}
    above, below, exists, value = stored_value(definition, totals, unit)
    return Figure(indicator, state_of(indicator, below or 0, exists), Value(above, below, value), exists)


def _restated(
    actor: Actor, indicator: Indicator, unit: int, chosen: Snapshot, today: Borders, on: date
) -> tuple[Figure, float]:
    """Carry the counts of a snapshot into the borders of a day, and add them up there.

    The counts of units that ended lie outside the reader's own, so they are read for the unit that goes on for them.
    """
    definition = chosen.definitions[indicator.code]
    measures = [definition[part] for part in ("numerator", "denominator", "exists") if definition[part]]
    reading = reading_of(chosen)
    if fault := reading.fault_of(measures):
        return Figure(indicator, "failed", note=fault), 0.0
    with widened(actor) as system:
        own = reading.owns(system, measures, list(reading.borders.above))
    units = units_seen(actor, today, unit)
    sums: dict[str, Fraction] = {}
    undivided = Fraction(0)
    for measure, numbers in own.items():
        carried = organisations.restate_units(numbers, chosen.as_of, on)
        sums[measure] = _within(carried.values, units)
        undivided += sum((row.value for row in carried.undivided if set(row.among) & units), Fraction(0))
    above, below = sums.get(definition["numerator"], Fraction(0)), sums.get(definition["denominator"], Fraction(0))
    exists = sums.get(definition["exists"], Fraction(0))
    if not definition["denominator"]:
        value = Value(round(above), None, float(above))
    else:
        divided = divide(above, below, definition["scale"], definition["per"], definition["digits"])  # type: ignore[arg-type]
        value = Value(round(above), round(below), divided)
    figure = Figure(indicator, state_of(indicator, round(below), round(exists)), value, round(exists))
    return (figure if not _is_small(figure) else Figure(indicator, "hidden", NOTHING)), float(undivided)


def _within(values: Mapping[int | str, Fraction], units: frozenset[int]) -> Fraction:
    return sum((value for unit, value in values.items() if unit in units), Fraction(0))


def _is_small(figure: Figure) -> bool:
    return figure.state == "known" and 0 < figure.size < figure.indicator.hide_below
