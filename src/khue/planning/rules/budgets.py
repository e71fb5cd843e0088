"""Money of a plan: units of account, and sums that must add up. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

UNITS = {"đồng": 1, "nghìn đồng": 1_000, "triệu đồng": 1_000_000, "tỷ đồng": 1_000_000_000}


@dataclass(frozen=True)
class Line:
    """An amount of a plan: for what, from which source, in which year."""

    row: str
    source: str
    year: int | None
    planned: Decimal
    allotted: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Excess:
    """A sum that does not hold: where, and by how much. kind: allotted_over_planned or spent_over_allotted."""

    kind: str
    row: str
    source: str
    year: int | None
    difference: Decimal


def in_dong(amount: Decimal, unit: str) -> Decimal:
    """Return an amount in đồng.

    >>> in_dong(Decimal("1.5"), "tỷ đồng")
    Decimal('1500000000.0')

    Source: Law on Accounting 88/2015/QH13, Art. 10 (unit of account; rounded units in reports).
    """
    return amount * UNITS[unit]


def excesses(lines: Iterable[Line]) -> list[Excess]:
    """Return where more was allotted than planned, or more spent than allotted.

    Source: State Budget Law 89/2025/QH15 (spending within the estimate that was allotted).
    """
    found = []
    for line in lines:
        if line.allotted > line.planned:
            over = line.allotted - line.planned
            found.append(Excess("allotted_over_planned", line.row, line.source, line.year, over))
        if line.spent > line.allotted:
            over = line.spent - line.allotted
            found.append(Excess("spent_over_allotted", line.row, line.source, line.year, over))
    return found


@dataclass(frozen=True)
class Sums:
    """Three sums that stand side by side."""

    planned: Decimal
    allotted: Decimal
    spent: Decimal


def totals(lines: Iterable[Line], by: str) -> dict[str | int | None, Sums]:
    """Add up the amounts by `row`, `source` or `year`.

    Source: State Budget Law 89/2025/QH15 (estimates by source and year).
    """
    groups: dict[str | int | None, list[Line]] = defaultdict(list)
    for line in lines:
        groups[getattr(line, by)].append(line)
    return {key: summed(group) for key, group in groups.items()}


def summed(lines: Iterable[Line]) -> Sums:
    """Add up all amounts.

    Source: State Budget Law 89/2025/QH15 (estimates by source and year).
    """
    zero, group = Decimal(0), list(lines)
    return Sums(
        sum((line.planned for line in group), zero),
        sum((line.allotted for line in group), zero),
        sum((line.spent for line in group), zero),
    )
