"""Tiles: a figure of a unit with its goal, its change, its line over time, how fresh and how complete it is."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.indicators import Indicator
from khue.core.manifest import Goal, manifests
from khue.dashboards.queries.kept import kept, rights_of
from khue.dashboards.rules import Board, Tile, change_of
from khue.indicators import queries as figures
from khue.indicators.queries import Borders, Figure, Pace, Point, Reading

TEACHING = ("school", "continuing_centre")
MOST_POINTS = 12
MOST_BARS = 16


def first_of(units: Iterable[int], on: date) -> int:
    """Return the unit to begin with. Raises: Missing, when none of the actor's stood on that day."""
    for one in units:
        return one
    raise Missing(what=_("đơn vị của bạn vào ngày {day}").format(day=f"{on:%d/%m/%Y}"))


@dataclass(frozen=True)
class Looked:
    """What a board is looked at: whose rights, which unit and day, compared with which day and which other unit."""

    actor: Actor
    unit: int
    on: date
    since: date
    pace: Pace
    borders: Borders
    other: int | None = None

    @property
    def is_today(self) -> bool:
        """Whether the counts of today are looked at, which move while one looks."""
        return self.on == localdate()

    @property
    def is_school(self) -> bool:
        """Whether the unit has none below it."""
        return not self.borders.children(self.unit)


@dataclass(frozen=True)
class Bar:
    """A part of a figure."""

    name: str
    number: float | None


@dataclass(frozen=True)
class Seen:
    """A tile as it is shown. have, of: units with data and all; at: since when the figure has stood so."""

    tile: Tile
    indicator: Indicator
    figure: Figure
    mark: str
    at: datetime | None = None
    have: int = 0
    of: int | None = None
    goals: tuple[Goal, ...] = ()
    points: tuple[Point, ...] = ()
    before: Point | None = None
    other: Figure | None = None
    bars: tuple[Bar, ...] = ()

    @property
    def goal(self) -> Goal | None:
        """Return the goal that counts first: the nearest year that is not over."""
        return self.goals[0] if self.goals else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without goal or value."""
        number = self.figure.number
        return self.goal.meets(number) if self.goal and number is not None else None

    @property
    def change(self) -> tuple[float | None, str]:
        """Return by how much the figure moved since the day it is compared with, and the tone of that."""
        then = self.before.figure.number if self.before else None
        return change_of(self.figure.number, then, self.indicator.direction)


def borders_now(on: date, pace: Pace) -> Borders:
    """Return the borders of a day, read again only after the network of units changed."""
    network = tuple(
        (name, *state[:2]) for name, state in sorted(pace.sources.items()) if name.startswith("organisations.")
    )
    if not network:
        return figures.borders(on)
    found: Borders = kept(("borders", on, network, pace.published), lambda: figures.borders(on))
    return found


def tiles_at(board: Board, looked: Looked) -> list[Tile]:
    """Return the tiles of a board that say something at this level."""
    return [tile for tile in board.tiles if not (tile.above and looked.is_school)]


def goals_of(actor: Actor, units: Sequence[int], on: date) -> Mapping[str, tuple[Goal, ...]]:
    """Return what the apps want figures of these units to reach, by indicator; the nearest year not over first."""
    found: dict[str, list[Goal]] = {}
    for goal in (goal for one in manifests() for ask in one.goals for goal in ask(actor, units)):
        found.setdefault(goal.indicator, []).append(goal)
    later = 10_000
    return {
        code: tuple(sorted(goals, key=lambda goal: ((goal.year or 0) < on.year, goal.year or later, goal.text)))
        for code, goals in found.items()
    }


def mark_of(tile: Tile, looked: Looked, goals: Sequence[Goal]) -> str:
    """Return a short text that changes whenever the tile may look different: its ETag, and what the pulse tells."""
    one = figures.find(tile.code)
    told = [
        tile, looked.unit, looked.other, looked.on, looked.since, looked.pace.mark(one) if looked.is_today else
        looked.pace.published, rights_key(looked.actor, one), [(goal.text, goal.source, goal.year) for goal in goals],
    ]  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


def rights_key(actor: Actor, one: Indicator) -> str:
    """Return a short text that stands for what somebody may see of a figure."""
    places = rights_of(actor, figures.figures_of(one).permission)
    told = [None if place is None else sorted(place) for place in places]  # type: ignore[attr-defined]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def see(tile: Tile, looked: Looked, goals: Sequence[Goal]) -> Seen:
    """Return a tile as it is shown; read only when something it depends on changed. Raises: Denied, Missing."""
    mark = mark_of(tile, looked, goals)
    key: Hashable = ("tile", mark, rights_of(looked.actor, figures.figures_of(figures.find(tile.code)).permission))
    found: Seen = kept(key, lambda: _read(tile, looked, mark))
    return replace(found, goals=tuple(goals))


def _read(tile: Tile, looked: Looked, mark: str) -> Seen:
    """Read a tile; when its reading fails, that is what it says, and the others stand."""
    one = figures.find(tile.code)
    try:
        with transaction.atomic():
            return _whole(tile, one, looked, mark)
    except DatabaseError as error:
        return Seen(tile, one, Figure(one, "failed", note=type(error).__name__), mark)


def _whole(tile: Tile, one: Indicator, looked: Looked, mark: str) -> Seen:
    reading = reading_at(looked.on, looked.borders)
    figure = figures.figure_of(looked.actor, one, looked.unit, reading)
    have, of = _complete(tile, one, looked, reading)
    points = tuple(_history(one, looked))
    before = next((point for point in reversed(points) if point.on <= looked.since), None)
    other = figures.figure_of(looked.actor, one, looked.other, reading) if looked.other else None
    at = looked.pace.at(one) if looked.is_today else reading.known_at
    bars = _bars(tile, one, looked, reading) if tile.by and figure.state == "known" else ()
    return Seen(tile, one, figure, mark, at, have, of, (), points[-MOST_POINTS:], before, other, bars)


def reading_at(on: date, borders: Borders) -> Reading:
    """Return where the figures of a day are read from; borders that are at hand are not read again."""
    return figures.reading_of_day(on, borders if on == localdate() else None)


def _complete(tile: Tile, one: Indicator, looked: Looked, reading: Reading) -> tuple[int, int | None]:
    """Return how many units have data, and of how many that should."""
    if not one.is_computed or reading.fault_of(one.measures):
        return 0, None
    units = figures.units_seen(looked.actor, reading.borders, looked.unit)
    own = reading.owns(looked.actor, [one.existing], units).get(one.existing, {})
    if not tile.schools:
        return sum(bool(n) for n in own.values()), None
    about = reading.borders.units
    schools = {unit for unit in units if unit in about and about[unit].kind in TEACHING}
    return sum(bool(own.get(unit)) for unit in schools), len(schools)


def _history(one: Indicator, looked: Looked) -> list[Point]:
    """Return the published values up to the day; kept until another snapshot is published."""
    if not one.is_computed:
        return []
    rights = rights_of(looked.actor, figures.figures_of(one).permission)
    key = ("history", one.code, looked.unit, looked.on, looked.pace.published, rights)
    points: list[Point] = kept(
        key,
        lambda: figures.history(looked.actor, one, looked.unit, looked.on, in_borders_of_then=False),
    )
    return [point for point in points if point.on <= looked.on]


def _bars(tile: Tile, one: Indicator, looked: Looked, reading: Reading) -> tuple[Bar, ...]:
    if tile.by not in figures.group_titles(one):
        return ()
    found = figures.by_groups(looked.actor, one, looked.unit, reading, tile.by)
    names = figures.names_of_groups(tile.by)
    order = {group: place for place, group in enumerate(names)}
    ordered = sorted((group for group in found if group), key=lambda group: order.get(group, len(order)))
    return tuple(Bar(names.get(group, group), found[group].number) for group in ordered)[:MOST_BARS]


def tile_of(board: Board, code: str, looked: Looked) -> Tile:
    """Return the tile of an indicator on a board. Raises: Missing."""
    for tile in tiles_at(board, looked):
        if tile.code == code:
            return tile
    raise Missing(what=f"ô số liệu «{code}»")


def titles_of(tile: Tile) -> str:
    """Return how the indicator of a tile is called."""
    return _(figures.find(tile.code).title)


def together(marks: Iterable[str]) -> str:
    """Return one mark that changes when one of several does."""
    return hashlib.sha256(" ".join(marks).encode()).hexdigest()[:20]
