"""Borders: who stands under whom on a day, and sums along that tree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from khue.indicators.models import Snapshot, SnapshotUnit
from khue.organisations import queries as organisations

DEEPEST = 12
Number = TypeVar("Number")


@dataclass(frozen=True)
class Unit:
    """What a unit was like in these borders."""

    name: str
    kind: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Borders:
    """The units of a day: unit -> the one above it, and what each was like. Units that ended hang on in `above`."""

    above: Mapping[int, int | None]
    units: Mapping[int, Unit]
    _children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for unit, parent in self.above.items():
            if parent is not None:
                self._children[parent].append(unit)

    def children(self, unit: int) -> list[int]:
        """Return the units directly under one that lived on the day."""
        return [one for one in self._children.get(unit, []) if one in self.units]

    def below(self, unit: int) -> frozenset[int]:
        """Return the unit and all under it."""
        found, rest = {unit}, [unit]
        while rest:
            for child in self._children.get(rest.pop(), []):
                if child not in found:
                    found.add(child)
                    rest.append(child)
        return frozenset(found)

    def chain(self, unit: int) -> list[int]:
        """Return the unit and those above it, from below upwards."""
        found = [unit]
        while (above := self.above.get(found[-1])) is not None and above not in found and len(found) < DEEPEST:
            found.append(above)
        return found

    def rolled(self, own: Mapping[int, int]) -> dict[int, int]:
        """Add what each unit has of its own to all above it."""
        sums: dict[int, int] = defaultdict(int)
        for unit, number in own.items():
            for one in self.chain(unit):
                sums[one] += number
        return dict(sums)

    def outside(self, units: Iterable[int]) -> list[int]:
        """Return the units that these borders do not know."""
        return sorted(unit for unit in units if unit not in self.above)


def borders(on: date) -> Borders:
    """Return the borders of a day, as known now."""
    rows = organisations.as_of(on).values_list("organisation_id", "name", "kind", "levels")
    return Borders(
        organisations.above_each(on), {pk: Unit(name, kind, tuple(levels)) for pk, name, kind, levels in rows}
    )


def borders_of(snapshot: Snapshot) -> Borders:
    """Return the borders that were kept with a snapshot."""
    rows = SnapshotUnit.objects.filter(snapshot=snapshot).values_list("unit_id", "parent_id", "name", "kind", "levels")
    above, units = {}, {}
    for unit, parent, name, kind, levels in rows:
        above[unit] = parent
        if kind:
            units[unit] = Unit(name, kind, tuple(levels))
    return Borders(above, units)
