"""Breach files for programs: opened, read, amended and followed step by step, with their clocks."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from khue.core.errors import Fault, Invalid
from khue.core.web.api import Instant
from khue.core.web.asking import asking
from khue.privacy import actions, queries
from khue.privacy.models import Breach
from khue.privacy.rules import BREACH_KINDS
from khue.privacy.rules.register import CATEGORIES

router = Router()
VERBS = ("note", "notice", "report", "find_affected", "add_affected", "tell", "close")


class BreachFactsIn(Schema):
    """Facts of a breach; only what is named is changed. The last six are fields of Form 08."""

    title: str | None = Field(None, min_length=1, max_length=200)
    kind: str | None = None
    found_at: Instant | None = None
    is_serious: bool | None = None
    tells_people: bool | None = None
    what: str | None = Field(None, min_length=1, max_length=4000)
    data_kinds: list[str] | None = None
    happened_from: Instant | None = None
    happened_until: Instant | None = None
    suspect_id: int | None = None
    cause: str | None = Field(None, max_length=2000)
    harm: str | None = Field(None, max_length=2000)
    remedy: str | None = Field(None, max_length=2000)
    contact: str | None = Field(None, max_length=200)


class BreachIn(BreachFactsIn):
    """A breach, from the moment it was found."""

    organisation_id: int
    title: str = Field(min_length=1, max_length=200)
    kind: str
    found_at: Instant
    what: str = Field(min_length=1, max_length=4000)


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


class ClockOut(Schema):
    """name: first_notice, breach_report or tell_people."""

    name: str
    due: datetime
    met_at: datetime | None
    is_late: bool


class FileOut(BreachOut):
    """The whole file."""

    tells_people: bool
    what: str
    data_kinds: list[str]
    happened_from: datetime | None
    happened_until: datetime | None
    suspect_id: int | None
    cause: str
    harm: str
    remedy: str
    contact: str
    closed_at: datetime | None
    clocks: list[ClockOut]
    affected: list[int] = Field(description="mã hồ sơ những người bị ảnh hưởng")


class BreachStepIn(Schema):
    """verb: note, notice, report, find_affected, add_affected (with persons), tell (with text), close."""

    verb: str
    text: str = Field("", max_length=2000)
    persons: list[int] = []


@router.get("/privacy/breaches", response=list[BreachOut], summary="Các sự cố dữ liệu cá nhân")
def breaches(request: HttpRequest) -> list[Breach]:
    """List the breaches, the shortest clock first."""
    return [row.breach for row in queries.breaches(asking(request), timezone.now())]


@router.post("/privacy/breaches", response={201: BreachOut}, summary="Lập hồ sơ sự cố")
def open_breach(request: HttpRequest, body: BreachIn) -> Status[Breach]:
    """Open the file of a breach."""
    facts = body.model_dump(exclude={"organisation_id"}, exclude_none=True)
    must_be_right(facts)
    return Status(201, actions.open_breach(asking(request), body.organisation_id, actions.Telling(facts)))


@router.get("/privacy/breaches/{int:breach_id}", response=FileOut, summary="Một hồ sơ sự cố")
def breach(request: HttpRequest, breach_id: int) -> dict[str, Any]:
    """Return the file with its clocks and the persons affected."""
    return _file(queries.breach(asking(request), breach_id))


@router.patch("/privacy/breaches/{int:breach_id}", response=FileOut, summary="Bổ sung hồ sơ sự cố")
def tell_more(request: HttpRequest, breach_id: int, body: BreachFactsIn) -> dict[str, Any]:
    """Add to or correct what is known."""
    facts = body.model_dump(exclude_none=True)
    must_be_right(facts)
    return _file(actions.tell_more(asking(request), breach_id, actions.Telling(facts)))


@router.post("/privacy/breaches/{int:breach_id}/steps", response=FileOut, summary="Một bước xử lí sự cố")
def step(request: HttpRequest, breach_id: int, body: BreachStepIn) -> dict[str, Any]:
    """Take a step of a breach."""
    actor, now = asking(request), timezone.now()
    if body.verb in ("note", "tell", "close") and not body.text.strip():
        raise Invalid([Fault("text", "", "không được để trống với bước này")])
    match body.verb:
        case "note":
            actions.note(actor, breach_id, body.text)
        case "notice":
            actions.notice(actor, breach_id, at=now)
        case "report":
            actions.report(actor, breach_id, at=now)
        case "find_affected":
            actions.find_affected(actor, breach_id)
        case "add_affected":
            actions.add_affected(actor, breach_id, body.persons)
        case "tell":
            actions.tell_people(actor, breach_id, body.text, at=now)
        case "close":
            actions.close(actor, breach_id, body.text, at=now)
        case _:
            raise Invalid([Fault("verb", body.verb, f"hãy dùng một trong: {', '.join(VERBS)}")])
    return _file(queries.breach(actor, breach_id))


def must_be_right(facts: dict[str, Any]) -> None:
    """Raises: Invalid, with everything that is wrong."""
    faults = []
    if facts.get("kind", "lost") not in BREACH_KINDS:
        faults.append(Fault("kind", facts["kind"], f"hãy dùng một trong: {', '.join(BREACH_KINDS)}"))
    for name in ("found_at", "happened_from", "happened_until"):
        if name in facts and timezone.is_naive(facts[name]):
            faults.append(Fault(name, str(facts[name]), "hãy ghi cả múi giờ, ví dụ 2026-11-20T16:45:00+07:00"))
    known = [one.code for one in CATEGORIES]
    if wrong := [one for one in facts.get("data_kinds", []) if one not in known]:
        faults.append(Fault("data_kinds", ", ".join(wrong), f"hãy dùng trong: {', '.join(known)}"))
    if faults:
        raise Invalid(faults)
    if {"happened_from", "happened_until"} <= set(facts) and facts["happened_until"] < facts["happened_from"]:
        raise Invalid([Fault("happened_until", str(facts["happened_until"]), "không được trước happened_from")])


def _file(found: Breach) -> dict[str, Any]:
    names = set(FileOut.model_fields) - {"clocks", "affected"}
    clocks = queries.clocks(found, timezone.now())
    return {name: getattr(found, name) for name in names} | {
        "clocks": clocks,
        "affected": list(found.affected.order_by("pk").values_list("person_id", flat=True)),
    }
