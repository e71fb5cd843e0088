"""Pages of the shell itself: health, failures, background work, and the style guide of the demo."""

from django.conf import settings
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, require_GET, require_POST

from khue.core import seals, tasks
from khue.core.errors import Missing
from khue.core.models import Job
from khue.core.web import guide
from khue.core.web.answers import failure
from khue.core.web.asking import asking
from khue.core.web.pages import done
from khue.core.web.tables import Column, Table, listing
from khue.core.web.tags import JOB_TONES, job_progress

JOBS = Table(
    "core.jobs",
    _("Công việc nền"),
    (
        Column("title", _("Việc"), url=lambda job: reverse("core:job", args=[job.pk])),
        Column(
            "state",
            _("Trạng thái"),
            kind="badge",
            value=lambda job: (translated(job.get_state_display()), JOB_TONES[job.state]),
        ),
        Column("done", _("Đã làm"), kind="number"),
        Column("created_at", _("Tạo lúc"), kind="moment", sort="created_at"),
        Column("finished_at", _("Xong lúc"), kind="moment", sort="finished_at"),
    ),
    order="-created_at",
)


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether the process can serve: the database answers, the tables are there and open for its seals."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM core_job LIMIT 1")
        seals.must_fit()
    except seals.OtherKey as refusal:
        return HttpResponse(f"{refusal}\n", content_type="text/plain; charset=utf-8", status=503)
    except DatabaseError:
        return HttpResponse("database away\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read."""
    return failure(request, 400, "BadRequest")


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django itself denies."""
    return failure(request, 403, "Denied")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is missing or too old."""
    text = _("Biểu mẫu này đã hết hiệu lực. Hãy tải lại trang rồi gửi lại.")
    return failure(request, 403, "StaleForm", str(text))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return failure(request, 404, "Missing")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when our own program failed."""
    return failure(request, 500, "Broken")


@require_GET
def jobs(request: HttpRequest) -> HttpResponseBase:
    """Show the background work one asked for."""
    return listing(request, "core/jobs.html", JOBS, Job.objects.filter(user_id=_user_id(request)))


@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show one piece of background work."""
    return render(request, "core/job.html", {"job": _own(request, job_id)})


def _seen(request: HttpRequest, job_id: int) -> str:
    found = _own(request, job_id)
    return f'"{found.pk}-{found.state}-{found.done}-{request.COOKIES.get("khue_language", "")}"'


@require_GET
@condition(etag_func=_seen)
def job_state(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show only the bar of a piece of background work; unchanged, it costs a 304. Its end renews the whole page."""
    found = _own(request, job_id)
    response = render(request, "core/parts/job.html", job_progress(found))
    if not found.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Cancel a piece of one's own work that waits or runs."""
    tasks.cancel(asking(request), job_id)
    return done(request, gettext("Đã huỷ. Không có gì được lưu."), "core:job", job_id)


@require_POST
def take_up_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask again for a piece of one's own work that stopped."""
    tasks.take_up(asking(request), job_id)
    return done(request, gettext("Đã xếp lại vào hàng chờ."), "core:job", job_id)


@require_GET
def style_guide(request: HttpRequest) -> HttpResponseBase:
    """Show every component with sample contents, for those who write pages; in the demo only."""
    if not settings.KHUE_DEMO:
        raise Missing(what="mau-giao-dien")
    return guide.page(request)


def _user_id(request: HttpRequest) -> int | None:
    return asking(request).user_id


def _own(request: HttpRequest, job_id: int) -> Job:
    user_id = _user_id(request)
    return get_object_or_404(Job.objects.filter(user_id=user_id, user_id__isnull=False), pk=job_id)
