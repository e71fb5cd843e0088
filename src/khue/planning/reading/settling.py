"""One target, stated once: what a plan says again is the same target; what it says otherwise is a fault. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from khue.planning import rules
from khue.planning.reading.proposals import Target

SAME = 0.75  # share of the shorter wording found in the longer
FEWEST = 2
MOST = 1_000  # targets that are compared with each other: a plan of 300 pages has some hundreds


def settled(targets: Sequence[Target]) -> list[Target]:
    """Return the targets in the order of the text; words outside the goals that restate one are added to it.

    Two rows that each state a goal of their own stay two targets, however alike they are.
    """
    kept = [target for target in targets if target.is_goal]
    for target in targets:
        if target.is_goal:
            continue
        same = next((n for n, one in enumerate(kept[:MOST]) if restates(target, one)), None)
        if same is None:
            kept.append(target)
        else:
            kept[same] = replace(kept[same], also=(*kept[same].also, target.where))
    return sorted(kept, key=lambda one: one.where.start)


def restates(target: Target, other: Target) -> bool:
    """Say whether words say again what was said: same value, same measure, no other year."""
    if (target.comparator, target.value, target.unit) != (other.comparator, other.value, other.unit):
        return False
    if target.is_dated and other.year and target.year != other.year:
        return False
    mine, others = rules.words_of(target.words), rules.words_of(other.words)
    least = min(len(mine), len(others))
    return least >= FEWEST and len(mine & others) / least >= SAME


@dataclass(frozen=True)
class _Stated:
    plan: int
    target: Target
    words: frozenset[str]
    numbers: frozenset[str]  # they tell measures apart: «trẻ 5 tuổi», «mức độ 3»

    def likeness(self, other: "_Stated") -> float:
        """Return the share of common words, 0 when a number tells the measures apart."""
        if self.numbers != other.numbers:
            return 0.0
        return len(self.words & other.words) / max(len(self.words | other.words), 1)


def differing(plans: Sequence[Sequence[Target]]) -> list[tuple[int, Target, int, Target]]:
    """Return pairs of targets that ask different values for one measure, with the places of their plans in the list.

    Members of one sentence are not compared, and each target only with its nearest counterpart in a plan.
    """
    groups: dict[tuple[int | None, str], list[_Stated]] = defaultdict(list)
    for plan, targets in enumerate(plans):
        for target in targets[:MOST]:
            numbers = frozenset(re.findall(r"\d+", target.words))
            stated = _Stated(plan, target, rules.words_of(target.words), numbers)
            groups[target.year, target.unit].append(stated)
    pairs = [pair for group in groups.values() for pair in _pairs(group)]
    return [(one.plan, one.target, other.plan, other.target) for one, other in pairs]


def _pairs(group: Sequence[_Stated]) -> Iterator[tuple[_Stated, _Stated]]:
    for at, one in enumerate(group):
        for other in group[at + 1 :]:
            if one.numbers != other.numbers or _asks_the_same(one, other) or not rules.alike(one.words, other.words):
                continue
            if _is_nearest(one, other, group) and _is_nearest(other, one, group):
                yield one, other


def _asks_the_same(one: _Stated, other: _Stated) -> bool:
    """Leave out equal values, and members of one sentence."""
    asked = ((each.target.comparator, each.target.value) for each in (one, other))
    in_one_sentence = one.plan == other.plan and one.target.where.line == other.target.where.line
    return in_one_sentence or next(asked) == next(asked)


def _is_nearest(one: _Stated, other: _Stated, group: Sequence[_Stated]) -> bool:
    """Say whether the other's plan holds no nearer counterpart, whatever value it asks."""
    rivals = (each for each in group if each.plan == other.plan and each is not one)
    return one.likeness(other) >= max((one.likeness(each) for each in rivals), default=0.0)


def printed(targets: Iterable[Target]) -> list[str]:
    """Return targets as a person writes them: «≥ 95 %»."""
    found = []
    for target in targets:
        low, high = target.value if isinstance(target.value, tuple) else (target.value, None)
        number = f"{low}" if high is None else f"{low}–{high}"
        found.append(f"{rules.SIGNS.get(target.comparator, '')} {number} {target.unit}".strip())
    return found
