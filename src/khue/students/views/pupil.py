"""The page of a pupil: everything that one may see on one page; its facts amended; a number shown in full."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.dates import as_of
from khue.core.web.pages import accepted, done
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.people import queries as of_people
from khue.people.actions import StaleRecord
from khue.people.rules import SCHEME_BY_CODE
from khue.students import queries
from khue.students.forms.facts import PersonForm, PurposeForm
from khue.students.queries import pupil_pages
from khue.students.queries.pupil_pages import PupilPage
from khue.students.views import showing
from khue.students.views.facts import form_or_post, pupil_address


@require_GET
def pupil(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show everything of a pupil that one may see; whoever opens a whole record is written down."""
    actor, seen = asking(request), as_of(request)
    page = pupil_pages.pupil_page(actor, person_id, seen.on, seen.known_at)
    if page.is_here and page.sees.whole:
        people.log_reading(actor, person_id, "people.record", place_id=page.stay.school_id)
        if page.sees.health and page.checks:
            people.log_reading(actor, person_id, "students.health", place_id=page.stay.school_id)
    return render(request, "students/pupil.html", {"page": page, "seen": seen, **_shown(actor, page, seen.on)})


def _shown(actor: Actor, page: PupilPage, on: date) -> dict[str, Any]:
    names = organisations.names({stay.school_id for stay, _places in page.life}, localdate())
    return {
        "school": names.get(page.stay.school_id, ""),
        "facts": showing.person_facts(page),
        "identifiers": showing.identifiers(page),
        "relatives": showing.relatives(page),
        "statuses": showing.statuses(page),
        "checks": showing.checks(page),
        "recognitions": showing.recognitions(page),
        "moments": showing.moments(page, names),
        "changes": showing.changes(page),
        "readings": showing.readings(page),
        "state": showing.state(page),
        "attendance": None if page.is_limited else queries.summary(actor, page.person_id, on=on),
    }


@form_or_post
def pupil_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Amend the facts of a pupil; two who edit one record at once are shown both values."""
    actor, on = asking(request), localdate()
    page = pupil_pages.pupil_page(actor, person_id, on)
    if not page.is_here:
        raise Missing(what=_("hồ sơ này ở đơn vị của bạn"))
    actor.must("people.edit", at=page.person.custody_id)
    form = PersonForm(request.POST if request.method == "POST" else None, on=on, initial=_facts(page.person))
    both: list[Any] = []
    try:
        if accepted(form, lambda form: _amend(actor, person_id, form)):
            return done(request, _("Đã lưu hồ sơ."), pupil_address(person_id))
    except Conflict as conflict:
        form, both = _again(request, conflict.error, on), list(conflict.error.both)
    shown = {"form": form, "both": both, "page": page}
    return render(request, "students/pupil_edit.html", shown, status=422 if form.errors else 409 if both else 200)


class Conflict(Exception):
    """Somebody else saved the record meanwhile; carries both values to the page."""

    def __init__(self, error: StaleRecord) -> None:
        super().__init__()
        self.error = error


def _amend(actor: Any, person_id: int, form: PersonForm) -> None:
    told = form.cleaned_data
    try:
        people.amend(actor, person_id, form.changes(), version=told["version"], why=told["why"])
    except StaleRecord as error:
        raise Conflict(error) from error


def _again(request: HttpRequest, error: StaleRecord, on: Any) -> PersonForm:
    """Return the form once more, now standing on the state that the other saved."""
    told = request.POST.copy()
    told["version"] = str(error.facts["version"])
    form = PersonForm(told, on=on)
    form.is_valid()
    return form


def _facts(person: Any) -> dict[str, Any]:
    facts = {name: getattr(person, name) for name in PersonForm.FACTS if name != "birth"}
    return facts | {"birth": str(of_people.birth_of(person)), "version": person.version}


@form_or_post
def pupil_number(request: HttpRequest, person_id: int, scheme: str) -> HttpResponse:
    """Show a secret number in full, for a purpose that is written down."""
    actor = asking(request)
    page = pupil_pages.pupil_page(actor, person_id, localdate())
    if scheme not in SCHEME_BY_CODE or not SCHEME_BY_CODE[scheme].is_secret:
        raise Missing(what=_("loại mã này"))
    form = PurposeForm(request.POST if request.method == "POST" else None)
    found: list[str] = []

    def show(form: PurposeForm) -> None:
        found.append(people.show_number(actor, person_id, form.cleaned_data["muc_dich"], scheme=scheme))

    accepted(form, show)
    title = _(SCHEME_BY_CODE[scheme].title)
    shown = {"page": page, "form": form, "value": found[0] if found else "", "heading": title}
    return render(request, "students/number.html", shown, status=422 if form.errors else 200)
