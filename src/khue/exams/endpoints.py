"""Exam sessions and their imports for programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from khue.core.actor import Actor
from khue.core.errors import Denied, Fault, Invalid
from khue.core.models import Batch
from khue.core.web.api import Page, Paging, page_of
from khue.exams import actions, queries, rules, tasks
from khue.exams.models import ExamSession
from khue.exams.publishing.endpoints import router as publishing

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

    code: str
    title: str
    year: int
    organisation: int
    papers: list[str] = []
    requires_second_factor: bool = False
    note: str = ""


class Problem(Schema):
    """One thing wrong with one line."""

    sheet: str
    line: int
    candidate_number: str
    column: str
    value: str
    text: str
    severity: str


class BatchAnswer(Schema):
    """One import into a session."""

    id: int
    session: str
    file_name: str
    state: str
    mode: str
    changed: bool
    counts: dict[str, Any]
    message: str


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
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


@router.post("/exam-sessions/{code}/results", response={202: BatchAnswer}, summary="Nộp tệp kết quả thi")
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


@router.get("/exam-imports/{batch_id}", response=BatchAnswer, summary="Một lần nhập kết quả thi")
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
