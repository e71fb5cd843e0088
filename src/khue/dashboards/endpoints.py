"""Boards for programs: which there are, their tiles with values, warnings, the forecast of pupils."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.dashboards import actions, queries
from khue.dashboards.models import Alert
from khue.dashboards.queries import Looked
from khue.dashboards.rules import BOARDS, Can, board_of, since_day
from khue.indicators import actions as keeping
from khue.indicators import queries as figures
from khue.indicators import rules as showing

router = Router()


class BoardOut(Schema):
    """A board and the indicators on it."""

    code: str
    title: str
    tiles: list[str]


class BoardScope(Schema):
    """Of which unit, on which day."""

    unit: int | None = Field(None, description="id đơn vị; bỏ trống là đơn vị cao nhất bạn được xem")
    on: date | None = Field(None, description="ngày tính; bỏ trống là hôm nay")


class TileOut(Schema):
    """A tile: its value or the state that says why there is none; have/of: schools with data and all."""

    indicator: str
    title: str
    unit: str
    state: str
    value: float | None
    change: float | None
    goals: list[str]
    met: bool | None
    counted_at: datetime | None
    have: int
    of: int | None
    mark: str = Field(description="đổi khi ô có thể đã đổi")


class AlertOut(Schema):
    """A warning: which rule holds at which unit, since when, who took it."""

    id: int
    indicator: str
    kind: str
    unit: int
    period: date
    state: str
    value: float | None
    raised_at: datetime
    snoozed_until: date | None
    escalated_at: datetime | None


class AlertPage(Page):
    """A page of warnings."""

    items: list[AlertOut]


class AlertTakeIn(Schema):
    """What will be done about a warning."""

    note: str = Field("", max_length=300)


class ForecastOut(Schema):
    """Pupils expected: one line a year and grade; error: per cent by which the last known year would be missed."""

    known_years: list[int]
    enough: bool
    error: float | None
    rows: list[dict[str, Any]]


@router.get("/boards", response=list[BoardOut])
def boards(request: HttpRequest) -> list[dict[str, Any]]:
    """List the boards."""
    asking(request).must(Can.SEE)
    return [
        {"code": one.code, "title": _(one.title), "tiles": [tile.code for tile in one.tiles]} for one in BOARDS
    ]  # fmt: skip


@router.get("/boards/forecast", response=ForecastOut)
def forecast(request: HttpRequest, scope: Query[BoardScope]) -> dict[str, Any]:
    """Return the pupils expected in five years by grade."""
    years, outlook = queries.outlook(_looked(asking(request), scope))
    return {
        "known_years": sorted(years), "enough": bool(outlook.rows), "error": outlook.error,
        "rows": [vars(row) for row in outlook.rows],
    }  # fmt: skip


@router.get("/boards/alerts", response=AlertPage)
def alerts(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the warnings that have not ended."""
    return page_of(queries.alerts(asking(request)), ["id"], paging, _alert)


@router.post("/boards/alerts/{alert_id}/acknowledge", response=AlertOut)
def acknowledge(request: HttpRequest, alert_id: int, told: AlertTakeIn) -> dict[str, Any]:
    """Take a warning as one's own work."""
    return _alert(actions.acknowledge(asking(request), alert_id, told.note))


@router.get("/boards/{code}", response=list[TileOut])
def board(request: HttpRequest, code: str, scope: Query[BoardScope]) -> list[dict[str, Any]]:
    """Return the tiles of a board."""
    one = board_of(code)
    looked = _looked(asking(request), scope)
    if one is None:
        raise Missing(what=f"bảng «{code}»")
    goals = queries.goals_of(looked.actor, [looked.unit], looked.on)
    seen = [queries.see(tile, looked, goals.get(tile.code, ())) for tile in queries.tiles_at(one, looked)]
    return [
        {
            "indicator": tile.indicator.code, "title": _(tile.indicator.title), "unit": _(tile.indicator.unit),
            "state": tile.figure.state, "value": tile.figure.number, "change": tile.change[0],
            "goals": [goal.text for goal in tile.goals], "met": tile.is_met, "counted_at": tile.at,
            "have": tile.have, "of": tile.of, "mark": tile.mark,
        }
        for tile in seen
    ]  # fmt: skip


def _looked(actor: Actor, scope: BoardScope) -> Looked:
    actor.must(Can.SEE)
    actor.must(showing.Can.SEE)
    on = min(scope.on or localdate(), localdate())
    if on == localdate():
        keeping.keep_up(actor)
    pace = figures.pace()
    borders = queries.borders_now(on, pace)
    unit = scope.unit or queries.first_of(figures.units_offered(actor, borders), on)
    actor.must(Can.SEE, at=unit)
    actor.must(showing.Can.SEE, at=unit)
    return Looked(actor, unit, on, since_day("", on), pace, borders)


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "id": one.pk, "indicator": one.rule.indicator, "kind": one.rule.kind, "unit": one.unit_id,
        "period": one.period, "state": one.state, "value": one.value, "raised_at": one.raised_at,
        "snoozed_until": one.snoozed_until, "escalated_at": one.escalated_at,
    }  # fmt: skip
