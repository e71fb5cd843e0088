"""Figures in other borders: what a table of numbers by unit becomes when units were merged and divided.

Exact arithmetic. What cannot be divided because a share is not known stays in a bucket of its own and is never
guessed, so that the total before and after is always the same.
Source: Resolution 202/2025/QH15 (provinces) and Decision 19/2025/QĐ-TTg (codes) for the changes of 1 July 2025.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

Key = int | str
Figure = int | Decimal | Fraction
Figures = Mapping[Key, Figure] | Mapping[int, Figure] | Mapping[str, Figure]


@dataclass(frozen=True)
class Edge:
    """All or a share of a unit went into another on a day; `share` None while it is not known."""

    old: Key
    new: Key
    on: date
    share: Fraction | None


@dataclass(frozen=True)
class Undivided:
    """An amount that belongs to several units in shares that nobody has stated."""

    unit: Key
    value: Fraction
    among: tuple[Key, ...]


@dataclass(frozen=True)
class Restated:
    """A table of figures in the borders of another day."""

    values: dict[Key, Fraction]
    undivided: tuple[Undivided, ...]

    @property
    def total(self) -> Fraction:
        """Return the sum of all values, those not divided included."""
        return sum(self.values.values(), Fraction(0)) + sum((row.value for row in self.undivided), Fraction(0))


def restate(figures: Figures, edges: Iterable[Edge], *, from_on: date, to_on: date) -> Restated:
    """Carry figures by unit from the borders of one day to those of another.

    edges: the changes between units; those of one day happen at once, so that a code may mean another unit after it.
    Going back, a unit made of several old ones is not divided: who knows the old figures should use those.

    >>> day, before = date(2025, 7, 1), date(2025, 6, 30)
    >>> merger = [Edge("44", "44", day, Fraction(1)), Edge("45", "44", day, Fraction(1))]
    >>> restate({"44": 151, "45": 119}, merger, from_on=before, to_on=day).values
    {'44': Fraction(270, 1)}
    >>> restate({"44": 78}, merger, from_on=day, to_on=before).undivided[0].among
    ('44', '45')

    Source: the crosswalk of REG-03 and the decisions on units.
    """
    values: dict[Key, Fraction] = {key: Fraction(value) for key, value in figures.items()}
    undivided: list[Undivided] = []
    forward = from_on <= to_on
    by_day: dict[date, list[Edge]] = defaultdict(list)
    for edge in edges:
        if min(from_on, to_on) < edge.on <= max(from_on, to_on):
            by_day[edge.on].append(edge)
    for day in sorted(by_day, reverse=not forward):
        step = _forward if forward else _back
        values, left = step(values, by_day[day])
        undivided += left
    return Restated(values, tuple(undivided))


def _forward(values: dict[Key, Fraction], edges: list[Edge]) -> tuple[dict[Key, Fraction], list[Undivided]]:
    heirs: dict[Key, list[Edge]] = defaultdict(list)
    for edge in edges:
        heirs[edge.old].append(edge)
    out: dict[Key, Fraction] = defaultdict(Fraction)
    undivided = []
    for key, value in values.items():
        known = Fraction(0)
        for edge in heirs.get(key, ()):
            if edge.share is not None:
                out[edge.new] += value * edge.share
                known += edge.share
        if key not in heirs:
            out[key] += value
        elif known != 1:
            among = tuple(sorted({edge.new for edge in heirs[key] if edge.share is None or known > 1}, key=str))
            undivided.append(Undivided(key, value * (1 - known), among))
    return dict(out), undivided


def _back(values: dict[Key, Fraction], edges: list[Edge]) -> tuple[dict[Key, Fraction], list[Undivided]]:
    sources: dict[Key, list[Key]] = defaultdict(list)
    for edge in edges:
        sources[edge.new].append(edge.old)
    out: dict[Key, Fraction] = defaultdict(Fraction)
    undivided = []
    for key, value in values.items():
        came_from = sources.get(key, [key])
        if len(came_from) == 1:
            out[came_from[0]] += value
        else:
            undivided.append(Undivided(key, value, tuple(sorted(came_from, key=str))))
    return dict(out), undivided
