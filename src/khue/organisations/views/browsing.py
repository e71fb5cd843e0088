"""The tree, the list, the card and the map of units, as of a day."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from khue.catalogues import queries as catalogues
from khue.core.web.dates import AsOf, as_of
from khue.core.web.tables import listing
from khue.organisations import queries
from khue.organisations.forms import UnitFilter
from khue.organisations.rules import KINDS, Can
from khue.organisations.views.showing import KIND_ICONS, UNITS, facts_of, levels_of, may_see, moments_of

WIDEST = 200  # nodes of one branch that a person still reads


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree; `mo` names the unit whose children are wanted, opened with the way to it."""
    may_see(request)
    seen = as_of(request)
    wanted = _number(request.GET.get("mo", ""))
    if request.headers.get("HX-Request") and wanted:
        shown = {**_nodes(seen, wanted, {}), "seen": seen}
        return render(request, "organisations/_nodes.html", shown)
    top = queries.children(None, seen.on, seen.known_at)
    first = next((node.version.organisation_id for node in top if node.version.kind == "department"), None)
    opened = queries.chain(wanted, seen.on, seen.known_at) if wanted else [first] if first else []
    inner: dict[int, Any] = {}
    for organisation_id in opened:
        inner = {organisation_id: _nodes(seen, organisation_id, inner)}
    nodes = [_node(node, inner) for node in top]
    return render(request, "organisations/tree.html", {"nodes": nodes, "seen": seen, "form": UnitFilter()})


def _nodes(seen: AsOf, organisation_id: int, inner: dict[int, Any]) -> dict[str, Any]:
    """Return the nodes under a unit; a very wide branch shows its beginning, and the list shows the rest."""
    found = queries.children(organisation_id, seen.on, seen.known_at)
    code = queries.codes_of([organisation_id])[organisation_id] if len(found) > WIDEST else ""
    shown = [node for place, node in enumerate(found) if place < WIDEST or node.version.organisation_id in inner]
    return {"nodes": [_node(node, inner) for node in shown], "rest": len(found) - len(shown), "code": code}


def _node(node: queries.Node, inner: dict[int, Any]) -> dict[str, Any]:
    version = node.version
    return {
        "id": version.organisation_id,
        "name": version.name,
        "note": levels_of(version) if version.levels else version.area_name if version.kind == "site" else "",
        "icon": KIND_ICONS[version.kind],
        "kind": KINDS[version.kind],
        "opens": node.opens,
        "children": inner.get(version.organisation_id),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


@require_GET
def units(request: HttpRequest) -> HttpResponseBase:
    """List units, narrowed and as of a day; the whole list as Excel."""
    may_see(request)
    seen = as_of(request)
    form = UnitFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.units(
        seen.on,
        seen.known_at,
        kinds=[asked["loai"]] if asked.get("loai") else (),
        level=asked.get("cap", ""),
        area_code=asked.get("xa", ""),
        text=asked.get("tu_khoa", ""),
        parent_code=asked.get("thuoc", ""),
    )
    return listing(request, "organisations/units.html", UNITS, rows, form=form, seen=seen)


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggest units while a name is typed."""
    may_see(request)
    text = next((str(value) for value in request.GET.values() if value), "")
    found = queries.find(text.split(" · ")[-1], limit=12)
    return render(request, "organisations/_suggestions.html", {"found": found})


@require_GET
def card(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show one unit as of a day: facts, who may do what for it, what is below it, its life."""
    actor = may_see(request)
    seen = as_of(request)
    found = queries.card(organisation_id, seen.on, seen.known_at)
    shown = {
        "card": found,
        "unit": found.facts,
        "icon_name": KIND_ICONS[found.facts.kind],
        "facts": facts_of(found),
        "moments": moments_of(organisation_id),
        "seen": seen,
        "may_decide": actor.can(Can.DECIDE, at=organisation_id),
        "may_edit": actor.can(Can.EDIT, at=organisation_id),
    }
    return render(request, "organisations/card.html", shown)


@require_GET
def area_map(request: HttpRequest) -> HttpResponse:
    """Show the outlines that were imported: the provinces, and in our own the communes, with their schools."""
    may_see(request)
    seen = as_of(request)
    has_outlines = catalogues.units_on("province", seen.on).filter(outline__isnull=False).exists()
    shown = {"seen": seen, "url": reverse("organisations:outlines") + seen.query, "has_outlines": has_outlines}
    return render(request, "organisations/map.html", shown)


@require_GET
def outlines(request: HttpRequest) -> HttpResponse:
    """Answer the outlines of a day as GeoJSON; the value of an area is how many schools lie in it."""
    may_see(request)
    seen = as_of(request)
    counts = _schools_by_area(seen)
    homes = queries.as_of(seen.on, seen.known_at).filter(kind="department").values_list("area_code", flat=True)
    communes = catalogues.units_on("commune", seen.on).filter(outline__isnull=False, province_code__in=list(homes))
    features = [
        *(
            _feature(row, None)
            for row in catalogues.units_on("province", seen.on).filter(outline__isnull=False).defer(None)
        ),
        *(_feature(row, counts.get(row.code, 0)) for row in communes.defer(None)),
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _feature(row: Any, count: int | None) -> dict[str, Any]:
    """Return one area; a province (count None) is drawn without figure, as the ground."""
    link = {} if count is None else {"url": f"{reverse('organisations:list')}?xa={row.code}", "value": count}
    tone = "neutral" if not count else "info"
    return {"type": "Feature", "geometry": row.outline, "properties": {"name": row.name, "tone": tone, **link}}


def _schools_by_area(seen: AsOf) -> dict[str, int]:
    rows = queries.as_of(seen.on, seen.known_at).filter(kind="school").exclude(area_code="")
    return dict(rows.values_list("area_code").annotate(count=Count("pk")).values_list("area_code", "count"))
