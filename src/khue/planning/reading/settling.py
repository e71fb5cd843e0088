"""One target, stated once: what a plan says again is the same target; what it says otherwise is a fault. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from khue.planning import rules
from khue.planning.reading.proposals import Target

SAME = 0.75  # share of the shorter wording found in the longer
FEWEST = 2
MOST = 2_000  # targets that are compared with each other: a plan of 300 pages has some hundreds


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


def differing(plans: Sequence[Sequence[Target]]) -> list[tuple[int, Target, int, Target]]:
    """Return pairs of targets that ask different values for one measure, with the places of their plans in the list."""
    numbered = [(plan, target) for plan, targets in enumerate(plans) for target in targets][:MOST]
    stated = [_stated(key, plan, target) for key, (plan, target) in enumerate(numbered)]
    pairs = [(one.key, other.key) for one, other in rules.conflicts(stated)]
    pairs = [pair for pair in pairs if _may_differ(numbered[pair[0]][1], numbered[pair[1]][1])]
    alike = {pair: _likeness(stated[pair[0]], stated[pair[1]]) for pair in pairs}
    return [(*numbered[one], *numbered[other]) for one, other in pairs if _is_nearest((one, other), stated, alike)]


def _may_differ(one: Target, other: Target) -> bool:
    """Leave out members of one sentence, and measures that a number tells apart («trẻ 5 tuổi», «mức độ 3»)."""
    told = (set(re.findall(r"\d+", target.words)) for target in (one, other))
    return one.where.line != other.where.line and next(told) == next(told)


def _likeness(one: rules.Stated, other: rules.Stated) -> float:
    mine, others = rules.words_of(one.text), rules.words_of(other.text)
    return len(mine & others) / len(mine | others)


def _is_nearest(pair: tuple[int, int], stated: list[rules.Stated], alike: dict[tuple[int, int], float]) -> bool:
    """Say whether neither of two targets has a nearer counterpart in the plan of the other, whatever it asks."""
    for mine, against in (pair, pair[::-1]):
        plan, year, unit = stated[against].plan, stated[against].year, stated[against].unit
        others = [one for one in stated if (one.plan, one.year, one.unit) == (plan, year, unit) and one.key != mine]
        nearest = max((_likeness(stated[mine], one) for one in others), default=0.0)
        if nearest > alike[pair]:
            return False
    return True


def _stated(key: int, plan: int, target: Target) -> rules.Stated:
    low, high = target.value if isinstance(target.value, tuple) else (target.value, None)
    aim = rules.Aim(target.comparator, Decimal(str(low)), None if high is None else Decimal(str(high)))
    return rules.Stated(key, plan, target.year, target.unit, target.words, "", aim)


def printed(targets: Iterable[Target]) -> list[str]:
    """Return targets as a person writes them: «≥ 95 %»."""
    found = []
    for target in targets:
        low, high = target.value if isinstance(target.value, tuple) else (target.value, None)
        number = f"{low}" if high is None else f"{low}–{high}"
        found.append(f"{rules.SIGNS.get(target.comparator, '')} {number} {target.unit}".strip())
    return found
