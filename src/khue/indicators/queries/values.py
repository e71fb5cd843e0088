"""Values: numerators and denominators summed along the tree, divided once, shown or not, said where there are none."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from khue.core.actor import Actor
from khue.core.indicators import WHOLE, Indicator, Value, divide, value_of
from khue.indicators.models import Snapshot
from khue.indicators.queries.borders import Borders
from khue.indicators.queries.declared import declared, permission_of
from khue.indicators.queries.readings import Reading
from khue.indicators.queries.reports import Reported, reported_counts
from khue.indicators.rules import Can, hidden, state_of

NOTHING = Value(0, None, None)


@dataclass(frozen=True)
class Figure:
    """A figure of one unit, or of one group in it: a value, or a state that says why there is none.

    exists: how many records stand behind it. note: what must be said beside it: a fault, what is waited for, how many
    units have reported.
    """

    indicator: Indicator
    state: str
    value: Value = NOTHING
    exists: int = 0
    note: str = ""

    @property
    def number(self) -> float | None:
        """Return what is shown; None where there is no value."""
        return self.value.value if self.state == "known" else None

    @property
    def size(self) -> int:
        """Return how many stand behind the figure."""
        return self.value.denominator or 0 if self.indicator.is_share else self.value.numerator


def units_seen(actor: Actor, borders: Borders, unit: int) -> frozenset[int]:
    """Return the units at and below one whose figures the actor may see. Raises: Denied."""
    actor.must(Can.SEE, at=unit)
    below, places = borders.below(unit), actor.places(Can.SEE)
    return below if places is None else below & places


def figures_at(
    actor: Actor, unit: int, reading: Reading, indicators: Iterable[Indicator] | None = None
) -> dict[str, Figure]:
    """Return the figures of a unit, by code; what fails says so and the others stand. Raises: Denied."""
    units = units_seen(actor, reading.borders, unit)
    wanted = list(declared() if indicators is None else indicators)
    sums = reading.sums(actor, {measure for one in wanted for measure in one.measures}, units)
    reports = reported_counts([one.code for one in wanted if one.reported], units, reading.on)
    totals = {measure: groups.get(WHOLE, 0) for measure, groups in sums.items()}
    return {one.code: _covered(actor, unit, _figure(one, totals, reading, reports)) for one in wanted}


def figure_of(actor: Actor, indicator: Indicator, unit: int, reading: Reading) -> Figure:
    """Return one figure of a unit. Raises: Denied."""
    return figures_at(actor, unit, reading, [indicator])[indicator.code]


def _figure(
    indicator: Indicator, totals: Mapping[str, int], reading: Reading, reports: Mapping[str, Reported]
) -> Figure:
    if indicator.waits_for:
        return Figure(indicator, "waiting", note=indicator.waits_for)
    if indicator.reported:
        return _of_report(indicator, reports.get(indicator.code))
    if fault := reading.fault_of(indicator.measures):
        return Figure(indicator, "failed", note=fault)
    above = totals.get(indicator.full(indicator.numerator), 0)
    below = totals.get(indicator.full(indicator.denominator), 0)
    exists = totals.get(indicator.existing, 0)
    value = value_of(indicator, above, below if indicator.is_share else None)
    return Figure(indicator, state_of(indicator, below, exists), value, exists)


def _of_report(indicator: Indicator, report: Reported | None) -> Figure:
    if report is None or not report.checked:
        return Figure(indicator, "none", note=report.said if report else "")
    below = report.denominator if indicator.is_share else None
    value = value_of(indicator, report.numerator, below)
    return Figure(
        indicator, state_of(indicator, report.denominator, report.checked), value, report.checked, report.said
    )


def _covered(actor: Actor, unit: int, figure: Figure) -> Figure:
    """Hide a figure over a small group from those who may not see its records."""
    least = figure.indicator.hide_below
    if figure.state != "known" or not 0 < figure.size < least or _sees_records(actor, figure.indicator, unit):
        return figure
    return _hide(figure)


def _hide(figure: Figure) -> Figure:
    return replace(figure, state="hidden", value=NOTHING, exists=0)


def _sees_records(actor: Actor, indicator: Indicator, unit: int) -> bool:
    permission = permission_of(indicator.full(indicator.numerator))
    return bool(permission) and actor.can(permission, at=unit)


def by_groups(actor: Actor, indicator: Indicator, unit: int, reading: Reading, kind: str) -> dict[str, Figure]:
    """Return the figure of each group of a unit. Raises: Denied."""
    units = units_seen(actor, reading.borders, unit)
    sums = reading.sums(actor, indicator.measures, units, kind)
    names = {group for groups in sums.values() for group in groups}
    found = {
        group: _figure(indicator, {name: groups.get(group, 0) for name, groups in sums.items()}, reading, {})
        for group in names
    }
    if _sees_records(actor, indicator, unit):
        return found
    small = hidden({group: one.size for group, one in found.items()}, indicator.hide_below)
    return {group: _hide(one) if group in small else one for group, one in found.items()}


def by_unit(actor: Actor, indicator: Indicator, units: Collection[int], reading: Reading) -> dict[int, Figure]:
    """Return the figure of each of several units, what is below them included; only of those the actor may see."""
    places = actor.places(Can.SEE)
    seen = [unit for unit in units if places is None or unit in places]
    below = {unit: reading.borders.below(unit) for unit in seen}
    every = frozenset().union(*below.values()) if below else frozenset()
    every = every if places is None else every & places
    own = reading.owns(actor, indicator.measures, every)
    reports = (
        {unit: reported_counts([indicator.code], below[unit], reading.on) for unit in seen}
        if (indicator.reported)
        else {}
    )
    sums = {measure: reading.borders.rolled(numbers) for measure, numbers in own.items()}
    found = {
        unit: _figure(
            indicator,
            {measure: numbers.get(unit, 0) for measure, numbers in sums.items()},
            reading,
            reports.get(unit, {}),
        )
        for unit in seen
    }
    small = hidden({unit: one.size for unit, one in found.items()}, indicator.hide_below)
    shut = {unit for unit in small if not _sees_records(actor, indicator, unit)}
    return {unit: _hide(one) if unit in shut else one for unit, one in found.items()}


def children_of(actor: Actor, indicator: Indicator, unit: int, reading: Reading) -> dict[int, Figure]:
    """Return the figures of the units directly below one. Raises: Denied."""
    actor.must(Can.SEE, at=unit)
    return by_unit(actor, indicator, reading.borders.children(unit), reading)


@dataclass(frozen=True)
class Peer:
    """A unit to compare with: of the same kind and levels, in the same borders."""

    unit: int
    name: str
    figure: Figure


def peers_of(actor: Actor, indicator: Indicator, unit: int, reading: Reading) -> list[Peer]:
    """Return the units of the same kind and the same levels that the actor sees, the unit itself among them."""
    actor.must(Can.SEE, at=unit)
    about = reading.borders.units.get(unit)
    if about is None:
        return []
    alike = [
        one
        for one, other in reading.borders.units.items()
        if (other.kind, sorted(other.levels)) == (about.kind, sorted(about.levels))
    ]
    found = by_unit(actor, indicator, alike, reading)
    peers = [Peer(one, reading.borders.units[one].name, figure) for one, figure in found.items()]
    return sorted(peers, key=lambda peer: (peer.figure.number is None, -(peer.figure.number or 0), peer.name))


def all_values(chosen: Snapshot, own: Mapping[str, Mapping[int, int]], borders: Borders) -> tuple[int, str]:
    """Return how many values a snapshot holds and the digest over all of them: every computed indicator at every unit.

    Only what was kept with the snapshot decides: its counts, its borders, the definitions of its time.
    """
    sums = {measure: borders.rolled(numbers) for measure, numbers in own.items()}
    digest, count = hashlib.sha256(), 0
    for code, definition in sorted(chosen.definitions.items()):
        for unit in sorted(borders.above):
            line = [code, unit, *stored_value(definition, sums, unit)]
            digest.update(json.dumps(line, separators=(",", ":")).encode() + b"\n")
            count += 1
    return count, digest.hexdigest()


def stored_value(definition: Mapping[str, Any], sums: Mapping[str, Mapping[int, int]], unit: int) -> Sequence[Any]:
    """Return numerator, denominator, what exists and the value of one unit, by the definition that was kept."""
    above, below, exists = (
        sums.get(definition[part], {}).get(unit, 0) for part in ("numerator", "denominator", "exists")
    )
    if not definition["denominator"]:
        return above, None, exists, above if exists else None
    value = divide(above, below, definition["scale"], definition["per"], definition["digits"])
    return above, below, exists, value
