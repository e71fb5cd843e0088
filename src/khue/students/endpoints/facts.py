"""Facts about a pupil for programs: statuses, health checks, awards and discipline, under the rules of the pages."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema, Status

from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.people import actions as people
from khue.students import actions
from khue.students.actions import HealthFacts, RecognitionFacts, StatusFacts
from khue.students.actions.statuses import last_of
from khue.students.queries import pupil_pages
from khue.students.rules import Can, masked

router = Router()
ONE = "/students/{int:person_id}"


class StatusIn(Schema):
    """A status: policy_group, special_need, boarding with a code of the catalogue, or insurance with a card number."""

    kind: str = Field(max_length=12)
    code: str = Field(max_length=40)
    start: date
    end: date | None = Field(None, description="ngày cuối cùng còn hưởng; null là còn tiếp tục")
    document: str = Field("", max_length=120)
    note: str = Field("", max_length=200)


class StatusOut(StatusIn):
    """A status as stored; the number of an insurance card is masked."""

    id: int
    school_id: int


class EndIn(Schema):
    """The last day on which it holds."""

    on: date


class FactWhyIn(Schema):
    """Why something is taken away."""

    why: str = Field(max_length=200)


class HealthIn(Schema):
    """A measurement or check of a day; what was not measured is left out."""

    on: date
    height_cm: Decimal | None = Field(None, max_digits=4, decimal_places=1)
    weight_kg: Decimal | None = Field(None, max_digits=4, decimal_places=1)
    left_eye: str = Field("", max_length=10)
    right_eye: str = Field("", max_length=10)
    note: str = Field("", max_length=300)


class HealthOut(HealthIn):
    """A check as stored."""

    id: int
    school_id: int


class RecognitionIn(Schema):
    """An award (level: class, school, commune, province, ministry, state) or a measure of discipline."""

    kind: str = Field(description="award, discipline", max_length=10)
    title: str = Field(max_length=200)
    level: str = Field(max_length=20)
    on: date
    decision: str = Field("", max_length=60)


class RecognitionOut(RecognitionIn):
    """An award or a measure as stored."""

    id: int
    school_id: int
    lifted_on: date | None


def _status(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "school_id": row.school_id,
        "kind": row.kind,
        "code": masked(row.code) if row.kind == "insurance" else row.code,
        "start": row.period.lower,
        "end": last_of(row),
        "document": row.document,
        "note": row.note,
    }


def _seen(actor: Actor, person_id: int) -> int:
    """Return the school through which the actor sees the pupil. Raises: Missing."""
    return pupil_pages.may_see(actor, person_id, localdate()).school_id


@router.get(ONE + "/statuses", response=list[StatusOut], summary="Diện, chế độ của một học sinh")
def statuses(request: HttpRequest, person_id: int) -> list[dict[str, Any]]:
    """Return the statuses that you may see."""
    _seen(asking(request), person_id)
    return [_status(row) for row in pupil_pages.statuses_of(asking(request), person_id)]


@router.post(ONE + "/statuses", response={201: StatusOut}, summary="Ghi diện, chế độ")
def give_status(request: HttpRequest, person_id: int, asked: StatusIn) -> Status[dict[str, Any]]:
    """Write a status of a pupil."""
    facts = StatusFacts(**asked.model_dump())
    return Status(201, _status(actions.give_status(asking(request), person_id, facts, today=localdate())))


@router.put("/students/statuses/{int:status_id}", response=StatusOut, summary="Sửa diện, chế độ")
def change_status(request: HttpRequest, status_id: int, asked: StatusIn) -> dict[str, Any]:
    """Correct a status; its kind stays."""
    facts = StatusFacts(**asked.model_dump())
    return _status(actions.change_status(asking(request), status_id, facts, today=localdate()))


@router.post("/students/statuses/{int:status_id}/end", response=StatusOut, summary="Kết thúc diện, chế độ")
def end_status(request: HttpRequest, status_id: int, asked: EndIn) -> dict[str, Any]:
    """Let a status end on a day."""
    return _status(actions.end_status(asking(request), status_id, asked.on, today=localdate()))


@router.delete("/students/statuses/{int:status_id}", response={204: None}, summary="Xoá diện, chế độ ghi nhầm")
def remove_status(request: HttpRequest, status_id: int, asked: Query[FactWhyIn]) -> Status[None]:
    """Take away a status written by mistake; the journal keeps it with the reason."""
    actions.remove_status(asking(request), status_id, why=asked.why)
    return Status(204, None)


@router.get(ONE + "/health-checks", response=list[HealthOut], summary="Khám, cân đo của một học sinh")
def health_checks(request: HttpRequest, person_id: int) -> list[Any]:
    """Return the health checks; needs the permission to see health."""
    actor = asking(request)
    actor.must(Can.SEE_HEALTH, at=_seen(actor, person_id))
    people.log_reading(actor, person_id, "students.health")
    return pupil_pages.checks_of(actor, person_id)


@router.post(ONE + "/health-checks", response={201: HealthOut}, summary="Ghi kết quả khám, cân đo")
def record_health(request: HttpRequest, person_id: int, asked: HealthIn) -> Status[Any]:
    """Write a measurement or check of a day."""
    facts = HealthFacts(**asked.model_dump())
    return Status(201, actions.record_health(asking(request), person_id, facts, today=localdate()))


@router.put("/students/health-checks/{int:check_id}", response=HealthOut, summary="Sửa kết quả khám, cân đo")
def change_health(request: HttpRequest, check_id: int, asked: HealthIn) -> Any:
    """Correct a measurement."""
    return actions.change_health(asking(request), check_id, HealthFacts(**asked.model_dump()), today=localdate())


@router.delete("/students/health-checks/{int:check_id}", response={204: None}, summary="Xoá kết quả ghi nhầm")
def remove_health(request: HttpRequest, check_id: int, asked: Query[FactWhyIn]) -> Status[None]:
    """Take away a measurement written by mistake."""
    actions.remove_health(asking(request), check_id, why=asked.why)
    return Status(204, None)


@router.get(ONE + "/recognitions", response=list[RecognitionOut], summary="Khen thưởng, kỉ luật của một học sinh")
def recognitions(request: HttpRequest, person_id: int) -> list[Any]:
    """Return awards and discipline."""
    _seen(asking(request), person_id)
    return pupil_pages.recognitions_of(asking(request), person_id)


@router.post(ONE + "/recognitions", response={201: RecognitionOut}, summary="Ghi khen thưởng, kỉ luật")
def recognise(request: HttpRequest, person_id: int, asked: RecognitionIn) -> Status[Any]:
    """Write an award or a measure."""
    facts = RecognitionFacts(**asked.model_dump())
    return Status(201, actions.recognise(asking(request), person_id, facts, today=localdate()))


@router.put("/students/recognitions/{int:row_id}", response=RecognitionOut, summary="Sửa khen thưởng, kỉ luật")
def change_recognition(request: HttpRequest, row_id: int, asked: RecognitionIn) -> Any:
    """Correct an award or a measure; its kind stays."""
    facts = RecognitionFacts(**asked.model_dump())
    return actions.change_recognition(asking(request), row_id, facts, today=localdate())


@router.post("/students/recognitions/{int:row_id}/lift", response=RecognitionOut, summary="Xoá kỉ luật")
def lift_discipline(request: HttpRequest, row_id: int, asked: EndIn) -> Any:
    """Lift a measure from a day on."""
    return actions.lift_discipline(asking(request), row_id, asked.on, today=localdate())


@router.delete("/students/recognitions/{int:row_id}", response={204: None}, summary="Xoá dòng ghi nhầm")
def remove_recognition(request: HttpRequest, row_id: int, asked: Query[FactWhyIn]) -> Status[None]:
    """Take away an award or a measure written by mistake."""
    actions.remove_recognition(asking(request), row_id, why=asked.why)
    return Status(204, None)
