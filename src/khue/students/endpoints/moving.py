"""Entering, leaving, moving and rolling over for programs."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.students import actions, queries
from khue.students.actions import Leaving, NewClass, Wish
from khue.students.endpoints.classes import router as classes_router
from khue.students.models import ClassGroup, Enrolment, Transfer
from khue.students.rules import NOTE, TRANSFER

router = Router()


class ClassIn(Schema):
    """A class to be opened."""

    school: int
    school_year: int = Field(ge=1945, le=2100)
    name: str = Field(max_length=30)
    grades: list[str]
    kind: str = "ordinary"
    site: int | None = None
    sessions: list[str] = ["morning"]
    capacity: int | None = None


class OpenedOut(Schema):
    id: int
    school_id: int
    school_year: int
    name: str
    grades: list[str]


class EntryIn(Schema):
    """A pupil who enters a school."""

    person_id: int
    school: int
    on: date
    how: str = Field("enrolled", description="enrolled, transferred, returned, registered")
    came_from: str = Field("", max_length=200)
    class_id: int | None = None
    grade: str = Field("", max_length=8)
    chosen_subjects: list[str] = []


class LeavingIn(Schema):
    on: date = Field(description="ngày đầu tiên không còn ở trường")
    how: str = Field(description="transferred, finished, dropped_out, paused, died, merged, mistaken")
    to: str = Field("", max_length=200)
    why: str = Field("", max_length=200)
    version: int | None = None


class PlaceIn(Schema):
    class_id: int
    on: date
    grade: str = Field("", max_length=8)


class EnrolmentOut(Schema):
    id: int
    person_id: int
    school_id: int
    since: date
    until: date | None
    entered_how: str
    left_how: str
    version: int


class TransferOut(Schema):
    """A transfer. steps: what the asker may do now."""

    id: int
    person_id: int | None
    giver: int | None
    taker: int | None
    supervisor: int | None
    state: str
    grade: str
    on: date
    why: str
    refused_why: str
    due: date | None
    steps: list[str]


class NoteIn(Schema):
    """What the school notes about a pupil. version: of the stay, as it was read."""

    text: str = Field(max_length=NOTE)
    version: int


class TransferPage(Page):
    items: list[TransferOut]


class TransferIn(Schema):
    """A request. requester: one of giver and taker."""

    person_id: int
    requester: int
    giver: int | None = None
    taker: int | None = None
    taker_text: str = Field("", max_length=200)
    grade: str = Field("", max_length=8)
    on: date
    why: str = Field(max_length=300)


class TransferStepIn(Schema):
    """A step. Which fields are read depends on the verb."""

    verb: str = Field(description="release, approve, receive, hand_out, refuse, reject, withdraw")
    why: str = Field("", max_length=300)
    on: date | None = None
    class_id: int | None = None


def _opened(row: ClassGroup) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "school_id", "school_year", "name", "grades")}


def _enrolment(row: Enrolment) -> dict[str, Any]:
    names = ("id", "person_id", "school_id", "entered_how", "left_how", "version")
    told = {name: getattr(row, name) for name in names}
    return told | {"since": row.period.lower, "until": row.period.upper}


@classes_router.post("/classes", response={201: OpenedOut}, summary="Mở lớp")
def open_class(request: HttpRequest, told: ClassIn) -> Any:
    """Open a class."""
    new = NewClass(told.name, tuple(told.grades), told.kind, told.site, tuple(told.sessions), told.capacity)
    return Status(201, _opened(actions.open_class(asking(request), told.school, told.school_year, new)))


@router.post("/students/enrolments", response={201: EnrolmentOut}, summary="Ghi học sinh vào trường")
def enrol(request: HttpRequest, told: EntryIn) -> Any:
    """Enter a pupil on the register of a school."""
    made = actions.enrol(
        asking(request),
        told.person_id,
        told.school,
        on=told.on,
        how=told.how,
        came_from=told.came_from,
        class_id=told.class_id,
        grade=told.grade,
        chosen=told.chosen_subjects,
    )
    return Status(201, _enrolment(made))


@router.put("/students/enrolments/{int:enrolment_id}/note", response={204: None}, summary="Ghi chú về học sinh")
def note(request: HttpRequest, enrolment_id: int, asked: NoteIn) -> Status[None]:
    """Write what the school notes about a pupil; an empty text takes it away."""
    actions.note_stay(asking(request), enrolment_id, asked.text, version=asked.version)
    return Status(204, None)


@router.post("/students/enrolments/{int:enrolment_id}/leave", response=EnrolmentOut, summary="Ghi học sinh rời trường")
def leave(request: HttpRequest, enrolment_id: int, told: LeavingIn) -> dict[str, Any]:
    """End a stay."""
    leaving = Leaving(told.on, told.how, told.to, told.why)
    return _enrolment(actions.leave(asking(request), enrolment_id, leaving, version=told.version))


@router.post("/students/enrolments/{int:enrolment_id}/place", response=EnrolmentOut, summary="Xếp lớp, chuyển lớp")
def place(request: HttpRequest, enrolment_id: int, told: PlaceIn) -> dict[str, Any]:
    """Place a pupil in a class."""
    made = actions.move_class(asking(request), enrolment_id, told.class_id, on=told.on, grade=told.grade)
    return _enrolment(made.enrolment)


def _transfer(request: HttpRequest, row: Transfer) -> dict[str, Any]:
    names = ("id", "person_id", "state", "grade", "on", "why", "refused_why")
    told = {name: getattr(row, name) for name in names}
    sides = {"giver": row.giver_id, "taker": row.taker_id, "supervisor": row.supervisor_id}
    steps = [move.verb for move in queries.steps(asking(request), row)]
    return {**told, **sides, "due": queries.due_on(row), "steps": steps}


@router.get("/students/transfers", response=TransferPage, summary="Hồ sơ chuyển trường của các đơn vị bạn giữ")
def transfers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the transfers one takes part in."""
    rows = queries.transfers(asking(request))
    return page_of(rows, ("pk",), paging, lambda row: _transfer(request, row))


@router.get("/students/transfers/{int:transfer_id}", response=TransferOut, summary="Một hồ sơ chuyển trường")
def transfer(request: HttpRequest, transfer_id: int) -> dict[str, Any]:
    """Return a transfer."""
    return _transfer(request, queries.transfer(asking(request), transfer_id))


@router.post("/students/transfers", response={201: TransferOut}, summary="Lập hồ sơ chuyển trường")
def request_transfer(request: HttpRequest, told: TransferIn) -> Any:
    """Ask for a transfer."""
    wish = Wish(told.person_id, told.on, told.why, told.giver, told.taker, told.taker_text, told.grade)
    made = actions.request_transfer(asking(request), wish, requester_id=told.requester, now=timezone.now())
    return Status(201, _transfer(request, made))


@router.post("/students/transfers/{int:transfer_id}/steps", response=TransferOut, summary="Bước tiếp theo")
def step(request: HttpRequest, transfer_id: int, told: TransferStepIn) -> dict[str, Any]:
    """Take a step of a transfer."""
    actor, now = asking(request), timezone.now()
    row = queries.transfer(actor, transfer_id)
    TRANSFER.find(row.state, told.verb)
    if told.verb == "release":
        actions.release(actor, transfer_id, now=now)
    elif told.verb == "approve":
        actions.approve(actor, transfer_id)
    elif told.verb == "receive":
        actions.receive(actor, transfer_id, on=told.on or row.on, now=now, class_id=told.class_id)
    elif told.verb == "hand_out":
        actions.hand_out(actor, transfer_id, on=told.on or row.on, now=now)
    elif told.verb in ("refuse", "reject"):
        actions.turn_down(actor, transfer_id, told.why, now=now)
    else:
        actions.withdraw_transfer(actor, transfer_id, now=now)
    return _transfer(request, queries.transfer(actor, transfer_id))
