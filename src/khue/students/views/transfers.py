"""Transfers: the list, asking for one, its steps as buttons, receiving the pupil."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.rules import Move
from khue.core.web.asking import asking
from khue.core.web.formats import day, moment
from khue.core.web.pages import confirm, done, form_page, tried
from khue.core.web.tables import Column, Table, listing
from khue.people import actions as people
from khue.people import queries as persons
from khue.students import actions, queries
from khue.students.actions import Wish
from khue.students.forms.moving import DayForm, MoveInForm, MoveOutForm, ReceiveForm, WhyForm
from khue.students.forms.roster import number
from khue.students.models import Transfer
from khue.students.queries import Moving
from khue.students.queries.schools import school
from khue.students.rules import GRADE_BY_CODE, GRADE_ORDER, TRANSFER, Can, grades_of
from khue.students.views.choosing import chosen_school

TONES = {
    "requested": "info",
    "released": "info",
    "supervised": "warn",
    "approved": "accent",
    "received": "good",
    "refused": "bad",
    "withdrawn": "neutral",
}
TRANSFERS = Table(
    "students.transfers",
    lazy("Chuyển trường"),
    (
        Column("name", lazy("Học sinh"), value=lambda one: name_of(one), url=lambda one: url_of(one.row)),
        Column("grade", lazy("Khối"), value=lambda one: one.row.grade),
        Column("giver", lazy("Trường đi")),
        Column("taker", lazy("Trường đến")),
        Column("on", lazy("Từ ngày"), "day", value=lambda one: one.row.on),
        Column("state", lazy("Trạng thái"), "badge", value=lambda one: state_of(one.row)),
        Column("due", lazy("Hạn trả lời"), "badge", value=lambda one: due_of(one)),
    ),
)
LISTED = 300
TURN_DOWN = ("refuse", "reject")


def name_of(one: Moving) -> str:
    """Return the pupil's name, or what may be said while the record is elsewhere."""
    return one.name or _("Học sinh trường khác (hồ sơ {number})").format(number=one.row.person_id)


def url_of(row: Transfer) -> str:
    """Return the address of a transfer."""
    return reverse("students:transfer", args=[row.pk])


def state_of(row: Transfer) -> tuple[str, str]:
    """Return the state with its tone."""
    return _(TRANSFER.states[row.state]), TONES[row.state]


def due_of(one: Moving) -> tuple[str, str]:
    """Return the day of the answer; red when it has passed."""
    return (day(one.due), "bad" if one.is_late else "neutral") if one.due else ("", "neutral")


@require_GET
def transfers(request: HttpRequest) -> HttpResponseBase:
    """List the transfers one takes part in: those that wait first of all."""
    actor = asking(request)
    is_all = request.GET.get("xem") == "tat-ca"
    rows = queries.shown(queries.transfers(actor, only_open=not is_all)[:LISTED])
    may_ask = actor.can(Can.REQUEST_TRANSFER)
    return listing(request, "students/transfers.html", TRANSFERS, rows, is_all=is_all, may_ask=may_ask)


@require_GET
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Show a transfer: who moves, from where to where, who has agreed, what one may do next."""
    actor = asking(request)
    row = queries.transfer(actor, transfer_id)
    one = queries.shown([row])[0]
    shown = {
        "one": one,
        "name": name_of(one),
        "state": state_of(row),
        "facts": _facts(one),
        "steps": [_button(row, move) for move in queries.steps(actor, row)],
        "may_pack": _may_pack(actor, row),
        "pupil_url": reverse("students:pupil", args=[row.person_id]) if _sees_pupil(actor, row) else "",
    }
    return render(request, "students/transfer.html", shown)


def _may_pack(actor: Actor, row: Transfer) -> bool:
    is_out = row.taker_id is None and row.giver_id is not None and row.state in ("approved", "received")
    return is_out and actor.can(Can.DECIDE_TRANSFER, at=row.giver_id)


def _sees_pupil(actor: Actor, row: Transfer) -> bool:
    return row.person_id is not None and actor.can(Can.SEE) and bool(persons.cards(actor, [row.person_id]))


def _button(row: Transfer, move: Move) -> dict[str, Any]:
    return {
        "title": _(move.title),
        "url": reverse("students:transfer_step", args=[row.pk, move.verb]),
        "tone": "danger" if move.verb in TURN_DOWN else "secondary" if move.verb == "withdraw" else "primary",
        "icon": {"refuse": "x", "reject": "x", "withdraw": "arrow-back-up"}.get(move.verb, "check"),
        "asks": move.verb in (*TURN_DOWN, "receive", "hand_out"),
    }


def _facts(one: Moving) -> list[tuple[str, Any]]:
    row = one.row
    rows: list[tuple[str, Any]] = [
        (_("Học sinh"), name_of(one)),
        (_("Ngày sinh"), day(one.birth_date) if one.birth_date else ""),
        (_("Khối"), _(GRADE_BY_CODE[row.grade].title)),
        (_("Trường đi"), one.giver),
        (_("Trường đến"), one.taker),
        (_("Cơ quan cho ý kiến"), one.supervisor),
        (_("Chuyển từ ngày"), day(row.on)),
        (_("Lí do"), row.why),
        (_("Đề nghị lúc"), moment(row.requested_at)),
        (_("Hạn trả lời"), day(one.due) if one.due else ""),
        (_("Lí do không đồng ý"), row.refused_why),
        (_("Kết thúc lúc"), moment(row.closed_at) if row.closed_at else ""),
        (_("Mã gói hồ sơ"), row.package),
    ]
    return [(label, value) for label, value in rows if value]


@require_http_methods(["GET", "POST"])
def move_out(request: HttpRequest) -> HttpResponse:
    """Ask for the transfer of a pupil of one's own school."""
    actor = asking(request)
    actor.must(Can.REQUEST_TRANSFER)
    person_id = number(request.GET.get("hoc-sinh", ""))
    stay = queries.stay_of(person_id) if person_id else None
    if stay is None:
        raise Missing(what=_("học sinh đang học ở trường của bạn"))
    pupil = persons.card(actor, stay.person_id)
    form = MoveOutForm(request.POST or None, initial={"on": localdate()}, label_suffix="")
    if form.is_valid():
        told = form.cleaned_data
        wish = Wish(stay.person_id, told["on"], told["why"], stay.school_id, told["taker"], told["taker_text"])
        if made := tried(form, actions.request_transfer, actor, wish, requester_id=stay.school_id, now=timezone.now()):
            return done(request, _("Đã lập hồ sơ chuyển trường."), "students:transfer", made.pk)
    title = _("Chuyển trường: {name}").format(name=pupil.name)
    lead = _("Hiệu trưởng đồng ý, rồi hồ sơ đến trường mới. Cơ quan quản lí được hỏi khi quy định yêu cầu.")
    return _form(request, form, title, _("Lập hồ sơ"), reverse("students:pupil", args=[stay.person_id]), lead)


@require_http_methods(["GET", "POST"])
def move_in(request: HttpRequest) -> HttpResponse:
    """Ask for a pupil of another school, found by an exact number."""
    actor = asking(request)
    chosen = chosen_school(request, Can.REQUEST_TRANSFER)
    if chosen.id is None:
        return render(
            request, "students/choose_school.html", {"chosen": chosen, "heading": _("Xin tiếp nhận học sinh")}
        )
    taught = [code for code in GRADE_ORDER if code in grades_of(school(chosen.id, localdate()).levels)]
    form = MoveInForm(request.POST or None, initial={"on": localdate()}, grades=taught)
    if form.is_valid() and (made := tried(form, _ask_for, actor, chosen.id, form.cleaned_data)):
        return done(request, _("Đã gửi đề nghị đến trường đang quản lí hồ sơ."), "students:transfer", made.pk)
    lead = _("Tra theo đúng số định danh hoặc mã học sinh. Mỗi lần tra đều được ghi lại.")
    title = _("Xin tiếp nhận học sinh từ trường khác")
    return _form(request, form, title, _("Gửi đề nghị"), reverse("students:transfers"), lead)


def _ask_for(actor: Actor, school_id: int, told: dict[str, Any]) -> Transfer:
    found = people.find_elsewhere(actor, told["scheme"], told["value"], purpose=_("tiếp nhận học sinh chuyển đến"))
    if found is None:
        raise Missing(what=_("học sinh có mã này ở trường khác"))
    wish = Wish(found.person_id, told["on"], told["why"], found.custody_id, school_id, grade=told["grade"])
    return actions.request_transfer(actor, wish, requester_id=school_id, now=timezone.now())


@require_http_methods(["GET", "POST"])
def transfer_step(request: HttpRequest, transfer_id: int, verb: str) -> HttpResponse:
    """Take a step of a transfer, after asking what it needs."""
    actor = asking(request)
    row = queries.transfer(actor, transfer_id)
    move = queries.step(actor, row, verb)
    back = url_of(row)
    if verb == "receive":
        return _receive(request, actor, row, back)
    if verb in (*TURN_DOWN, "hand_out"):
        return _asked(request, actor, row, move, back)
    if request.method == "POST":
        now = timezone.now()
        if verb == "release":
            actions.release(actor, row.pk, now=now)
        elif verb == "approve":
            actions.approve(actor, row.pk)
        else:
            actions.withdraw_transfer(actor, row.pk, now=now)
        return done(request, _("Đã ghi nhận."), back)
    one = queries.shown([row])[0]
    text = f"{name_of(one)}: {one.giver} → {one.taker}"
    return confirm(request, title=_(move.title), text=text, button=_(move.title), back=back)


def _asked(request: HttpRequest, actor: Actor, row: Transfer, move: Move, back: str) -> HttpResponse:
    is_day = move.verb == "hand_out"
    form = (DayForm if is_day else WhyForm)(request.POST or None, initial={"on": row.on}, label_suffix="")
    if form.is_valid():
        now = timezone.now()
        if is_day:
            made = tried(form, actions.hand_out, actor, row.pk, on=form.cleaned_data["on"], now=now)
        else:
            made = tried(form, actions.turn_down, actor, row.pk, form.cleaned_data["why"], now=now)
        if made:
            return done(request, _("Đã ghi nhận."), back)
    return form_page(request, form, title=_(move.title), button=_(move.title), back=back)


def _receive(request: HttpRequest, actor: Actor, row: Transfer, back: str) -> HttpResponse:
    taker_id = row.taker_id or 0
    classes = classes_for(actor, taker_id, row.on, row.grade)
    form = ReceiveForm(request.POST or None, classes=classes, initial={"on": row.on})
    if form.is_valid():
        told = {"on": form.cleaned_data["on"], "class_id": form.class_id, "now": timezone.now()}
        if stay := tried(form, actions.receive, actor, row.pk, **told):
            return done(request, _("Đã tiếp nhận học sinh."), "students:pupil", stay.person_id)
    one = queries.shown([row])[0]
    title = _("Tiếp nhận {name}").format(name=name_of(one))
    lead = _("Hồ sơ chuyển về trường bạn; trường cũ chỉ giữ sổ đăng bộ, điểm và chuyên cần của thời gian học ở đó.")
    return form_page(request, form, title=title, button=_("Tiếp nhận"), back=back, lead=lead)


def classes_for(actor: Actor, school_id: int, on: date, grade: str) -> Any:
    """Return the classes that a pupil of the grade may enter on the day."""
    year = queries.current_year(on)
    return queries.classes(actor, school_id, year, grade=grade)


def _form(request: HttpRequest, form: Any, title: str, button: str, back: str, lead: str) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    shown = {"form": form, "heading": title, "button": button, "back": back, "lead": lead}
    return render(request, "students/moving_form.html", shown, status=status)
