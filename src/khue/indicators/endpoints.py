"""Figures for programs: definitions, values, groups, units below, series, snapshots, records, collections."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.indicators import Indicator
from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.indicators import actions, queries
from khue.indicators.actions import Filled, NewCollection
from khue.indicators.models import Answer, Collection, Snapshot
from khue.indicators.queries import Figure, Reading
from khue.indicators.rules import Can
from khue.organisations import queries as organisations

router = Router()


class IndicatorOut(Schema):
    """A declared figure. `value = numerator × scale ÷ (denominator × per)`; without a denominator it is a count."""

    code: str
    title: str
    unit: str
    means: str
    source: str
    owner: str
    every: str
    direction: str = Field(description="up: càng cao càng tốt; down: càng thấp càng tốt")
    by: list[str]
    numerator: str
    denominator: str
    scale: int
    per: int
    digits: int
    hide_below: int
    version: int
    definition: str = Field(description="dấu vân tay của định nghĩa")
    waits_for: str = Field(description="khác rỗng: chưa có hồ sơ để tính")
    reported: bool = Field(description="do đơn vị báo cáo, không tính từ hồ sơ")


class Scope(Schema):
    """Of which unit, on which day."""

    unit: int | None = Field(None, description="id đơn vị; bỏ trống là đơn vị cao nhất bạn được xem")
    on: date | None = Field(None, description="ngày tính; bỏ trống là hôm nay")


class GroupScope(Scope):
    by: str = Field("", max_length=20, description="chia theo, một trong `by` của định nghĩa")


class ValueOut(Schema):
    """A value, or the state that says why there is none: none, empty, hidden, waiting, failed."""

    code: str
    unit: int
    group: str
    state: str
    value: float | None
    numerator: int
    denominator: int | None
    note: str


class ValuesOut(Schema):
    """Values with what they hold for. from: snapshot (published), live (today) or records (counted anew)."""

    as_of: date
    known_at: datetime
    read_from: str
    snapshot: int | None
    values: list[ValueOut]


class PointOut(Schema):
    """A published value in a series. changed: another definition then; undivided: what no unit can be given."""

    as_of: date
    snapshot: int
    state: str
    value: float | None
    numerator: int
    denominator: int | None
    changed: bool
    broken: bool
    undivided: float


class CountedRecordOut(Schema):
    key: int
    title: str
    detail: str
    url: str
    unit: int


class RecordsOut(Schema):
    """The records behind a measure that the asker may see; `counted` is how many there are."""

    measure: str
    rule: str
    counted: int
    records: list[CountedRecordOut]


class SnapshotOut(Schema):
    id: int
    as_of: date
    title: str
    state: str
    known_at: datetime
    published_at: datetime | None
    counts_digest: str
    values_digest: str
    supersedes: int | None
    why: str


class SnapshotPage(Page):
    items: list[SnapshotOut]


class SnapshotTakeIn(Schema):
    on: date
    title: str = Field("", max_length=200)


class PublishIn(Schema):
    why: str = Field("", max_length=300)


class CollectionOut(Schema):
    id: int
    indicator: str
    title: str
    first_day: date
    last_day: date
    due: date
    asked: int
    sent: int
    checked: int
    closed_at: datetime | None


class CollectionPage(Page):
    items: list[CollectionOut]


class CollectionIn(Schema):
    """A reported indicator to be collected from units below `at`."""

    at: int
    indicator: str = Field(max_length=60)
    title: str = Field(max_length=200)
    first_day: date
    last_day: date
    due: date
    units: list[int]
    sample: str = Field("", max_length=300)
    words: str = Field("", max_length=2000)


class AnswerOut(Schema):
    id: int
    unit: int
    state: str
    numerator: int | None
    denominator: int | None
    evidence: str
    returned_why: str


class AnswerPage(Page):
    items: list[AnswerOut]


class FigureAnswerIn(Schema):
    numerator: int
    denominator: int | None = None
    evidence: str = Field(max_length=2000)


class ReturnIn(Schema):
    why: str = Field(max_length=300)


def _definition(one: Indicator) -> dict[str, Any]:
    texts = ("title", "unit", "means", "source", "waits_for")
    plain = ("code", "owner", "every", "direction", "scale", "per", "digits", "hide_below", "version", "reported")
    return (
        {name: _(getattr(one, name)) for name in texts}
        | {name: getattr(one, name) for name in plain}
        | {"by": list(queries.group_titles(one)), "definition": one.digest}
        | {"numerator": one.full(one.numerator), "denominator": one.full(one.denominator)}
    )


def _read(request: HttpRequest, asked: Scope) -> tuple[Actor, int, Reading]:
    """Check the right, have today's counts kept up, and choose from where they are read. Raises: Denied, Invalid."""
    actor, on = asking(request), asked.on or localdate()
    actor.must(Can.SEE, at=asked.unit)
    if on > localdate():
        raise Invalid([Fault("on", on.isoformat(), "ngày chưa tới; hãy chọn hôm nay hoặc một ngày đã qua")])
    if on == localdate():
        actions.keep_up(actor)
    reading = queries.reading_of_day(on)
    places = actor.places(Can.SEE)
    highest = organisations.top_id() if places is None else min(
        (one for one in places if reading.borders.above.get(one) not in places), default=0
    )  # fmt: skip
    return actor, asked.unit or highest or 0, reading


def _values(reading: Reading, values: list[dict[str, Any]]) -> dict[str, Any]:
    read_from = "snapshot" if reading.snapshot else "live" if reading.is_live else "records"
    return {
        "as_of": reading.on, "known_at": reading.known_at, "read_from": read_from,
        "snapshot": reading.snapshot.pk if reading.snapshot else None, "values": values,
    }  # fmt: skip


def _value(figure: Figure, unit: int, group: str = "") -> dict[str, Any]:
    return {
        "code": figure.indicator.code, "unit": unit, "group": group, "state": figure.state, "value": figure.number,
        "numerator": figure.value.numerator, "denominator": figure.value.denominator, "note": _(figure.note),
    }  # fmt: skip


@router.get("/indicators", response=list[IndicatorOut], summary="Các chỉ số đã khai báo")
def definitions(request: HttpRequest) -> list[dict[str, Any]]:
    """Return every definition."""
    asking(request).must(Can.SEE)
    return [_definition(one) for one in queries.declared()]


@router.get("/indicators/values", response=ValuesOut, summary="Mọi chỉ số của một đơn vị vào một ngày")
def values(request: HttpRequest, asked: Query[Scope]) -> dict[str, Any]:
    """Return all figures of a unit; one that fails says so and the others stand."""
    actor, unit, reading = _read(request, asked)
    found = queries.figures_at(actor, unit, reading)
    return _values(reading, [_value(figure, unit) for figure in found.values()])


@router.get("/indicators/{code}", response=IndicatorOut, summary="Định nghĩa một chỉ số")
def definition(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return one definition. 404 when there is none."""
    asking(request).must(Can.SEE)
    return _definition(queries.find(code))


@router.get("/indicators/{code}/values", response=ValuesOut, summary="Giá trị của một chỉ số, cả đơn vị hoặc theo nhóm")
def values_of(request: HttpRequest, code: str, asked: Query[GroupScope]) -> dict[str, Any]:
    """Return one figure of a unit, whole or by groups. 422 for a split it does not have."""
    one = queries.find(code)
    actor, unit, reading = _read(request, asked)
    if not asked.by:
        return _values(reading, [_value(queries.figure_of(actor, one, unit, reading), unit)])
    kinds = queries.group_titles(one)
    if asked.by not in kinds:
        raise Invalid([Fault("by", asked.by, f"chỉ chia được theo: {', '.join(kinds) or 'không chia'}")])
    found = queries.by_groups(actor, one, unit, reading, asked.by)
    return _values(reading, [_value(figure, unit, group) for group, figure in sorted(found.items())])


@router.get("/indicators/{code}/units", response=ValuesOut, summary="Giá trị của các đơn vị ngay bên dưới")
def units_of(request: HttpRequest, code: str, asked: Query[Scope]) -> dict[str, Any]:
    """Return the figure of each unit directly below one."""
    one = queries.find(code)
    actor, unit, reading = _read(request, asked)
    found = queries.children_of(actor, one, unit, reading)
    return _values(reading, [_value(figure, child) for child, figure in found.items()])


@router.get("/indicators/{code}/history", response=list[PointOut], summary="Các giá trị đã công bố theo thời gian")
def history_of(request: HttpRequest, code: str, asked: Query[Scope], borders: str = "now") -> list[dict[str, Any]]:
    """Return the published values of a unit. borders: `now` carries old counts into today's units, `then` does not."""
    one = queries.find(code)
    actor, unit, reading = _read(request, asked)
    points = queries.history(actor, one, unit, reading.on, in_borders_of_then=borders == "then")
    return [
        {
            "as_of": point.on, "snapshot": point.snapshot.pk, "state": point.figure.state,
            "value": point.figure.number, "numerator": point.figure.value.numerator,
            "denominator": point.figure.value.denominator, "changed": point.changed, "broken": point.broken,
            "undivided": point.undivided,
        }
        for point in points
    ]  # fmt: skip


@router.get("/indicators/{code}/records", response=RecordsOut, summary="Hồ sơ đứng sau một chỉ số")
def records_of(
    request: HttpRequest, code: str, asked: Query[GroupScope], measure: str = "", group: str = ""
) -> dict[str, Any]:
    """Return the records that a measure of the figure counts, as far as the asker sees them, with the rule."""
    one = queries.find(code)
    actor, unit, reading = _read(request, asked)
    chosen = one.full(measure or one.numerator)
    if chosen not in one.measures or (asked.by and asked.by not in queries.group_titles(one)):
        raise Invalid([Fault("measure", chosen, f"hãy chọn một trong: {', '.join(one.measures)}")])
    found = queries.open_figure(actor, one, chosen, unit, reading, asked.by, group)
    return {
        "measure": chosen, "rule": _(found.rule), "counted": found.counted,
        "records": [vars(record) for record in found.records],
    }  # fmt: skip


def _snapshot(one: Snapshot) -> dict[str, Any]:
    names = ("as_of", "title", "state", "known_at", "published_at", "counts_digest", "values_digest", "why")
    return {"id": one.pk, "supersedes": one.supersedes_id} | {name: getattr(one, name) for name in names}


@router.get("/snapshots", response=SnapshotPage, summary="Các bản chốt số liệu")
def snapshots(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List what was taken."""
    asking(request).must(Can.SEE)
    return page_of(queries.snapshots(), ("pk",), paging, _snapshot)


@router.post("/snapshots", response={201: SnapshotOut}, summary="Chốt số liệu một ngày")
def take(request: HttpRequest, told: SnapshotTakeIn) -> Any:
    """Count everything of a day and keep it."""
    return Status(201, _snapshot(actions.take(asking(request), told.on, title=told.title)))


@router.post("/snapshots/{int:snapshot_id}/publish", response=SnapshotOut, summary="Công bố một bản chốt")
def publish(request: HttpRequest, snapshot_id: int, told: PublishIn) -> dict[str, Any]:
    """Publish a snapshot; a day published before needs a reason."""
    actor = asking(request)
    actor.must(Can.PUBLISH)
    return _snapshot(actions.publish(actor, snapshot_id, why=told.why))


def _collection(one: Collection) -> dict[str, Any]:
    names = ("indicator", "title", "first_day", "last_day", "due", "closed_at")
    counts = {"sent": getattr(one, "sent", 0), "checked": getattr(one, "checked", 0)}
    return {"id": one.pk, "asked": len(one.units)} | counts | {name: getattr(one, name) for name in names}


@router.get("/collections", response=CollectionPage, summary="Các đợt thu thập số liệu")
def collections(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the collections that ask a unit of one's own, or were opened by it."""
    return page_of(queries.collections(asking(request)), ("pk",), paging, _collection)


@router.post("/collections", response={201: CollectionOut}, summary="Mở một đợt thu thập")
def open_collection(request: HttpRequest, told: CollectionIn) -> Any:
    """Ask units for what only they know."""
    new = NewCollection(**told.dict(exclude={"at"}))
    return Status(201, _collection(actions.open_collection(asking(request), told.at, new)))


def _answer(one: Answer) -> dict[str, Any]:
    names = ("state", "numerator", "denominator", "evidence", "returned_why")
    return {"id": one.pk, "unit": one.unit_id} | {name: getattr(one, name) for name in names}


@router.get("/collections/{int:collection_id}/answers", response=AnswerPage, summary="Báo cáo của một đợt")
def answers(request: HttpRequest, collection_id: int, paging: Query[Paging]) -> dict[str, Any]:
    """List the answers of the units one sees. 404 when there is no such collection."""
    actor = asking(request)
    queries.collection(actor, collection_id)
    return page_of(queries.answers(actor, collection_id), ("pk",), paging, _answer)


@router.put("/answers/{int:answer_id}", response=AnswerOut, summary="Nhập báo cáo của một đơn vị")
def fill(request: HttpRequest, answer_id: int, told: FigureAnswerIn) -> dict[str, Any]:
    """Write the numbers of a unit; they are a draft until sent."""
    actor = asking(request)
    queries.answer(actor, answer_id)
    filled = Filled(told.numerator, told.denominator, told.evidence)
    return _answer(actions.fill_answer(actor, answer_id, filled))


@router.post("/answers/{int:answer_id}/{verb}", response=AnswerOut, summary="Gửi, duyệt hoặc trả lại báo cáo")
def step(request: HttpRequest, answer_id: int, verb: str, told: ReturnIn | None = None) -> dict[str, Any]:
    """Take a step: send, check or give_back (with a reason). 404 for another word."""
    actor = asking(request)
    queries.answer(actor, answer_id)
    if verb == "send":
        return _answer(actions.send_answer(actor, answer_id))
    if verb == "check":
        return _answer(actions.check_answer(actor, answer_id))
    if verb == "give_back":
        return _answer(actions.give_back(actor, answer_id, told.why if told else ""))
    raise Missing(what=_("bước «{verb}»").format(verb=verb))
