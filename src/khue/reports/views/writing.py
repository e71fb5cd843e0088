"""A report: its figures with where they come from, its words, what was corrected since; writing with a lock."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web import formats
from khue.core.web.asking import asking, names_of
from khue.core.web.formats import day, moment
from khue.core.web.pages import accepted, done
from khue.organisations import queries as organisations
from khue.reports import actions, queries
from khue.reports.forms import WordsForm
from khue.reports.models import Report
from khue.reports.rules import ORIGINS, Can, Form, Line, form_of, told
from khue.reports.views.listing import OFFICE, badge_of, title_of


@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show a report with what may be done with it."""
    actor = asking(request)
    found = queries.report(actor, report_id)
    notes = queries.corrections(actor, found)
    shown: dict[str, Any] = {
        "report": found,
        "title": title_of(found),
        "unit": organisations.name_of(found.unit_id),
        "state": badge_of(found),
        "sections": _sections(found, [one.line.code for one in notes]),
        "notes": [(number, one, _figure(one.value, one.line.digits)) for number, one in enumerate(notes, 1)],
        "facts": _facts(found),
        "seal": _seal(found),
        "verbs": {move.verb for move in queries.ways(actor, found)},
        "senders": _senders(actor, found),
    }
    return render(request, "reports/report.html", shown)


def form_for(found: Report) -> Form:
    """Return the form by which a report is made. Raises: Missing."""
    form = form_of(found.duty, found.due)
    if form is None:
        raise Missing(what=_("mẫu của báo cáo này"))
    return form


def _sections(found: Report, corrected: list[str]) -> list[dict[str, Any]]:
    lines = queries.lines_of(found)
    marks = {code: number for number, code in enumerate(corrected, 1)}
    words = found.content["words"] if found.content else found.words
    return [
        {
            "section": section,
            "text": words.get(section.code, ""),
            "rows": [_row(found, one, marks.get(one.code)) for one in lines if one.section == section.code],
        }
        for section in form_for(found).sections
    ]


def _row(found: Report, line: Line, mark: int | None) -> dict[str, Any]:
    address = reverse("indicators:figure", args=[line.code])
    fraction = ""
    if line.state == "known" and line.is_share:
        fraction = f"{formats.number(line.numerator)}/{formats.number(line.denominator)}"
    return {
        "line": line,
        "mark": mark,
        "value": _figure(line.value, line.digits) if line.state == "known" else "",
        "why": _(told(line)),
        "fraction": fraction,
        "from": line.note or _(ORIGINS[line.origin]),
        "url": f"{address}?don_vi={found.unit_id}&ngay={found.last_day}",
    }


def _figure(value: float | None, digits: int) -> str:
    return formats.number(value, digits) if value is not None else _("chưa có dữ liệu")


def _facts(found: Report) -> list[tuple[str, str]]:
    names = names_of({found.written_by, found.signed_by, found.sent_by, found.checked_by})
    people = [
        (_("Soạn"), found.written_by, found.written_at),
        (_("Kí"), found.signed_by, found.frozen_at),
        (_("Gửi"), found.sent_by, found.sent_at),
        (_("Tiếp nhận, trả lại"), found.checked_by, found.checked_at),
    ]
    recipient = organisations.name_of(found.recipient_id) if found.recipient_id else _("Cơ quan ngoài hệ thống")
    return [
        (_("Nơi nhận"), recipient),
        (_("Kì báo cáo"), f"{day(found.first_day)} – {day(found.last_day)}"),
        (_("Hạn gửi"), day(found.due)),
        (_("Theo hồ sơ lúc"), moment(found.known_at)),
        (_("Bản chốt số liệu"), f"{found.snapshot_id}" if found.snapshot_id else _("Không dùng bản chốt")),
        (_("Bản"), f"{found.edition}"),
        *[(label, f"{moment(at)} {names.get(who or 0, '')}".strip()) for label, who, at in people if at],
    ]


def _seal(found: Report) -> dict[str, Any] | None:
    if not found.is_frozen:
        return None
    return {"digest": found.digest, "holds": queries.is_whole(found) and actions.signed_by_us(found)}


def _senders(actor: Actor, found: Report) -> list[dict[str, Any]]:
    """Return who had to send a report to this one's unit, those who did not first."""
    below = queries.senders(actor, found.unit_id, found.family, found.last_day)
    rows = [{"sender": one, "state": badge_of(one.report)} for one in below]
    return sorted(rows, key=lambda row: row["sender"].has_sent)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, report_id: int) -> HttpResponse:
    """Write the words of a report; who saves second is shown what the first one wrote."""
    actor = asking(request)
    found = queries.report(actor, report_id)
    actor.must(Can.WRITE, at=found.unit_id)
    form = WordsForm(request.POST or None, form_for(found), initial=found.words | {"version": found.version})

    def run(sent: WordsForm) -> None:
        actions.write(actor, report_id, version=sent.cleaned_data["version"], words=sent.words)

    if accepted(form, run):
        return done(request, _("Đã lưu lời của báo cáo."), found)
    theirs = []
    if form.is_bound and form.is_valid() is False and str(form.data.get("version", "")) != str(found.version):
        theirs = [(_(one.title), found.words.get(one.code, "")) for one in form_for(found).words]
        form.data = {**form.data.dict(), "version": str(found.version)}  # type: ignore[attr-defined]
    shown = {"form": form, "report": found, "title": title_of(found), "theirs": theirs}
    return render(request, "reports/write.html", shown, status=422 if form.errors else 200)


@require_POST
def refresh(request: HttpRequest, report_id: int) -> HttpResponse:
    """Fill a draft with the figures of now."""
    actor = asking(request)
    found = queries.report(actor, report_id)
    actions.refresh(actor, report_id, version=found.version)
    return done(request, _("Đã lấy lại số liệu."), found)


urlpatterns = [
    path(f"{OFFICE}/<int:report_id>", report, name="report"),
    path(f"{OFFICE}/<int:report_id>/soan", write, name="write"),
    path(f"{OFFICE}/<int:report_id>/lay-lai-so-lieu", refresh, name="refresh"),
]
