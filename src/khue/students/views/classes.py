"""Classes of a school; a class with its list, its teachers and its history; its list on paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.dates import as_of
from khue.core.web.formats import day
from khue.core.web.parts import Moment, Tab
from khue.core.web.tables import Column, Table, workbook
from khue.organisations import queries as organisations
from khue.people.rules import SEXES
from khue.students import queries
from khue.students.forms.roster import number
from khue.students.queries import class_pages, rolls, rosters
from khue.students.queries.class_pages import ClassPage, Coming
from khue.students.rules import CLASS_KINDS, GRADE_BY_CODE, LEAVINGS, PLACEMENTS, Can, chooses
from khue.students.views.bulk import VERBS
from khue.students.views.columns import pupil_url

PAPER = Table(
    "students.class",
    lazy("Danh sách lớp"),
    (
        Column("number", lazy("STT"), "number"),
        Column("full_name", lazy("Họ và tên"), url=pupil_url),
        Column("birth_date", lazy("Ngày sinh"), "day"),
        Column("sex", lazy("Giới tính"), value=lambda row: _(SEXES[row.sex]) if row.sex else ""),
        Column("birth_place", lazy("Nơi sinh")),
        Column("contacts", lazy("Điện thoại gia đình")),
    ),
)


@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """Show the classes of a school in a year, grade by grade."""
    actor, on = asking(request), localdate()
    scope = rosters.scope_of(actor, on)
    schools = {} if scope.is_wide else rosters.schools_of(scope, on)
    school_id = number(request.GET.get("truong", "")) or next(iter(schools), None)
    years = queries.years(school_id) if school_id else []
    year = number(request.GET.get("nam", "")) or next((one for one in years if one <= queries.current_year(on)), None)
    shown: dict[str, Any] = {"schools": schools if len(schools) > 1 else {}, "school_id": school_id, "scope": scope}
    if school_id and year:
        shown |= _grades(actor, school_id, year) | {"tabs": _years(school_id, years, year), "year": SchoolYear(year)}
    shown["school"] = organisations.name_of(school_id, on) if school_id else ""
    shown["may_edit"] = actor.can(Can.EDIT, at=school_id)
    return render(request, "students/classes.html", shown)


def _grades(actor: Actor, school_id: int, year: int) -> dict[str, Any]:
    groups = list(queries.classes(actor, school_id, year, with_closed=True))
    groups = [group for group in groups if queries.may_see_class(actor, group)]
    ids = [group.pk for group in groups]
    on = min(localdate(), SchoolYear(year).last_day)
    sizes, teachers = class_pages.sizes_of(ids, on), class_pages.teachers_of(ids, on)
    grades: dict[str, list[dict[str, Any]]] = {}
    for group in groups:
        size, girls = sizes.get(group.pk, (0, 0))
        homeroom = next((one.name for one in teachers.get(group.pk, []) if one.is_homeroom), "")
        card = {"group": group, "size": size, "girls": girls, "homeroom": homeroom, "kind": CLASS_KINDS[group.kind]}
        grades.setdefault(group.grades[0] if len(group.grades) == 1 else "", []).append(card)
    titled = [(_(GRADE_BY_CODE[one].title) if one else _("Lớp ghép"), cards) for one, cards in grades.items()]
    pupils = sum(size for size, _girls in sizes.values())
    return {"grades": titled, "count": len(groups), "pupils": pupils}


def _years(school_id: int, years: list[int], year: int) -> list[Tab]:
    url = reverse("students:classes")
    return [Tab(SchoolYear(one).label, f"{url}?truong={school_id}&nam={one}", one == year) for one in years[:6]]


@require_GET
def class_page(request: HttpRequest, class_id: int) -> HttpResponseBase:
    """Show a class as of a day: who leads and teaches it, its list, today's roll, its history."""
    actor, seen = asking(request), as_of(request)
    page = class_pages.class_page(actor, class_id, seen.on)
    if request.GET.get("xuat") == "xlsx":
        return workbook(PAPER, page.pupils)
    shown = {
        "page": page,
        "group": page.group,
        "seen": seen,
        "is_past": page.on != seen.on,
        "year": SchoolYear(page.group.school_year),
        "grades": ", ".join(_(GRADE_BY_CODE[grade].title) for grade in page.group.grades),
        "school": organisations.name_of(page.group.school_id, page.on),
        "lines": _lines(page),
        "moments": [_moment(one) for one in page.history[:30]],
        "may_call": rolls.may_call(actor, page.group) and not page.group.is_closed and page.on == seen.on,
        "may_edit": actor.can(Can.EDIT, at=page.group.school_id) and page.on == seen.on,
        "classes_url": f"{reverse('students:classes')}?truong={page.group.school_id}&nam={page.group.school_year}",
        "verbs": VERBS,
        "has_choices": actor.can(Can.SEE, at=page.group.school_id)
        and any(chooses(grade, page.group.school_year) for grade in page.group.grades),
    }
    return render(request, "students/class.html", shown)


def _lines(page: ClassPage) -> list[dict[str, Any]]:
    policies = catalogues.labels("priority_categories", page.on)
    return [
        {
            "pupil": pupil,
            "sex": _(SEXES[pupil.sex]) if pupil.sex else "",
            "notes": [policies.get(code, code) for code in pupil.statuses.get("policy_group", ())],
        }
        for pupil in page.pupils
    ]


def _moment(one: Coming) -> Moment:
    how = _(PLACEMENTS.get(one.how) or LEAVINGS.get(one.how) or "")
    title = _("{name} vào lớp") if one.is_coming else _("{name} rời lớp")
    return Moment(
        one.on,
        title.format(name=one.name),
        how,
        tone="good" if one.is_coming else "neutral",
        icon="user-plus" if one.is_coming else "user-minus",
        url=reverse("students:pupil", args=[one.person_id]),
    )


@require_GET
def class_print(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show the list of a class as it is put on paper (Decree 30/2020/NĐ-CP, layout of office documents)."""
    seen = as_of(request)
    page = class_pages.class_page(asking(request), class_id, seen.on)
    if not page.pupils:
        raise Missing(what=_("học sinh nào trong lớp ngày {day}").format(day=day(seen.on)))
    ethnic = catalogues.labels("ethnic_groups", page.on)
    card = organisations.card(page.group.school_id, page.on)
    shown = {
        "page": page,
        "group": page.group,
        "year": SchoolYear(page.group.school_year),
        "school": card.facts.name,
        "above": card.above[0].name if card.above else "",
        "place": card.facts.area_name,
        "lines": [
            {"pupil": one, "sex": _(SEXES[one.sex]) if one.sex else "", "ethnic": ethnic.get(one.ethnicity, "")}
            for one in page.pupils
        ],
    }
    return render(request, "students/class_print.html", shown)
