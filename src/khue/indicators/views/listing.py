"""The list of indicators with their values at a unit on a day, and the page of one definition."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from khue.core.indicators import DIRECTIONS, PERIODS, Indicator
from khue.core.names import fold
from khue.core.web.asking import asking
from khue.core.web.formats import number
from khue.core.web.tables import Column, Table, listing
from khue.indicators import queries
from khue.indicators.forms import ListForm
from khue.indicators.queries import Figure
from khue.indicators.rules import OWNERS, STATES, Can
from khue.indicators.views.scopes import Scope, scope_of

TONES = {"known": "good", "none": "neutral", "empty": "warn", "hidden": "info", "waiting": "neutral", "failed": "bad"}
ALL = Table(
    "indicators.list",
    lazy("Chỉ số"),
    (
        Column("title", lazy("Chỉ số"), value=lambda row: row["title"], url=lambda row: row["url"], sort="key"),
        Column("value", lazy("Giá trị"), "number", value=lambda row: row["number"], digits=None),
        Column("unit", lazy("Đơn vị tính")),
        Column("state", lazy("Số liệu"), "badge", value=lambda row: row["state"], sort="state_code"),
        Column("numerator", lazy("Tử số"), "number", value=lambda row: row["numerator"]),
        Column("denominator", lazy("Mẫu số"), "number", value=lambda row: row["denominator"]),
        Column("owner", lazy("Phụ trách"), sort="owner"),
        Column("every", lazy("Kì")),
    ),
    size=200,
)


def written(figure: Figure) -> str:
    """Write a value with its unit, or the state that says why there is none."""
    if figure.number is None:
        return _(STATES[figure.state])
    return f"{number(figure.number, figure.indicator.digits)} {_(figure.indicator.unit)}"


def badge_of(figure: Figure) -> tuple[str, str]:
    """Return the state of a figure as a badge; what was reported is marked so."""
    if figure.state == "known" and figure.indicator.reported:
        return _("Báo cáo"), "accent"
    return _(STATES[figure.state]), TONES[figure.state]


@require_GET
def indicators(request: HttpRequest) -> HttpResponseBase:
    """List every indicator with its value at a unit on a day."""
    scope = scope_of(request, ListForm)
    told = scope.form.cleaned_data if scope.form.is_valid() else {}
    found = queries.figures_at(scope.actor, scope.unit, scope.reading)
    wanted = [figure for figure in found.values() if _asked_for(figure, told)]
    order = list(STATES)
    rows = [_row(figure, scope) for figure in sorted(wanted, key=lambda one: order.index(one.state))]
    shown = {"scope": scope, "count": len(found), "known": sum(one.number is not None for one in found.values())}
    return listing(request, "indicators/list.html", ALL, rows, form=scope.form, **shown)


def _asked_for(figure: Figure, told: dict[str, Any]) -> bool:
    one = figure.indicator
    words = fold(told.get("tu_khoa") or "")
    return (
        (not words or words in fold(f"{_(one.title)} {one.code} {_(one.means)}"))
        and told.get("phu_trach", "") in ("", one.owner)
        and told.get("so_lieu", "") in ("", figure.state)
    )


def _row(figure: Figure, scope: Scope) -> dict[str, Any]:
    one = figure.indicator
    shown = figure.state == "known"
    return {
        "title": _(one.title),
        "key": fold(_(one.title)),
        "url": f"{reverse('indicators:figure', args=[one.code])}?{scope.query}",
        "number": figure.number,
        "unit": _(one.unit),
        "state": badge_of(figure),
        "state_code": figure.state,
        "numerator": figure.value.numerator if shown and one.is_share else None,
        "denominator": figure.value.denominator if shown and one.is_share else None,
        "owner": _(OWNERS[one.owner]),
        "every": _(PERIODS[one.every]),
    }


@require_GET
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an indicator means, how it is counted, from where, and how the definition changed."""
    asking(request).must(Can.SEE)
    one = queries.find(code)
    versions = [
        (held.as_of, held, held.definitions[code]["version"], held.definitions[code]["digest"] != one.digest)
        for held in queries.snapshots().filter(state="published")
        if code in held.definitions
    ]
    shown = {"indicator": one, "facts": facts_of(one), "rules": rules_of(one), "versions": versions}
    return render(request, "indicators/definition.html", shown)


def facts_of(one: Indicator) -> list[tuple[str, str]]:
    """Return what a definition says, labelled."""
    groups = ", ".join(_(title) for title in queries.group_titles(one).values())
    small = _("Không hiện khi dưới {count}, trừ người xem được hồ sơ").format(count=one.hide_below)
    return [
        (_("Mã"), one.code),
        (_("Ý nghĩa"), _(one.means)),
        (_("Cách tính"), formula_of(one)),
        (_("Đơn vị tính"), _(one.unit)),
        (_("Kì"), _(PERIODS[one.every])),
        (_("Chiều tốt"), _(DIRECTIONS[one.direction])),
        (_("Chia theo"), groups),
        (_("Nhóm nhỏ"), small if one.hide_below else ""),
        (_("Căn cứ"), _(one.source)),
        (_("Phụ trách"), _(OWNERS[one.owner])),
        (_("Phiên bản"), f"{one.version} ({one.digest})"),
    ]


def formula_of(one: Indicator) -> str:
    """Say how the value is formed."""
    if one.waits_for:
        return _("Chưa tính: chờ {records}").format(records=_(one.waits_for))
    if one.reported:
        return _("Đơn vị báo cáo, cấp trên duyệt; cấp trên cộng tử số và mẫu số của các đơn vị")
    if not one.is_share:
        return _("Số lượng «{numerator}»").format(numerator=one.full(one.numerator))
    times = f" × {one.scale}" if one.scale != 1 else f" ÷ {one.per}" if one.per != 1 else ""
    return f"{one.full(one.numerator)} ÷ {one.full(one.denominator)}{times}"


def rules_of(one: Indicator) -> list[tuple[str, str]]:
    """Return how each measure is counted, in words."""
    found = [(measure, queries.rule_of(measure)) for measure in one.measures]
    return [(measure, _(rule.rule)) for measure, rule in found if rule]
