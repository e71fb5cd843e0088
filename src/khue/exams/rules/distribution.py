"""How scores are spread: classes of a histogram, mean, median, quartiles and the place of one score among all.

Everything is counted in whole numbers: a frequency table maps a score in hundredths to how many candidates had it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

Frequencies = Mapping[int, int]


@dataclass(frozen=True)
class Scale:
    """The classes of a histogram. All limits in hundredths and multiples of `wide`, which is a multiple of `fine`.

    bottom: scores up to and including it are counted as "0 to 1", so a class ends there. low, high: the limits of the
    shares shown; a class begins there.
    """

    highest: int
    wide: int
    fine: int
    bottom: int
    low: int
    high: int

    def classes(self, width: int) -> tuple[tuple[int, int], ...]:
        """Return the first and last score of each class; the highest score is a class of its own.

        >>> PAPER_SCALE.classes(50)[:3], PAPER_SCALE.classes(50)[-1]
        (((0, 49), (50, 100), (101, 149)), (1000, 1000))

        Source: own decision (docs/decisions/0008-small-groups-hidden-as-one-system.md).
        """
        firsts = [first + (first == self.bottom) for first in range(0, self.highest + 1, width)]
        return tuple(zip(firsts, [*(first - 1 for first in firsts[1:]), self.highest], strict=True))


# Source: Circular 24/2024/TT-BGDĐT (mark scale 10); shares at 5 and 8 and counts of 0-1 and 10 as the ministry
# publishes them every year with its score distributions.
PAPER_SCALE = Scale(highest=1000, wide=50, fine=25, bottom=100, low=500, high=800)
COMBINATION_SCALE = Scale(highest=3000, wide=100, fine=50, bottom=300, low=1500, high=2400)


def counted(frequencies: Frequencies, first: int, last: int) -> int:
    """Return how many candidates scored from `first` to `last`, both included.

    >>> counted({100: 2, 725: 3}, 101, 1000)
    3

    Source: arithmetic.
    """
    return sum(count for score, count in frequencies.items() if first <= score <= last)


def histogram(frequencies: Frequencies, classes: Sequence[tuple[int, int]]) -> list[int]:
    """Return how many candidates fall in each class.

    Source: arithmetic.
    """
    firsts, counts = [first for first, _last in classes], [0] * len(classes)
    for score, count in frequencies.items():
        counts[bisect_right(firsts, score) - 1] += count
    return counts


def added(tables: Sequence[Frequencies]) -> dict[int, int]:
    """Add frequency tables up.

    Source: arithmetic.
    """
    total: dict[int, int] = {}
    for table in tables:
        for score, count in table.items():
            total[score] = total.get(score, 0) + count
    return total


def quantile(frequencies: Frequencies, numerator: int, denominator: int) -> int:
    """Return twice a quantile in hundredths, so that it is a whole number: the mean of the two middle scores.

    >>> quantile({100: 1, 200: 1, 300: 1, 400: 1}, 1, 2)
    500

    Raises: ValueError, on an empty table.
    Source: empirical distribution with averaging at jumps (Hyndman and Fan 1996, definition 2).
    """
    count = sum(frequencies.values())
    if not count:
        raise ValueError("no scores")
    whole, rest = divmod(count * numerator, denominator)
    wanted = (whole, whole + 1) if rest == 0 else (whole + 1, whole + 1)
    return sum(_ranked(frequencies, min(max(rank, 1), count)) for rank in wanted)


def _ranked(frequencies: Frequencies, rank: int) -> int:
    """Return the score at a rank between 1 and the number of scores."""
    scores = sorted(frequencies)
    return scores[bisect_left(list(accumulate(frequencies[score] for score in scores)), rank)]


def mean_text(total: int, count: int, digits: int = 4) -> str:
    """Write a mean of scores in hundredths, rounded half up, without ever leaving whole numbers.

    >>> mean_text(1047862, 2778)
    '3.7720'

    Source: usual rounding of published means.
    """
    scaled = (2 * total * 10**digits + 100 * count) // (200 * count)
    return f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"


LEAST_RANKED = 100  # candidates. Source: own decision (docs/decisions/0008-small-groups-hidden-as-one-system.md)


@dataclass(frozen=True)
class Place:
    """Where a class of scores stands among all: per mille of candidates below it and in it."""

    below: int
    level: int

    @property
    def share_below(self) -> float:
        """Return the share of candidates in lower classes."""
        return self.below / 1000

    @property
    def share_level(self) -> float:
        """Return the share of candidates in the same class."""
        return self.level / 1000


def places(published: Sequence[int | None], total: int | None) -> list[Place] | None:
    """Return the place of each class of a published histogram, or None when too few took the paper to rank.

    published: counts by class, None where hidden. Hidden candidates are spread evenly over the hidden classes, so a
    place says nothing that the published histogram does not.

    >>> places([50, None, None, 30], 100)
    [Place(below=0, level=500), Place(below=500, level=100), Place(below=600, level=100), Place(below=700, level=300)]

    Source: own decision (docs/decisions/0008-small-groups-hidden-as-one-system.md).
    """
    if total is None or total < LEAST_RANKED:
        return None
    hidden = sum(count is None for count in published)
    unknown = total - sum(count or 0 for count in published)
    found, below, seen = [], 0, 0
    for count in published:
        if count is None:
            seen += 1
            count = unknown * seen // hidden - unknown * (seen - 1) // hidden
        through = below + count
        first, last = below * 1000 // total, through * 1000 // total
        found.append(Place(first, last - first))
        below = through
    return found
