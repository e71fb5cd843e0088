"""Small groups stay unknown, whatever tables stand beside them. No database."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khue.exams.rules import LEAST, hidden_cells, is_small
from khue.exams.statistics.compiling import areas_of, compile_subject

Cells = dict[Any, int]
Sums = list[tuple[Any, tuple[Any, ...]]]
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 5, 9, 10, 12, 30])


class Attacker:
    """Tries every table that agrees with what is shown. Knows that a hidden cell holds at least one candidate."""

    def __init__(self, cells: Cells, sums: Sums, hidden: set[Any], patience: int = 1500) -> None:
        self.sums, self.patience = sums, patience
        most = sum(cells.values())
        self.start = {key: (1, most) if key in hidden else (count, count) for key, count in cells.items()}

    def worlds(self) -> Iterator[dict[Any, int]]:
        yield from self._solve(self.start)

    def _solve(self, bounds: dict[Any, tuple[int, int]]) -> Iterator[dict[Any, int]]:
        self.patience -= 1
        narrowed = self._narrow(dict(bounds)) if self.patience > 0 else None
        if narrowed is None:
            return
        free = next((key for key, (low, high) in narrowed.items() if low < high), None)
        if free is None:
            yield {key: low for key, (low, _high) in narrowed.items()}
            return
        low, high = narrowed[free]
        for value in range(low, high + 1):
            yield from self._solve({**narrowed, free: (value, value)})

    def _narrow(self, bounds: dict[Any, tuple[int, int]]) -> dict[Any, tuple[int, int]] | None:
        changed = True
        while changed:
            changed = False
            for total, parts in self.sums:
                low, high = sum(bounds[part][0] for part in parts), sum(bounds[part][1] for part in parts)
                wanted = {total: (low, high)}
                for part in parts:
                    others = (low - bounds[part][0], high - bounds[part][1])
                    wanted[part] = (bounds[total][0] - others[1], bounds[total][1] - others[0])
                for key, (least, most) in wanted.items():
                    new = max(bounds[key][0], least), min(bounds[key][1], most)
                    if new[0] > new[1]:
                        return None
                    if new != bounds[key]:
                        bounds[key], changed = new, True
                        break
        return bounds


def is_computable(cells: Cells, sums: Sums, hidden: set[Any]) -> set[Any]:
    """Return the small cells that have the same count in every table the attacker found (empty: none is known)."""
    attacker = Attacker(cells, sums, hidden)
    unknown = {key: cells[key] for key in hidden if is_small(cells[key])}
    for world in attacker.worlds():
        unknown = {key: count for key, count in unknown.items() if world[key] == count}
        if not unknown:
            return set()
    return set(unknown) if attacker.patience > 0 else set()


def table(rows: list[list[int]]) -> tuple[Cells, Sums]:
    """Return a table of areas by classes with all its totals."""
    width = len(rows[0])
    cells: Cells = {(area, place): count for area, row in enumerate(rows) for place, count in enumerate(row)}
    sums: Sums = []
    for area, row in enumerate(rows):
        cells[area, "all"] = sum(row)
        sums.append(((area, "all"), tuple((area, place) for place in range(width))))
    for place in (*range(width), "all"):
        cells["all", place] = sum(cells[area, place] for area in range(len(rows)))
        sums.append((("all", place), tuple((area, place) for area in range(len(rows)))))
    sums.append((("all", "all"), tuple(("all", place) for place in range(width))))
    return cells, sums


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=4)
    )
)
def test_no_small_cell_of_a_table_with_totals_can_be_computed(rows: list[list[int]]) -> None:
    cells, sums = table(rows)
    hidden = hidden_cells(cells, sums)
    assert {key for key, count in cells.items() if is_small(count)} <= hidden
    assert is_computable(cells, sums, hidden) == set()


def test_the_attacker_is_able_to_compute_what_is_hidden_badly() -> None:
    cells, sums = table([[3, 40], [25, 30]])
    assert is_computable(cells, sums, {(0, 0)}) == {(0, 0)}


def test_a_single_small_cell_takes_a_whole_rectangle_with_it() -> None:
    cells, sums = table([[3, 40, 50], [25, 30, 60], [70, 80, 90]])
    hidden = hidden_cells(cells, sums)
    for line in (0, 1, 2):
        assert len([place for place in range(3) if (line, place) in hidden]) != 1
        assert len([area for area in range(3) if (area, line) in hidden]) != 1


def test_large_tables_are_shown_whole() -> None:
    cells, sums = table([[10, 40], [25, 30]])
    assert hidden_cells(cells, sums) == set()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([0, 50, 100, 475, 500, 800, 1000]), st.integers(1, 40), min_size=1),
        min_size=4,
        max_size=4,
    )
)
def test_provinces_in_both_borders_give_no_small_council_away(tables: list[dict[int, int]]) -> None:
    """35 and 36 are Quảng Ngãi and Kon Tum, one province since 2025; 31 and 32 Quảng Bình and Quảng Trị."""
    by_council = dict(zip(("31", "32", "35", "36"), tables, strict=True))
    found = compile_subject("mathematics", "paper", by_council, areas_of(sorted(by_council), 2017))["areas"]
    for level in found.values():
        for group in level.values():
            shown = [count for count in (group["count"], *group["bins"]) if count is not None]
            assert not any(0 < count < LEAST for count in shown)
            assert ("mean" in group) == bool(group["count"])
    for council, then in (("35", "51"), ("36", "62")):
        assert found["council"][council] == found["then"][then]
    now = found["now"]["51"]["bins"]
    for place, whole in enumerate(now):
        parts = [found["council"][code]["bins"][place] for code in ("35", "36")]
        if whole is not None and None not in parts:
            assert whole == sum(parts)
        assert whole is None or parts.count(None) != 1


@pytest.mark.parametrize("count", [0, 10, 11])
def test_nobody_and_ten_may_be_said(count: int) -> None:
    assert not is_small(count)
