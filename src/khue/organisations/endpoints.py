"""Units for programs: lists by cursor, cards, life, decisions, figures in other borders."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.web.api import Instant, Page, Paging, page_of
from khue.core.web.asking import asking
from khue.organisations import actions, queries
from khue.organisations.actions import Document, Edit, Facts, Heir, NewUnit, Transfer
from khue.organisations.models import Decision, OrganisationVersion
from khue.organisations.rules import ACTS, ROLES, Can, share

router = Router()


class Seen(Schema):
    """From which day, and as known when, a question is asked."""

    as_of: date | None = Field(None, description="tính đến ngày; bỏ trống là hôm nay")
    known_at: Instant | None = Field(None, description="như đã biết lúc đó; bỏ trống là hiện nay")


class UnitFilter(Seen):
    """What narrows the list."""

    kind: str = Field("", description="loại đơn vị")
    level: str = Field("", description="cấp học")
    area: str = Field("", description="mã đơn vị hành chính")
    parent: int | None = Field(None, description="id đơn vị quản lí")
    text: str = Field("", max_length=200, description="tên (cả tên cũ) hoặc mã, có dấu hay không dấu")


class UnitOut(Schema):
    """A unit as of a day."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    levels: list[str]
    features: list[str]
    ownership: str
    parent_id: int | None
    area_code: str
    area_name: str
    address: str
    valid_from: date | None
    valid_until: date | None = Field(description="ngày đầu tiên không còn đúng; null là đến nay")
    is_synthetic: bool


class UnitPage(Page):
    items: list[UnitOut]


class AuthorityOut(Schema):
    act: str
    title: str
    role: str
    holder_id: int | None
    holder: str
    basis: str
    confidence: str


class KinOut(Schema):
    id: int
    name: str
    share: str = Field(description="100%, 1/3; trống là chưa rõ")


class CardOut(UnitOut):
    """A unit with its codes, those above it, who may do what for it, and its kin."""

    exists: bool = Field(description="đơn vị có hoạt động vào ngày đó không")
    codes: dict[str, str]
    above: list[int]
    authority: list[AuthorityOut]
    successors: list[KinOut]
    predecessors: list[KinOut]


class StepOut(Schema):
    """One decision in the life of a unit."""

    decision_id: int
    kind: str
    number: str
    title: str
    effective_on: date
    recorded_at: datetime
    is_undone: bool
    fate: str | None
    changes: list[dict[str, str]]
    passages: list[dict[str, Any]]


class DocumentIn(Schema):
    """The decision on paper. form_key: sent again with the same request, it changes nothing a second time."""

    title: str = Field(max_length=300)
    effective_on: date
    number: str = Field("", max_length=60)
    signed_on: date | None = None
    signer: str = Field("", max_length=100)
    signer_title: str = Field("", max_length=120)
    form_key: UUID = Field(default_factory=uuid4)


class UnitFactsIn(Schema):
    name: str = Field(max_length=200)
    kind: str = "school"
    parent_id: int | None = None
    short_name: str = Field("", max_length=60)
    levels: list[str] = []
    features: list[str] = []
    ownership: str = ""
    area_code: str = Field("", max_length=5)
    area_name: str = Field("", max_length=120)
    address: str = Field("", max_length=300)
    codes: dict[str, str] = {}


class HeirIn(Schema):
    """One that takes over: the id of a unit, or the facts of a new one."""

    unit: int | UnitFactsIn
    share: str = Field("1", max_length=20, description="1/3, 0,4, 40%; trống là chưa rõ")


class DecisionIn(Schema):
    """A decision. Which of the other fields are read depends on `kind`."""

    kind: str = Field(description="found, rename, move, merge, split, dissolve, correct, undo")
    document: DocumentIn
    units: list[int] = []
    facts: UnitFactsIn | None = None
    name: str = Field("", max_length=200)
    parent_id: int | None = None
    area_code: str | None = Field(None, max_length=5)
    area_name: str | None = Field(None, max_length=120)
    heirs: list[HeirIn] = []
    children: dict[int, int] = Field({}, description="đơn vị trực thuộc -> thứ tự (từ 0) của đơn vị kế thừa nhận nó")
    changes: dict[str, Any] = {}
    undoes: int | None = None


class DecisionOut(Schema):
    id: int
    kind: str
    number: str
    title: str
    effective_on: date
    recorded_at: datetime


class FigureIn(Schema):
    """Figures by administrative code (2 or 5 digits), or by the id of a unit."""

    figures: dict[str, str] = Field(max_length=20_000, description="mã hoặc id -> số")
    by: str = Field("area", pattern="^(area|unit)$")
    from_on: date
    to_on: date


class RestatedOut(Schema):
    """Exact numbers as text: "5", "7/3"."""

    values: dict[str, str]
    undivided: list[dict[str, Any]]
    total: str


def _unit(row: OrganisationVersion) -> dict[str, Any]:
    return {
        "id": row.organisation_id,
        "code": row.organisation.code,
        "is_synthetic": row.organisation.is_synthetic,
        "valid_from": row.valid.lower,
        "valid_until": row.valid.upper,
        **Facts.of(row).columns(),
    }


@router.get("/organisations", response=UnitPage, summary="Danh sách đơn vị tính đến một ngày")
def organisations(request: HttpRequest, asked: Query[UnitFilter], paging: Query[Paging]) -> dict[str, Any]:
    """List units as of a day; what was known at an earlier instant is for those who may see history."""
    _history(request, asked)
    rows = queries.units(
        asked.as_of,
        asked.known_at,
        kinds=[asked.kind] if asked.kind else (),
        level=asked.level,
        area_code=asked.area,
        parent_id=asked.parent,
        text=asked.text,
    )
    return page_of(rows, ("sort_key", "organisation_id"), paging, _unit)


def _history(request: HttpRequest, asked: Seen) -> None:
    if asked.known_at is not None:
        asking(request).must(Can.SEE_HISTORY)
        if timezone.is_naive(asked.known_at):
            raise Invalid(
                [Fault("known_at", str(asked.known_at), "hãy ghi cả múi giờ, ví dụ 2025-07-01T00:00:00+07:00")]
            )


@router.get("/organisations/{int:organisation_id}", response=CardOut, summary="Một đơn vị tính đến một ngày")
def organisation(request: HttpRequest, organisation_id: int, asked: Query[Seen]) -> dict[str, Any]:
    """Return the card of a unit."""
    _history(request, asked)
    card = queries.card(organisation_id, asked.as_of, asked.known_at)
    return {
        **_unit(card.facts),
        "exists": card.version is not None,
        "codes": {held.scheme: held.code for held in card.codes},
        "above": [row.organisation_id for row in card.above],
        "authority": [
            {
                "act": one.act,
                "title": ACTS[one.act],
                "role": ROLES[one.rule.role],
                "holder_id": one.holder_id,
                "holder": one.holder,
                "basis": one.rule.basis,
                "confidence": one.rule.confidence,
            }
            for one in card.responsible
        ],
        "successors": [{"id": kin.organisation_id, "name": kin.name, "share": kin.share} for kin in card.heirs],
        "predecessors": [{"id": kin.organisation_id, "name": kin.name, "share": kin.share} for kin in card.origins],
    }


@router.get("/organisations/{int:organisation_id}/timeline", response=list[StepOut], summary="Quá trình của một đơn vị")
def timeline(request: HttpRequest, organisation_id: int) -> list[dict[str, Any]]:
    """Return the life of a unit, the latest decision first."""
    asking(request).must(Can.SEE_HISTORY)
    return [
        {
            "decision_id": step.decision.pk,
            **_decision(step.decision),
            "is_undone": step.is_undone,
            "fate": step.line.fate if step.line else None,
            "changes": [vars(one) for one in step.line.differences] if step.line else [],
            "passages": [
                {"old": one.old_id, "new": one.new_id, "share": str(one.share) if one.share else None}
                for one in step.passages
            ],
        }
        for step in queries.timeline(organisation_id)
    ]


def _decision(row: Decision) -> dict[str, Any]:
    names = ("id", "kind", "number", "title", "effective_on", "recorded_at")
    return {name: getattr(row, name) for name in names}


@router.post("/organisations/decisions", response={201: DecisionOut}, summary="Ghi nhận một quyết định về đơn vị")
def decide(request: HttpRequest, asked: DecisionIn) -> Status[dict[str, Any]]:
    """Record a decision under the same rules as the pages."""
    actor, now = asking(request), timezone.now()
    actor.must(Can.EDIT if asked.kind == "correct" else Can.DECIDE)
    document = Document(**asked.document.model_dump())
    if asked.kind not in ("found", "undo") and not asked.units:
        raise Invalid([Fault("units", "", "hãy nêu ít nhất một đơn vị")])
    return Status(201, _decision(_recorded(actor, asked, document, now)))


def _recorded(actor: Actor, asked: DecisionIn, document: Document, now: datetime) -> Decision:
    heirs = [Heir(_target(one.unit), _share(one.share)) for one in asked.heirs]
    match asked.kind:
        case "found" if asked.facts:
            made = actions.found(actor, _new(asked.facts), document, now=now)
            return Decision.objects.get(pk=made.versions.earliest("pk").opened_by_id)
        case "rename":
            return actions.rename(actor, asked.units[0], asked.name, document, now=now)
        case "move":
            goes = [Transfer(unit, asked.parent_id, asked.area_code, asked.area_name) for unit in asked.units]
            return actions.move(actor, goes, document, now=now)
        case "merge" if len(heirs) == 1:
            return actions.merge(actor, asked.units, heirs[0].unit, document, now=now)
        case "split":
            return actions.split(actor, asked.units[0], heirs, document, now=now, children=asked.children)
        case "dissolve":
            endings = {unit: heirs for unit in asked.units}
            return actions.dissolve(actor, endings, document, now=now, children=asked.children)
        case "correct":
            return actions.correct(
                actor, [Edit(unit, _changes(asked.changes)) for unit in asked.units], document, now=now
            )
        case "undo" if asked.undoes:
            return actions.undo(actor, asked.undoes, document, now=now)
    raise Invalid(
        [Fault("kind", asked.kind, "không có loại quyết định này, hoặc còn thiếu facts, heirs, undoes của nó")]
    )


def _new(facts: UnitFactsIn) -> NewUnit:
    told = facts.model_dump()
    codes = told.pop("codes")
    return NewUnit(Facts(**{**told, "levels": tuple(told["levels"]), "features": tuple(told["features"])}), codes=codes)


def _target(unit: int | UnitFactsIn) -> int | NewUnit:
    return unit if isinstance(unit, int) else _new(unit)


def _share(text: str) -> Fraction | None:
    try:
        return share(text)
    except ValueError:
        raise Invalid([Fault("share", text, "hãy ghi dạng 1/3, 0,4 hoặc 40%")]) from None


def _changes(asked: dict[str, Any]) -> dict[str, Any]:
    """Accept only facts of a unit, each of its own type."""
    model = UnitFactsIn.model_validate({"name": "-", **asked}).model_dump()
    unknown = set(asked) - (set(model) - {"codes"})
    if unknown:
        raise Invalid([Fault("changes", name, "không phải thông tin của đơn vị") for name in sorted(unknown)])
    return {name: tuple(model[name]) if isinstance(model[name], list) else model[name] for name in asked}


@router.post("/organisations/restate", response=RestatedOut, summary="Đổi số liệu sang địa giới ngày khác")
def restate(request: HttpRequest, asked: FigureIn) -> dict[str, Any]:
    """Carry figures by unit into the borders of another day; the total stays the same."""
    figures, faults = {}, []
    for key, text in asked.figures.items():
        try:
            figures[key] = Fraction(text)
        except (ValueError, ZeroDivisionError):
            faults.append(Fault(f"figures.{key}", text, "không phải số"))
        if asked.by == "unit" and not key.isdecimal():
            faults.append(Fault("figures", key, "không phải id đơn vị"))
    if faults:
        raise Invalid(faults)
    if asked.by == "unit":
        found = queries.restate_units({int(key): value for key, value in figures.items()}, asked.from_on, asked.to_on)
    else:
        found = queries.restate_areas(figures, asked.from_on, asked.to_on)
    return {
        "values": {str(key): str(value) for key, value in found.values.items()},
        "undivided": [
            {"unit": str(one.unit), "value": str(one.value), "among": [str(key) for key in one.among]}
            for one in found.undivided
        ],
        "total": str(found.total),
    }
