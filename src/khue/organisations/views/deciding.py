"""Decisions: recorded in two steps (fill in, see the effect, confirm), listed, shown, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.actor import Actor
from khue.core.errors import Invalid, Missing, Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.formats import day, moment
from khue.core.web.pages import done
from khue.core.web.tables import Column, Table, listing
from khue.core.words import N_
from khue.organisations import actions, queries
from khue.organisations import forms as asked
from khue.organisations.actions import Document, Edit
from khue.organisations.models import Decision
from khue.organisations.queries import Effect
from khue.organisations.rules import DECISION_KINDS, Can
from khue.organisations.views.showing import FATES, line_text, may_see, passage_text

Form = Any  # each form brings its own methods
Run = Callable[[Actor, Form, Document, datetime], Decision]


@dataclass(frozen=True)
class Verb:
    """One kind of decision: its form and its action."""

    title: str
    lead: str
    form: type[asked.DocumentForm]
    needs: str
    run: Run


def _found(actor: Actor, form: Form, document: Document, now: datetime) -> Decision:
    made = actions.found(actor, form.unit(), document, now=now)
    return Decision.objects.get(pk=made.versions.earliest("pk").opened_by_id)


def _correct(actor: Actor, form: Form, document: Document, now: datetime) -> Decision:
    unit = form.cleaned_data["unit"]
    return actions.correct(actor, [Edit(unit.organisation_id, form.changes())], document, now=now)


def _rename(actor: Actor, form: Form, document: Document, now: datetime) -> Decision:
    told = form.cleaned_data
    unit, name, short = told["unit"], told["name"], told["short_name"]
    return actions.rename(actor, unit.organisation_id, name, document, now=now, short_name=short)


def _split(actor: Actor, form: Form, document: Document, now: datetime) -> Decision:
    unit = form.cleaned_data["unit"]
    below = queries.children(unit.organisation_id, document.effective_on)
    first = dict.fromkeys((node.version.organisation_id for node in below), 0)
    return actions.split(actor, unit.organisation_id, form.heirs(unit), document, now=now, children=first)


def _dissolve(actor: Actor, form: Form, document: Document, now: datetime) -> Decision:
    unit = form.cleaned_data["unit"]
    return actions.dissolve(actor, {unit.organisation_id: form.heirs(None)}, document, now=now)


VERBS = {
    "thanh-lap": Verb(
        N_("Thành lập đơn vị"),
        N_("Đơn vị mới hoạt động từ ngày quyết định có hiệu lực."),
        asked.FoundForm,
        Can.DECIDE,
        _found,
    ),
    "doi-ten": Verb(
        N_("Đổi tên đơn vị"),
        N_("Tên cũ vẫn tìm được và giữ nguyên trong hồ sơ cũ."),
        asked.RenameForm,
        Can.DECIDE,
        _rename,
    ),
    "chuyen": Verb(
        N_("Chuyển đơn vị quản lí, địa bàn"),
        N_("Một quyết định có thể chuyển nhiều đơn vị."),
        asked.MoveForm,
        Can.DECIDE,
        lambda actor, form, document, now: actions.move(actor, form.transfers(), document, now=now),
    ),
    "sap-nhap": Verb(
        N_("Sáp nhập, hợp nhất"),
        N_("Đơn vị trực thuộc đi theo đơn vị kế thừa. Hồ sơ cũ vẫn mang tên đơn vị cũ."),
        asked.MergeForm,
        Can.DECIDE,
        lambda actor, form, document, now: actions.merge(actor, form.units(), form.target(), document, now=now),
    ),
    "chia-tach": Verb(
        N_("Chia, tách đơn vị"),
        N_("Đơn vị cũ còn hoạt động thì ghi nó là một đơn vị kế thừa. Đơn vị trực thuộc theo đơn vị thứ nhất."),
        asked.SplitForm,
        Can.DECIDE,
        _split,
    ),
    "giai-the": Verb(
        N_("Giải thể đơn vị"),
        N_("Ghi đơn vị kế thừa hồ sơ nếu có, kèm tỉ lệ khi nhiều hơn một."),
        asked.DissolveForm,
        Can.DECIDE,
        _dissolve,
    ),
    "dinh-chinh": Verb(
        N_("Đính chính thông tin"),
        N_("Dùng khi thông tin đã nhập sai. Điều đã biết trước đây vẫn xem lại được."),
        asked.CorrectForm,
        Can.EDIT,
        _correct,
    ),
}
DECISIONS = Table(
    "organisations.decisions",
    lazy("Quyết định về đơn vị"),
    (
        Column("title", lazy("Trích yếu"), url=lambda row: reverse("organisations:decision", args=[row.pk])),
        Column("number", lazy("Số"), sort="number"),
        Column("kind", lazy("Loại"), value=lambda row: _(DECISION_KINDS[row.kind]), sort="kind"),
        Column("effective_on", lazy("Có hiệu lực"), kind="day", sort="effective_on"),
        Column("recorded_at", lazy("Ghi nhận lúc"), kind="moment", sort="recorded_at"),
        Column(
            "state",
            lazy("Tình trạng"),
            kind="badge",
            value=lambda row: (_("Đã huỷ bỏ"), "warn") if row.is_undone else (_("Đang có hiệu lực"), "good"),
        ),
    ),
    order="-recorded_at",
)


@require_GET
def decisions(request: HttpRequest) -> HttpResponseBase:
    """List all decisions on units."""
    actor = may_see(request)
    verbs = [(name, _(verb.title)) for name, verb in VERBS.items() if actor.can(verb.needs)]
    return listing(request, "organisations/decisions.html", DECISIONS, queries.decisions(), verbs=verbs)


@require_GET
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show one decision: its document and what it changed."""
    actor = may_see(request)
    found = queries.decision(decision_id)
    shown = {
        "decision": found,
        "kind": _(DECISION_KINDS[found.kind]),
        "facts": _document_facts(found),
        "may_undo": actor.can(Can.DECIDE) and not found.is_undone,  # type: ignore[attr-defined]
        **_told(queries.effect(found)),
    }
    return render(request, "organisations/decision.html", shown)


@require_GET
def decision_file(request: HttpRequest, decision_id: int) -> FileResponse:
    """Give the file of a decision."""
    may_see(request)
    found = queries.decision(decision_id)
    if not found.file:
        raise Missing(what=_("văn bản của quyết định"))
    return FileResponse(found.file.open(), as_attachment=True, filename=PurePath(str(found.file)).name)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, verb: str) -> HttpResponse:
    """Record a decision: fill in, see the effect, confirm."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Missing(what=_("loại quyết định"))
    actor = asking(request)
    actor.must(chosen.needs)
    unit = next(iter(queries.pick(request.GET.get("don-vi", ""))), None)
    form = chosen.form(request.POST or None, unit=unit)
    return _two_steps(
        request, form, _(chosen.title), _(chosen.lead), chosen.run, back=reverse("organisations:decisions")
    )


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back, after showing what that changes."""
    actor = asking(request)
    actor.must(Can.DECIDE)
    found = queries.decision(decision_id)
    form = asked.UndoForm(request.POST or None)
    title = _("Huỷ bỏ quyết định {number}").format(number=found)
    lead = _("Mọi thay đổi của quyết định này được trả lại như trước. Việc huỷ bỏ cũng được lưu lại.")

    def run(actor: Actor, form: Form, document: Document, now: datetime) -> Decision:
        return actions.undo(actor, decision_id, document, now=now)

    return _two_steps(request, form, title, lead, run, back=reverse("organisations:decision", args=[decision_id]))


def _two_steps(
    request: HttpRequest, form: asked.DocumentForm, title: str, lead: str, run: Run, *, back: str
) -> HttpResponse:
    shown = {"form": form, "heading": title, "about": lead, "back": back}
    if not form.is_bound or not form.is_valid():
        return render(request, "organisations/decide.html", shown, status=422 if form.is_bound else 200)
    actor, now = asking(request), timezone.now()
    try:
        if "confirm" in request.POST:
            made = run(actor, form, _with_file(request, form), now)
            return done(request, _("Đã ghi nhận quyết định."), "organisations:decision", made.pk)
        effect = _tried(actor, form, run, now)
    except Refused as refusal:
        _put_on(form, refusal)
        return render(request, "organisations/decide.html", shown, status=refusal.status)
    if form.errors:
        return render(request, "organisations/decide.html", shown, status=422)
    return render(request, "organisations/preview.html", {**shown, **_told(effect)})


def _tried(actor: Actor, form: Form, run: Run, now: datetime) -> Effect:
    """Do it, look at the effect, and take it all back: what is shown is what will happen."""
    with transaction.atomic():
        effect = queries.effect(run(actor, form, form.document(), now))
        transaction.set_rollback(True)
    return effect


def _with_file(request: HttpRequest, form: asked.DocumentForm) -> Document:
    sent = request.FILES.get("file")
    return form.document(sent.name or "", sent.read()) if sent else form.document()


def _put_on(form: asked.DocumentForm, refusal: Refused) -> None:
    """Say a refusal on the form, every problem in its own line."""
    if not isinstance(refusal, Invalid):
        form.add_error(None, wording(refusal))
        return
    for fault in refusal.problems:
        value = f" («{fault.value}»)" if fault.value else ""
        form.add_error(None, f"{fault.place}{value}: {fault.text}")


def _told(effect: Effect) -> dict[str, Any]:
    return {
        "lines": [(line, *FATES[line.fate], line_text(line)) for line in effect.lines[:200]],
        "more": max(0, len(effect.lines) - 200),
        "passages": [passage_text(passage) for passage in effect.passages[:200]],
    }


def _document_facts(found: Decision) -> list[tuple[str, Any]]:
    rows = [
        (_("Loại"), _(DECISION_KINDS[found.kind])),
        (_("Số, kí hiệu"), found.number),
        (_("Ngày ký"), day(found.signed_on) if found.signed_on else ""),
        (_("Có hiệu lực từ"), day(found.effective_on)),
        (_("Người ký"), ", ".join(filter(None, [found.signer, found.signer_title]))),
        (_("Ghi nhận lúc"), moment(found.recorded_at)),
        (_("Dấu vân tay của tệp (SHA-256)"), found.sha256),
    ]
    return [(label, value) for label, value in rows if value]
