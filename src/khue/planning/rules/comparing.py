"""Whether a value meets a target, and which targets of different plans speak of one measure. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from khue.core.names import fold

# Words without marks that tell nothing of what is measured.
STOP_WORDS = frozenset(
    (
        *("cac", "cua", "va", "tren", "tai", "trong", "co", "duoc", "la", "cho", "theo", "den", "tu", "voi", "ve"),
        *("it", "nhat", "toi", "thieu", "dat", "phan", "dau", "tong", "so", "hang", "nam"),
        *("nganh", "giao", "duc", "dao", "tao", "gddt"),
    )
)
ALIKE = 0.6  # share of common words from which two texts speak of one measure
FEWEST_WORDS = 3


@dataclass(frozen=True)
class Aim:
    """What a target asks: comparator, and value or both ends of a range."""

    comparator: str
    low: Decimal | None
    high: Decimal | None = None


def met(aim: Aim, value: Decimal, base: Decimal | None = None) -> bool | None:
    """Say whether a value meets a target; None when that cannot be told (an increase without its base).

    >>> met(Aim("ge", Decimal(95)), Decimal("94.9")), met(Aim("range", Decimal(90), Decimal(100)), Decimal(90))
    (False, True)

    Source: ordinary reading of «trên», «dưới», «tối thiểu», «không quá», «từ … đến …» in plans.
    """
    low, high = aim.low, aim.high
    if low is None or (aim.comparator == "range" and high is None):
        return None
    if aim.comparator in ("inc", "dec"):
        if base is None:
            return None
        return value >= base + low if aim.comparator == "inc" else value <= base - low
    if aim.comparator == "range" and high is not None:
        return low <= value <= high
    return {
        "ge": value >= low, "gt": value > low, "le": value <= low, "lt": value < low, "eq": value >= low,
    }[aim.comparator]  # fmt: skip


def words_of(text: str) -> frozenset[str]:
    """Return the words of a target that tell what it measures: no figures, no years, no common words.

    >>> sorted(words_of("Trên 95% học sinh được quản lý bằng hồ sơ số"))
    ['bang', 'ho', 'hoc', 'ly', 'quan', 'sinh']

    Source: the office's own reading of which targets speak of one measure; a person decides.
    """
    return frozenset(re.findall(r"[a-z]{2,}", fold(text))) - STOP_WORDS


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two sets of words speak of one measure.

    Source: the office's own reading of which targets speak of one measure; a person decides.
    """
    if min(len(one), len(other)) < FEWEST_WORDS:
        return False
    return len(one & other) / len(one | other) >= ALIKE


@dataclass(frozen=True)
class Stated:
    """A target as it is compared with others: its number, plan, year, unit and what it says."""

    key: int
    plan: int
    year: int | None
    unit: str
    text: str
    indicator: str
    aim: Aim


def conflicts(targets: Iterable[Stated]) -> list[tuple[Stated, Stated]]:
    """Return pairs of targets of two plans for one measure, one year and one unit that ask for different values.

    One measure: tied to the same indicator, or, while one of them is tied to none, alike in words.
    Source: the office's own rule: a target belongs to a plan, so that two plans may ask for different values.
    """
    groups: dict[tuple[int | None, str], list[tuple[Stated, frozenset[str]]]] = defaultdict(list)
    for target in targets:
        groups[target.year, target.unit].append((target, words_of(target.text)))
    return [pair for group in groups.values() for pair in _pairs(group)]


def _pairs(group: Sequence[tuple[Stated, frozenset[str]]]) -> list[tuple[Stated, Stated]]:
    found = []
    for place, (one, words) in enumerate(group):
        for other, others in group[place + 1 :]:
            if one.plan == other.plan or one.aim == other.aim or not _same_measure(one, words, other, others):
                continue
            if not (_asked_by(other.plan, one, words, group) or _asked_by(one.plan, other, others, group)):
                found.append((one, other))
    return found


def _same_measure(one: Stated, words: frozenset[str], other: Stated, others: frozenset[str]) -> bool:
    tied = one.indicator and other.indicator
    return one.indicator == other.indicator if tied else alike(words, others)


def _asked_by(plan: int, target: Stated, words: frozenset[str], group: Sequence[tuple[Stated, frozenset[str]]]) -> bool:
    """Whether a plan asks for the very value elsewhere: «5% ở tiểu học, 10% ở trung học» are two measures."""
    return any(
        each.plan == plan and each.aim == target.aim and _same_measure(each, others, target, words)
        for each, others in group
    )
