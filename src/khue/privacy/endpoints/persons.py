"""What is held on a person for programs: read and copied by the family, held back or freed by the office."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from khue.core.web.asking import asking
from khue.people import actions as people
from khue.privacy import actions, queries

router = Router()


class GroupOut(Schema):
    """The rows of one table about a person."""

    label: str
    title: str
    purpose: str
    total: int
    values: list[dict[str, Any]]


class CopyIn(Schema):
    """request_id: the accepted request for which the office makes the copy; families need none."""

    request_id: int | None = None


class CopyOut(Schema):
    """Everything held on a person. identifiers: title -> value in full."""

    person: int
    made_on: Any
    identifiers: dict[str, str]
    tables: dict[str, dict[str, Any]]


class FullNumber(Schema):
    value: str


class ReasonIn(Schema):
    reason: str = Field(min_length=1, max_length=300)


class MarksOut(Schema):
    """Whether the use of the data is restricted, and whether nothing of it is deleted for now."""

    is_restricted: bool
    is_held: bool


@router.get("/privacy/persons/{int:person_id}/data", response=list[GroupOut], summary="Dữ liệu đang giữ về mình, con")
def held(request: HttpRequest, person_id: int) -> list[Any]:
    """Return what is held on oneself or a child, a group a table."""
    card = queries.own_person(asking(request), person_id)
    return queries.all_of(card.id)


@router.post("/privacy/persons/{int:person_id}/copy", response=CopyOut, summary="Bản sao dữ liệu cá nhân")
def copy(request: HttpRequest, person_id: int, body: CopyIn) -> dict[str, Any]:
    """Return the portable copy; that it was made is written down."""
    numbers = actions.hand_over_copy(asking(request), person_id, body.request_id)
    return queries.facts_of_copy(person_id, queries.all_of(person_id), numbers, on=timezone.localdate())


@router.post(
    "/privacy/persons/{int:person_id}/identifiers/{scheme}/show",
    response=FullNumber,
    summary="Xem đủ số của mình, con",
)
def show_number(request: HttpRequest, person_id: int, scheme: str) -> dict[str, str]:
    """Return an own or a child's secret number in full; the reading is written down."""
    return {"value": people.show_own_number(asking(request), person_id, scheme)}


@router.post("/privacy/persons/{int:person_id}/hold", response={201: MarksOut}, summary="Tạm dừng xoá dữ liệu")
def hold(request: HttpRequest, person_id: int, body: ReasonIn) -> Status[dict[str, bool]]:
    """Hold every deletion of a person."""
    today = timezone.localdate()
    actions.hold(asking(request), person_id, body.reason, on=today)
    return Status(201, _marks(person_id))


@router.delete("/privacy/persons/{int:person_id}/hold", response=MarksOut, summary="Bỏ lệnh tạm dừng xoá")
def release(request: HttpRequest, person_id: int) -> dict[str, bool]:
    """End a hold."""
    actions.release(asking(request), person_id, on=timezone.localdate())
    return _marks(person_id)


@router.delete("/privacy/persons/{int:person_id}/restriction", response=MarksOut, summary="Bỏ hạn chế xử lí")
def lift(request: HttpRequest, person_id: int) -> dict[str, bool]:
    """End a restriction of processing."""
    actions.lift(asking(request), person_id, on=timezone.localdate())
    return _marks(person_id)


def _marks(person_id: int) -> dict[str, bool]:
    today = timezone.localdate()
    is_held = queries.is_held(person_id)
    return {"is_restricted": bool(queries.restricted([person_id], today)), "is_held": is_held}
