"""Reports for programs: what is owed, each report with its figures, its steps, its file."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khue.core.actor import Actor
from khue.core.errors import Denied, Missing
from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.core.words import N_
from khue.reports import actions, queries
from khue.reports.exports import answer_file
from khue.reports.models import Report
from khue.reports.rules import Can

router = Router()


class LineAnswer(Schema):
    """A figure in a report; value is null where there is no data. origin: `records`, `collected` or `reports`."""

    section: str
    code: str
    title: str
    unit: str
    state: str
    value: float | None
    numerator: int
    denominator: int | None
    version: int
    digest: str
    origin: str
    note: str


class ReportAnswer(Schema):
    """A report of a unit for a period."""

    id: int
    duty: str
    unit: int
    recipient: int | None
    first_day: date
    last_day: date
    due: date
    edition: int
    state: str
    version: int
    known_at: datetime
    snapshot: int | None
    digest: str
    sent_at: datetime | None
    returned_why: str


class CorrectionAnswer(Schema):
    """A figure whose records were corrected after the report was signed."""

    code: str
    numerator: int
    denominator: int | None
    value: float | None
    known_at: datetime


class WholeReport(ReportAnswer):
    """A report with its figures, its words, who has not sent, and what was corrected since."""

    words: dict[str, str]
    lines: list[LineAnswer]
    owing: list[int]
    is_whole: bool
    corrections: list[CorrectionAnswer]


class ReportPage(Page):
    """A page of reports."""

    items: list[ReportAnswer]


class OwedReport(Schema):
    """A report that a unit owes."""

    unit: int
    duty: str
    title: str
    due: date
    report: int | None
    state: str


class NewReport(Schema):
    """Which report is made."""

    unit: int
    duty: str = Field(max_length=60, examples=["quarterly_progress_school"])
    due: date


class Words(Schema):
    """The words of a draft; version: as it was read."""

    version: int
    words: dict[str, str]


class Reason(Schema):
    """Why a report goes back; empty for other steps."""

    reason: str = Field("", max_length=500)


NAMES = ("duty", "first_day", "last_day", "due", "edition", "state", "version", "known_at", "digest", "sent_at")
STEPS: dict[str, Callable[..., Report]] = {
    "present": actions.present, "hand_back": actions.hand_back, "send": actions.send, "accept": actions.accept,
    "give_back": actions.give_back, "revise": actions.revise,
}  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    actor = asking(request)
    if not actor.is_known:
        raise Denied(permission=Can.SEE, place="này")
    return actor


def _brief(found: Report) -> dict[str, Any]:
    ids = {"id": found.pk, "unit": found.unit_id, "recipient": found.recipient_id, "snapshot": found.snapshot_id}
    return {**ids, "returned_why": found.returned_why, **{name: getattr(found, name) for name in NAMES}}


def _whole(actor: Actor, found: Report) -> dict[str, Any]:
    return {
        **_brief(found),
        "words": found.content["words"] if found.content else found.words,
        "lines": [vars(one) for one in queries.lines_of(found)],
        "owing": found.owing,
        "is_whole": queries.is_whole(found) and actions.signed_by_us(found),
        "corrections": [vars(one) | {"code": one.line.code} for one in queries.corrections(actor, found)],
    }


@router.get("/reports", response=ReportPage, summary="Các báo cáo định kì")
def list_reports(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, Any]:
    """Return the reports that the caller may see."""
    rows = queries.all_reports(_actor(request))
    return page_of(rows.filter(state=state) if state else rows, ("pk",), paging, _brief)


@router.post("/reports", response=ReportAnswer, summary="Lập báo cáo")
def make(request: HttpRequest, body: NewReport) -> dict[str, Any]:
    """Make the report that a unit owes, filled with figures."""
    return _brief(actions.make(_actor(request), body.unit, body.duty, body.due, today=localdate()))


@router.get("/reports/owed", response=list[OwedReport], summary="Báo cáo phải gửi")
def list_owed(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the units of the caller owe: late, or due within fourteen days."""
    return [
        {
            "unit": one.unit, "duty": one.duty, "title": one.title, "due": one.due,
            "report": one.report.pk if one.report else None, "state": one.report.state if one.report else "",
        }
        for one in queries.owed(_actor(request), localdate())
    ]  # fmt: skip


@router.get("/reports/{report_id}", response=WholeReport, summary="Một báo cáo")
def show(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """Return one report with all that stands in it."""
    actor = _actor(request)
    return _whole(actor, queries.report(actor, report_id))


@router.put("/reports/{report_id}/words", response=ReportAnswer, summary="Ghi lời của báo cáo")
def write(request: HttpRequest, report_id: int, body: Words) -> dict[str, Any]:
    """Save the words of a draft; 409 when somebody saved others meanwhile."""
    return _brief(actions.write(_actor(request), report_id, version=body.version, words=body.words))


@router.post("/reports/{report_id}/steps/{step}", response=ReportAnswer, summary="Đưa báo cáo sang bước tiếp theo")
def take_step(request: HttpRequest, report_id: int, step: str, body: Reason) -> dict[str, Any]:
    """Take a step: present, hand_back, send, accept, give_back or revise; a signature is given on the page."""
    actor = _actor(request)
    found = queries.report(actor, report_id)
    if step not in STEPS:
        raise Missing(what=N_("bước «{step}»").format(step=step))
    queries.must_may(actor, found, step)
    run = STEPS[step]
    return _brief(run(actor, found.pk, body.reason) if step in ("hand_back", "give_back") else run(actor, found.pk))


@router.get("/reports/{report_id}/file", summary="Tệp của báo cáo đã kí")
def file(request: HttpRequest, report_id: int, form: str = "pdf") -> HttpResponse:
    """Return a frozen report as `pdf` or `docx`, always the same bytes."""
    return answer_file(queries.report(_actor(request), report_id), form)
