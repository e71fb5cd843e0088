"""A draft sent round: the text with the opinions on its paragraphs, and what was answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.errors import Denied, Missing
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, done, form_page
from khue.core.web.tables import Column, Table, workbook
from khue.planning import actions, queries, rules
from khue.planning.forms import AnswerForm, CommentForm, RoundForm
from khue.planning.models import Comment, CommentRound, Plan
from khue.planning.views.forms import unit_form
from khue.planning.views.plans import heading

TONES = {"waiting": "warn", "taken": "good", "partly": "info", "kept": "neutral"}
MERGED = Table(
    "planning.opinions",
    gettext_lazy("Tổng hợp tiếp thu, giải trình"),
    (
        Column("line", gettext_lazy("Dòng"), value=lambda row: "" if row[0].line is None else str(row[0].line + 1)),
        Column("paragraph", gettext_lazy("Nội dung dự thảo"), value=lambda row: row[2]),
        Column("unit", gettext_lazy("Đơn vị góp ý"), value=lambda row: row[1]),
        Column("text", gettext_lazy("Ý kiến"), value=lambda row: row[0].text),
        Column("outcome", gettext_lazy("Kết quả"), value=lambda row: _(rules.OUTCOMES[row[0].outcome])),
        Column("answer", gettext_lazy("Tiếp thu, giải trình"), value=lambda row: row[0].answer),
        Column("wording", gettext_lazy("Câu chữ sau tiếp thu"), value=lambda row: row[0].wording),
    ),
)


@require_safe
def opinions(request: HttpRequest, plan_id: int) -> HttpResponseBase:
    """Show the draft with the opinions of the last round on its paragraphs."""
    actor = asking(request)
    plan = queries.plan(actor, plan_id)
    sent = plan.rounds.first()
    if sent is not None and request.GET.get("xuat") == "xlsx":
        return workbook(MERGED, _merged(plan, sent))
    said = queries.comments(sent) if sent else {}
    page = request.GET.get("trang", "")
    shown = {
        **heading(actor, plan, "opinions"),
        "sent": sent,
        "asked": queries.asked(sent) if sent else [],
        "speaks": bool(sent and not sent.ended_at and queries.speaks_for(actor, sent)),
        "answers": bool(sent and not sent.ended_at and actor.can(rules.Can.MANAGE, at=plan.issuer_id)),
        "sheet": queries.sheet(plan, int(page) if page.isdecimal() and len(page) < 7 else 1),
        "said": {line: [_shown(*one) for one in several] for line, several in said.items()},
        "whole": [_shown(*one) for one in said.get(None, [])],
        "on": localdate(),
    }
    shown["lines"] = [(line, shown["said"].get(line.number, [])) for line in shown["sheet"].lines]
    return render(request, "planning/opinions.html", shown)


def _shown(comment: Comment, unit: str) -> dict[str, Any]:
    return {"row": comment, "unit": unit, "outcome": (_(rules.OUTCOMES[comment.outcome]), TONES[comment.outcome])}


def _merged(plan: Plan, sent: CommentRound) -> list[tuple[Comment, str, str]]:
    lines = plan.document.lines
    return [
        (comment, unit, "" if line is None else lines[line].strip())
        for line, several in queries.comments(sent).items()
        for comment, unit in several
    ]


@require_http_methods(["GET", "POST"])
def send_round(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Send a draft to units."""
    actor = asking(request)
    plan = queries.plan(actor, plan_id)
    actor.must(rules.Can.MANAGE, at=plan.issuer_id)
    form = RoundForm(request.POST or None)
    if accepted(form, lambda form: actions.send_round(actor, plan.pk, today=localdate(), **form.cleaned_data)):
        return done(request, _("Đã gửi lấy ý kiến."), "planning:opinions", plan.pk)
    back = plan.get_absolute_url()
    return unit_form(request, form, title=_("Gửi lấy ý kiến"), button=_("Gửi"), back=back, lead=plan.title)


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give an opinion on a paragraph, or on the whole."""
    actor = asking(request)
    plan = queries.plan(actor, plan_id)
    sent = queries.current_round(plan)
    if sent is None:
        raise Missing(what=_("đợt lấy ý kiến"))
    units = queries.speaks_for(actor, sent)
    if not units:
        raise Denied(permission=rules.Can.COMMENT, place="này")
    asked = request.GET.get("dong", "")
    line = int(asked) if asked.isdecimal() and len(asked) < 7 else None
    form = CommentForm(request.POST or None, units=units)

    def run(form: CommentForm) -> None:
        given = form.cleaned_data
        actions.comment(actor, plan.pk, unit_id=given["unit"], line=line, text=given["text"])

    back = reverse("planning:opinions", args=[plan.pk])
    if accepted(form, run):
        return done(request, _("Đã gửi ý kiến."), f"{back}#dong-{line}" if line is not None else back)
    lines = plan.document.lines
    lead = lines[line].strip() if line is not None and line < len(lines) else _("Ý kiến chung về dự thảo")
    return form_page(request, form, title=_("Góp ý"), button=_("Gửi ý kiến"), back=back, lead=lead)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Answer an opinion."""
    actor = asking(request)
    said = queries.comment(actor, comment_id)
    actor.must(rules.Can.MANAGE, at=said.plan.issuer_id)
    lines = said.plan.document.lines
    before = {"wording": said.wording or ("" if said.line is None else lines[said.line].strip()), "answer": said.answer}
    form = AnswerForm(request.POST or None, initial=before)
    back = reverse("planning:opinions", args=[said.plan_id])
    if accepted(form, lambda form: actions.answer(actor, said.pk, **form.cleaned_data)):
        return done(request, _("Đã trả lời ý kiến."), f"{back}#dong-{said.line}" if said.line is not None else back)
    return form_page(request, form, title=_("Tiếp thu, giải trình"), button=_("Lưu"), back=back, lead=said.text)


urlpatterns = [
    path("van-phong/ke-hoach/<int:plan_id>/gop-y", opinions, name="opinions"),
    path("van-phong/ke-hoach/<int:plan_id>/gop-y/gui", send_round, name="send_round"),
    path("van-phong/ke-hoach/<int:plan_id>/gop-y/moi", comment, name="comment"),
    path("van-phong/ke-hoach/gop-y/<int:comment_id>", answer, name="answer"),
]
