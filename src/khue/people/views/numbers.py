"""Identifiers on pages: given, ended, shown in full for a purpose; and one person looked for elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.people import actions
from khue.people.forms import ElsewhereForm, EndForm, IdentifierForm, PurposeForm
from khue.people.models import Identifier
from khue.people.queries import FoundElsewhere
from khue.people.rules import SCHEME_BY_CODE, Can
from khue.people.views.browsing import seen_person
from khue.people.views.editing import address, form_or_post, sent

SEARCHES_PER_HOUR = 60  # of one person, beyond one's own units


@form_or_post
def number(request: HttpRequest, person_id: int, scheme: str) -> HttpResponse:
    """Show a secret number in full, for a purpose that is written down."""
    actor = asking(request)
    person = seen_person(actor, person_id)
    actor.must(Can.SHOW_NUMBER, at=person.custody_id)
    if scheme not in SCHEME_BY_CODE or not SCHEME_BY_CODE[scheme].is_secret:
        raise Missing(what=_("loại mã này"))
    form = PurposeForm(sent(request))
    found: list[str] = []

    def show(form: PurposeForm) -> None:
        found.append(actions.show_number(actor, person_id, form.cleaned_data["purpose"], scheme=scheme))

    accepted(form, show)
    shown = {"person": person, "form": form, "value": "".join(found), "heading": _(SCHEME_BY_CODE[scheme].title)}
    return render(request, "people/number.html", shown, status=422 if form.errors else 200)


@form_or_post
def identifier_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter an identifier of a person."""
    actor = _editor(request, person_id)
    form = IdentifierForm(sent(request))

    def give(form: IdentifierForm) -> None:
        told = form.cleaned_data
        actions.give_identifier(
            actor,
            person_id,
            told["scheme"],
            told["value"],
            issuer=told["issuer"],
            since=told["since"],
            is_disputed=told["is_disputed"],
        )

    if accepted(form, give):
        return done(request, _("Đã ghi mã."), "people:person", person_id)
    return form_page(request, form, title=_("Ghi mã định danh"), button=_("Lưu"), back=address(person_id))


@form_or_post
def identifier_end(request: HttpRequest, person_id: int, identifier_id: int) -> HttpResponse:
    """End an identifier, after asking."""
    actor = _editor(request, person_id)
    row = Identifier.objects.filter(pk=identifier_id, person_id=person_id).first()
    if row is None:
        raise Missing(what=_("mã định danh này"))
    form = EndForm(sent(request))

    def end(form: EndForm) -> None:
        actions.end_identifier(actor, identifier_id, on=form.cleaned_data["on"], why=form.cleaned_data["why"])

    if accepted(form, end):
        return done(request, _("Đã kết thúc mã. Mã cũ vẫn còn trong lịch sử."), "people:person", person_id)
    title = _("Kết thúc «{title}»?").format(title=_(SCHEME_BY_CODE[row.scheme].title))
    text = _("Mã không còn dùng để tìm người này, nhưng vẫn còn trong lịch sử của hồ sơ.")
    return confirm(
        request, title=title, text=text, button=_("Kết thúc mã"), back=address(person_id), tone="danger", form=form
    )


@form_or_post
@limited("people.elsewhere", rate=SEARCHES_PER_HOUR, per=3600)
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Look for one person beyond one's own units, by an exact code and for a purpose."""
    actor = asking(request)
    actor.must(Can.SEARCH_ELSEWHERE)
    form = ElsewhereForm(sent(request))
    found: list[FoundElsewhere | None] = []

    def look(form: ElsewhereForm) -> None:
        told = form.cleaned_data
        found.append(actions.find_elsewhere(actor, told["scheme"], told["value"], purpose=told["purpose"]))

    asked = accepted(form, look)
    shown = {"form": form, "asked": asked, "found": found[0] if found else None}
    return render(request, "people/elsewhere.html", shown, status=422 if form.errors else 200)


def _editor(request: HttpRequest, person_id: int) -> Actor:
    """Return who asks, when he may change this person. Raises: Missing, Denied."""
    actor = asking(request)
    actor.must(Can.EDIT, at=seen_person(actor, person_id).custody_id)
    return actor
