"""Collections of what only people can know: opened, answered with evidence, checked by the level above."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import asking, names_of
from khue.core.web.formats import day, moment, number
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.indicators import actions, queries
from khue.indicators.actions import Filled, NewCollection
from khue.indicators.forms import AnswerForm, CollectionForm, ReturnForm
from khue.indicators.models import Answer, Collection
from khue.indicators.rules import ANSWER, Can
from khue.organisations import queries as organisations
from khue.organisations.rules import LEVELS

TONES = {"draft": "neutral", "sent": "info", "checked": "good", "returned": "warn"}
ALL = Table(
    "indicators.collections",
    lazy("Đợt thu thập số liệu"),
    (
        Column("title", lazy("Đợt"), url=lambda row: reverse("indicators:collection", args=[row.pk]), sort="title"),
        Column("indicator", lazy("Chỉ số"), value=lambda row: _(queries.find(row.indicator).title)),
        Column("due", lazy("Hạn gửi"), "day", sort="due"),
        Column("asked", lazy("Đơn vị được hỏi"), "number", value=lambda row: len(row.units)),
        Column("sent", lazy("Đã gửi"), "number", value=lambda row: row.sent),
        Column("checked", lazy("Đã duyệt"), "number", value=lambda row: row.checked),
        Column(
            "state", lazy("Trạng thái"), "badge",
            value=lambda row: (_("Đã đóng"), "neutral") if row.closed_at else (_("Đang mở"), "good"),
        ),
    ),
    order="-due",
)  # fmt: skip


@require_GET
def collections(request: HttpRequest) -> HttpResponseBase:
    """List the collections, and what one's own units still owe."""
    actor = asking(request)
    rows = queries.collections(actor)
    owed = list(queries.to_answer(actor)[:50])
    names = organisations.names({one.unit_id for one in owed})
    shown: dict[str, Any] = {
        "owed": [(one, names.get(one.unit_id, ""), one.collection.due < localdate()) for one in owed],
        "may_open": actor.can(Can.COLLECT),
    }
    return listing(request, "indicators/collections.html", ALL, rows, **shown)


@require_http_methods(["GET", "POST"])
def collection_new(request: HttpRequest) -> HttpResponse:
    """Open a collection over the schools of a level."""
    actor = asking(request)
    actor.must(Can.COLLECT)
    at = _own_place(actor)
    reported = {one.code: _(one.title) for one in queries.declared() if one.reported}
    form = CollectionForm(request.POST or None, reported, {code: _(title) for code, title in LEVELS.items()})
    made: list[Collection] = []
    if accepted(form, lambda sent: made.append(actions.open_collection(actor, at, _asked(sent.cleaned_data, at)))):
        return done(request, _("Đã mở đợt thu thập."), "indicators:collection", made[0].pk)
    lead = _("Chỉ dùng cho số liệu mà không hồ sơ nào cho biết. Mỗi đơn vị gửi tử số, mẫu số và minh chứng.")
    back = reverse("indicators:collections")
    return form_page(request, form, title=_("Mở đợt thu thập"), button=_("Mở đợt"), back=back, lead=lead)


def _own_place(actor: Actor) -> int:
    """Return the highest unit for which the actor may collect."""
    places = actor.places(Can.COLLECT)
    if places is None:
        return organisations.top_id() or 0
    above = organisations.above_each()
    return min((one for one in places if above.get(one) not in places), default=0)


def _asked(told: dict[str, Any], at: int) -> NewCollection:
    units = organisations.units(kinds=("school",), level=told["cap_hoc"])
    below = organisations.below(at)
    ids = [pk for pk in units.values_list("organisation_id", flat=True) if pk in below]
    return NewCollection(
        told["chi_so"], told["ten"], told["tu_ngay"], told["den_ngay"], told["han"], ids, told["mau"], told["huong_dan"]
    )


def _badge(one: Answer) -> tuple[str, str]:
    return _(ANSWER.states[one.state]), TONES[one.state]


def _answers(names: dict[int, str]) -> Table:
    return Table(
        "indicators.answers",
        lazy("Báo cáo của các đơn vị"),
        (
            Column(
                "unit", lazy("Đơn vị"), value=lambda row: names.get(row.unit_id, ""),
                url=lambda row: reverse("indicators:answer", args=[row.pk]),
            ),
            Column("state", lazy("Trạng thái"), "badge", value=_badge),
            Column("numerator", lazy("Tử số"), "number"),
            Column("denominator", lazy("Mẫu số"), "number"),
            Column("sent_at", lazy("Gửi lúc"), "moment", sort="sent_at"),
            Column("returned_why", lazy("Lí do trả lại")),
        ),
        order="state",
    )  # fmt: skip


@require_GET
def collection(request: HttpRequest, collection_id: int) -> HttpResponseBase:
    """Show a collection and the answers of the units one sees."""
    actor = asking(request)
    one = queries.collection(actor, collection_id)
    rows = queries.answers(actor, collection_id)
    names = organisations.names(set(rows.values_list("unit_id", flat=True)))
    indicator = queries.find(one.indicator)
    shown: dict[str, Any] = {
        "collection": one,
        "indicator": indicator,
        "facts": [
            (_("Chỉ số"), _(indicator.title)),
            (_("Ý nghĩa"), _(indicator.means)),
            (_("Kì báo cáo"), f"{day(one.first_day)} – {day(one.last_day)}"),
            (_("Hạn gửi"), day(one.due)),
            (_("Đơn vị được hỏi"), number(len(one.units))),
            (_("Cách chọn mẫu"), one.sample),
            (_("Hướng dẫn"), one.words),
        ],
        "may_close": one.closed_at is None and actor.can(Can.COLLECT, at=one.organisation_id),
    }
    return listing(request, "indicators/collection.html", _answers(names), rows, **shown)


@require_http_methods(["GET", "POST"])
def collection_close(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Close a collection."""
    actor = asking(request)
    one = queries.collection(actor, collection_id)
    actor.must(Can.COLLECT, at=one.organisation_id)
    if request.method == "POST":
        actions.close_collection(actor, collection_id)
        return done(request, _("Đã đóng đợt thu thập."), "indicators:collection", collection_id)
    return confirm(
        request,
        title=_("Đóng đợt thu thập"),
        text=_("Sau khi đóng, đơn vị không gửi và không sửa báo cáo được nữa."),
        button=_("Đóng đợt"),
        back=reverse("indicators:collection", args=[collection_id]),
        tone="danger",
    )


@require_GET
def answer(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Show the answer of a unit with what may be done with it."""
    actor = asking(request)
    one = queries.answer(actor, answer_id)
    indicator = queries.find(one.collection.indicator)
    names = names_of({one.sent_by, one.checked_by})
    shown = {
        "answer": one,
        "indicator": indicator,
        "unit": organisations.name_of(one.unit_id),
        "state": _badge(one),
        "facts": [
            (_("Đợt thu thập"), one.collection.title),
            (_("Ý nghĩa"), _(indicator.means)),
            (_("Tử số"), number(one.numerator)),
            (_("Mẫu số"), number(one.denominator)) if indicator.is_share else (_("Hạn gửi"), day(one.collection.due)),
            (_("Minh chứng"), one.evidence),
            (_("Gửi lúc"), f"{moment(one.sent_at)} {names.get(one.sent_by or 0, '')}"),
            (_("Duyệt lúc"), f"{moment(one.checked_at)} {names.get(one.checked_by or 0, '')}"),
            (_("Lí do trả lại"), one.returned_why),
        ],
        **_ways(actor, one),
    }
    return render(request, "indicators/answer.html", shown)


def _ways(actor: Actor, one: Answer) -> dict[str, Any]:
    moves = () if one.collection.closed_at else ANSWER.open_from(one.state)
    verbs = {move.verb for move in moves if actor.can(move.needs, at=one.unit_id)}
    return {"may_fill": "send" in verbs, "may_check": "check" in verbs, "may_give_back": "give_back" in verbs}


@require_http_methods(["GET", "POST"])
def answer_fill(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Fill the answer of a unit; sent at once when asked so."""
    actor = asking(request)
    one = queries.answer(actor, answer_id)
    actor.must(Can.ANSWER, at=one.unit_id)
    indicator = queries.find(one.collection.indicator)
    given = {"tu_so": one.numerator, "mau_so": one.denominator, "minh_chung": one.evidence}
    form = AnswerForm(request.POST or None, request.FILES or None, is_share=indicator.is_share, initial=given)

    def run(sent: Any) -> None:
        told = sent.cleaned_data
        actions.fill_answer(
            actor, answer_id, Filled(told["tu_so"], told.get("mau_so"), told["minh_chung"], told["tep"] or None)
        )

    if accepted(form, run):
        return done(request, _("Đã lưu báo cáo, chưa gửi."), "indicators:answer", answer_id)
    title = f"{_(indicator.title)}: {organisations.name_of(one.unit_id)}"
    lead = f"{_(indicator.means)} {one.collection.words}"
    back = reverse("indicators:answer", args=[answer_id])
    return form_page(request, form, title=title, button=_("Lưu"), back=back, lead=lead)


@require_POST
def answer_send(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Send an answer to the level above."""
    actions.send_answer(asking(request), answer_id)
    return done(request, _("Đã gửi báo cáo lên cấp trên."), "indicators:answer", answer_id)


@require_POST
def answer_check(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Accept an answer."""
    actions.check_answer(asking(request), answer_id)
    return done(request, _("Đã duyệt báo cáo; số liệu được tính vào chỉ số."), "indicators:answer", answer_id)


@require_http_methods(["GET", "POST"])
def answer_give_back(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Give an answer back with a reason."""
    actor = asking(request)
    one = queries.answer(actor, answer_id)
    actor.must(Can.CHECK, at=one.unit_id)
    form = ReturnForm(request.POST or None, label_suffix="")
    if accepted(form, lambda sent: actions.give_back(actor, answer_id, sent.cleaned_data["li_do"])):
        return done(request, _("Đã trả lại báo cáo kèm lí do."), "indicators:answer", answer_id)
    back = reverse("indicators:answer", args=[answer_id])
    return form_page(request, form, title=_("Trả lại báo cáo"), button=_("Trả lại"), back=back)


@require_GET
def evidence(request: HttpRequest, answer_id: int) -> HttpResponseBase:
    """Give out the file of evidence. Raises: Missing."""
    one = queries.answer(asking(request), answer_id)
    if not one.file:
        raise Missing(what=_("tệp minh chứng của báo cáo {number}").format(number=answer_id))
    name = str(one.file.name).rsplit("/", 1)[-1]
    return FileResponse(one.file.open("rb"), as_attachment=True, filename=name)
