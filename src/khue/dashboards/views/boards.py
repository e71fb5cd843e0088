"""Boards: their list, one board, its pulse and each of its tiles."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.web.charts import Chart, Series
from khue.core.web.formats import day
from khue.core.web.parts import Tab
from khue.dashboards import queries
from khue.dashboards.queries import Seen
from khue.dashboards.rules import BOARDS, Board, spark
from khue.dashboards.views.scopes import Scope, found_board, goals_at, scope_of
from khue.indicators import rules as showing

TONES = {"known": "good", "none": "neutral", "empty": "warn", "hidden": "info", "waiting": "neutral", "failed": "bad"}


@require_GET
def boards(request: HttpRequest) -> HttpResponse:
    """List the boards, and the views that one saved."""
    scope = scope_of(request)
    saved = list(queries.saved_views(scope.looked.actor))
    shown = [
        (board, [queries.titles_of(tile) for tile in queries.tiles_at(board, scope.looked)]) for board in BOARDS
    ]  # fmt: skip
    return render(request, "dashboards/boards.html", {"scope": scope, "boards": shown, "saved": saved})


@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Show a board."""
    one, scope = found_board(code), scope_of(request)
    shown = {
        "board": one,
        "scope": scope,
        "form": scope.form,
        "tiles": tiles_of(one, scope),
        "tabs": [
            Tab(_(other.title), f"{reverse('dashboards:board', args=[other.code])}?{scope.query}", other is one)
            for other in BOARDS
        ],
        "slide": slide_of(scope),
        "pulse": f"{reverse('dashboards:pulse', args=[one.code])}?{scope.query}",
        "chain": chain_of(scope),
    }
    return render(request, "dashboards/board.html", shown)


def tiles_of(one: Board, scope: Scope) -> list[dict[str, Any]]:
    """Return the tiles of a board, each ready to be shown."""
    goals = goals_at(scope.looked)
    return [
        tile_shown(one, queries.see(tile, scope.looked, goals.get(tile.code, ())), scope)
        for tile in queries.tiles_at(one, scope.looked)
    ]


def tile_shown(one: Board, seen: Seen, scope: Scope) -> dict[str, Any]:
    """Return what the fragment of a tile is drawn from."""
    change, tone = seen.change
    line = spark([*(point.figure.number for point in seen.points), seen.figure.number])
    return {
        "seen": seen,
        "id": seen.tile.code.replace(".", "-"),
        "number": seen.figure.number,
        "digits": seen.indicator.digits,
        "state": _(showing.STATES[seen.figure.state]),
        "state_tone": TONES[seen.figure.state],
        "change": change,
        "change_tone": tone,
        "line": " ".join(f"{x},{y}" for x, y in line),
        "end": line[-1] if line else None,
        "chart": chart_of(seen),
        "owner": queries.owner_of(seen),
        "url": queries.figure_url(seen, scope.looked),
        "fragment": f"{reverse('dashboards:tile', args=[one.code, seen.tile.code])}?{scope.query}",
        "other_name": scope.other_name,
        "unit_name": scope.unit_name,
    }


def chart_of(seen: Seen) -> Chart | None:
    """Return the picture of a wide tile, by its groups: bars from nought, the table beside."""
    if len(seen.bars) < 2:
        return None
    one = seen.indicator
    return Chart(
        f"o-{one.code.replace('.', '-')}",
        _(one.title),
        "bar",
        [_(bar.name) for bar in seen.bars],
        [Series(_(one.unit), [bar.number for bar in seen.bars])],
        unit=_(one.unit),
        digits=one.digits,
    )


def slide_of(scope: Scope) -> list[tuple[str, str, bool]]:
    """Return the days of the slider: name, address, whether it is the one looked at; today is the last."""
    days = queries.slide_days(localdate())
    last = days[-1]
    return [
        (
            _("Hôm nay") if one == last else day(one),
            "?" + scope.at(ngay="" if one == last else f"{one:%d/%m/%Y}"),
            one == scope.looked.on,
        )
        for one in days
    ]


def chain_of(scope: Scope) -> list[tuple[str, str]]:
    """Return the units above the one looked at that the reader may see, the highest first."""
    looked = scope.looked
    above = reversed(looked.borders.chain(looked.unit)[1:])
    return [
        (looked.borders.units[unit].name, "?" + scope.at(don_vi=unit))
        for unit in above
        if unit in looked.borders.units and looked.actor.can(showing.Can.SEE, at=unit)
    ]


@require_GET
def pulse(request: HttpRequest, code: str) -> HttpResponse:
    """Tell which tiles changed: one short answer a page, that costs a 304 while nothing did."""
    one, scope = found_board(code), scope_of(request)
    goals = goals_at(scope.looked)
    marks = {
        tile.code: queries.mark_of(tile, scope.looked, goals.get(tile.code, ()))
        for tile in queries.tiles_at(one, scope.looked)
    }
    return tagged(request, JsonResponse({"tiles": marks}), queries.together(marks.values()))


@require_GET
def tile(request: HttpRequest, code: str, tile: str) -> HttpResponse:
    """Show one tile alone; unchanged it costs a 304."""
    one, scope = found_board(code), scope_of(request, keep_up=False)
    chosen = queries.tile_of(one, tile, scope.looked)
    goals = goals_at(scope.looked).get(chosen.code, ())
    mark = f"{queries.mark_of(chosen, scope.looked, goals)}-{get_language()}"
    if request.headers.get("If-None-Match") == f'"{mark}"':
        return tagged(request, HttpResponse(), mark)
    seen = queries.see(chosen, scope.looked, goals)
    return tagged(request, render(request, "dashboards/_tile.html", {"tile": tile_shown(one, seen, scope)}), mark)


def tagged(request: HttpRequest, response: HttpResponse, mark: str) -> HttpResponse:
    """Put an ETag on an answer; the same again is a 304 without words."""
    etag = f'"{mark}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    response["ETag"] = etag
    return response
