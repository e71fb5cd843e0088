"""Exam sessions and their imports for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from khue.core.actor import Actor
from khue.core.errors import Denied, Fault, Invalid, Missing
from khue.core.models import Batch
from khue.core.web.api import Instant, Page, Paging, page_of
from khue.core.web.asking import asking
from khue.exams import actions, queries, rules, tasks
from khue.exams.models import ExamSession
from khue.exams.publishing.endpoints import router as publishing
from khue.exams.publishing.tasks import publish_later

router = Router()
router.add_router("", publishing)


class SessionAnswer(Schema):
    """An exam session."""

    code: str
    title: str
    year: int
    state: str
    organisation: int
    papers: list[str]
    requires_second_factor: bool
    publish_at: datetime | None
    published_at: datetime | None
    published_version: int
    is_synthetic: bool


class SessionPage(Page):
    """A page of sessions."""

    items: list[SessionAnswer]


class NewSession(Schema):
    """What a new session needs; without papers it gets those of its year."""

    code: str = Field(pattern=r"^[-a-zA-Z0-9_]{1,40}$", examples=["thpt-2026"])
    title: str = Field(min_length=1, max_length=200)
    year: int = Field(ge=2015, le=2100)
    organisation: int = Field(ge=1, le=2**62)
    papers: list[str] = []
    requires_second_factor: bool = False
    note: str = Field("", max_length=2000)


class Schedule(Schema):
    """The hour at which results are published."""

    at: Instant = Field(examples=["2026-07-16T08:00:00+07:00"])


class Correction(Schema):
    """A mark after re-marking: its new value, or null when the paper was not taken, and why."""

    candidate_number: str = Field(max_length=12)
    paper: str = Field(max_length=40)
    after: int | None = Field(ge=0, le=1000, description="điểm mới, phần trăm điểm: 725 là 7,25")
    reason: str = Field(min_length=1, max_length=500)
    decision: str = Field(min_length=1, max_length=100)


class Problem(Schema):
    """One thing wrong with one line."""

    sheet: str
    line: int
    candidate_number: str
    column: str
    value: str
    text: str
    severity: str


class ExamImportOut(Schema):
    """One import into a session."""

    id: int
    session: str
    file_name: str
    state: str
    mode: str
    changed: bool
    counts: dict[str, Any]
    message: str


class Published(Schema):
    """The job that publishes."""

    job: int


STEPS = {
    "first_check": actions.first_check,
    "second_check": actions.second_check,
    "reopen": actions.reopen,
    "unschedule": actions.unschedule,
    "archive": actions.archive,
}


def _actor(request: HttpRequest) -> Actor:
    actor = asking(request)
    if not actor.is_known:
        raise Denied(permission=rules.Can.SEE, place="này")
    return actor


def _session(found: ExamSession) -> dict[str, Any]:
    names = ("code", "title", "year", "state", "papers", "requires_second_factor", "publish_at", "published_at")
    shown = {name: getattr(found, name) for name in (*names, "published_version", "is_synthetic")}
    return {**shown, "organisation": found.organisation_id}


def _batch(found: Batch, session: ExamSession, *, changed: bool) -> dict[str, Any]:
    shown = {name: getattr(found, name) for name in ("file_name", "mode", "counts", "message")}
    return {**shown, "id": found.pk, "session": session.code, "state": queries.state_of(found), "changed": changed}


@router.get("/exam-sessions", response=SessionPage, summary="Các kì thi")
def list_sessions(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Return the sessions that the caller may see."""
    return page_of(queries.sessions(_actor(request)), ("year", "code"), paging, _session)


@router.post("/exam-sessions", response={201: SessionAnswer}, summary="Tạo kì thi")
def create_session(request: HttpRequest, body: NewSession) -> Status[dict[str, Any]]:
    """Create a draft session."""
    given = body.dict(exclude={"organisation", "papers"})
    papers = body.papers or None
    session = actions.create_session(_actor(request), organisation_id=body.organisation, papers=papers, **given)
    return Status(201, _session(session))


@router.get("/exam-sessions/{code}", response=SessionAnswer, summary="Một kì thi")
def show_session(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return one session."""
    return _session(queries.session(_actor(request), code))


@router.post("/exam-sessions/{code}/steps/{verb}", response=SessionAnswer, summary="Một bước của kì thi")
def take_step(request: HttpRequest, code: str, verb: str) -> dict[str, Any]:
    """Take first_check, second_check, reopen, unschedule or archive; two different people must check."""
    actor = _actor(request)
    if verb not in STEPS:
        raise Missing(what=f"bước «{verb}»")
    return _session(STEPS[verb](actor, queries.session(actor, code).pk))


@router.post("/exam-sessions/{code}/schedule", response=SessionAnswer, summary="Đặt giờ công bố")
def schedule(request: HttpRequest, code: str, body: Schedule) -> dict[str, Any]:
    """Set the hour at which a checked session is published by itself."""
    actor = _actor(request)
    return _session(actions.schedule(actor, queries.session(actor, code).pk, at=body.at))


@router.post("/exam-sessions/{code}/publication", response={202: Published}, summary="Công bố kết quả")
def publish(request: HttpRequest, code: str) -> Status[dict[str, int]]:
    """Publish a checked session in the background; watch `/jobs/{id}`."""
    actor = _actor(request)
    return Status(202, {"job": publish_later(actor, queries.session(actor, code)).pk})


@router.post("/exam-sessions/{code}/corrections", response=SessionAnswer, summary="Đính chính điểm sau phúc khảo")
def correct(request: HttpRequest, code: str, body: Correction) -> dict[str, Any]:
    """Correct one mark of a published session; it is seen by the public once the session is published again."""
    actor = _actor(request)
    session = queries.session(actor, code)
    actions.correct(actor, session.pk, **body.dict())
    return _session(queries.session(actor, code))


@router.post("/exam-sessions/{code}/results", response={202: ExamImportOut}, summary="Nộp tệp kết quả thi")
def submit_results(
    request: HttpRequest, code: str, file: File[UploadedFile], mode: str = "all", dry_run: bool = False
) -> Status[dict[str, Any]]:
    """Take in a file; it is checked and, unless it is a dry run, stored in the background. Ask for the batch later."""
    actor = _actor(request)
    if mode not in Batch.Mode.values:
        raise Invalid([Fault("mode", mode, "Phải là «all» hoặc «accepted».")])
    batch, is_new = actions.submit(actor, code, file, file.name or "tep", mode=mode)
    if is_new and dry_run:
        tasks.check_later(actor, batch)
    elif is_new:
        tasks.store_later(actor, batch, mode)
    return Status(202, _batch(batch, queries.session(actor, code), changed=is_new))


@router.get("/exam-imports/{batch_id}", response=ExamImportOut, summary="Một lần nhập kết quả thi")
def show_batch(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """Return the state and the counts of an import."""
    batch, session = queries.batch(_actor(request), batch_id)
    return _batch(batch, session, changed=batch.state == Batch.State.DONE)


@router.get("/exam-imports/{batch_id}/problems", response=list[Problem], summary="Các vấn đề của một lần nhập")
def show_problems(request: HttpRequest, batch_id: int) -> list[dict[str, Any]]:
    """Return the first problems of an import; the counts of the batch are complete."""
    batch, _session_ = queries.batch(_actor(request), batch_id)
    return [
        {
            "sheet": fault.sheet,
            "line": fault.line,
            "candidate_number": fault.candidate,
            "column": fault.column,
            "value": fault.value,
            "text": fault.says,
            "severity": fault.severity,
        }
        for fault in queries.problems(batch)
    ]
