"""How figures become small pictures: a line in a box, a change, steps of colour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 120, 32, 3
STEPS = 5


def spark(values: Sequence[float | None]) -> list[tuple[float, float]]:
    """Place values on a line of 120 by 32; what is unknown is left out. Fewer than two points are no line.

    >>> spark([1, None, 3])
    [(3.0, 29.0), (117.0, 3.0)]
    >>> spark([5]), spark([2, 2])
    ([], [(3.0, 16.0), (117.0, 16.0)])

    Source: the office's own drawing; the numbers stand in the table beside it.
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return []
    low, high = min(value for _, value in known), max(value for _, value in known)
    last = max(len(values) - 1, 1)
    wide, tall = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    middle = round(HEIGHT / 2, 1)
    return [
        (
            round(EDGE + wide * place / last, 1),
            middle if high == low else round(HEIGHT - EDGE - tall * (value - low) / (high - low), 1),
        )
        for place, value in known
    ]


def change_of(now: float | None, before: float | None, direction: str) -> tuple[float | None, str]:
    """Return by how much a value moved, and the tone of it: good or bad only where one way is better.

    >>> change_of(97.0, 95.0, "up"), change_of(3.0, 1.0, "down"), change_of(5.0, 4.0, ""), change_of(1.0, None, "up")
    ((2.0, 'good'), (2.0, 'bad'), (1.0, 'neutral'), (None, 'neutral'))

    Source: the direction that is declared with each indicator.
    """
    if now is None or before is None:
        return None, "neutral"
    moved = round(now - before, 6)
    if not moved or not direction:
        return moved, "neutral"
    return moved, "good" if (moved > 0) == (direction == "up") else "bad"


@dataclass(frozen=True)
class Step:
    """A step of colour: from which value to which, and how many units stand in it."""

    number: int
    low: float
    high: float
    count: int


def steps_of(values: Sequence[float]) -> list[Step]:
    """Cut values into at most five steps that hold about as many units each; equal values stay together.

    >>> [(step.low, step.high, step.count) for step in steps_of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]
    [(1, 2, 2), (3, 4, 2), (5, 6, 2), (7, 8, 2), (9, 10, 2)]
    >>> [(step.number, step.count) for step in steps_of([7, 7, 7])], steps_of([])
    ([(1, 3)], [])

    Source: quantiles, so that one far value does not leave all others in one colour; the legend states the limits.
    """
    ordered = sorted(values)
    groups: list[list[float]] = []
    for place, value in enumerate(ordered):
        wanted = place * STEPS // len(ordered)
        if groups and (value == groups[-1][-1] or wanted < len(groups)):
            groups[-1].append(value)
        else:
            groups.append([value])
    return [Step(number, group[0], group[-1], len(group)) for number, group in enumerate(groups, start=1)]
