"""The schools of the province for citizens: found by name, by commune, by level; the card of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from khue.core.errors import Missing
from khue.core.web.limits import limited
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries
from khue.organisations.forms import SchoolFilter
from khue.organisations.rules import CODE_SCHEMES, OFFICES, OWNERSHIPS
from khue.organisations.views.showing import levels_of, period

SHOWN_KINDS = ("school", "nursery_group", "continuing_centre", "vocational_centre")
SCHOOLS = Table(
    "organisations.schools",
    lazy("Trường học"),
    (
        Column(
            "name",
            lazy("Tên trường"),
            sort="sort_key",
            url=lambda row: reverse("organisations:school", args=[row.organisation_id]),
        ),
        Column("levels", lazy("Cấp học"), value=lambda row: levels_of(row)),
        Column("area_name", lazy("Xã, phường"), sort="area_name"),
        Column("ownership", lazy("Loại hình"), value=lambda row: _(OWNERSHIPS[row.ownership]) if row.ownership else ""),
        Column("address", lazy("Địa chỉ")),
    ),
    order="sort_key",
    size=30,
)


@require_GET
@limited("schools", rate=120, per=60)
def schools(request: HttpRequest) -> HttpResponseBase:
    """List the schools of today; a school is also found by its old names."""
    areas = (
        queries.as_of()
        .filter(kind__in=SHOWN_KINDS)
        .exclude(area_code="")
        .order_by("area_name")
        .values_list("area_code", "area_name")
        .distinct()
    )
    form = SchoolFilter(request.GET or None, areas=dict(areas), label_suffix="")
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.units(
        kinds=SHOWN_KINDS, level=asked.get("cap", ""), area_code=asked.get("xa", ""), text=asked.get("tu_khoa", "")
    )
    return listing(request, "organisations/schools.html", SCHOOLS, rows, form=form)


@require_GET
@limited("schools", rate=120, per=60)
def school(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show the public card of a school; a closed one says which school went on with it."""
    card = queries.card(organisation_id, localdate())
    row = card.facts
    if row.kind in OFFICES:
        raise Missing(what=_("trường học"))
    facts: list[tuple[str, Any]] = [
        (_("Cấp học"), levels_of(row)),
        (_("Loại hình"), _(OWNERSHIPS[row.ownership]) if row.ownership else ""),
        (_("Xã, phường"), row.area_name),
        (_("Địa chỉ"), row.address),
        *((_(CODE_SCHEMES[held.scheme]), held.code) for held in card.codes if held.scheme != "former"),
    ]
    supervising = next((answer for answer in card.responsible if answer.act == "supervise"), None)
    shown = {
        "card": card,
        "unit": row,
        "facts": [(label, value) for label, value in facts if value],
        "old_names": queries.old_names(organisation_id),
        "supervising": supervising,
        "period": period(row.valid.lower, row.valid.upper),
    }
    return render(request, "organisations/school.html", shown)
