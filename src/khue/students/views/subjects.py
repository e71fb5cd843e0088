"""The subjects that pupils of grades 10 to 12 chose: seen for a class, set for one or many of its pupils."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.web.asking import asking
from khue.core.web.pages import done, tried
from khue.students import actions
from khue.students.forms.moving import SubjectsForm
from khue.students.queries.choosing import choices
from khue.students.rules import Can


@require_http_methods(["GET", "POST"])
def class_subjects(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show who chose what; set it for the pupils that are marked."""
    actor = asking(request)
    found = choices(actor, class_id)
    may_edit = actor.can(Can.EDIT, at=found.group.school_id) and bool(found.subjects)
    if request.method == "POST":
        actor.must(Can.EDIT, at=found.group.school_id)
    form = SubjectsForm(request.POST or None, subjects=found.subjects)
    marked = [int(one) for one in request.POST.getlist("chon") if one.isdecimal() and len(one) < 19]
    if form.is_valid():
        told = tried(form, actions.choose_for_class, actor, class_id, marked, form.cleaned_data["subjects"])
        if told is not None:
            text = _("Đã ghi môn lựa chọn, {count} học sinh có thay đổi.").format(count=told)
            return done(request, text, f"{reverse('students:class_subjects', args=[class_id])}")
    shown = {"found": found, "group": found.group, "form": form, "may_edit": may_edit, "marked": set(marked)}
    return render(request, "students/class_subjects.html", shown, status=422 if form.errors else 200)
