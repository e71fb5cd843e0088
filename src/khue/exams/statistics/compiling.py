"""From counts of scores by council to the statistics that may be published: small groups are hidden in every table.

Everything shown of one subject (its histograms by council, province in old and new borders and in all, and the counts
behind the shares) is one system of sums, and is hidden as one (`rules.hidden_cells`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from khue.exams.rules import (
    COMBINATION_SCALE,
    LEAST,
    MERGED_FROM,
    PAPER_SCALE,
    Scale,
    added,
    council,
    counted,
    hidden_cells,
    histogram,
    mean_text,
    province_now,
    quantile,
)

FORMAT = "khue-statistics-1"
Frequencies = Mapping[int, int]
Area = tuple[str, str]  # level and code: ("all", ""), ("now", "51"), ("then", "62"), ("council", "36")
Cell = tuple[Area, str]  # area and what is counted there
ALL: Area = ("all", "")
LEVELS = ("all", "now", "then", "council")


@dataclass(frozen=True)
class Areas:
    """The councils of a session and the provinces above them, in the borders then and now."""

    parts: dict[Area, list[Area]] = field(default_factory=dict)

    def councils_of(self, area: Area) -> list[str]:
        """Return the codes of the councils inside an area."""
        if area[0] == "council":
            return [area[1]]
        return [code for part in self.parts[area] for code in self.councils_of(part)]

    def standing_for(self, area: Area) -> Area:
        """Return the smallest area with the same councils: a province of one council is that council."""
        parts = self.parts.get(area, [])
        return self.standing_for(parts[0]) if len(parts) == 1 else area

    def all(self) -> list[Area]:
        """Return every area, the largest first."""
        leaves = [part for parts in self.parts.values() for part in parts if part[0] == "council"]
        return sorted([*self.parts, *leaves], key=lambda area: (LEVELS.index(area[0]), area[1]))


def areas_of(councils: Sequence[str], year: int) -> Areas:
    """Arrange councils under provinces; a council that belongs to no province stands under the whole.

    From 2026 on the borders then are the borders now.
    """
    parts: dict[Area, list[Area]] = {ALL: []}
    for code in sorted(councils):
        known = council(code, year)
        chain: list[Area] = [ALL]
        if known:
            now = known.province if year >= MERGED_FROM else province_now(known.province)
            chain += [("now", now), ("then", known.province)]
        chain.append(("council", code))
        for upper, lower in pairwise(chain):
            below = parts.setdefault(upper, [])
            if lower not in below:
                below.append(lower)
    return Areas(parts)


def compile_subject(code: str, kind: str, by_council: Mapping[str, Frequencies], areas: Areas) -> dict[str, Any]:
    """Return what may be published of one paper or combination.

    by_council: council -> score in hundredths -> candidates.
    """
    scale = PAPER_SCALE if kind == "paper" else COMBINATION_SCALE
    standing = {area: areas.standing_for(area) for area in areas.all()}
    tables = {area: added([by_council.get(c, {}) for c in areas.councils_of(area)]) for area in standing.values()}
    cells, sums = _system(tables, areas, scale)
    hidden = hidden_cells(cells, sums)
    groups: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    for area, same in standing.items():
        groups[area[0]][area[1]] = _group(same, tables[same], cells, hidden, scale)
    whole = standing[ALL]
    fine = [_shown((whole, f"fine{first}"), cells, hidden) for first, _last in scale.classes(scale.fine)]
    return {"code": code, "kind": kind, "fine": fine, "areas": groups}


def _shown(cell: Cell, cells: Mapping[Cell, int], hidden: set[Cell]) -> int | None:
    return None if cell in hidden else cells[cell]


def _group(
    area: Area, table: Frequencies, cells: Mapping[Cell, int], hidden: set[Cell], scale: Scale
) -> dict[str, Any]:
    """Say what may be said of one area: nothing but hidden counts when the group itself is small."""
    names = ("count", "bottom", "middle_up", "high")
    said: dict[str, Any] = {name: _shown((area, name), cells, hidden) for name in names}
    said["top"] = _shown((area, f"bin{scale.highest}"), cells, hidden)
    said["bins"] = [_shown((area, f"bin{first}"), cells, hidden) for first, _last in scale.classes(scale.wide)]
    count = said["count"]
    if count:
        total = sum(score * number for score, number in table.items())
        said["mean"] = mean_text(total, count)
        for name, part in (("first_quartile", 1), ("median", 2), ("third_quartile", 3)):
            said[name] = f"{quantile(table, part, 4) / 200:.3f}"
    return said


def _system(
    tables: Mapping[Area, Frequencies], areas: Areas, scale: Scale
) -> tuple[dict[Cell, int], list[tuple[Cell, tuple[Cell, ...]]]]:
    """Return all cells, also those that are not shown but can be computed, and how they hang together."""
    cells: dict[Cell, int] = {}
    sums: list[tuple[Cell, tuple[Cell, ...]]] = []
    for area, table in tables.items():
        cells.update({(area, name): count for name, count in _counts(table, scale).items()})
        sums += _sums_inside(area, scale)
    whole = areas.standing_for(ALL)
    names = [name for area, name in cells if area == whole]
    for upper, lower in areas.parts.items():
        if len(lower) > 1:
            parts = [areas.standing_for(part) for part in lower]
            sums += [((upper, name), tuple((part, name) for part in parts)) for name in names]
    fine = scale.classes(scale.fine)
    for (first, _last), count in zip(fine, histogram(tables[whole], fine), strict=True):
        cells[whole, f"fine{first}"] = count
    for first, last in scale.classes(scale.wide):
        inside = tuple((whole, f"fine{start}") for start, _end in fine if first <= start <= last)
        sums.append(((whole, f"bin{first}"), inside))
    return cells, sums


def _counts(table: Frequencies, scale: Scale) -> dict[str, int]:
    wide = scale.classes(scale.wide)
    return {
        "count": sum(table.values()),
        "low": counted(table, 0, scale.low - 1),
        "middle": counted(table, scale.low, scale.high - 1),
        "middle_up": counted(table, scale.low, scale.highest),
        "high": counted(table, scale.high, scale.highest),
        "bottom": counted(table, 0, scale.bottom),
        **{f"bin{first}": count for (first, _last), count in zip(wide, histogram(table, wide), strict=True)},
    }


def _sums_inside(area: Area, scale: Scale) -> list[tuple[Cell, tuple[Cell, ...]]]:
    """Return how the counts of one area hang together."""

    def total(name: str, *parts: str) -> tuple[Cell, tuple[Cell, ...]]:
        return (area, name), tuple((area, part) for part in parts)

    firsts = [first for first, _last in scale.classes(scale.wide)]
    return [
        total("count", "low", "middle_up"),
        total("middle_up", "middle", "high"),
        total("low", *(f"bin{first}" for first in firsts if first < scale.low)),
        total("middle", *(f"bin{first}" for first in firsts if scale.low <= first < scale.high)),
        total("high", *(f"bin{first}" for first in firsts if first >= scale.high)),
        total("bottom", *(f"bin{first}" for first in firsts if first < scale.bottom)),
    ]


def compile_session(
    session: Mapping[str, Any], subjects: Mapping[tuple[str, str], Mapping[str, Frequencies]]
) -> dict[str, Any]:
    """Return the statistics of a session. subjects: (kind, code) -> council -> score -> candidates."""
    councils = sorted({code for by_council in subjects.values() for code in by_council})
    areas = areas_of(councils, session["year"])
    return {
        "format": FORMAT,
        "session": session["code"],
        "title": session["title"],
        "year": session["year"],
        "least": LEAST,
        "subjects": [compile_subject(code, kind, by, areas) for (kind, code), by in subjects.items() if by],
    }
