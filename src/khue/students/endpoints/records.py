"""Records outside transfers for programs: finished pupils offered, offers listed, taken, declined, withdrawn."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate
from ninja import Field, Router, Schema

from khue.core.web.asking import asking
from khue.students import actions
from khue.students.queries.records import MOST, Finished, Offered, finished, offered

router = Router()


class FinishedOut(Schema):
    """A pupil who finished the level and whose record is still at the school; offer_id: it is offered."""

    enrolment_id: int
    person_id: int
    name: str
    birth_date: date | None
    class_name: str
    grade: str
    on: date
    offer_id: int | None
    offered_to: str


class OfferedOut(Schema):
    """An open offer of a record."""

    id: int
    person_id: int
    name: str
    birth_date: date | None
    giver_id: int
    giver: str
    taker_id: int
    taker: str
    reason: str
    offered_at: datetime


class OfferIn(Schema):
    """Finished pupils and the school that they go to."""

    school: int
    taker: int
    enrolments: list[int] = Field(min_length=1, max_length=MOST)


class OfferAnswerIn(Schema):
    """The chosen offers of one organisation."""

    school: int
    offers: list[int] = Field(min_length=1, max_length=MOST)


class TakeIn(OfferAnswerIn):
    """As above; with a day the persons are pupils here from then on, in a class when one is named."""

    on: date | None = None
    class_id: int | None = None
    grade: str = Field("", max_length=8)


class CountOut(Schema):
    count: int


class TakenOut(Schema):
    persons: list[int]


@router.get("/students/finished", response=list[FinishedOut], summary="Học sinh hoàn thành cấp học, hồ sơ còn ở trường")
def finished_pupils(request: HttpRequest, school: int, school_year: int | None = None) -> list[Finished]:
    """List who finished the level at a school."""
    return finished(asking(request), school, year=school_year)


@router.post("/students/finished/offer", response=CountOut, summary="Giao hồ sơ học sinh hoàn thành cho trường mới")
def offer(request: HttpRequest, told: OfferIn) -> dict[str, int]:
    """Offer the records of finished pupils to the next school, all or none."""
    chosen = (told.school, told.taker, told.enrolments)
    return {"count": actions.offer_finished(asking(request), *chosen, now=timezone.now(), today=localdate())}


@router.get("/students/records", response=list[OfferedOut], summary="Hồ sơ được giao ngoài thủ tục chuyển trường")
def records(request: HttpRequest, school: int) -> list[Offered]:
    """List the open offers that an organisation makes or was made."""
    return offered(asking(request), school)


@router.post("/students/records/take", response=TakenOut, summary="Tiếp nhận hồ sơ được giao")
def take(request: HttpRequest, told: TakeIn) -> dict[str, Any]:
    """Take the chosen records, all or none; the rest stays offered."""
    how: dict[str, Any] = {"on": told.on, "class_id": told.class_id, "grade": told.grade}
    return {"persons": actions.take_records(asking(request), told.school, told.offers, now=timezone.now(), **how)}


@router.post("/students/records/decline", response=CountOut, summary="Không tiếp nhận hồ sơ được giao")
def decline(request: HttpRequest, told: OfferAnswerIn) -> dict[str, int]:
    """Give the chosen records back."""
    return {"count": actions.decline_records(asking(request), told.school, told.offers, now=timezone.now())}


@router.post("/students/records/withdraw", response=CountOut, summary="Rút hồ sơ đã giao")
def withdraw(request: HttpRequest, told: OfferAnswerIn) -> dict[str, int]:
    """Take the chosen offers back, while nobody answered them."""
    return {"count": actions.withdraw_offers(asking(request), told.school, told.offers, now=timezone.now())}
