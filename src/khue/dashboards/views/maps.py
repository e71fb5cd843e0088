"""Figures on the map of communes, with legend and table."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from khue.core.errors import Missing
from khue.core.indicators import Indicator
from khue.core.web.formats import number
from khue.core.web.tables import Column, Table, listing
from khue.dashboards import queries
from khue.dashboards.forms import MapForm
from khue.dashboards.queries import Area
from khue.dashboards.views.scopes import Scope, scope_of
from khue.indicators import queries as figures
from khue.indicators import rules as showing

FIRST = "students.pupils"


def _indicator(request: HttpRequest) -> Indicator:
    """Return the figure asked for. Raises: Missing."""
    one = figures.find(request.GET.get("chi_so") or FIRST)
    if not one.is_computed:
        raise Missing(what=f"bản đồ của chỉ số «{one.code}»")
    return one


@require_GET
def map_page(request: HttpRequest) -> HttpResponseBase:
    """Show a figure of each commune on the map, with the table beside it."""
    one, scope = _indicator(request), scope_of(request, MapForm)
    found, steps = queries.areas(one, scope.looked, outlines=True)
    legend = [
        (step.number, f"{number(step.low, one.digits)} – {number(step.high, one.digits)}", step.count)
        for step in steps
    ]  # fmt: skip
    asked = f"{scope.query}&chi_so={one.code}"
    shown = {
        "scope": scope,
        "indicator": one,
        "legend": legend,
        "none": sum(area.step == 0 for area in found),
        "has_outlines": any(area.outline for area in found),
        "url": f"{reverse('dashboards:outlines')}?{asked}",
    }
    return listing(request, "dashboards/map.html", _table(one, scope), found, form=scope.form, **shown)


def _table(one: Indicator, scope: Scope) -> Table:
    return Table(
        "dashboards.map",
        _(one.title),
        (
            Column("name", lazy("Xã, phường"), value=lambda area: area.name, url=lambda area: _url(one, area, scope)),
            Column(
                "value", f"{_(one.title)} ({_(one.unit)})", "number", value=lambda area: area.figure.number,
                digits=one.digits,
            ),
            Column("step", lazy("Mức màu"), value=lambda area: str(area.step or "—")),
        ),
        size=200,
    )  # fmt: skip


def _url(one: Indicator, area: Area, scope: Scope) -> str:
    return f"{reverse('indicators:figure', args=[one.code])}?don_vi={area.unit}&ngay={scope.looked.on:%d/%m/%Y}"


@require_GET
def outlines(request: HttpRequest) -> HttpResponse:
    """Answer the outlines as GeoJSON; each area with its value, its colour and the way down."""
    one, scope = _indicator(request), scope_of(request, MapForm, keep_up=False)
    found, _steps = queries.areas(one, scope.looked, outlines=True)
    features = [_feature(one, area, scope) for area in found if area.outline]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _feature(one: Indicator, area: Area, scope: Scope) -> dict[str, Any]:
    known = area.figure.number is not None
    value = f"{number(area.figure.number, one.digits)} {_(one.unit)}" if known else _(showing.STATES[area.figure.state])
    told = {"name": area.name, "tone": f"step-{area.step}", "value": value, "url": _url(one, area, scope)}
    return {"type": "Feature", "geometry": area.outline, "properties": told}
