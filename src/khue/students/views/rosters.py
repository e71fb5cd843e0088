"""The list of pupils: narrowed while one types, with the columns one chose, as a file; and edits of those selected."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.core.web.formats import NOTHING
from khue.core.web.parts import Cell
from khue.core.web.tables import PAGE, SORT, Column, Heading, Listing, Table, workbook
from khue.organisations import queries as organisations
from khue.students.forms.roster import RosterFilter, number
from khue.students.queries import rosters
from khue.students.queries.rosters import Asked, Scope
from khue.students.rules import Can
from khue.students.views import columns as offered
from khue.students.views.bulk import VERBS

TITLE = lazy("Danh sách học sinh")
AFTER = "tu"  # the key of a page of a long list


@require_GET
def roster(request: HttpRequest) -> HttpResponseBase:
    """Show the pupils whom one may see: the page, only its list (htmx), or all of it as an Excel file."""
    actor, on = asking(request), localdate()
    scope = rosters.scope_of(actor, on)
    schools = {} if scope.is_wide else rosters.schools_of(scope, on)
    school_id = _school(request, schools)
    form = _filter(request, scope, school_id, on)
    asked = form.asked(on, school_id, request.GET.get(SORT, ""))
    allowed = offered.allowed(actor, on)
    columns = _columns(request, allowed, asked)
    asked = replace(asked, with_relatives=any(column.name == offered.RELATIVES for column in columns))
    if request.GET.get("xuat") == "xlsx":
        return workbook(Table("students.roster", TITLE, tuple(columns)), rosters.every(actor, scope, asked))  # type: ignore[arg-type]
    shown = _listed(request, actor, scope, asked, columns) | _around(scope, schools, school_id, form)
    shown["boxes"] = [] if asked.state == "left" else offered.choice(allowed, columns)
    only_list = request.headers.get("HX-Target") == shown["rows"].table.id
    return render(request, "students/_roster.html" if only_list else "students/roster.html", shown)


def _school(request: HttpRequest, schools: dict[int, str]) -> int | None:
    """Return the school asked for by id, or typed by code or name; the only one that there is."""
    text = request.GET.get("truong", "").strip()
    if text and not text.isdecimal():
        found = organisations.pick(text)
        return found[0].organisation_id if len(found) == 1 else None
    return number(text) or (next(iter(schools)) if len(schools) == 1 else None)


def _filter(request: HttpRequest, scope: Scope, school_id: int | None, on: date) -> RosterFilter:
    classes = rosters.classes_of(scope, school_id, on)
    told = request.GET.copy()
    told["truong"] = str(school_id or "")
    return RosterFilter(told, classes=classes, grades=rosters.grades_of(classes), on=on)


def _columns(request: HttpRequest, allowed: dict[str, Column], asked: Asked) -> list[Column]:
    if asked.state == "left":
        return offered.left_columns()
    many = asked.school_id is None
    return offered.chosen(request, allowed, many_schools=many, one_class=asked.class_id is not None)


def _listed(request: HttpRequest, actor: Actor, scope: Scope, asked: Asked, columns: list[Column]) -> dict[str, Any]:
    place = number(request.GET.get(PAGE, "1")) or 1
    page = rosters.page(actor, scope, asked, number=place, after=request.GET.get(AFTER, ""))
    by_key = rosters.goes_by_key(scope, asked)
    before, after = _ways(request, page, place, by_key)
    rows = Listing(
        table=Table("students.roster", TITLE, tuple(columns)),
        headings=[_heading(request, column, asked, by_key) for column in columns],
        lines=[[column.cell(pupil) for column in columns] for pupil in page.pupils],
        page=place,
        before=before,
        after=after,
        first=page.first,
        total=page.total,
        export=_address(request, xuat="xlsx", **{PAGE: None, AFTER: None}),
    )
    drawn = [[_drawn(*one) for one in zip(columns, line, strict=True)] for line in rows.lines]
    return {
        "rows": rows,
        "lines": list(zip(page.pupils, drawn, strict=True)),
        "by_key": by_key,
        "may_edit": asked.state != "left" and actor.can(Can.EDIT, at=asked.school_id),
        "verbs": VERBS,
    }


def _around(scope: Scope, schools: dict[int, str], school_id: int | None, form: RosterFilter) -> dict[str, Any]:
    school = schools.get(school_id, "") if school_id else ""
    return {
        "form": form,
        "scope": scope,
        "schools": schools if len(schools) > 1 else {},
        "school_id": school_id,
        "school": school or (organisations.name_of(school_id) if school_id else ""),
    }


def _drawn(column: Column, cell: Cell) -> tuple[str, str, str, str]:
    """Return a cell as the template writes it hundreds of times a page: class, label, address, text."""
    if cell.text == NOTHING:
        return f"col-{column.name} is-empty", cell.label, "", ""
    return f"col-{column.name} kind-{cell.kind}", cell.label, cell.url, cell.text


def _heading(request: HttpRequest, column: Column, asked: Asked, by_key: bool) -> Heading:
    if by_key or not column.sort or asked.state == "left" or (asked.state == "unplaced" and column.sort != "name"):
        return Heading(str(column.title), column.kind, "", "")
    direction = ""
    if asked.order.lstrip("-") == column.sort:
        direction = "descending" if asked.order.startswith("-") else "ascending"
    turned = f"-{column.sort}" if direction == "ascending" else column.sort
    return Heading(str(column.title), column.kind, _address(request, **{SORT: turned, PAGE: None}), direction)


def _ways(request: HttpRequest, page: rosters.Page, place: int, by_key: bool) -> tuple[str, str]:
    """Return the addresses of the pages before and after; a list by keys goes back to its beginning."""
    if by_key:
        before = _address(request, **{AFTER: None}) if request.GET.get(AFTER) else ""
        return before, _address(request, **{AFTER: page.after}) if page.has_more else ""
    before = _address(request, **{PAGE: place - 1 if place > 2 else None}) if place > 1 else ""
    return before, _address(request, **{PAGE: place + 1}) if page.has_more else ""


def _address(request: HttpRequest, **changes: Any) -> str:
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


@require_POST
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns the lists show, and go back to the list."""
    actor, on = asking(request), localdate()
    rosters.scope_of(actor, on)
    known = offered.allowed(actor, on)
    names = [] if "mac_dinh" in request.POST else [name for name in request.POST.getlist("cot") if name in known]
    offered.remember(request, names)
    back = request.POST.get("ve", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect("students:roster")
    return HttpResponseRedirect(back)


def roster_url(school_id: int | None = None) -> str:
    """Return the address of the list of a school."""
    return reverse("students:roster") + (f"?truong={school_id}" if school_id else "")
