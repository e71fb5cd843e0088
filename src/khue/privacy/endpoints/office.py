"""Requests, breaches, assessments, terms and the register for programs of the office."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from khue.core.errors import Fault, Invalid
from khue.core.web.asking import asking
from khue.privacy import actions, queries
from khue.privacy.endpoints.families import RequestOut
from khue.privacy.models import Breach, Dossier, Request
from khue.privacy.rules import BREACH_KINDS, Can

router = Router()


class StepIn(Schema):
    """verb: accept, refuse (with ground), extend, carry_out, assign."""

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


class BreachIn(Schema):
    """A breach, from the moment it was found."""

    organisation_id: int
    title: str = Field(max_length=200)
    kind: str
    found_at: datetime
    what: str = Field(max_length=4000)
    is_serious: bool = False
    tells_people: bool = False


class BreachOut(Schema):
    id: int
    organisation_id: int
    title: str
    kind: str
    state: str
    found_at: datetime
    is_serious: bool
    noticed_at: datetime | None
    reported_at: datetime | None
    told_at: datetime | None


class DossierOut(Schema):
    id: int
    organisation_id: int
    edition: int
    made_on: date
    sent_on: date | None
    facts: dict[str, Any]


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
    raise Invalid([Fault("verb", body.verb, "hãy dùng accept, refuse, extend, carry_out hoặc assign")])


@router.get("/privacy/breaches", response=list[BreachOut], summary="Các sự cố dữ liệu cá nhân")
def breaches(request: HttpRequest) -> list[Breach]:
    """List the breaches, the shortest clock first."""
    return [row.breach for row in queries.breaches(asking(request), timezone.now())]


@router.post("/privacy/breaches", response={201: BreachOut}, summary="Lập hồ sơ sự cố")
def open_breach(request: HttpRequest, body: BreachIn) -> Status[Breach]:
    """Open the file of a breach."""
    faults = []
    if body.kind not in BREACH_KINDS:
        faults.append(Fault("kind", body.kind, f"hãy dùng một trong: {', '.join(BREACH_KINDS)}"))
    if timezone.is_naive(body.found_at):
        faults.append(Fault("found_at", str(body.found_at), "hãy ghi cả múi giờ, ví dụ 2026-11-20T16:45:00+07:00"))
    if faults:
        raise Invalid(faults)
    facts = body.model_dump(exclude={"organisation_id"})
    return Status(201, actions.open_breach(asking(request), body.organisation_id, actions.Telling(facts)))


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
