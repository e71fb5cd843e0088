"""Who teaches what to which class: the grid of a school, and the teachers of one class to choose."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.clock import SchoolYear
from khue.core.web.asking import asking
from khue.core.web.pages import done, form_page, tried
from khue.core.web.parts import Tab
from khue.staff import queries as staff
from khue.students import actions, queries
from khue.students.actions import Wanted
from khue.students.forms.roster import number
from khue.students.queries import HOMEROOM
from khue.students.rules import Can, year_spans
from khue.students.views.choosing import chosen_school

FIELD = "mon-"


class TeachersForm(forms.Form):
    """The teachers of a class, one field a subject; the first is the homeroom teacher."""

    on = forms.DateField(label=lazy("Từ ngày"))

    def __init__(self, *args: Any, subjects: dict[str, str], teachers: list[staff.Teacher], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for code, name in {HOMEROOM: _("Chủ nhiệm"), **subjects}.items():
            trained = [one for one in teachers if code in one.subjects]
            ordered = [*trained, *(one for one in teachers if one not in trained)]
            choices = [("", _("Chưa phân công")), *((str(one.post_id), one.name) for one in ordered)]
            self.fields[FIELD + code] = forms.ChoiceField(label=name, choices=choices, required=False)

    def wanted(self, class_id: int) -> list[Wanted]:
        """Return what was chosen."""
        chosen = {key.removeprefix(FIELD): value for key, value in self.cleaned_data.items() if key.startswith(FIELD)}
        return [Wanted(class_id, code, int(value) if value else None) for code, value in chosen.items()]


@require_GET
def assigning(request: HttpRequest) -> HttpResponse:
    """Show the grid of a school in a year."""
    actor = asking(request)
    chosen = chosen_school(request, Can.SEE)
    if chosen.id is None:
        heading = _("Phân công giảng dạy")
        return render(request, "students/choose_school.html", {"chosen": chosen, "heading": heading})
    year = number(request.GET.get("nam", "")) or queries.current_year(localdate())
    first, last = year_spans(year)
    grid = queries.grid(actor, chosen.id, year, min(max(localdate(), first), last))
    url = reverse("students:assigning")
    shown = {
        "chosen": chosen,
        "grid": grid,
        "tabs": [
            Tab(SchoolYear(one).label, f"{url}?truong={chosen.id}&nam={one}", one == year)
            for one in queries.years(chosen.id)[:6]
        ],
        "may_assign": actor.can(Can.ASSIGN_TEACHERS, at=chosen.id),
    }
    return render(request, "students/assigning.html", shown)


@require_http_methods(["GET", "POST"])
def class_teachers(request: HttpRequest, class_id: int) -> HttpResponse:
    """Choose the teachers of a class."""
    actor = asking(request)
    group = queries.class_group(actor, class_id)
    actor.must(Can.ASSIGN_TEACHERS, at=group.school_id)
    first, last = year_spans(group.school_year)
    on = min(max(localdate(), first), last)
    held = {
        FIELD + (HOMEROOM if one.is_homeroom else one.subject): str(one.post_id)
        for one in queries.teachers_of(class_id, on)
    }
    form = TeachersForm(
        request.POST or None,
        subjects=queries.subjects_of(group.grades, on),
        teachers=staff.teachers(group.school_id, on),
        initial={"on": on, **held},
    )
    back = f"{reverse('students:assigning')}?truong={group.school_id}&nam={group.school_year}"
    if form.is_valid():
        made = tried(form, actions.assign_many, actor, form.wanted(class_id), on=form.cleaned_data["on"])
        if made is not None:
            return done(request, _("Đã lưu phân công lớp {name}.").format(name=group.name), back)
    title = _("Phân công lớp {name}").format(name=group.name)
    lead = _("Người dạy cũ kết thúc vào ngày người mới bắt đầu. Giáo viên đúng chuyên môn đứng đầu danh sách.")
    return form_page(request, form, title=title, button=_("Lưu phân công"), back=back, lead=lead)
