"""A person is entered and amended on pages; two who edit one record at once are shown both values."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.organisations import queries as organisations
from khue.people import actions
from khue.people.actions import StaleRecord
from khue.people.forms import NewPersonForm, PersonForm, PhotoForm
from khue.people.rules import Can
from khue.people.views.browsing import seen_person

form_or_post = require_http_methods(["GET", "POST"])


def sent(request: HttpRequest) -> Any:
    """Return what was posted, or nothing when the form is only opened."""
    return request.POST if request.method == "POST" else None


@form_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Enter a person."""
    actor = asking(request)
    actor.must(Can.EDIT)
    form = NewPersonForm(sent(request), places=_units(actor))
    made = []

    def add(form: NewPersonForm) -> None:
        custody = form.cleaned_data["custody"]
        made.append(actions.add(actor, form.facts(), custody=custody, identifiers=form.identifiers()))

    if accepted(form, add):
        return done(request, _("Đã lập hồ sơ."), "people:person", made[0].pk)
    return render(request, "people/new.html", {"form": form}, status=422 if form.errors else 200)


def _units(actor: Actor) -> dict[int, str]:
    """Return the units for which the actor may enter people."""
    places = actor.places(Can.EDIT)
    if places is None:
        return {row.organisation_id: row.name for row in organisations.as_of().order_by("sort_key")}
    return organisations.names(places)


@form_or_post
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Amend the facts of a person."""
    actor = asking(request)
    person = seen_person(actor, person_id)
    actor.must(Can.EDIT, at=person.custody_id)
    form = form_again = PersonForm(sent(request), person=person)
    both: tuple[Any, ...] = ()

    def amend(form: PersonForm) -> None:
        nonlocal form_again, both
        told = form.cleaned_data
        try:
            actions.amend(actor, person_id, form.changes(), version=told["version"], why=told["why"])
        except StaleRecord as error:
            both, form_again = error.both, _again(request, error)

    if accepted(form, amend) and not both:
        return done(request, _("Đã lưu hồ sơ."), "people:person", person_id)
    shown = {"form": form_again, "both": both, "person": person}
    return render(request, "people/edit.html", shown, status=409 if both else 422 if form.errors else 200)


def _again(request: HttpRequest, error: StaleRecord) -> PersonForm:
    """Return the form once more, now standing on the state that the other saved."""
    told = request.POST.copy()
    told["version"] = str(error.facts["version"])
    return PersonForm(told)


@form_or_post
def photo_change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keep a new photo of a person."""
    actor = asking(request)
    person = seen_person(actor, person_id)
    actor.must(Can.EDIT, at=person.custody_id)
    form = PhotoForm(sent(request), request.FILES or None)

    def keep(form: PhotoForm) -> None:
        actions.set_photo(actor, person_id, form.cleaned_data["photo"].read(actions.LARGEST_PHOTO + 1))

    if accepted(form, keep):
        return done(request, _("Đã lưu ảnh."), "people:person", person_id)
    return form_page(request, form, title=_("Đổi ảnh"), button=_("Lưu ảnh"), back=address(person_id))


@form_or_post
def photo_remove(request: HttpRequest, person_id: int) -> HttpResponse:
    """Delete the photo of a person, after asking."""
    actor = asking(request)
    seen_person(actor, person_id)
    if request.method == "POST":
        actions.remove_photo(actor, person_id)
        return done(request, _("Đã xoá ảnh."), "people:person", person_id)
    text = _("Ảnh bị xoá hẳn, không lấy lại được.")
    return confirm(request, title=_("Xoá ảnh?"), text=text, button=_("Xoá ảnh"), back=address(person_id), tone="danger")


def address(person_id: int) -> str:
    """Return the address of a person's page."""
    return f"/van-phong/nguoi/{person_id}/"
