"""Who had authority on a day; and figures carried into other borders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.catalogues import queries as catalogues
from khue.core.errors import Fault
from khue.core.web.formats import number
from khue.core.web.tables import Column, Table, workbook
from khue.organisations import queries, rules
from khue.organisations.forms import AuthorityForm, RestateForm
from khue.organisations.rules import ACTS, CONFIDENCES, ROLES, TABLE, Restated, acts_of, authority
from khue.organisations.views.showing import may_see

TONES = {"text": "good", "known": "info", "check": "warn"}
RESTATED = Table(
    "organisations.restated",
    lazy("Số liệu theo địa giới khác"),
    (
        Column("side", lazy("Bảng")),
        Column("code", lazy("Mã")),
        Column("name", lazy("Đơn vị")),
        Column("value", lazy("Số liệu"), kind="number"),
        Column("exact", lazy("Giá trị đúng")),
    ),
)
UNDIVIDED = lazy("Chưa phân chia được")


@require_GET
def authorities(request: HttpRequest) -> HttpResponse:
    """Show who may do what for a kind of school on a day, and the whole dated table."""
    may_see(request)
    form = AuthorityForm(request.GET or None, initial={"loai": "school"}, label_suffix="")
    told = form.cleaned_data if form.is_valid() else {}
    on, kind, levels = (
        told.get("ngay") or localdate(),
        told.get("loai") or "school",
        told.get("cap") or ["lower_secondary"],
    )
    answers = [(_(ACTS[act]), authority(act, kind, levels, on)) for act in acts_of(kind, levels)]
    shown = {
        "form": form,
        "on": on,
        "levels": ", ".join(_(rules.LEVELS[level]) for level in levels),
        "answers": [(title, *_shown(rule)) for title, rule in answers if rule],
        "rows": [(_(ACTS[rule.act]), *_shown(rule)) for rule in TABLE],
    }
    return render(request, "organisations/authorities.html", shown)


def _shown(rule: rules.Authority) -> tuple[rules.Authority, str, str, str]:
    return rule, _(ROLES[rule.role]), _(CONFIDENCES[rule.confidence]), TONES[rule.confidence]


@dataclass(frozen=True)
class Row:
    """One line of a table of figures: a unit in the borders of one day."""

    side: str
    code: str
    name: str
    value: Decimal
    exact: str


@require_http_methods(["GET", "POST"])
def restating(request: HttpRequest) -> HttpResponseBase:
    """Carry a table of figures into the borders of another day; as a page or an Excel file."""
    may_see(request)
    form = RestateForm(request.POST or None, label_suffix="")
    if not form.is_bound or not form.is_valid():
        return render(request, "organisations/restate.html", {"form": form}, status=422 if form.is_bound else 200)
    told = form.cleaned_data
    from_on, to_on = told["tu_ngay"], told["den_ngay"]
    figures, faults = _figures(told["nguon"], told["so_lieu"], from_on)
    units, areas, unknown = _sorted_out(figures, from_on)
    for fault in [*faults, *unknown]:
        form.add_error("so_lieu", f"{fault.place} («{fault.value}»): {_(fault.text)}")
    if not figures and not form.errors:
        form.add_error("so_lieu", _("Chưa có dòng số liệu nào. Hãy dán bảng số, hoặc chọn một bảng có sẵn."))
    if form.errors:
        return render(request, "organisations/restate.html", {"form": form}, status=422)
    by_unit = queries.restate_units(units, from_on, to_on)
    by_area = queries.restate_areas(areas, from_on, to_on)
    before = _rows(_("Trước"), {**units, **areas}, from_on)
    after = _rows(_("Sau"), {**by_unit.values, **by_area.values}, to_on)
    left = _undivided(by_unit, to_on) + _undivided(by_area, to_on)
    if request.POST.get("xuat") == "xlsx":
        return workbook(RESTATED, [*before, *after, *left])
    total = sum((Fraction(value) for value in figures.values()), Fraction(0))
    shown = {
        "form": form,
        "before": before,
        "after": after,
        "left": left,
        "total": _decimal(total),
        "total_after": _decimal(by_unit.total + by_area.total),
        "is_same": total == by_unit.total + by_area.total,
        "from_on": from_on,
        "to_on": to_on,
    }
    return render(request, "organisations/restate.html", shown)


def _figures(source: str, text: str, on: date) -> tuple[dict[str, Decimal], list[Fault]]:
    if source == "communes":
        counted = catalogues.units_on("commune", on).values_list("province_code").annotate(count=Count("pk"))
        return {code: Decimal(count) for code, count in counted.values_list("province_code", "count")}, []
    if source == "schools":
        rows = queries.as_of(on).filter(kind="school", parent__isnull=False).values_list("parent__code")
        counts = rows.annotate(count=Count("pk")).values_list("parent__code", "count")
        return {code: Decimal(count) for code, count in counts}, []
    return rules.read_figures(text)


def _sorted_out(figures: Mapping[str, Decimal], on: date) -> tuple[dict[int, Decimal], dict[str, Decimal], list[Fault]]:
    """Tell the units of Khuê from administrative units, and both from codes that mean nothing on that day."""
    known = dict(
        queries.as_of(on).filter(organisation__code__in=figures).values_list("organisation__code", "organisation_id")
    )
    named = _area_names([code for code in figures if code not in known], on)
    units = {known[code]: value for code, value in figures.items() if code in known}
    areas = {code: value for code, value in figures.items() if code in named}
    text = _("Ngày {day} không có đơn vị mang mã này. Hãy kiểm tra mã và ngày.").format(day=f"{on:%d/%m/%Y}")
    unknown = [Fault(_("Mã"), code, text) for code in figures if code not in known and code not in named]
    return units, areas, unknown


def _area_names(codes: list[str], on: date) -> dict[str, str]:
    named: dict[str, str] = {}
    for length, level in ((2, "province"), (5, "commune")):
        asked = [code for code in codes if len(code) == length]
        if asked:
            named |= dict(catalogues.units_on(level, on).filter(code__in=asked).values_list("code", "name"))
    return named


def _rows(side: str, figures: Mapping[Any, Any], on: date) -> list[Row]:
    labels = _labels(list(figures), on)
    rows = [
        Row(side, *labels[key], _decimal(Fraction(value)), _exact(Fraction(value))) for key, value in figures.items()
    ]
    return sorted(rows, key=lambda row: row.code)


def _labels(keys: list[Any], on: date) -> dict[Any, tuple[str, str]]:
    ids = [key for key in keys if isinstance(key, int)]
    codes = dict(queries.codes_of(ids))
    names = queries.names(ids, on)
    areas = _area_names([key for key in keys if isinstance(key, str)], on)
    return {
        key: (codes.get(key, ""), names.get(key, "")) if isinstance(key, int) else (key, areas.get(key, key))
        for key in keys
    }


def _undivided(restated: Restated, on: date) -> list[Row]:
    rows = []
    for item in restated.undivided:
        labels = _labels([item.unit, *item.among], on)
        among = ", ".join(labels[key][1] or labels[key][0] for key in item.among)
        text = _("{unit}: thuộc về {among}").format(unit=labels[item.unit][1] or labels[item.unit][0], among=among)
        rows.append(Row(str(UNDIVIDED), labels[item.unit][0], text, _decimal(item.value), _exact(item.value)))
    return rows


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001")).normalize() + 0


def _exact(value: Fraction) -> str:
    return number(_decimal(value)) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
