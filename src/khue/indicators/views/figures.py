"""One figure of a unit on a day: by groups, the units below, units alike, over time; down to the records."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from khue.core.indicators import Behind, Indicator
from khue.core.web.charts import Chart, Series
from khue.core.web.formats import day, number
from khue.core.web.parts import Tab
from khue.core.web.tables import Column, Table, listing
from khue.indicators import queries
from khue.indicators.queries import Figure
from khue.indicators.views.files import answer_file
from khue.indicators.views.listing import badge_of, written
from khue.indicators.views.scopes import Scope, scope_of

MOST_DRAWN = 40
OFFICE = "Phòng Văn hoá – Xã hội "  # what every commune is called by; a chart names the commune alone
VIEWS = {"cap-duoi": lazy("Đơn vị cấp dưới"), "so-sanh": lazy("So sánh"), "dien-bien": lazy("Diễn biến")}
Row = dict[str, Any]


@require_GET
def figure(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one figure; as a file when asked for."""
    one = queries.find(code)
    scope = scope_of(request)
    value = queries.figure_of(scope.actor, one, scope.unit, scope.reading)
    kinds = queries.group_titles(one)
    asked = request.GET.get("xem", "")
    view = asked if asked in (*VIEWS, *kinds) else _first(scope, kinds)
    title, rows, chart = _rows(one, scope, view, request)
    if request.GET.get("tep") in ("xlsx", "csv"):
        return answer_file(request.GET["tep"], one, scope, title, rows)
    shown = {
        "indicator": one,
        "scope": scope,
        "figure": value,
        "written": written(value),
        "state": badge_of(value),
        "tabs": _tabs(scope, kinds, view),
        "chart": chart,
        "view": view,
        "then": request.GET.get("dia_gioi") == "xua",
        "opened": _opened(one, scope),
        "places": [
            (place, scope.reading.borders.units[place].name, f"?{scope.at(place)}&xem={view}")
            for place in reversed(scope.reading.borders.chain(scope.unit)[1:])
            if place in scope.reading.borders.units and scope.actor.can("indicators.see", at=place)
        ],
        "file_query": f"{scope.query}&xem={view}",
    }
    return listing(request, "indicators/figure.html", _table(one, title), rows, form=scope.form, **shown)


def _first(scope: Scope, kinds: dict[str, str]) -> str:
    return "cap-duoi" if scope.reading.borders.children(scope.unit) else next(iter(kinds), "dien-bien")


def _tabs(scope: Scope, kinds: dict[str, str], view: str) -> list[Tab]:
    named = {
        "cap-duoi": VIEWS["cap-duoi"], **{kind: _(title) for kind, title in kinds.items()},
        "so-sanh": VIEWS["so-sanh"], "dien-bien": VIEWS["dien-bien"],
    }  # fmt: skip
    return [Tab(str(title), f"?{scope.query}&xem={key}", key == view) for key, title in named.items()]


def _rows(one: Indicator, scope: Scope, view: str, request: HttpRequest) -> tuple[str, list[Row], Chart | None]:
    ways: dict[str, Callable[[], list[Row]]] = {
        "cap-duoi": lambda: _below(one, scope),
        "so-sanh": lambda: _alike(one, scope),
        "dien-bien": lambda: _over_time(one, scope, request.GET.get("dia_gioi") == "xua"),
    }
    rows = ways[view]() if view in ways else _groups(one, scope, view)
    title = str(VIEWS[view]) if view in VIEWS else _(queries.group_titles(one)[view])
    return title, rows, _chart(one, title, view, rows)


def _row(name: str, figure: Figure, url: str = "", note: str = "") -> Row:
    shown = figure.state == "known"
    return {
        "name": name,
        "url": url,
        "number": figure.number,
        "numerator": figure.value.numerator if shown else None,
        "denominator": figure.value.denominator if shown else None,
        "state": badge_of(figure),
        "note": note or _(figure.note),
    }


def _below(one: Indicator, scope: Scope) -> list[Row]:
    found = queries.children_of(scope.actor, one, scope.unit, scope.reading)
    named = [(scope.reading.borders.units[unit], unit, figure) for unit, figure in found.items()]
    named.sort(key=lambda row: (row[2].number is None, row[0].kind, row[0].name))
    return [_row(about.name, figure, f"?{scope.at(unit)}") for about, unit, figure in named]


def _alike(one: Indicator, scope: Scope) -> list[Row]:
    """Compare with units of the same kind and levels; the unit itself is marked."""
    found = queries.peers_of(scope.actor, one, scope.unit, scope.reading)
    mine = _("đơn vị đang xem")
    return [
        _row(peer.name, peer.figure, f"?{scope.at(peer.unit)}&xem=so-sanh", mine if peer.unit == scope.unit else "")
        for peer in found
    ]


def _groups(one: Indicator, scope: Scope, kind: str) -> list[Row]:
    found = queries.by_groups(scope.actor, one, scope.unit, scope.reading, kind)
    names = queries.names_of_groups(kind)
    order = {group: place for place, group in enumerate(names)}
    ordered = sorted(found, key=lambda group: (order.get(group, len(order)), int(group) if group.isdecimal() else 0))
    return [
        _row(_group_name(kind, group, names), found[group], _records_url(one, scope, kind, group)) for group in ordered
    ]


def _group_name(kind: str, group: str, names: dict[str, str]) -> str:
    if not group:
        return _("Chưa ghi")
    return _("{age} tuổi").format(age=group) if kind == "age" else _(names.get(group, group))


def _records_url(one: Indicator, scope: Scope, kind: str, group: str) -> str:
    asked = urlencode({"so_do": one.full(one.numerator), "chia": kind, "nhom": group})
    return f"{reverse('indicators:records', args=[one.code])}?{scope.query}&{asked}" if _opened(one, scope) else ""


def _opened(one: Indicator, scope: Scope) -> list[tuple[str, str]]:
    """Return the addresses of the records behind the measures that the reader may open."""
    addresses = []
    for name, measure in ((_("Hồ sơ của tử số"), one.numerator), (_("Hồ sơ của mẫu số"), one.denominator)):
        full = one.full(measure)
        if one.is_computed and measure and queries.may_open(scope.actor, full):
            asked = f"{scope.query}&{urlencode({'so_do': full})}"
            addresses.append((name, f"{reverse('indicators:records', args=[one.code])}?{asked}"))
    return addresses


def _over_time(one: Indicator, scope: Scope, in_borders_of_then: bool) -> list[Row]:
    points = queries.history(scope.actor, one, scope.unit, scope.on, in_borders_of_then=in_borders_of_then)
    rows = []
    for point in points:
        notes = [
            _("định nghĩa cũ") if point.changed else "",
            _("mạng lưới đơn vị thay đổi trước ngày này") if point.broken else "",
            _("chưa chia được {count}").format(count=number(point.undivided, 0)) if point.undivided else "",
        ]
        url = reverse("indicators:snapshot", args=[point.snapshot.pk])
        rows.append(_row(day(point.on), point.figure, url, "; ".join(note for note in notes if note)))
    return rows


def _table(one: Indicator, title: str) -> Table:
    columns = [
        Column("name", title, value=lambda row: row["name"], url=lambda row: row["url"]),
        Column(
            "number", f"{_('Giá trị')} ({_(one.unit)})", "number", value=lambda row: row["number"], digits=one.digits
        ),
        Column("state", lazy("Số liệu"), "badge", value=lambda row: row["state"]),
        Column("note", lazy("Ghi chú"), value=lambda row: row["note"]),
    ]
    if one.is_share:
        columns[2:2] = [
            Column("numerator", lazy("Tử số"), "number", value=lambda row: row["numerator"]),
            Column("denominator", lazy("Mẫu số"), "number", value=lambda row: row["denominator"]),
        ]
    return Table("indicators.figure", _(one.title), tuple(columns), size=500)


def _chart(one: Indicator, title: str, view: str, rows: list[Row]) -> Chart | None:
    known = [row for row in rows if row["number"] is not None]
    rows = rows if len(rows) <= MOST_DRAWN else known
    if not known or len(rows) > MOST_DRAWN:
        return None
    return Chart(
        "figure",
        _(one.title),
        "line" if view == "dien-bien" and len(rows) > 2 else "bar" if len(rows) <= 12 else "hbar",
        [row["name"].removeprefix(OFFICE) for row in rows],
        [Series(_(one.unit), [row["number"] for row in rows])],
        x=title,
        unit=_(one.unit),
        digits=one.digits,
        note=_("Đơn vị để trống là chưa có số liệu, không phải bằng 0.") if len(known) < len(rows) else "",
    )


@require_GET
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
def embedded(request: HttpRequest, code: str) -> HttpResponse:
    """Show the chart of a figure alone, to be put into another page of this place."""
    one = queries.find(code)
    scope = scope_of(request)
    kinds = queries.group_titles(one)
    asked = request.GET.get("xem", "")
    view = asked if asked in (*VIEWS, *kinds) else _first(scope, kinds)
    _title, rows, chart = _rows(one, scope, view, request)
    value = queries.figure_of(scope.actor, one, scope.unit, scope.reading)
    shown = {"indicator": one, "scope": scope, "chart": chart, "written": written(value), "rows": rows}
    return render(request, "indicators/embedded.html", shown)


BEHIND = Table(
    "indicators.records",
    lazy("Hồ sơ được tính"),
    (
        Column("title", lazy("Hồ sơ"), value=lambda row: row.title, url=lambda row: row.url),
        Column("detail", lazy("Chi tiết"), value=lambda row: row.detail),
    ),
)


@require_GET
def records(request: HttpRequest, code: str) -> HttpResponseBase:
    """List the records behind a figure, as far as the reader may see them, with the rule that counted them."""
    one = queries.find(code)
    scope = scope_of(request)
    measure = request.GET.get("so_do", "")
    measure = measure if measure in one.measures else one.full(one.numerator)
    kinds = queries.group_titles(one)
    kind = request.GET.get("chia", "") if request.GET.get("chia", "") in kinds else ""
    group = request.GET.get("nhom", "") if kind else ""
    found = queries.open_figure(scope.actor, one, measure, scope.unit, scope.reading, kind, group)
    shown: dict[str, Any] = {
        "indicator": one,
        "scope": scope,
        "opened": found,
        "rule": _(found.rule),
        "why_none": _(found.why_none),
        "group": _group_name(kind, group, queries.names_of_groups(kind)) if kind else "",
    }
    rows: list[Behind] = found.records
    return listing(request, "indicators/records.html", BEHIND, rows, **shown)
