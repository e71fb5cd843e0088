"""The director's page: what every app wants to be told first, each one line with its owner and its link."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.manifest import LINES, Found, Goal, Line, manifests
from khue.core.web.formats import day, number
from khue.core.words import N_
from khue.dashboards.queries.tiles import Looked, Seen, see, tiles_at
from khue.dashboards.rules import BOARDS
from khue.indicators import queries as figures
from khue.indicators import rules as showing

Goals = Mapping[str, tuple[Goal, ...]]
NOTABLE = 0.05  # a twentieth of what it was
BROKEN = N_("Phần này chưa đọc được")


def lines_of(actor: Actor, looked: Looked, goals: Goals) -> dict[str, list[Line]]:
    """Return the lines of each kind, the oldest first; an app that fails says so and the others stand."""
    found: dict[str, list[Line]] = {kind: [] for kind in LINES}
    for manifest in manifests():
        for ask in manifest.lines:
            for line in _asked(manifest.title, ask, actor):
                found[line.kind].append(line)
        for told in manifest.alerts:
            found["decide"] += _asked(manifest.title, partial(_alerts, manifest.title, told), actor)
    for line in figure_lines(looked, goals):
        found[line.kind].append(line)
    last = date.max
    return {kind: sorted(lines, key=lambda line: line.on or last) for kind, lines in found.items()}


def _alerts(title: str, told: Callable[..., list[Found]], actor: Actor) -> list[Line]:
    return [Line("decide", one.title, one.detail, _(title), one.url) for one in told(actor)]


def _asked(title: str, ask: Callable[..., list[Line]], actor: Actor) -> Sequence[Line]:
    try:
        with transaction.atomic():
            return ask(actor)
    except DatabaseError as error:
        return [Line("decide", f"{_(title)}: {_(BROKEN)}", type(error).__name__, _(title), reverse("portal:desk"))]


def figure_lines(looked: Looked, goals: Goals) -> list[Line]:
    """Return what the figures of all boards say: those below their goal, and those that moved notably."""
    seen: dict[str, Seen] = {}
    for board in BOARDS:
        for tile in tiles_at(board, looked):
            if tile.code not in seen:
                seen[tile.code] = see(tile, looked, goals.get(tile.code, ()))
    below = [_below(one, looked) for one in seen.values() if one.is_met is False]
    moved = [one for one in seen.values() if _is_notable(one)]
    return below + [_moved(one, looked) for one in moved]


def _is_notable(one: Seen) -> bool:
    change, tone = one.change
    then = one.before.figure.number if one.before else None
    return bool(change and then and tone != "neutral" and abs(change) >= NOTABLE * abs(then))


def _below(one: Seen, looked: Looked) -> Line:
    goal = one.goal
    title = _("{indicator}: {value}, chỉ tiêu {goal}").format(
        indicator=_(one.indicator.title), value=written(one), goal=goal.text if goal else ""
    )
    return Line("below", title, goal.source if goal else "", owner_of(one), figure_url(one, looked))


def _moved(one: Seen, looked: Looked) -> Line:
    change, then = one.change[0] or 0.0, one.before.on if one.before else looked.since
    sign = "+" if change > 0 else ""
    title = _("{indicator}: {value} ({sign}{change})").format(
        indicator=_(one.indicator.title), value=written(one), sign=sign, change=number(change, one.indicator.digits)
    )
    detail = _("So với số công bố ngày {day}").format(day=day(then))
    return Line("changed", title, detail, owner_of(one), figure_url(one, looked), then)


def written(one: Seen) -> str:
    """Write the value of a tile with its unit."""
    if one.figure.number is None:
        return _(showing.STATES[one.figure.state])
    return f"{number(one.figure.number, one.indicator.digits)} {_(one.indicator.unit)}"


def owner_of(one: Seen) -> str:
    """Return the room of the department that answers for a figure."""
    return _(showing.OWNERS[one.indicator.owner])


def figure_url(one: Seen, looked: Looked) -> str:
    """Return the page of the figure, from where one goes down to the records."""
    asked = urlencode([("don_vi", looked.unit), ("ngay", f"{looked.on:%d/%m/%Y}")])
    return f"{reverse('indicators:figure', args=[one.indicator.code])}?{asked}"


def slide_days(on: date) -> list[date]:
    """Return the days to which boards can be turned back: those of published snapshots, and today, oldest first."""
    days = figures.snapshots().filter(state="published", as_of__lt=on).values_list("as_of", flat=True)
    return [*sorted(days)[-24:], on]
