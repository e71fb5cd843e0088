"""A pupil leaves the school, or comes back to it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.pages import done, form_page, tried
from khue.people import queries as persons
from khue.students import actions, queries
from khue.students.actions import Leaving
from khue.students.forms.moving import LeaveForm, ReceiveForm
from khue.students.rules import Can
from khue.students.views.transfers import classes_for


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record that a pupil leaves: drops out, pauses, was entered by mistake."""
    actor = asking(request)
    stay = queries.stay_of(person_id)
    if stay is None:
        raise Missing(what=_("học sinh đang học ở trường của bạn"))
    actor.must(Can.EDIT, at=stay.school_id)
    form = LeaveForm(request.POST or None, initial={"on": localdate(), "version": stay.version}, label_suffix="")
    if form.is_valid():
        told = form.cleaned_data
        leaving = Leaving(told["on"], told["how"], told["to"], told["why"])
        if tried(form, actions.leave, actor, stay.pk, leaving, version=told["version"]):
            return done(request, _("Đã ghi nhận học sinh rời trường."), "students:pupil", person_id)
    title = _("Rời trường: {name}").format(name=persons.card(actor, person_id).name)
    lead = _("Chuyển sang trường khác thì lập hồ sơ chuyển trường.")
    back = reverse("students:pupil", args=[person_id])
    return form_page(request, form, title=title, button=_("Ghi nhận"), back=back, lead=lead)


@require_http_methods(["GET", "POST"])
def come_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a pupil who left this school come back."""
    actor = asking(request)
    stay = next((one for one, _places in queries.time_line(person_id)), None)
    if stay is None:
        raise Missing(what=_("học sinh đã học ở trường của bạn"))
    actor.must(Can.EDIT, at=stay.school_id)
    form = ReceiveForm(
        request.POST or None,
        classes=classes_for(actor, stay.school_id, localdate(), ""),
        initial={"on": localdate()},
    )
    if form.is_valid():
        told = {"on": form.cleaned_data["on"], "class_id": form.class_id}
        if tried(form, actions.come_back, actor, stay.pk, **told):
            return done(request, _("Đã ghi nhận học sinh học lại."), "students:pupil", person_id)
    title = _("Học lại: {name}").format(name=persons.card(actor, person_id).name)
    back = reverse("students:pupil", args=[person_id])
    return form_page(request, form, title=title, button=_("Cho học lại"), back=back)
