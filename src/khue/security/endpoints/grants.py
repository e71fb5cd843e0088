"""Rights over the API: who holds what, giving and ending, who can see what."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.security import actions, queries
from khue.security.models import Grant, Opening

router = Router()


class GrantOut(Schema):
    """A role held at a unit for a term. `only`: a part of the role's permissions; empty is all of it."""

    id: int
    username: str
    role: str
    organisation_id: int
    start: date
    end: date | None
    until: datetime | None
    kind: str
    of_id: int | None
    only: list[str]
    basis: str
    given_by: str | None
    waits: bool
    ended_why: str


class Grants(Page):
    """A page of grants."""

    items: list[GrantOut]


class GrantFilter(Schema):
    """Which grants: state is current, soon, waiting, future or ended."""

    unit: int | None = None
    role: str = ""
    text: str = ""
    state: str = "current"


class Give(Schema):
    """Who gets which role where, for which term, on what basis."""

    username: str
    role: str
    organisation_id: int
    start: date
    end: date | None = None
    basis: str = Field(min_length=1, max_length=200)


class End(Schema):
    """From which day a grant ends, and why."""

    on: date
    why: str = Field(min_length=1, max_length=200)


class Delegate(Schema):
    """Which part of a grant of one's own is handed on, to whom, where and until when."""

    username: str
    start: date
    end: date | None = None
    basis: str = Field(min_length=1, max_length=200)
    organisation_id: int | None = None
    only: list[str] = []
    may_pass_on: bool = False


class SeerOut(Schema):
    """An account that sees something, and the grant that opens it."""

    grant: GrantOut
    full_name: str
    held_at: str
    permissions: list[str]


class Emergency(Schema):
    """Which unit's records are opened, and why it cannot wait."""

    organisation_id: int
    reason: str = Field(max_length=300)


class OpeningOut(Schema):
    """An emergency, and what its review found."""

    id: int
    username: str
    organisation_id: int
    reason: str
    opened_at: datetime
    until: datetime
    finding: str


@router.get("/grants", response=Grants, summary="Phân quyền")
def grants(request: HttpRequest, paging: Query[Paging], asked: Query[GrantFilter]) -> dict[str, Any]:
    """Return who holds which role where, at the units one watches over."""
    found = queries.grants(asking(request), **asked.dict())
    return page_of(found, ("user__username", "id"), paging, _grant)


@router.post("/grants", response={201: GrantOut}, summary="Giao quyền")
def give(request: HttpRequest, body: Give) -> Status[dict[str, Any]]:
    """Give a role; some wait for a second person."""
    asked = body.dict()
    user = queries.account(asking(request), asked.pop("username"))
    return Status(201, _grant(actions.give(asking(request), user, **asked)))


@router.get("/grants/{grant_id}", response=GrantOut, summary="Một quyền")
def grant(request: HttpRequest, grant_id: int) -> dict[str, Any]:
    """Return one grant."""
    return _grant(queries.grant(asking(request), grant_id))


@router.post("/grants/{grant_id}/confirmation", response=GrantOut, summary="Xác nhận giao quyền")
def confirm(request: HttpRequest, grant_id: int) -> dict[str, Any]:
    """Confirm a grant as the second person."""
    return _grant(actions.confirm(asking(request), grant_id))


@router.post("/grants/{grant_id}/end", response=GrantOut, summary="Cho thôi quyền")
def end(request: HttpRequest, grant_id: int, body: End) -> dict[str, Any]:
    """End a grant with all that stands on it."""
    return _grant(actions.end(asking(request), grant_id, on=body.on, why=body.why, at=timezone.now()))


@router.post("/grants/{grant_id}/delegations", response={201: GrantOut}, summary="Uỷ quyền")
def delegate(request: HttpRequest, grant_id: int, body: Delegate) -> Status[dict[str, Any]]:
    """Hand on a grant of one's own, or a part of it."""
    asked = body.dict()
    user = queries.account(asking(request), asked.pop("username"), by=grant_id)
    return Status(201, _grant(actions.delegate(asking(request), grant_id, user, **asked)))


@router.get("/who-sees/units/{organisation_id}", response=list[SeerOut], summary="Ai xem được đơn vị")
def seers_of_unit(
    request: HttpRequest, organisation_id: int, app: str = "", on: date | None = None
) -> list[dict[str, Any]]:
    """Return which accounts see the rows of a unit on a day, and by which grant."""
    return [_seer(one) for one in queries.seers_of_unit(asking(request), organisation_id, app=app, on=on)]


@router.get("/who-sees/accounts/{username}", response=list[SeerOut], summary="Tài khoản xem được gì")
def reach_of_account(request: HttpRequest, username: str, on: date | None = None) -> list[dict[str, Any]]:
    """Return what an account may do where, on a day."""
    _user, reach = queries.reach_of_account(asking(request), username, on=on)
    return [_seer(one.seer) for one in reach]


@router.get("/who-sees/persons/{person_id}", response=list[SeerOut], summary="Ai xem được một hồ sơ")
def seers_of_record(request: HttpRequest, person_id: int, on: date | None = None) -> list[dict[str, Any]]:
    """Return who can see a person's record on a day, and why."""
    _card, seers, _family = queries.seers_of_record(asking(request), person_id, on=on)
    return [_seer(one) for one in seers]


@router.get("/emergencies", response=list[OpeningOut], summary="Các lần mở khẩn cấp")
def emergencies(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the latest emergencies at one's units, and one's own."""
    return [_opening(one) for one in queries.openings(asking(request))[:200]]


@router.post("/emergencies", response={201: OpeningOut}, summary="Mở khẩn cấp")
def break_glass(request: HttpRequest, body: Emergency) -> Status[dict[str, Any]]:
    """Open a unit's records for some hours, to be looked at only."""
    opened = actions.break_glass(asking(request), body.organisation_id, reason=body.reason, at=timezone.now())
    return Status(201, _opening(opened))


def _grant(one: Grant) -> dict[str, Any]:
    return {
        "id": one.pk,
        "username": one.user.username,
        "role": one.role,
        "organisation_id": one.organisation_id,
        "start": one.period.lower,
        "end": one.period.upper,
        "until": one.until,
        "kind": one.kind,
        "of_id": one.of_id,
        "only": one.only,
        "basis": one.basis,
        "given_by": one.given_by and one.given_by.username,
        "waits": one.waits,
        "ended_why": one.ended_why,
    }


def _seer(one: queries.Seer) -> dict[str, Any]:
    return {
        "grant": _grant(one.grant),
        "full_name": one.user.full_name,
        "held_at": one.held_at,
        "permissions": list(one.permissions),
    }


def _opening(one: Opening) -> dict[str, Any]:
    return {
        "id": one.pk,
        "username": one.user.username,
        "organisation_id": one.organisation_id,
        "reason": one.reason,
        "opened_at": one.opened_at,
        "until": one.until,
        "finding": one.finding,
    }
