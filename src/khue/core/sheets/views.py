"""The pages of an import: template, upload, what was found, write, undo. The same for every declared sheet."""

from io import BytesIO

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.errors import Denied, Missing
from khue.core.models import Job
from khue.core.sheets import batches, tasks
from khue.core.sheets.checking import API_ROWS, found_in
from khue.core.sheets.forms import UploadForm
from khue.core.sheets.imports import Import, all_imports, find_import
from khue.core.sheets.models import Batch
from khue.core.sheets.template_workbook import write_template
from khue.core.web import formats
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.core.web.tables import Column, Table, listing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {
    Batch.State.SUBMITTED: "info",
    Batch.State.CHECKED: "info",
    Batch.State.RUNNING: "info",
    Batch.State.DONE: "good",
    Batch.State.REFUSED: "bad",
    Batch.State.UNDONE: "neutral",
    Batch.State.INTERRUPTED: "warn",
}
MAPPABLE = (Batch.State.CHECKED, Batch.State.REFUSED)
BATCHES = Table(
    "core.batches",
    lazy("Các lần nhập"),
    (
        Column("file_name", lazy("Tệp"), url=lambda row: reverse("imports:batch", args=[row.pk])),
        Column("state", lazy("Trạng thái"), kind="badge", value=lambda row: _state(row)),
        Column("read", lazy("Số dòng"), kind="number", value=lambda row: row.counts.get("read")),
        Column("refused", lazy("Có lỗi"), kind="number", value=lambda row: row.counts.get("refused")),
        Column("created_at", lazy("Nộp lúc"), kind="moment", sort="created_at"),
    ),
    order="-created_at",
)


def _state(row: Batch) -> tuple[str, str]:
    return _(row.get_state_display()), TONES[Batch.State(row.state)]


def _allowed(request: HttpRequest, kind: str) -> Import:
    """Find a kind that this person may import somewhere."""
    declared = find_import(kind)
    if not asking(request).can(declared.needs):
        raise Denied(permission=declared.needs, place=kind)
    return declared


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Show what may be imported."""
    mine = [declared for declared in all_imports().values() if asking(request).can(declared.needs)]
    return render(request, "core/imports/kinds.html", {"kinds": sorted(mine, key=lambda item: item.title)})


@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Show one kind: its template, its columns, the upload and the batches so far; take in a file."""
    declared = _allowed(request, kind)
    actor = asking(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(declared.places(actor) if declared.places else None, *sent)
    if request.method == "POST" and form.is_valid():
        return _submit(request, declared, form)
    rows = Batch.objects.filter(kind=kind)
    if (places := actor.places(declared.needs)) is not None:
        rows = rows.filter(organisation_id__in=places)
    about = declared.sheet.dictionary(_)
    shown = {"kind": declared, "dictionary": about, "has_batches": rows.exists()}
    response = listing(request, "core/imports/kind.html", BATCHES, rows, form=form, **shown)
    response.status_code = 422 if form.is_bound else 200
    return response


def _submit(request: HttpRequest, declared: Import, form: UploadForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    actor = asking(request)
    found, is_new = batches.submit(actor, declared.kind, upload, upload.name, at=form.cleaned_data.get("at"))
    if not is_new:
        text = _("Tệp này đã được nhập trước đây. Không có gì thay đổi.")
        return done(request, text, "imports:batch", found.pk)
    tasks.check_later(actor, found)
    return redirect("imports:batch", found.pk)


@require_GET
def template(request: HttpRequest, kind: str) -> FileResponse:
    """Give the empty workbook."""
    declared = _allowed(request, kind)
    content = BytesIO()
    write_template(declared.sheet, content, _)
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"mau-{kind}.xlsx", content_type=XLSX)


@require_GET
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show one batch: its progress, what was found, and what can be done with it."""
    row, declared = batches.find_batch(asking(request), batch_id)
    batches.settle(row)
    notices, found = found_in(row)
    told = [(problem, problem.placed(_), problem.shown(_)) for problem in found]
    shown = {
        "batch": row,
        "kind": declared,
        "state": _state(row),
        "job": Job.objects.filter(pk=row.job_id).first() if row.job_id else None,
        "facts": _facts(row),
        "notices": [_(notice.says).format(**notice.facts) for notice in notices],
        "problems": Paginator(told, 50).get_page(request.GET.get("trang")),
        "can_map": row.organisation_id is not None and row.file_name != API_ROWS and row.state in MAPPABLE,
        "has_workbook": row.problems_workbook.exists(),
        "can_undo": row.state == Batch.State.DONE and declared.undo is not None,
    }
    return render(request, "core/imports/batch.html", shown)


def _facts(row: Batch) -> list[tuple[str, object]]:
    """Return the figures of a batch as label and value."""
    titles = {
        "read": _("Dòng đã đọc"),
        "accepted": _("Dòng hợp lệ"),
        "refused": _("Dòng có lỗi"),
        "warnings": _("Cảnh báo"),
        "added": _("Thêm mới"),
        "changed": _("Thay đổi"),
        "unchanged": _("Giữ nguyên"),
    }
    facts: list[tuple[str, object]] = [(_("Dung lượng"), formats.size(row.file_size))]
    facts += [(title, formats.number(row.counts[key])) for key, title in titles.items() if key in row.counts]
    return facts


@require_GET
def problems(request: HttpRequest, batch_id: int) -> FileResponse:
    """Give the workbook with the bad cells marked."""
    row, _declared = batches.find_batch(asking(request), batch_id)
    if not row.problems_workbook.exists():
        raise Missing(what=_("tệp lỗi"))
    name = f"loi-{row.pk}.xlsx"
    return FileResponse(row.problems_workbook.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask once, then write the rows in the background: all of them, or the accepted ones."""
    row, _declared = batches.find_batch(asking(request), batch_id)
    mode = Batch.Mode.ACCEPTED if row.counts.get("refused") else Batch.Mode.ALL
    back = reverse("imports:batch", args=[row.pk])
    if request.method == "POST":
        tasks.write_later(asking(request), row, mode)
        return done(request, _("Đang ghi dữ liệu. Trang này cho biết tiến độ."), back)
    return confirm(request, title=_("Ghi dữ liệu"), text=_question(row), button=_("Ghi dữ liệu"), back=back)


def _question(row: Batch) -> str:
    if row.counts.get("refused"):
        text = _("Ghi {accepted} dòng hợp lệ và bỏ qua {refused} dòng có lỗi? Dòng bị bỏ qua có trong tệp lỗi.")
    else:
        text = _("Ghi tất cả {accepted} dòng?")
    return text.format(accepted=row.counts.get("accepted", 0), refused=row.counts.get("refused", 0))


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask once, then take back what the batch wrote."""
    row, _declared = batches.find_batch(asking(request), batch_id)
    back = reverse("imports:batch", args=[row.pk])
    if request.method == "POST":
        batches.undo(asking(request), row.pk)
        return done(request, _("Đã hoàn tác lần nhập."), back)
    text = _("Mọi thay đổi do lần nhập này tạo ra sẽ được đưa về như trước. Bạn có chắc không?")
    return confirm(request, title=_("Hoàn tác"), text=text, button=_("Hoàn tác"), back=back, tone="danger")
