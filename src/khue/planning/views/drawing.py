"""Tasks over time: bars on an axis and months of a year, as numbers that a template draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from khue.core.web import formats
from khue.planning.queries import TaskLine

WIDTH = 1000  # units of the picture, whatever its width on the screen
SHORTEST = 6
MOST_TICKS = 14


@dataclass(frozen=True)
class Bar:
    """A task on the axis. x, width: of the bar; done: of what is done of it."""

    line: TaskLine
    x: int
    width: int
    done: int
    says: str


@dataclass(frozen=True)
class Tick:
    """A line of the axis."""

    x: int
    text: str

    @property
    def percent(self) -> str:
        """Return where it stands as a share of the width, for the words of the axis."""
        return f"{self.x * 100 / WIDTH:.1f}"


@dataclass(frozen=True)
class Gantt:
    """Tasks as bars over time. today: where the day stands on the axis, None outside of it; rest: tasks without end."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today: int | None
    rest: tuple[TaskLine, ...]


def gantt(found: Sequence[TaskLine], on: date) -> Gantt:
    """Lay tasks with an end out on an axis of whole years."""
    dated = [line for line in found if line.task.due_on]
    rest = tuple(line for line in found if not line.task.due_on)
    if not dated:
        return Gantt((), (), None, rest)
    first = date(min((_start(line).year for line in dated), default=on.year), 1, 1)
    last = date(max(_end(line).year for line in dated), 12, 31)
    days = (last - first).days + 1

    def place(day: date) -> int:
        return (day - first).days * WIDTH // days

    bars = tuple(_bar(line, place) for line in dated)
    return Gantt(bars, tuple(_ticks(first.year, last.year, place)), place(on) if first <= on <= last else None, rest)


def _start(line: TaskLine) -> date:
    return line.task.start_on or date(_end(line).year, 1, 1)


def _end(line: TaskLine) -> date:
    assert line.task.due_on is not None
    return line.task.due_on


def _bar(line: TaskLine, place: Any) -> Bar:
    x = place(_start(line))
    width = max(place(_end(line)) - x, SHORTEST)
    says = _("{start} đến {end}, xong {percent}%").format(
        start=formats.day(_start(line)), end=formats.day(_end(line)), percent=line.task.percent
    )
    return Bar(line, x, width, width * line.task.percent // 100, says)


def _ticks(first: int, last: int, place: Any) -> Iterable[Tick]:
    years = last - first + 1
    if years <= MOST_TICKS // 4:
        for year in range(first, last + 1):
            for quarter, name in enumerate(("I", "II", "III", "IV")):
                text = f"{name}/{year}" if quarter == 0 else name
                yield Tick(place(date(year, 3 * quarter + 1, 1)), text)
        return
    step = -(-years // MOST_TICKS)
    for year in range(first, last + 1, step):
        yield Tick(place(date(year, 1, 1)), str(year))


@dataclass(frozen=True)
class Month:
    """A month with what falls due in it, by day."""

    number: int
    entries: tuple[tuple[date, Any], ...]


def months(year: int, due: Iterable[tuple[date, Any]]) -> list[Month]:
    """Return the twelve months of a year with what falls due in each."""
    inside = sorted((pair for pair in due if pair[0].year == year), key=lambda pair: pair[0])
    return [Month(one, tuple(pair for pair in inside if pair[0].month == one)) for one in range(1, 13)]
