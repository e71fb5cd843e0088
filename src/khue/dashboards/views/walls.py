"""A board on the wall: full screen, large type, one board after the other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from khue.dashboards.rules import BOARDS
from khue.dashboards.views.boards import tiles_of
from khue.dashboards.views.scopes import found_board, scope_of

CELLS, OF_A_CHART = 12, 4  # three rows of four
TURN_SECONDS = 30


@require_GET
def wall(request: HttpRequest, code: str) -> HttpResponse:
    """Show a board large; a script turns to the next one."""
    one, scope = found_board(code), scope_of(request)
    place = BOARDS.index(one)
    following = BOARDS[(place + 1) % len(BOARDS)]
    tiles = tiles_of(one, scope)
    shown = {
        "board": one,
        "scope": scope,
        "tiles": fitting(tiles),
        "pulse": f"{reverse('dashboards:pulse', args=[one.code])}?{scope.query}",
        "next": f"{reverse('dashboards:wall', args=[following.code])}?{scope.query}",
        "back": f"{reverse('dashboards:board', args=[one.code])}?{scope.query}",
        "boards": BOARDS,
        "seconds": TURN_SECONDS,
        "now": timezone.now(),
    }
    return render(request, "dashboards/wall.html", shown)


def fitting(tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return as many tiles as a wall has cells, those with a value first."""
    found, left = [], CELLS
    for tile in sorted(tiles, key=lambda tile: tile["number"] is None):
        cells = OF_A_CHART if tile["chart"] else 1
        if cells <= left:
            found.append(tile)
            left -= cells
    return found
