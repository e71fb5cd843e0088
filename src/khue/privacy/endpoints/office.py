"""Requests, assessments, terms and the register for programs of the office."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from khue.core.errors import Fault, Invalid
from khue.core.web.asking import asking
from khue.privacy import actions, queries
from khue.privacy.endpoints.families import RequestOut
from khue.privacy.models import Dossier, Request, RetentionRun
from khue.privacy.rules import Can

router = Router()


class StepIn(Schema):
    """verb: accept, refuse (with ground), extend, carry_out, assign, withdraw (for who asked here)."""

    verb: str
    note: str = Field("", max_length=1000)
    ground: str = ""


class LineOut(Schema):
    """A line of the register of processing."""

    label: str
    app: str
    title: str
    basic: list[str]
    sensitive: list[str]
    purpose: str
    basis: str
    source: str
    roles: list[str]
    keep: str
    term: str


class DossierOut(Schema):
    id: int
    organisation_id: int
    edition: int
    made_on: date
    sent_on: date | None
    facts: dict[str, Any]


class DossierIn(Schema):
    """What a person writes into an assessment."""

    organisation_id: int
    first_processing_on: date
    officer: str = Field(max_length=200)
    risks: str = Field(max_length=4000)
    measures: str = Field(max_length=4000)
    reason: str = Field("", max_length=300)
    changed_on: date | None = None


class SentIn(Schema):
    """When and under which number an assessment was sent."""

    number: str = Field(max_length=60)
    on: date


class RunOut(Schema):
    """What a run did. counts: way and table -> rows. kept_back: persons of whom nothing was deleted."""

    on: date
    counts: dict[str, int]
    kept_back: int


class PastOut(Schema):
    """A term with the rows that are past it."""

    table: str
    way: str
    border: date
    count: int
    held_back: int


@router.get("/privacy/register", response=list[LineOut], summary="Sổ đăng kí hoạt động xử lí")
def register(request: HttpRequest) -> list[Any]:
    """Return the register of processing."""
    asking(request).must(Can.SEE_REGISTER)
    return [{**vars(line), "basic": line.basic, "sensitive": line.sensitive} for line in queries.register()]


@router.post("/privacy/requests/{int:request_id}/steps", response=RequestOut, summary="Xử lí một yêu cầu")
def step(request: HttpRequest, request_id: int, body: StepIn) -> Request:
    """Take a step of a request."""
    actor, today = asking(request), timezone.localdate()
    match body.verb:
        case "accept":
            return actions.accept(actor, request_id, on=today, note=body.note)
        case "refuse":
            return actions.refuse(actor, request_id, body.ground, body.note, on=today)
        case "extend":
            return actions.extend(actor, request_id, body.note, on=today)
        case "carry_out":
            return actions.carry_out(actor, request_id, body.note, on=today)
        case "assign":
            return actions.assign(actor, request_id)
        case "withdraw":
            return actions.withdraw(actor, request_id, body.note)
    raise Invalid([Fault("verb", body.verb, "hãy dùng accept, refuse, extend, carry_out, assign hoặc withdraw")])


@router.get("/privacy/dossiers", response=list[DossierOut], summary="Hồ sơ đánh giá tác động")
def dossiers(request: HttpRequest) -> list[Dossier]:
    """List the latest edition of each organisation."""
    return [row.last for row in queries.dossiers(asking(request), timezone.localdate()) if row.last]


@router.get("/privacy/retention", response=list[PastOut], summary="Dữ liệu hết hạn lưu")
def retention(request: HttpRequest) -> list[dict[str, Any]]:
    """Count what is past its term; nothing is deleted."""
    rows = queries.past(asking(request), timezone.localdate())
    return [
        {"table": one.term.label, "way": one.term.way, "border": one.border, "count": one.count,
         "held_back": one.held_back}
        for one in rows
    ]  # fmt: skip


@router.post("/privacy/retention", response=RunOut, summary="Xoá, ẩn danh dữ liệu hết hạn lưu")
def run_retention(request: HttpRequest) -> RetentionRun:
    """Delete or empty what is past its term, and report how many rows of which table."""
    return actions.run_retention(asking(request), on=timezone.localdate())


@router.post("/privacy/dossiers", response={201: DossierOut}, summary="Lập hồ sơ đánh giá tác động")
def make_dossier(request: HttpRequest, body: DossierIn) -> Status[Dossier]:
    """Make the next edition of an organisation; the figures are counted."""
    told = actions.Assessment(**body.model_dump(exclude={"organisation_id"}))
    return Status(201, actions.make_dossier(asking(request), body.organisation_id, told, on=timezone.localdate()))


@router.post("/privacy/dossiers/{int:dossier_id}/sent", response=DossierOut, summary="Ghi ngày gửi hồ sơ đánh giá")
def send_dossier(request: HttpRequest, dossier_id: int, body: SentIn) -> Dossier:
    """Record that an edition went to the authority."""
    return actions.send_dossier(asking(request), dossier_id, body.number, on=body.on)
