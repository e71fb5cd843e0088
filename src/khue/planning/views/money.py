"""Money of a plan: by task, source and year; planned, allotted, spent; sums that do not hold."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.web import formats
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.planning import actions, queries, rules
from khue.planning.forms import MoneyForm
from khue.planning.models import Budget
from khue.planning.views.plans import heading

MONEY = Table(
    "planning.money",
    gettext_lazy("Kinh phí"),
    (
        Column(
            "row", gettext_lazy("Nội dung chi"), sort="row", url=lambda row: reverse("planning:book", args=[row.pk])
        ),
        Column("source", gettext_lazy("Nguồn"), sort="source"),
        Column("year", gettext_lazy("Năm"), value=lambda row: row.year and str(row.year), sort="year"),
        Column(
            "planned", gettext_lazy("Kế hoạch (triệu đồng)"), kind="number", value=lambda row: millions(row.planned)
        ),
        Column("allotted", gettext_lazy("Đã giao"), kind="number", value=lambda row: millions(row.allotted)),
        Column("spent", gettext_lazy("Đã chi"), kind="number", value=lambda row: millions(row.spent)),
        Column("sum", gettext_lazy("Ghi chú"), value=lambda row: _("dòng tổng của văn bản") if row.is_sum else ""),
    ),
    order="proposal__position",
    size=100,
)
EXCESSES = {
    "allotted_over_planned": gettext_lazy("Đã giao nhiều hơn kế hoạch {amount} triệu đồng"),
    "spent_over_allotted": gettext_lazy("Đã chi nhiều hơn số được giao {amount} triệu đồng"),
}
MILLION = Decimal(1_000_000)


def millions(amount: Decimal) -> float | int:
    """Return an amount in millions of đồng."""
    value = amount / MILLION
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True)
class SumLine:
    """A sum of the page, in millions of đồng."""

    name: str
    planned: float | int
    allotted: float | int
    spent: float | int


@require_safe
def money(request: HttpRequest, plan_id: int) -> HttpResponseBase:
    """Show the money of a plan."""
    actor = asking(request)
    plan = queries.plan(actor, plan_id)
    lines = queries.money(plan)
    shown = {
        **heading(actor, plan, "money"),
        "whole": _sum(_("Cộng"), rules.summed(lines)),
        "billions": _billions(rules.summed(lines)),
        "by_source": [_sum(_source(key), sums) for key, sums in queries.spent_by(plan, "source")],
        "by_year": [_sum(str(key or _("Không nêu năm")), sums) for key, sums in queries.spent_by(plan, "year")],
        "excesses": [_excess(one) for one in rules.excesses(lines)],
        "sums": [_checked(one) for one in queries.printed_sums(plan)],
    }
    return listing(request, "planning/money.html", MONEY, plan.budgets.select_related("proposal"), **shown)


def _sum(name: str, sums: rules.Sums) -> SumLine:
    return SumLine(name, millions(sums.planned), millions(sums.allotted), millions(sums.spent))


def _billions(sums: rules.Sums) -> dict[str, str]:
    """Return the key figures in thousands of millions, one decimal."""
    several = {"planned": sums.planned, "allotted": sums.allotted, "spent": sums.spent}
    return {name: formats.number(float(amount / MILLION / 1000), 1) for name, amount in several.items()}


def _source(code: Any) -> str:
    return _(rules.SOURCES[code]) if code in rules.SOURCES else str(code or _("Không nêu nguồn"))


def _excess(one: rules.Excess) -> tuple[str, str]:
    amount = formats.number(millions(one.difference))
    return one.row, str(EXCESSES[one.kind]).format(amount=amount)


def _checked(one: tuple[Budget, Decimal]) -> tuple[str, str, str, bool]:
    row, added = one
    name = " · ".join(str(part) for part in (row.row, row.source, row.year) if part)
    return name, formats.number(millions(row.planned)), formats.number(millions(added)), row.planned == added


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write down how much of a line was allotted and spent."""
    actor = asking(request)
    line = queries.budget(actor, budget_id)
    actor.must(rules.Can.MANAGE, at=line.plan.issuer_id)
    form = MoneyForm(request.POST or None, initial={"allotted": line.allotted, "spent": line.spent})
    back = reverse("planning:money", args=[line.plan_id])
    if accepted(form, lambda form: actions.book(actor, line.pk, **form.cleaned_data)):
        return done(request, _("Đã ghi số kinh phí."), back)
    lead = _("{row}: kế hoạch {planned} đồng").format(row=line.row, planned=formats.number(int(line.planned)))
    return form_page(
        request, form, title=_("Ghi kinh phí đã giao, đã chi (đồng)"), button=_("Lưu"), back=back, lead=lead
    )


urlpatterns = [
    path("van-phong/ke-hoach/<int:plan_id>/kinh-phi", money, name="money"),
    path("van-phong/ke-hoach/kinh-phi/<int:budget_id>", book, name="book"),
]
