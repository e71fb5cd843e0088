"""Relatives on pages: entered, named by an exact code, amended, ended."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, confirm, done
from khue.people import actions, queries
from khue.people.forms import EndForm, NumberedRelativeForm, RelativeForm, TieForm
from khue.people.models import Person
from khue.people.queries import Relative
from khue.people.rules import Can
from khue.people.views.browsing import seen_person
from khue.people.views.editing import address, form_or_post, sent


@form_or_post
def relative_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter a relative who is not in the register yet."""
    actor, person = asking(request), _editable(request, person_id)

    def add(form: RelativeForm) -> None:
        actions.add_relative(actor, person_id, form.facts(), form.tie(), identifiers=form.identifiers())

    return _page(request, person, RelativeForm(sent(request)), add, _("Thêm người thân"))


@form_or_post
def relative_by_number(request: HttpRequest, person_id: int) -> HttpResponse:
    """Relate somebody who is in the register, perhaps with another unit."""
    actor, person = asking(request), _editable(request, person_id)

    def relate(form: NumberedRelativeForm) -> None:
        told = form.cleaned_data
        actions.relate_by_number(actor, person_id, told["scheme"], told["value"], form.tie())

    return _page(request, person, NumberedRelativeForm(sent(request)), relate, _("Người thân đã có hồ sơ"))


@form_or_post
def relation_edit(request: HttpRequest, person_id: int, relation_id: int) -> HttpResponse:
    """Amend what stands on a relation."""
    actor, person = asking(request), _editable(request, person_id)
    row = _relation(request, person_id, relation_id)
    beginning = {name: getattr(row, name) for name in TieForm.TIE}

    def amend(form: TieForm) -> None:
        actions.amend_relation(actor, relation_id, form.changes())

    return _page(request, person, TieForm(sent(request), initial=beginning), amend, row.name)


@form_or_post
def relation_end(request: HttpRequest, person_id: int, relation_id: int) -> HttpResponse:
    """End a relation, after asking."""
    actor, _person = asking(request), _editable(request, person_id)
    row = _relation(request, person_id, relation_id)
    form = EndForm(sent(request))

    def end(form: EndForm) -> None:
        actions.unrelate(actor, relation_id, on=form.cleaned_data["on"], why=form.cleaned_data["why"])

    if accepted(form, end):
        return done(request, _("Đã kết thúc quan hệ."), "people:person", person_id)
    title = _("Kết thúc quan hệ với {name}?").format(name=row.name)
    text = _("Người này không còn xem được hồ sơ và không còn nhận thông báo về trẻ. Lịch sử vẫn được giữ.")
    return confirm(
        request, title=title, text=text, button=_("Kết thúc"), back=address(person_id), tone="danger", form=form
    )


def _page(request: HttpRequest, person: Person, form: Any, run: Callable[[Any], None], title: str) -> HttpResponse:
    if accepted(form, run):
        return done(request, _("Đã lưu người thân."), "people:person", person.pk)
    shown = {"form": form, "person": person, "heading": title}
    return render(request, "people/relative.html", shown, status=422 if form.errors else 200)


def _editable(request: HttpRequest, person_id: int) -> Person:
    """Raises: Missing, Denied."""
    actor = asking(request)
    person = seen_person(actor, person_id)
    actor.must(Can.EDIT, at=person.custody_id)
    return person


def _relation(request: HttpRequest, person_id: int, relation_id: int) -> Relative:
    """Raises: Missing."""
    rows = queries.relatives(asking(request), [person_id])[person_id]
    found = next((row for row in rows if row.relation_id == relation_id), None)
    if found is None:
        raise Missing(what=_("quan hệ này"))
    return found
