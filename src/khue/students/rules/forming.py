"""New pupils of a grade are spread over its classes: as many of each sex, and of each former school, in every class.

Pure and deterministic. Source: house rule (the charters ask for balanced classes, Circulars 28/2020 and
32/2020/TT-BGDĐT, and leave the way to the school).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Newcomer:
    """A pupil without a class. key: sort key of the name."""

    id: int
    sex: str
    key: str
    school: str = ""


@dataclass(frozen=True)
class Room:
    """A class that takes newcomers. size, girls: who is in it already; capacity 0: no limit."""

    id: int
    size: int = 0
    girls: int = 0
    capacity: int = 0


def spread(newcomers: Sequence[Newcomer], rooms: Sequence[Room]) -> dict[int, int | None]:
    """Return for each newcomer the class, or None when every class is full.

    Pupils of one sex and one former school are dealt out one after another, in the order of names, each into the
    class with the fewest of that sex, then of that school, then altogether.

    >>> pupils = [Newcomer(1, "female", "a"), Newcomer(2, "female", "b"), Newcomer(3, "male", "c")]
    >>> spread(pupils, [Room(10), Room(20)])
    {1: 10, 2: 20, 3: 10}

    Source: house rule (balanced classes).
    """
    size = {room.id: room.size for room in rooms}
    of_sex = {(room.id, "female"): room.girls for room in rooms}
    of_sex |= {(room.id, "male"): room.size - room.girls for room in rooms}
    of_school: Counter[tuple[int, str]] = Counter()
    order = {room.id: place for place, room in enumerate(rooms)}
    found: dict[int, int | None] = {}
    for one in sorted(newcomers, key=lambda pupil: (pupil.sex, pupil.school, pupil.key, pupil.id)):
        free = [room.id for room in rooms if not room.capacity or size[room.id] < room.capacity]
        if not free:
            found[one.id] = None
            continue
        best = min(
            free,
            key=lambda room: (of_sex.get((room, one.sex), 0), of_school[room, one.school], size[room], order[room]),
        )
        found[one.id] = best
        size[best] += 1
        of_sex[best, one.sex] = of_sex.get((best, one.sex), 0) + 1
        of_school[best, one.school] += 1
    return {one.id: found[one.id] for one in newcomers}
