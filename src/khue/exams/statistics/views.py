"""The pages of statistics: public ones from the published files, one in the office before publication."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.web.asking import asking
from khue.exams import queries
from khue.exams.actions.publishing import session_facts
from khue.exams.publishing.library import library
from khue.exams.statistics import exporting, reading, tables
from khue.exams.statistics.compiling import compile_session
from khue.exams.statistics.counting import counts

FILES = {
    "csv": ("text/csv; charset=utf-8", exporting.as_csv),
    "giai-thich.csv": ("text/csv; charset=utf-8", exporting.as_dictionary_csv),
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the statistics of a published session, alone or beside another."""
    sessions = library().sessions()
    if not sessions:
        return render(request, "exams/statistics.html", {"sessions": [], "layout": "core/public.html"})
    code = request.GET.get("ki-thi") or sessions[0]["code"]
    found = library().answers(code).statistics
    other_code = request.GET.get("so-voi", "")
    other = library().answers(other_code).statistics if other_code and other_code != code else None
    return _page(request, found, other, {"sessions": sessions, "layout": "core/public.html"})


@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show in the office what the statistics of a session would be if it were published now."""
    session = queries.session(asking(request), code)
    found = compile_session(session_facts(session), counts(session))
    return _page(request, found, None, {"session": session, "layout": "core/office.html"})


def _page(
    request: HttpRequest, found: reading.Statistics, other: reading.Statistics | None, context: dict[str, Any]
) -> HttpResponse:
    subjects = reading.subjects(found)
    if not subjects:
        return render(request, "exams/statistics.html", {**context, "found": found, "subjects": []})
    asked = request.GET.get("mon", "")
    subject = asked if asked in dict(subjects) else subjects[min(1, len(subjects) - 1)][0]
    by = _one_of(request.GET.get("theo"), reading.BY, "paper")
    borders = _one_of(request.GET.get("ranh-gioi"), reading.BORDERS, "now")
    lines = reading.lines(found, by, borders, subject)
    if "tai-ve" in request.GET:
        return _file(request.GET["tai-ve"], lines, f"pho-diem-{found['session']}-{by}")
    level = {"council": "council", "province": borders}.get(by, "")
    line = reading.area(found, subject, level, request.GET.get("noi", "")) if level else None
    is_comparable = other is not None and subject in dict(reading.subjects(other))
    query = request.GET.copy()
    for name in ("noi", "tai-ve"):
        query.pop(name, None)
    shown = {
        "found": found,
        "subjects": subjects,
        "subject": subject,
        "by": by,
        "all_by": [(key, _(title)) for key, title in reading.BY.items()],
        "borders": borders,
        "all_borders": [(key, _(title)) for key, title in reading.BORDERS.items()],
        "histogram": reading.histogram(found, subject),
        "area": reading.area_histogram(line) if line else None,
        "comparison": reading.comparison(found, other, subject) if other and is_comparable else None,
        "other": other["session"] if other else "",
        "query": query.urlencode(),
        **tables.summary(reading.whole(found, subject)),
        **tables.table(lines, by, query.urlencode(), subject, request.GET.get("noi", "")),
    }
    return render(request, "exams/statistics.html", {**context, **shown})


def _one_of(value: str | None, known: dict[str, str], default: str) -> str:
    return value if value in known else default


def _file(kind: str, lines: list[reading.Line], name: str) -> HttpResponse:
    if kind in FILES:
        content_type, write = FILES[kind]
        content = write(lines)
    else:
        kind, content_type, content = "xlsx", WORKBOOK, exporting.as_workbook(lines, name)
    disposition = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


urlpatterns = [
    path("tra-cuu/pho-diem", statistics, name="statistics"),
    path("van-phong/khao-thi/<slug:code>/pho-diem", preview, name="statistics_preview"),
]
