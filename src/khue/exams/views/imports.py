"""Imports in the office: hand in a file, see what was found in it, store it, take it up again, take it back."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.errors import Missing, Refused
from khue.core.models import Batch, Job
from khue.core.web import formats
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page
from khue.exams import actions, queries, rules, tasks
from khue.exams.forms import UploadForm
from khue.exams.reading import SHOWN, write_workbook
from khue.exams.reading.problems import SEVERITIES, TITLES

TONES = {
    Batch.State.SUBMITTED: "info",
    Batch.State.CHECKED: "info",
    Batch.State.RUNNING: "info",
    Batch.State.DONE: "good",
    Batch.State.REFUSED: "bad",
    Batch.State.UNDONE: "neutral",
    Batch.State.INTERRUPTED: "warn",
}
WAYS = {
    "ghi-tat-ca": (Batch.Mode.ALL, gettext_lazy("Ghi tất cả"), gettext_lazy("Ghi mọi dòng của tệp vào kì thi?")),
    "ghi-dong-hop-le": (
        Batch.Mode.ACCEPTED,
        gettext_lazy("Chỉ ghi các dòng hợp lệ"),
        gettext_lazy("Ghi các dòng hợp lệ và bỏ qua các dòng có lỗi? Các dòng bị bỏ qua vẫn nằm trong tệp lỗi."),
    ),
}


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in a file; it is checked in the background first."""
    session = queries.session(asking(request), code)
    asking(request).must(rules.Can.IMPORT, at=session.organisation_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found, is_new = actions.submit(asking(request), code, file, file.name)
        except Refused as refusal:
            form.add_error("file", wording(refusal))
        else:
            return _submitted(request, found, is_new)
    title, back = _("Nộp tệp kết quả"), session.get_absolute_url()
    return form_page(request, form, title=title, button=_("Nộp và kiểm tra"), back=back, lead=session.title)


def _submitted(request: HttpRequest, found: Batch, is_new: bool) -> HttpResponse:
    if not is_new:
        return done(request, _("Tệp này đã được nhập trước đây. Không có gì thay đổi."), "exams:batch", found.pk)
    tasks.check_later(asking(request), found)
    return redirect("exams:batch", found.pk)


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show one import: progress, what was found, what can be done."""
    found, session = queries.batch(asking(request), batch_id)
    state = queries.state_of(found)
    job = queries.job_of(found)
    shown = {
        "batch": found,
        "session": session,
        "state": (_(Batch.State(state).label), TONES[Batch.State(state)]),
        "code": state,
        "job": job if job and job.is_open and _is_watched(job, state) else None,
        "facts": _facts(found),
        "ignored": found.counts.get("ignored", []),
        "kinds": _kinds(found),
        "problems": [(fault, _(fault.says)) for fault in queries.problems(found)],
        "limit": SHOWN,
        "may": _may(request, found, state, session.organisation_id, is_draft=session.state == "draft"),
    }
    return render(request, "exams/batch.html", shown)


def _is_watched(job: Job, state: str) -> bool:
    """Whether the work still has to do with the state shown: a killed run leaves its job open."""
    if state == Batch.State.INTERRUPTED:
        return job.state == Job.State.QUEUED
    waiting = job.kind == tasks.store_results.name and state in (Batch.State.CHECKED, Batch.State.REFUSED)
    return waiting or state in (Batch.State.SUBMITTED, Batch.State.RUNNING)


def _may(request: HttpRequest, found: Batch, state: str, place: int, *, is_draft: bool) -> dict[str, bool]:
    """Return what this person can do with the batch now."""
    allowed = asking(request).can(rules.Can.IMPORT, at=place) and is_draft
    pending = allowed and state in actions.PENDING and state != Batch.State.SUBMITTED and found.source.exists()
    bad, read = found.counts.get("bad_rows", 0), found.counts.get("read", 0)
    return {
        "all": pending and (state == Batch.State.INTERRUPTED or not found.counts.get("errors", 1)),
        "accepted": pending and 0 < bad < read,
        "discard": allowed and state in actions.PENDING and found.source.exists(),
        "undo": allowed and state == Batch.State.DONE and found.counts.get("added", 0) > 0,
    }


def _facts(found: Batch) -> list[tuple[str, Any]]:
    titles = {
        "read": _("Dòng đã đọc"),
        "added": _("Đã ghi"),
        "unchanged": _("Đã có, giữ nguyên"),
        "bad_rows": _("Dòng có lỗi"),
        "errors": _("Lỗi"),
        "warnings": _("Cảnh báo"),
    }
    facts: list[tuple[str, Any]] = [
        (_("Dung lượng"), formats.size(found.file_size)),
        (_("Nộp lúc"), formats.moment(found.created_at)),
        (_("Mã băm SHA-256"), found.file_sha256[:16] + "…"),
    ]
    return facts + [(title, formats.number(found.counts[key])) for key, title in titles.items() if key in found.counts]


def _kinds(found: Batch) -> list[tuple[str, str, str, int]]:
    """Return the kinds of problems with how often each occurs: level, column, what, count."""
    return [(severity, column, _(says), count) for severity, column, says, count in found.counts.get("kinds", [])]


@require_safe
def problems(request: HttpRequest, batch_id: int, form: str) -> HttpResponseBase:
    """Give all problems as a file."""
    found, _session = queries.batch(asking(request), batch_id)
    source = queries.problems_path(found)
    if not source.exists() or form not in ("csv", "xlsx"):
        raise Missing(what=_("tệp lỗi"))
    if form == "csv":
        return FileResponse(source.open("rb"), as_attachment=True, filename=f"loi-{found.pk}.csv")
    content = BytesIO()
    words = {code: _(title) for code, title in SEVERITIES.items()}
    words |= {says: _(says) for _level, _column, says, _count in found.counts.get("kinds", [])}
    write_workbook(source, content, tuple(_(title) for title in TITLES), words)
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"loi-{found.pk}.xlsx")


@require_http_methods(["GET", "POST"])
def store(request: HttpRequest, batch_id: int, way: str) -> HttpResponse:
    """Ask once, then store in the background; also takes up an interrupted run again."""
    found, _session = queries.batch(asking(request), batch_id)
    if way not in WAYS:
        raise Missing(what=_("cách ghi này"))
    mode, title, text = WAYS[way]
    back = reverse("exams:batch", args=[found.pk])
    if request.method == "POST":
        tasks.store_later(asking(request), found, mode)
        return done(request, _("Đang ghi kết quả. Trang này cho biết tiến độ."), back)
    return confirm(request, title=str(title), text=str(text), button=str(title), back=back)


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask once, then give the file up and delete it."""
    found, session = queries.batch(asking(request), batch_id)
    if request.method == "POST":
        actions.discard(asking(request), found.pk)
        return done(request, _("Đã bỏ tệp, không ghi dòng nào."), session.get_absolute_url())
    text = _("Bỏ tệp «{name}»? Tệp đã nộp sẽ bị xoá.").format(name=found.file_name)
    back = reverse("exams:batch", args=[found.pk])
    return confirm(request, title=_("Bỏ tệp"), text=text, button=_("Bỏ tệp"), back=back, tone="danger")


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask once, then take back what the import stored."""
    found, session = queries.batch(asking(request), batch_id)
    if request.method == "POST":
        actions.undo(asking(request), found.pk)
        return done(request, _("Đã hoàn tác lần nhập."), session.get_absolute_url())
    count = formats.number(found.counts.get("added", 0))
    text = _("Xoá {count} kết quả mà lần nhập này đã ghi?").format(count=count)
    back = reverse("exams:batch", args=[found.pk])
    return confirm(request, title=_("Hoàn tác"), text=text, button=_("Hoàn tác"), back=back, tone="danger")


urlpatterns = [
    path("van-phong/khao-thi/<slug:code>/nop-tep", upload, name="upload"),
    path("van-phong/khao-thi/nhap/<int:batch_id>", batch, name="batch"),
    path("van-phong/khao-thi/nhap/<int:batch_id>/loi.<slug:form>", problems, name="problems"),
    path("van-phong/khao-thi/nhap/<int:batch_id>/bo", discard, name="discard"),
    path("van-phong/khao-thi/nhap/<int:batch_id>/hoan-tac", undo, name="undo"),
    path("van-phong/khao-thi/nhap/<int:batch_id>/<slug:way>", store, name="store"),
]
