"""Requests in the office: listed by their clocks, entered, answered, carried out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khue.core.actor import Actor, widened
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.formats import day
from khue.core.web.pages import confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.privacy import actions, queries
from khue.privacy.forms import EnterRequestForm, NoteForm, RefuseForm, RequestFilter
from khue.privacy.models import Request
from khue.privacy.rules import CHANNELS, GROUNDS, REQUEST, RIGHTS, Can
from khue.privacy.rules.clocks import limit
from khue.privacy.views.showing import STATE_TONES, due_badge, step_moments

REQUESTS = Table(
    "privacy.requests",
    lazy("Yêu cầu về dữ liệu cá nhân"),
    (
        Column(
            "number",
            lazy("Số"),
            value=lambda row: row.request.pk,
            url=lambda row: reverse("privacy:request", args=[row.request.pk]),
        ),
        Column("name", lazy("Về dữ liệu của")),
        Column("right", lazy("Quyền"), value=lambda row: _(RIGHTS[row.request.right])),
        Column("received_on", lazy("Ngày nhận"), kind="day", value=lambda row: row.request.received_on),
        Column(
            "state",
            lazy("Trạng thái"),
            kind="badge",
            value=lambda row: (_(REQUEST.states[row.request.state]), STATE_TONES[row.request.state]),
        ),
        Column("next_due", lazy("Hạn"), kind="day"),
        Column("left", lazy("Còn lại"), kind="badge", value=lambda row: due_badge(row.next_due, timezone.localdate())),
    ),
)


@dataclass(frozen=True)
class Verb:
    """A step that a page offers: its address, form and action."""

    title: str
    form: type[Form]
    needs: str
    said: str
    run: Callable[[Actor, int, dict[str, Any], date], Any]


VERBS = {
    "chap-thuan": Verb(
        N_("Chấp thuận yêu cầu"),
        NoteForm,
        Can.DECIDE_REQUESTS,
        N_("Đã trả lời chấp thuận."),
        lambda actor, pk, told, on: actions.accept(actor, pk, on=on, note=told["note"]),
    ),
    "tu-choi": Verb(
        N_("Từ chối yêu cầu"),
        RefuseForm,
        Can.DECIDE_REQUESTS,
        N_("Đã trả lời từ chối."),
        lambda actor, pk, told, on: actions.refuse(actor, pk, told["ground"], told["why"], on=on),
    ),
    "gia-han": Verb(
        N_("Gia hạn yêu cầu"),
        NoteForm,
        Can.DECIDE_REQUESTS,
        N_("Đã gia hạn."),
        lambda actor, pk, told, on: actions.extend(actor, pk, told["note"], on=on),
    ),
    "thuc-hien": Verb(
        N_("Ghi đã thực hiện yêu cầu"),
        NoteForm,
        Can.HANDLE_REQUESTS,
        N_("Đã thực hiện yêu cầu."),
        lambda actor, pk, told, on: actions.carry_out(actor, pk, told["note"], on=on),
    ),
    "chuyen": Verb(
        N_("Chuyển đơn vị quản lí hồ sơ"),
        Form,
        Can.DECIDE_REQUESTS,
        N_("Đã chuyển đơn vị quản lí hồ sơ."),
        lambda actor, pk, told, on: actions.assign(actor, pk),
    ),
    "rut-lai": Verb(
        N_("Ghi người yêu cầu rút lại"),
        NoteForm,
        Can.ENTER_REQUESTS,
        N_("Đã ghi việc rút lại yêu cầu."),
        lambda actor, pk, told, on: actions.withdraw(actor, pk, told["note"]),
    ),
}
OFFERED = {
    "received": ("chap-thuan", "tu-choi", "rut-lai", "chuyen"),
    "accepted": ("thuc-hien", "gia-han", "tu-choi", "rut-lai", "chuyen"),
}


@require_GET
def requests(request: HttpRequest) -> HttpResponseBase:
    """List the requests, the most urgent first."""
    form = RequestFilter(request.GET or None)
    told = form.cleaned_data if form.is_valid() else {}
    asked = {"state": told.get("trang_thai", ""), "right": told.get("quyen", "")}
    rows = queries.requests(asking(request), timezone.localdate(), **asked)
    return listing(request, "privacy/requests.html", REQUESTS, rows, form=form)


@require_GET
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one request: clocks, steps, what may be done now."""
    actor, today = asking(request), timezone.localdate()
    found = queries.request(actor, request_id)
    known = queries.persons({found.person_id, found.asker_id})
    offered = [
        (verb, _(VERBS[verb].title))
        for verb in OFFERED.get(found.state, ())
        if actor.can(VERBS[verb].needs, at=found.organisation_id)
    ]
    is_copy = found.right in ("copy", "access") and found.state in ("accepted", "done")
    shown = {
        "asked": found,
        "title": _(RIGHTS[found.right]),
        "name": known[found.person_id].name if found.person_id in known else "",
        "facts": _facts(found, known),
        "state": (_(REQUEST.states[found.state]), STATE_TONES[found.state]),
        "left": due_badge(found.reply_due if found.state == "received" else found.due, today),
        "is_open": found.state in OFFERED,
        "is_unsure": limit(found.right, found.received_on).is_unsure,
        "moments": step_moments(list(found.steps.order_by("at"))),
        "offered": offered,
        "parts": queries.deletable(found.person_id) if found.right == "delete" else [],
        "may_copy": is_copy and actor.can(Can.HANDLE_REQUESTS, at=found.organisation_id),
    }
    return render(request, "privacy/request.html", shown)


def _facts(found: Request, known: dict[int, Any]) -> list[tuple[str, Any]]:
    asker = known[found.asker_id].name if found.asker_id in known else ""
    return [
        (_("Người yêu cầu"), asker),
        (_("Nơi nhận"), _(CHANNELS[found.channel])),
        (_("Đơn vị thực hiện"), organisations.name_of(found.organisation_id)),
        (_("Ngày nhận"), day(found.received_on)),
        (_("Hạn trả lời"), day(found.reply_due)),
        (_("Hạn thực hiện"), day(found.due) + (_(" (đã gia hạn)") if found.is_extended else "")),
        (_("Ngày trả lời"), day(found.answered_on)),
        (_("Căn cứ từ chối"), _(GROUNDS[found.ground]) if found.ground else ""),
    ]


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enter a request that came to the office."""
    actor, today = asking(request), timezone.localdate()
    card = queries.person(person_id)
    actor.must(Can.ENTER_REQUESTS, at=card.custody_id)
    askers = [(card.id, card.name), *((one, name or str(one)) for one, name in queries.relatives(actor, person_id))]
    form = EnterRequestForm(request.POST or None, askers=askers, initial={"received_on": today})
    if form.is_valid():
        told = form.cleaned_data
        asked = actions.Asking(person_id, told["asker"], told["right"], told["words"])
        made = actions.enter(actor, asked, on=told["received_on"])
        return done(request, _("Đã nhận yêu cầu."), "privacy:request", made.pk)
    title = _("Nhập yêu cầu: {name}").format(name=card.name)
    return form_page(
        request, form, title=title, button=_("Nhận yêu cầu"), back=reverse("privacy:person", args=[person_id])
    )


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, request_id: int, verb: str) -> HttpResponse:
    """Take a step of a request, after asking for what it needs."""
    actor, chosen = asking(request), VERBS.get(verb)
    if chosen is None:
        raise Missing(what=_("bước này"))
    found = queries.request(actor, request_id)
    actor.must(chosen.needs, at=found.organisation_id)
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        chosen.run(actor, request_id, form.cleaned_data, timezone.localdate())
        return done(request, _(chosen.said), "privacy:requests" if verb == "chuyen" else "privacy:request",
                    *([] if verb == "chuyen" else [request_id]))  # fmt: skip
    back = reverse("privacy:request", args=[request_id])
    text = _("Người yêu cầu sẽ đọc được nội dung này.")
    return confirm(request, title=_(chosen.title), text=text, button=_(chosen.title), back=back, form=form)


@require_POST
def copy(request: HttpRequest, request_id: int) -> HttpResponse:
    """Make the portable copy for an accepted request; nothing of it stays on the server."""
    actor = asking(request)
    found = queries.request(actor, request_id)
    numbers = actions.hand_over_copy(actor, found.person_id, request_id)
    if actor.places(Can.HANDLE_REQUESTS) is not None:
        return copy_answer(found.person_id, numbers)
    with widened(actor):  # who answers for the province reads this person, and only in the course of this request
        return copy_answer(found.person_id, numbers)


def copy_answer(person_id: int, numbers: dict[str, str]) -> HttpResponse:
    """Answer with the portable copy as a zip file."""
    today = timezone.localdate()
    name = queries.person(person_id).name
    packed = queries.portable(person_id, name, queries.all_of(person_id), numbers, on=today)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="du-lieu-{person_id}-{today}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer
