"""The yearly counts: all figures of a unit on a day, one figure by its groups, and the pupils behind a group."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from khue.catalogues import queries as catalogues
from khue.core.clock import SchoolYear, school_year_of
from khue.core.errors import Denied, Missing
from khue.core.indicators import Indicator, Value
from khue.core.web.asking import asking
from khue.core.web.charts import Chart, Series
from khue.core.web.parts import Tab
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.students import queries
from khue.students.indicators import GROUP_TITLES, INDICATOR_BY_CODE, INDICATORS
from khue.students.queries import Asked
from khue.students.rules import Can
from khue.students.rules.counting import MOMENT_BY_CODE, MOMENTS

TODAY = "today"
CATALOGUES = {"ethnicity": "ethnic_groups", "policy_group": "priority_categories"}


class FigureFilter(forms.Form):
    """Which unit, which school year, which day of counting."""

    unit = forms.TypedChoiceField(label=lazy("Đơn vị"), coerce=int, required=False, empty_value=None)
    year = forms.TypedChoiceField(label=lazy("Năm học"), coerce=int, required=False, empty_value=None)
    moment = forms.ChoiceField(label=lazy("Thời điểm"), required=False)

    def __init__(self, data: Any, units: dict[int, str], this_year: int) -> None:
        super().__init__(data, label_suffix="")
        years = range(this_year, this_year - 6, -1)
        self.fields["unit"].choices = list(units.items())  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, SchoolYear(year).label) for year in years]  # type: ignore[attr-defined]
        moments = [(moment.code, _(moment.title)) for moment in MOMENTS]
        self.fields["moment"].choices = [(TODAY, _("Hôm nay")), *moments]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Scope:
    """What a page of figures is about."""

    form: FigureFilter
    unit: int
    unit_name: str
    asked: Asked
    query: str

    @property
    def year_label(self) -> str:
        """Return the school year as printed."""
        return SchoolYear(self.asked.school_year).label


def _scope(request: HttpRequest) -> Scope:
    """Read what is asked for; only units where pupils may be seen are offered.

    Raises: Denied.
    """
    actor = asking(request)
    actor.must(Can.SEE)
    units = _units(actor.places(Can.SEE))
    today = localdate()
    form = FigureFilter(request.GET or None, units, school_year_of(today).start)
    told = form.cleaned_data if form.is_valid() else {}
    unit = told.get("unit") or next(iter(units))
    year = told.get("year") or school_year_of(today).start
    on = _day(told.get("moment") or TODAY, year, today)
    places = actor.places(Can.SEE)
    schools = organisations.below(unit, today)
    kept = sorted(schools if places is None else schools & places)
    query = urlencode({"unit": unit, "year": year, "moment": told.get("moment") or TODAY})
    return Scope(form, unit, units[unit], Asked(kept, year, on), query)


def _units(places: frozenset[int] | None) -> dict[int, str]:
    """Return the units to choose from: the highest ones first, then those next below them."""
    if places is None:
        roots = [organisations.top_id() or 0]
    else:
        above = {row.organisation_id: row.parent_id for row in organisations.as_of().filter(organisation_id__in=places)}
        roots = sorted(pk for pk, parent in above.items() if parent not in places)
    if not roots:
        raise Denied(permission=Can.SEE, place="này")
    below = organisations.as_of().filter(parent_id__in=roots, kind__in=("commune_office", "school"))
    names = organisations.names(roots)
    return {pk: names[pk] for pk in roots} | dict(
        below.order_by("kind", "sort_key").values_list("organisation_id", "name")
    )


def _day(moment: str, year: int, today: date) -> date:
    if moment != TODAY:
        return MOMENT_BY_CODE[moment].on(year)
    return min(max(today, SchoolYear(year).first_day), SchoolYear(year).last_day)


def _indicator(code: str) -> Indicator:
    found = INDICATOR_BY_CODE.get(f"students.{code}")
    if found is None:
        raise Missing(what=_("chỉ số «{code}»").format(code=code))
    return found


SUMMARY = Table(
    "students.figures",
    lazy("Số liệu học sinh"),
    (
        Column("title", lazy("Chỉ số"), value=lambda row: row["title"], url=lambda row: row["url"]),
        Column("value", lazy("Giá trị"), kind="number", value=lambda row: row["value"].value, digits=None),
        Column("unit", lazy("Đơn vị tính")),
        Column("numerator", lazy("Tử số"), kind="number", value=lambda row: row["value"].numerator),
        Column("denominator", lazy("Mẫu số"), kind="number", value=lambda row: row["value"].denominator),
        Column("means", lazy("Cách tính")),
    ),
)


@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show every figure of a unit on a day."""
    scope = _scope(request)
    found = queries.overview(INDICATORS, scope.asked)
    rows = [
        {
            "title": _(one.title),
            "url": f"{_address(one)}?{scope.query}",
            "value": found[one.code],
            "unit": _(one.unit),
            "means": _(one.means),
        }
        for one in INDICATORS
    ]
    return listing(request, "students/figures.html", SUMMARY, rows, form=scope.form, scope=scope)


def _address(indicator: Indicator) -> str:
    return reverse("students:figure", args=[indicator.code.split(".")[1]])


@require_GET
def one_figure(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one figure split by a group, as a picture and a table that opens down to the pupils."""
    indicator = _indicator(code)
    scope = _scope(request)
    splits = queries.splits(indicator)
    by = request.GET.get("by", "")
    by = by if by in splits else splits[0]
    found = queries.figures(indicator, scope.asked, by)
    names = _names(by, found)
    rows = [_row(indicator, scope, by, key, names.get(key, key), found[key]) for key in _ordered(by, found, names)]
    shown = {
        "indicator": indicator,
        "scope": scope,
        "total": queries.figure(indicator, scope.asked),
        "splits": [Tab(_(GROUP_TITLES[one]), f"?{scope.query}&by={one}", one == by) for one in splits],
        "chart": _chart(indicator, by, rows) if 1 < len(rows) <= 40 else None,
    }
    return listing(request, "students/figure.html", _table(indicator, by), rows, form=scope.form, **shown)


def _row(indicator: Indicator, scope: Scope, by: str, key: str, name: str, value: Value) -> dict[str, Any]:
    url = f"{reverse('students:counted', args=[indicator.code.split('.')[1]])}?{scope.query}"
    opens = "" if indicator.numerator.startswith("classes") else f"{url}&{urlencode({'by': by, 'group': key})}"
    return {"group": name or _("Chưa ghi"), "value": value, "url": opens}


def _table(indicator: Indicator, by: str) -> Table:
    columns = [
        Column("group", _(GROUP_TITLES[by]), url=lambda row: row["url"]),
        Column(
            "value",
            _("Giá trị ({unit})").format(unit=_(indicator.unit)),
            kind="number",
            value=lambda row: row["value"].value,
        ),
    ]
    if indicator.is_share:
        columns += [
            Column("numerator", lazy("Tử số"), kind="number", value=lambda row: row["value"].numerator),
            Column("denominator", lazy("Mẫu số"), kind="number", value=lambda row: row["value"].denominator),
        ]
    return Table(f"students.figure_{by}", _(indicator.title), tuple(columns), size=500)


def _chart(indicator: Indicator, by: str, rows: list[dict[str, Any]]) -> Chart:
    return Chart(
        "figure",
        _(indicator.title),
        "bar" if len(rows) <= 20 else "hbar",
        [row["group"] for row in rows],
        [Series(_(indicator.unit), [row["value"].value for row in rows])],
        x=_(GROUP_TITLES[by]),
        unit=_(indicator.unit),
        digits=indicator.digits,
    )


def _names(by: str, found: dict[str, Value]) -> dict[str, str]:
    """Return what the groups are called."""
    if by == "school":
        return {str(pk): name for pk, name in organisations.names([int(key) for key in found]).items()}
    if by in CATALOGUES:
        return catalogues.labels(CATALOGUES[by])
    if by == "grade":
        return catalogues.labels("grades")
    if by == "sex":
        return {"male": _("Nam"), "female": _("Nữ")}
    return {key: _("{age} tuổi").format(age=key) for key in found if key}


def _ordered(by: str, found: dict[str, Value], names: dict[str, str]) -> list[str]:
    if by in ("grade", *CATALOGUES):
        places = {key: place for place, key in enumerate(names)}
        return sorted(found, key=lambda key: places.get(key, len(places)))
    if by == "age":
        return sorted(found, key=lambda key: int(key or 0))
    return sorted(found, key=lambda key: names.get(key, key))


PUPILS = Table(
    "students.counted",
    lazy("Học sinh được tính"),
    (
        Column(
            "full_name", lazy("Họ và tên"), sort="name_key", url=lambda card: reverse("students:pupil", args=[card.pk])
        ),
        Column("birth_date", lazy("Ngày sinh"), kind="day", sort="birth_date"),
        Column("sex", lazy("Giới tính"), value=lambda card: _(card.get_sex_display() or "")),
    ),
    order="name_key",
)


@require_GET
def counted(request: HttpRequest, code: str) -> HttpResponseBase:
    """List the pupils who were counted in one group, as far as the reader may see them."""
    indicator = _indicator(code)
    scope = _scope(request)
    by, group = request.GET.get("by", ""), request.GET.get("group", "")
    by = by if by in queries.splits(indicator) else ""
    ids = queries.counted(indicator.numerator, scope.asked, by, group)
    title = _names(by, {group: Value(0, None, None)}).get(group, group) if by else ""
    shown: dict[str, Any] = {"indicator": indicator, "scope": scope, "group": title, "count": len(ids)}
    return listing(request, "students/counted.html", PUPILS, list(queries.known_people(ids).values()), **shown)


urlpatterns = [
    path("van-phong/hoc-sinh/so-lieu", overview, name="figures"),
    path("van-phong/hoc-sinh/so-lieu/<slug:code>", one_figure, name="figure"),
    path("van-phong/hoc-sinh/so-lieu/<slug:code>/hoc-sinh", counted, name="counted"),
]
