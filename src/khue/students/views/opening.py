"""Classes opened, changed, closed and made anew; new pupils spread over them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khue.core.clock import SchoolYear
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page, tried
from khue.organisations import queries as organisations
from khue.people.rules import SEXES
from khue.students import actions, queries
from khue.students.actions.classes import school_on
from khue.students.forms.moving import ClassForm
from khue.students.forms.roster import number
from khue.students.rules import Can, grades_of, year_spans
from khue.students.views.choosing import Chosen, chosen_school
from khue.students.views.rolling_over import day_of, numbered


def _year(request: HttpRequest) -> int:
    asked = number(request.GET.get("nam", ""))
    return asked if asked and 1945 <= asked <= 2100 else queries.current_year(localdate())


def _choose(request: HttpRequest, chosen: Chosen, heading: str) -> HttpResponse:
    return render(request, "students/choose_school.html", {"chosen": chosen, "heading": heading})


def _sites(school_id: int) -> dict[int, str]:
    nodes = organisations.children(school_id)
    return {one.version.organisation_id: one.version.name for one in nodes if one.version.kind == "site"}


@require_http_methods(["GET", "POST"])
def class_new(request: HttpRequest) -> HttpResponse:
    """Open a class."""
    chosen = chosen_school(request, Can.EDIT)
    if chosen.id is None:
        return _choose(request, chosen, _("Mở lớp"))
    year = _year(request)
    grades = grades_of(school_on(chosen.id, year).levels)
    initial = {"kind": "ordinary", "sessions": ["morning"]}
    form = ClassForm(request.POST or None, grades=grades, sites=_sites(chosen.id), initial=initial)
    if form.is_valid():
        new = actions.NewClass(**form.facts())
        if made := tried(form, actions.open_class, asking(request), chosen.id, year, new):
            return done(request, _("Đã mở lớp {name}.").format(name=made.name), "students:class", made.pk)
    title = _("Mở lớp năm học {year}").format(year=SchoolYear(year).label)
    back = f"{reverse('students:classes')}?truong={chosen.id}&nam={year}"
    return form_page(request, form, title=title, button=_("Mở lớp"), back=back, lead=chosen.name)


@require_http_methods(["GET", "POST"])
def class_edit(request: HttpRequest, class_id: int) -> HttpResponse:
    """Change a class."""
    actor = asking(request)
    row = queries.class_group(actor, class_id)
    actor.must(Can.EDIT, at=row.school_id)
    grades = grades_of(school_on(row.school_id, row.school_year).levels)
    initial = {name: getattr(row, name) for name in ("name", "kind", "grades", "sessions", "capacity")}
    initial["site"] = str(row.site_id or "")
    form = ClassForm(request.POST or None, grades=grades, sites=_sites(row.school_id), initial=initial)
    if form.is_valid() and tried(form, actions.amend_class, actor, class_id, form.facts()):
        return done(request, _("Đã lưu."), "students:class", class_id)
    back = reverse("students:class", args=[class_id])
    return form_page(
        request, form, title=_("Sửa lớp {name}").format(name=row.name), button=_("Lưu"), back=back, lead=""
    )


@require_http_methods(["GET", "POST"])
def class_close(request: HttpRequest, class_id: int) -> HttpResponse:
    """Close a class, or open it again."""
    actor = asking(request)
    row = queries.class_group(actor, class_id)
    verb = _("Mở lại lớp") if row.is_closed else _("Đóng lớp")
    if request.method == "POST":
        (actions.reopen_class if row.is_closed else actions.close_class)(actor, class_id)
        return done(request, _("Đã ghi nhận."), "students:class", class_id)
    actor.must(Can.EDIT, at=row.school_id)
    back = reverse("students:class", args=[class_id])
    text = _("Lớp đã đóng không nhận thêm học sinh; danh sách cũ vẫn giữ.")
    return confirm(request, title=f"{verb} {row.name}", text=text, button=verb, back=back)


@require_POST
def classes_copy(request: HttpRequest) -> HttpResponse:
    """Open for the next year the classes of this one."""
    chosen = chosen_school(request, Can.EDIT)
    year = number(request.POST.get("nam", "")) or 0
    made = actions.copy_classes(asking(request), chosen.id or 0, year)
    text = _("Đã mở {count} lớp cho năm học {year}.").format(count=len(made), year=SchoolYear(year + 1).label)
    return done(request, text, f"{reverse('students:classes')}?truong={chosen.id}&nam={year + 1}")


@require_http_methods(["GET", "POST"])
def forming(request: HttpRequest) -> HttpResponse:
    """Spread pupils without a class over the chosen classes: see, move by hand, save."""
    actor = asking(request)
    chosen = chosen_school(request, Can.ROLL_OVER)
    if chosen.id is None:
        return _choose(request, chosen, _("Xếp lớp"))
    if request.method == "POST":
        return _form_them(request, chosen.id)
    year = _year(request)
    groups = list(queries.classes(actor, chosen.id, year))
    wanted = [pk for pk in map(number, request.GET.getlist("lop")) if pk in {one.pk for one in groups}]
    proposals = queries.propose(actor, chosen.id, year, [pk for pk in wanted if pk])
    names = {one.pk: one.name for one in groups}
    spread = {names[pk]: sum(one.class_id == pk for one in proposals) for pk in wanted if pk}
    shown = {
        "chosen": chosen,
        "year": SchoolYear(year),
        "groups": groups,
        "wanted": wanted,
        "spread": spread,
        "rows": [(one, _(SEXES[one.sex]) if one.sex else "") for one in proposals],
        "on": max(localdate(), year_spans(year)[0]),
    }
    return render(request, "students/forming.html", shown)


def _form_them(request: HttpRequest, school_id: int) -> HttpResponse:
    told = request.POST
    picked = {stay: number(group) for stay, group in numbered(told, "lop-").items()}
    placed = {stay: group for stay, group in picked.items() if group}
    on = day_of(told.get("on", ""))
    made = actions.form_classes(asking(request), school_id, placed, on=on)
    url = f"{reverse('students:classes')}?truong={school_id}&nam={made[0].school_year}"
    return done(request, _("Đã xếp lớp {count} học sinh.").format(count=len(made)), url)
