"""Seasons, assessments and published levels, for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.maturity import actions, queries, rules
from khue.maturity.models import Assessment, Publication, Season
from khue.maturity.queries import Line

router = Router()


class SeasonAnswer(Schema):
    """A season, and how far the schools are that the caller sees."""

    id: int
    year: int
    edition_id: int
    due_school: date
    due_commune: date
    due_department: date
    asked: int
    sent: int
    recognised: int


class AssessmentAnswer(Schema):
    """An assessment and what it comes to; lacking: points that its criteria lack against 200."""

    id: int
    season_id: int
    school_id: int
    state: str
    first: Decimal
    second: Decimal
    first_level: int
    second_level: int
    level: int | None
    lacking: Decimal
    is_late: bool
    sent_at: datetime | None
    returned_why: str
    number: str
    recognised_on: date | None
    authority_id: int | None


class AssessmentPage(Page):
    """A page of assessments."""

    items: list[AssessmentAnswer]


class ItemAnswer(Schema):
    """A criterion, what the school says of it and what was decided; points are null where nothing is said."""

    code: str
    title: str
    group: int
    most: Decimal | None
    indicator: str
    points: Decimal | None
    origin: str
    figure: Decimal | None
    note: str
    evidence: int
    verdict: str
    given: Decimal | None
    reason: str
    version: int | None


class WholeAnswer(AssessmentAnswer):
    """An assessment with its items."""

    items: list[ItemAnswer]


class PublishedAnswer(Schema):
    """A published level; lacking: points that the criteria of that year lacked against 200."""

    id: int
    year: int
    school_id: int
    level: int | None
    first_level: int
    second_level: int
    first: Decimal
    second: Decimal
    lacking: Decimal
    number: str
    recognised_on: date
    authority_id: int


class PublishedPage(Page):
    """A page of published levels."""

    items: list[PublishedAnswer]


class FilledAnswer(Schema):
    """Criteria that were filled, and those whose figure has no value."""

    filled: list[str]
    without: list[str]


class Told(Schema):
    """What a school says of a criterion; evidence: words, added to what there is."""

    points: Decimal = Field(ge=0, le=100, max_digits=4, decimal_places=1)
    note: str = Field("", max_length=1000)
    evidence: str = Field("", max_length=1000)


class Verdict(Schema):
    """A decision on an item, of the version that was looked at."""

    verdict: str = Field(pattern="^(accepted|changed|asked)$", examples=["accepted"])
    given: Decimal | None = Field(None, ge=0, le=100, max_digits=4, decimal_places=1)
    reason: str = Field("", max_length=500)
    version: int = Field(ge=1, le=2_000_000_000)


class Why(Schema):
    """What is asked for."""

    why: str = Field(min_length=1, max_length=1000)


class Recognised(Schema):
    """The decision by which a level is recognised."""

    number: str = Field(min_length=1, max_length=60)
    on: date


def _actor(request: HttpRequest) -> Actor:
    actor = asking(request)
    if not actor.is_known:
        raise Denied(permission=rules.Can.SEE, place="này")
    return actor


def _lacking(row: Assessment) -> Decimal:
    return sum((one.lacking for one in rules.gaps(row.criteria())), Decimal(0))


def _assessment(row: Assessment) -> dict[str, Any]:
    names = [name for name in AssessmentAnswer.model_fields if name not in ("id", "lacking")]
    return {"id": row.pk, "lacking": _lacking(row), **{name: getattr(row, name) for name in names}}


def _item(line: Line) -> dict[str, Any]:
    one, item = line.criterion, line.item
    told = ("code", "title", "group", "most", "indicator")
    said = ("points", "origin", "figure", "note", "verdict", "given", "reason", "version")
    empty = {"origin": "", "note": "", "verdict": "waiting", "reason": ""}
    return {
        **{name: getattr(one, name) for name in told},
        **{name: getattr(item, name) if item else empty.get(name) for name in said},
        "evidence": len(line.standing),
    }


def _season(row: Season) -> dict[str, Any]:
    names = [name for name in SeasonAnswer.model_fields if name != "id"]
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


def _published(row: Publication) -> dict[str, Any]:
    names = [name for name in PublishedAnswer.model_fields if name not in ("id", "year")]
    return {"id": row.pk, "year": row.season.year, **{name: getattr(row, name) for name in names}}


def _whole(actor: Actor, assessment_id: int) -> dict[str, Any]:
    row = queries.assessment(actor, assessment_id)
    return {**_assessment(row), "items": [_item(line) for line in queries.sheet(row).lines]}


@router.get("/maturity/seasons", response=list[SeasonAnswer], summary="Các đợt đánh giá chuyển đổi số")
def list_seasons(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the seasons, the latest first."""
    return [_season(row) for row in queries.seasons(_actor(request))]


@router.get("/maturity/published", response=PublishedPage, auth=None, summary="Mức chuyển đổi số đã công bố")
def list_published(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Return what is published; everybody may read it."""
    return page_of(queries.publications(), ("pk",), paging, _published)


@router.get("/maturity/assessments", response=AssessmentPage, summary="Các phiếu tự đánh giá")
def list_assessments(
    request: HttpRequest, paging: Query[Paging], season: int | None = None, state: str = ""
) -> dict[str, Any]:
    """Return the assessments that the caller may see."""
    return page_of(queries.assessments(_actor(request), season, state=state), ("pk",), paging, _assessment)


@router.get("/maturity/assessments/{assessment_id}", response=WholeAnswer, summary="Một phiếu tự đánh giá")
def show_assessment(request: HttpRequest, assessment_id: int) -> dict[str, Any]:
    """Return an assessment with its items."""
    return _whole(_actor(request), assessment_id)


@router.post("/maturity/assessments/{assessment_id}/fill", response=FilledAnswer, summary="Tự điền từ chỉ số")
def fill(request: HttpRequest, assessment_id: int) -> dict[str, Any]:
    """Fill what figures know today; points that a person gave stay."""
    return vars(actions.fill(_actor(request), assessment_id, on=localdate()))


@router.post("/maturity/assessments/{assessment_id}/items/{code}", response=WholeAnswer, summary="Chấm một tiêu chí")
def tell(request: HttpRequest, assessment_id: int, code: str, body: Told) -> dict[str, Any]:
    """Say what a criterion is worth; of a mandatory item 1 or 0."""
    actor = _actor(request)
    actions.tell(actor, assessment_id, code, body.points, note=body.note)
    if body.evidence.strip():
        actions.add_evidence(actor, assessment_id, code, text=body.evidence)
    return _whole(actor, assessment_id)


@router.post("/maturity/assessments/{assessment_id}/send", response=WholeAnswer, summary="Gửi phiếu tự đánh giá")
def send(request: HttpRequest, assessment_id: int) -> dict[str, Any]:
    """Send an assessment to the level above."""
    actor = _actor(request)
    actions.send(actor, assessment_id)
    return _whole(actor, assessment_id)


@router.post(
    "/maturity/assessments/{assessment_id}/check/{code}", response=WholeAnswer, summary="Thẩm định một tiêu chí"
)
def check(request: HttpRequest, assessment_id: int, code: str, body: Verdict) -> dict[str, Any]:
    """Accept an item, change its points or ask for more."""
    actor = _actor(request)
    actions.check_item(actor, assessment_id, code, **body.dict())
    return _whole(actor, assessment_id)


@router.post("/maturity/assessments/{assessment_id}/more", response=WholeAnswer, summary="Yêu cầu bổ sung")
def ask_more(request: HttpRequest, assessment_id: int, body: Why) -> dict[str, Any]:
    """Give an assessment back to the school."""
    actor = _actor(request)
    actions.ask_more(actor, assessment_id, why=body.why)
    return _whole(actor, assessment_id)


@router.post("/maturity/assessments/{assessment_id}/checked", response=WholeAnswer, summary="Kết thúc thẩm định")
def end_check(request: HttpRequest, assessment_id: int) -> dict[str, Any]:
    """End the check of an assessment."""
    actor = _actor(request)
    actions.end_check(actor, assessment_id)
    return _whole(actor, assessment_id)


@router.post("/maturity/assessments/{assessment_id}/recognise", response=WholeAnswer, summary="Công nhận mức")
def recognise(request: HttpRequest, assessment_id: int, body: Recognised) -> dict[str, Any]:
    """Recognise the level that the check came to."""
    actor = _actor(request)
    actions.recognise(actor, assessment_id, number=body.number, on=body.on, today=localdate())
    return _whole(actor, assessment_id)


@router.post("/maturity/assessments/{assessment_id}/publish", response=PublishedAnswer, summary="Công bố mức")
def publish(request: HttpRequest, assessment_id: int) -> dict[str, Any]:
    """Publish a recognised level."""
    return _published(actions.publish(_actor(request), assessment_id))
