"""Pages of pupils and guardians: what is held, who used it, what they agree to, what they ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.web.asking import asking
from khue.core.web.middleware import to_sign_in
from khue.core.web.pages import confirm, done
from khue.core.words import N_
from khue.people import actions as people
from khue.people import queries as of_people
from khue.people.rules import SCHEME_BY_CODE
from khue.privacy import actions, queries
from khue.privacy.forms import AskForm
from khue.privacy.queries.copies import MOST
from khue.privacy.queries.persons import Card
from khue.privacy.rules import GROUNDS, REQUEST, RIGHTS
from khue.privacy.views.requests import copy_answer
from khue.privacy.views.showing import STATE_TONES, due_badge, reason_badge, step_moments, waiting

RIGHT_ICONS = {
    "access": "eye",
    "correct": "edit",
    "delete": "trash",
    "restrict": "hand-stop",
    "object": "ban",
    "copy": "download",
    "withdraw": "arrow-back-up",
}


class NotFamily(Refused):
    """Somebody in an office post opened a page of pupils and guardians."""

    status = 403
    text = N_("Trang này dành cho học sinh và người giám hộ. Hãy đổi vai đang dùng ở trang tài khoản của bạn.")


def _family(request: HttpRequest) -> Actor | HttpResponse:
    """Let through who acts for own persons; lead a stranger to the sign-in page."""
    actor = asking(request)
    if not actor.is_known:
        return to_sign_in(request)
    if not actor.is_citizen:
        raise NotFamily()
    return actor


def _chosen(request: HttpRequest, actor: Actor) -> tuple[list[Card], Card]:
    """Return one's persons and the one the page is about: the one asked for, or the first."""
    everyone = queries.own_persons(actor)
    asked = request.GET.get("nguoi", "")
    if asked.isdecimal() and len(asked) < 18:
        return everyone, queries.own_person(actor, int(asked))
    if not everyone:
        raise NotFamily()
    return everyone, everyone[0]


@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """Show what is held on a child, who used it and for what, and the ways to ask."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    everyone, card = _chosen(request, actor)
    shown = {
        "everyone": everyone,
        "card": card,
        "groups": queries.all_of(card.id, most=MOST),
        "uses": queries.uses(asking(request), [card.id]),
        "numbers": [
            (one.scheme, _(SCHEME_BY_CODE[one.scheme].title), one.shown)
            for one in of_people.identifiers(actor, card.id)
            if one.sealed and one.period.upper_inf
        ],
        "rights": [(code, _(title), RIGHT_ICONS[code]) for code, title in RIGHTS.items() if code != "withdraw"],
        "open_requests": [one for one in queries.own_requests(actor) if one.closed_at is None],
        "notices": [one for one in queries.notices(actor) if one.person_id == card.id],
        "is_restricted": bool(queries.restricted([card.id], timezone.localdate())),
    }
    return render(request, "privacy/own_data.html", shown)


@require_http_methods(["GET", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """Ask about one's own or a child's data, and follow what was asked."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    everyone, today = queries.own_persons(actor), timezone.localdate()
    initial = {"person": request.GET.get("nguoi"), "right": request.GET.get("quyen")}
    form = AskForm(request.POST or None, persons=[(one.id, one.name) for one in everyone], initial=initial)
    if form.is_valid():
        told = form.cleaned_data
        actions.ask(actor, told["person"], told["right"], told["words"], on=today)
        return done(request, _("Đã gửi yêu cầu. Nhà trường trả lời trong 2 ngày làm việc."), "privacy:own_requests")
    names, me = {one.id: one.name for one in everyone}, queries.self_of(actor)
    asked = [
        {
            "row": row,
            "title": _(RIGHTS[row.right]),
            "name": names.get(row.person_id, ""),
            "state": (_(REQUEST.states[row.state]), STATE_TONES[row.state]),
            "may_withdraw": row.closed_at is None and row.asker_id == me,
            "left": due_badge(None if row.closed_at else row.due if row.answered_on else row.reply_due, today),
            "ground": _(GROUNDS[row.ground]) if row.ground else "",
            "moments": step_moments(list(row.steps.order_by("at"))),
        }
        for row in queries.own_requests(actor)
    ]
    status = 422 if form.is_bound else 200
    return render(request, "privacy/own_requests.html", {"form": form, "asked": asked}, status=status)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take back a request that one sent oneself, after asking."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    asked = queries.request(actor, request_id)
    if request.method == "POST":
        actions.withdraw(actor, request_id)
        return done(request, _("Đã rút lại yêu cầu. Bạn gửi lại lúc nào cũng được."), "privacy:own_requests")
    title = _("Rút lại yêu cầu «{title}»?").format(title=_(RIGHTS[asked.right]))
    text = _("Nhà trường sẽ thôi xử lí yêu cầu này. Quá trình đã ghi vẫn được giữ.")
    back = reverse("privacy:own_requests")
    return confirm(request, title=title, text=text, button=_("Rút lại yêu cầu"), back=back)


@require_POST
def number(request: HttpRequest, person_id: int, scheme: str) -> HttpResponse:
    """Show an own or a child's secret number in full; the reading is written down."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    card = queries.own_person(actor, person_id)
    value = people.show_own_number(actor, person_id, scheme)
    shown = {"card": card, "value": value, "heading": _(SCHEME_BY_CODE[scheme].title)}
    return render(request, "privacy/own_number.html", shown)


@require_POST
def copy(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give the portable copy of what is held on oneself or a child."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    return copy_answer(person_id, actions.hand_over_copy(actor, person_id))


@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """Show what one is asked to agree to, and how it stands; nothing is chosen beforehand."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    everyone, card = _chosen(request, actor)
    giver = queries.self_of(actor)
    mine = {"child", "self"} if giver == card.id else {"guardian"}
    standings = []
    for one in queries.standings(card.id, timezone.localdate(), giver=giver):
        is_asked = bool(mine.intersection(one.needed))
        standings.append((one, *reason_badge(one.answer), waiting(one.answer), is_asked))
    return render(request, "privacy/own_consents.html", {"everyone": everyone, "card": card, "standings": standings})


@require_POST
def answer(request: HttpRequest, person_id: int, purpose: str) -> HttpResponse:
    """Answer one purpose with one press: agree, refuse, withdraw."""
    actor = _family(request)
    if isinstance(actor, HttpResponse):
        return actor
    actions.answer(actor, person_id, purpose, request.POST.get("said", ""), at=timezone.now())
    back = f"{reverse('privacy:own_consents')}?nguoi={person_id}"
    return done(request, _("Đã ghi câu trả lời của bạn. Bạn đổi ý lúc nào cũng được."), back)
