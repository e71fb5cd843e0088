"""Small groups in published tables: which cells are hidden so that nobody can compute them back.

A table is a set of cells with whole counts and a list of sums (total = parts); a total may itself be a part
elsewhere, so councils, provinces in old and new borders and classes of a histogram are one system. The attacker
knows every shown cell, every sum, and that a hidden cell holds at least one candidate.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

# Source: own decision (docs/decisions/0008-small-groups-hidden-as-one-system.md); SHR-31 asks for at least 5
LEAST = 10
PATIENCE = 400  # steps of one search; when they are used up the cell counts as computable, and more is hidden
LONGEST = 100  # cells that one search may move

Key = TypeVar("Key", bound=Hashable)
Sum = tuple[Key, tuple[Key, ...]]  # total, parts


def is_small(count: int) -> bool:
    """Whether a group is too small to be shown; nobody at all may be said.

    >>> is_small(0), is_small(1), is_small(9), is_small(10)
    (False, True, True, False)

    Source: own decision (docs/decisions/0008-small-groups-hidden-as-one-system.md).
    """
    return 0 < count < LEAST


def hidden_cells(cells: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> set[Key]:
    """Return the cells that must be hidden: the small ones and those through which they could be computed.

    For every small cell there is another table with the same shown cells in which it has another count.
    Source: own decision (docs/decisions/0008-small-groups-hidden-as-one-system.md).
    """
    table = _Table(cells, sums)
    while table.complete_sums() or table.hide_for_computable():
        pass
    return table.hidden


class _Table(Generic[Key]):
    """The cells with their sums while more and more of them are hidden."""

    def __init__(self, cells: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> None:
        self.cells = cells
        self.sums = sums
        self.hidden = {key for key, count in cells.items() if is_small(count)}
        self.sums_of: dict[Key, list[int]] = {}
        for place, (total, parts) in enumerate(sums):
            for key in (total, *parts):
                self.sums_of.setdefault(key, []).append(place)
        self.safe: set[Key] = set()

    def complete_sums(self) -> bool:
        """Hide more wherever a sum has one hidden member, or hidden parts that are together a small group."""
        changed = False
        waiting = list(range(len(self.sums)))
        while waiting:
            place = waiting.pop()
            while self._gives_away(place):
                added = self._next_to_hide([place])
                if added is None:
                    break
                self.hidden.add(added)
                waiting.extend(self.sums_of[added])
                changed = True
        return changed

    def _gives_away(self, place: int) -> bool:
        total, parts = self.sums[place]
        secret = [part for part in parts if part in self.hidden]
        if total in self.hidden:
            return not secret and self.cells[total] > 0
        mass = sum(self.cells[part] for part in secret)
        return mass > 0 and (len(secret) == 1 or mass < LEAST)

    def _next_to_hide(self, places: Iterable[int]) -> Key | None:
        """Choose a shown part that drags few other sums along, then a small one; a total only when no part is left."""
        choices = []
        for place in places:
            total, parts = self.sums[place]
            for key in (total, *parts):
                if key not in self.hidden and self.cells[key] > 0:
                    choices.append((key == total, self._untouched_sums(key), self.cells[key], str(key), key))
        return min(choices, key=lambda choice: choice[:4])[4] if choices else None

    def _untouched_sums(self, key: Key) -> int:
        return sum(
            total not in self.hidden and not any(part in self.hidden for part in parts)
            for total, parts in (self.sums[place] for place in self.sums_of[key])
        )

    def _near(self, key: Key) -> Iterable[int]:
        """Return the sums of a cell, and those of the hidden cells in them."""
        own = self.sums_of.get(key, [])
        members = {member for place in own for member in (self.sums[place][0], *self.sums[place][1])}
        return {place for member in members & self.hidden for place in self.sums_of[member]}

    def hide_for_computable(self) -> bool:
        """Hide one more cell for each small cell that could be computed; False when none can be."""
        changed = False
        for key in sorted(self.hidden - self.safe, key=str):
            if not is_small(self.cells[key]):
                continue
            if self._has_another_count(key):
                self.safe.add(key)
                continue
            added = self._next_to_hide(self.sums_of.get(key, ())) or self._next_to_hide(self._near(key))
            if added is not None:
                self.hidden.add(added)
                changed = True
        return changed

    def _has_another_count(self, key: Key) -> bool:
        """Look for another table that shows the same: one count moved by one, the sums balanced again."""
        if not self.sums_of.get(key):
            return True
        return any(_Search(self, key, step).found() for step in (1, -1))


class _Search(Generic[Key]):
    """Moves hidden counts by one, following the sums that this unbalances, until every sum holds again."""

    def __init__(self, table: _Table[Key], key: Key, step: int) -> None:
        self.table = table
        self.steps = PATIENCE
        self.moved: dict[Key, int] = {}
        self.gaps: dict[int, int] = {}
        self.start = (key, step)

    def found(self) -> bool:
        """Whether another table exists (within the patience of the search)."""
        return self._allowed(*self.start) and self._with(*self.start)

    def _allowed(self, key: Key, step: int) -> bool:
        return key in self.table.hidden and key not in self.moved and self.table.cells[key] + step >= 1

    def _with(self, key: Key, step: int) -> bool:
        self._move(key, step)
        if self._balanced():
            return True
        self._move(key, -step)
        del self.moved[key]
        return False

    def _move(self, key: Key, step: int) -> None:
        self.moved[key] = step
        for place in self.table.sums_of[key]:
            gap = self.gaps.pop(place, 0) + (step if key == self.table.sums[place][0] else -step)
            if gap:
                self.gaps[place] = gap

    def _balanced(self) -> bool:
        if not self.gaps:
            return True
        self.steps -= 1
        if self.steps < 0 or len(self.moved) > LONGEST:
            return False
        place, gap = next(iter(self.gaps.items()))
        total, parts = self.table.sums[place]
        ways = [(key, gap if key != total else -gap) for key in (*parts, total)]
        open_ways = [way for way in ways if abs(gap) == 1 and self._allowed(*way)]
        open_ways.sort(key=self._new_gaps)
        return any(self._with(*way) for way in open_ways)

    def _new_gaps(self, way: tuple[Key, int]) -> int:
        key, step = way
        after = 0
        for place in self.table.sums_of[key]:
            change = step if key == self.table.sums[place][0] else -step
            after += abs(self.gaps.get(place, 0) + change)
        return after
