"""Persons for programs: found, read, amended under a version, with numbers, relatives and who looked."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from khue.core.errors import Fault, Invalid, Refused
from khue.core.web import limits
from khue.core.web.asking import asking
from khue.core.words import N_
from khue.people import actions, queries
from khue.people.actions import Facts, Tie
from khue.people.models import Person
from khue.people.queries import Answer, Relative
from khue.people.rules import Can
from khue.people.views.browsing import seen_person
from khue.people.views.numbers import SEARCHES_PER_HOUR

router = Router()


class NoVersion(Refused):
    """A change says from which version of the record it was made (HTTP 428)."""

    status = 428
    text = N_("Thiếu phiên bản của hồ sơ. Hãy gửi version, hoặc đầu mục If-Match, nhận từ lần đọc trước.")


class FindIn(Schema):
    """What is looked for."""

    q: str = Field(max_length=200, description="tên có dấu hay không dấu, ngày hoặc năm sinh, hoặc đúng một mã")
    limit: int = Field(50, ge=1, le=100)


class FoundOut(Schema):
    """A person who was found."""

    id: int
    full_name: str
    birth: str = Field(description="2010-05-03 là đủ ngày; 2010-05 hoặc 2010 khi chỉ biết tháng hoặc năm")
    sex: str
    custody_id: int
    is_restricted: bool = Field(description="đang hạn chế xử lí: chỉ dùng khi luật buộc")
    how: str = Field(description="number, same, begins, words, begun, typo, born")


class FindOut(Schema):
    items: list[FoundOut]
    has_more: bool


class PersonOut(Schema):
    """The facts of a person; secret numbers are masked."""

    id: int
    version: int
    full_name: str
    family_name: str
    middle_name: str
    given_name: str
    birth: str
    sex: str
    ethnicity: str
    nationality: str
    birth_unit_id: int | None
    birth_place: str
    native_unit_id: int | None
    home_unit_id: int | None
    home_address: str
    phone: str
    email: str
    died_on: date | None
    custody_id: int
    merged_into_id: int | None
    restricted_on: date | None = Field(description="từ ngày này chỉ dùng khi luật buộc")
    has_photo: bool
    is_synthetic: bool


class FactsIn(Schema):
    """Facts of a person; only what is named is changed. Birth as 2010-05-03, 05/2010 or 2010."""

    full_name: str | None = Field(None, max_length=120)
    birth: str | None = Field(None, max_length=20)
    sex: str | None = None
    ethnicity: str | None = Field(None, max_length=2)
    nationality: str | None = Field(None, max_length=2)
    birth_unit_id: int | None = None
    birth_place: str | None = Field(None, max_length=200)
    native_unit_id: int | None = None
    home_unit_id: int | None = None
    home_address: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=20)
    email: str | None = Field(None, max_length=254)
    died_on: date | None = None


class NewIn(FactsIn):
    """A person to be entered."""

    full_name: str = Field(max_length=120)
    custody_id: int
    identifiers: dict[str, str] = Field({}, description="loại mã -> giá trị")


class AmendIn(FactsIn):
    """What is changed, from which version, and why."""

    version: int | None = None
    why: str = Field("", max_length=200)


class IdentifierOut(Schema):
    id: int
    scheme: str
    shown: str
    issuer: str
    is_disputed: bool
    since: date | None
    until: date | None


class IdentifierIn(Schema):
    scheme: str
    value: str = Field(max_length=40)
    issuer: str = Field("", max_length=120)
    since: date | None = None
    is_disputed: bool = False


class PurposeIn(Schema):
    purpose: str = Field(max_length=200)


class NumberOut(Schema):
    value: str


class TieIn(Schema):
    """What stands on a relation."""

    kind: str
    is_guardian: bool = False
    is_first_contact: bool = False
    lives_together: bool = True
    told: list[str] = []
    phone: str = Field("", max_length=20)
    email: str = Field("", max_length=254)
    occupation: str = Field("", max_length=100)
    note: str = Field("", max_length=200)


class RelativeIn(TieIn):
    """A relative who is in the register, by id."""

    relative_id: int


class RelativeOut(TieIn):
    relation_id: int
    relative_id: int
    name: str
    birth_year: int | None
    since: date | None


class ReadingOut(Schema):
    at: datetime
    user_id: int | None
    place_id: int | None
    what: str
    purpose: str


class ElsewhereIn(PurposeIn):
    scheme: str
    value: str = Field(max_length=40)


class ElsewhereOut(Schema):
    """The little that is told of a person whose record another unit holds."""

    custody_id: int
    custody: str
    birth_year: int | None
    masked_name: str


def _found(one: Answer) -> dict[str, Any]:
    card = one.card
    told = {"id": card.id, "full_name": card.name, "sex": card.sex, "custody_id": card.custody_id, "how": one.how}
    return told | {"birth": card.birth.isoformat(), "is_restricted": card.is_restricted}


def _person(row: Person) -> dict[str, Any]:
    names = set(PersonOut.model_fields) - {"birth", "has_photo"}
    told = {name: getattr(row, name) for name in names}
    return told | {"birth": queries.birth_of(row).isoformat(), "has_photo": bool(row.photo)}


def _relative(row: Relative) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RelativeOut.model_fields} | {"told": list(row.told)}


@router.get("/people", response=FindOut, summary="Tìm người")
def people(request: HttpRequest, asked: Query[FindIn]) -> dict[str, Any]:
    """Find people of one's own units."""
    actor = asking(request)
    actor.must(Can.SEE)
    found = queries.find(actor, asked.q, limit=asked.limit)
    return {"items": [_found(one) for one in found.people], "has_more": found.has_more}


@router.post("/people", response={201: PersonOut}, summary="Lập hồ sơ một người")
def add(request: HttpRequest, asked: NewIn) -> Status[dict[str, Any]]:
    """Enter a person."""
    told = {name: value for name, value in asked.model_dump().items() if value is not None}
    custody, identifiers = told.pop("custody_id"), told.pop("identifiers")
    return Status(201, _person(actions.add(asking(request), Facts(**told), custody=custody, identifiers=identifiers)))


@router.get("/people/{int:person_id}", response=PersonOut, summary="Một người")
def person(request: HttpRequest, person_id: int) -> dict[str, Any]:
    """Return the facts of a person; the reading is written down."""
    actor = asking(request)
    row = seen_person(actor, person_id)
    actions.log_reading(actor, person_id, "people.record")
    return _person(row)


@router.patch("/people/{int:person_id}", response=PersonOut, summary="Sửa hồ sơ một người")
def amend(request: HttpRequest, person_id: int, asked: AmendIn) -> dict[str, Any]:
    """Change facts of a person, from a version in the body or in If-Match; a stale one is answered with both values."""
    actor = asking(request)
    version = asked.version if asked.version is not None else _version(request.headers.get("If-Match", ""))
    changes = asked.model_dump(include=asked.model_fields_set - {"version", "why"})
    seen_person(actor, person_id)
    return _person(actions.amend(actor, person_id, changes, version=version, why=asked.why))


def _version(if_match: str) -> int:
    """Raises: NoVersion, Invalid."""
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text:
        raise NoVersion
    if not text.isdecimal() or len(text) > 9:
        raise Invalid([Fault("If-Match", if_match[:40], 'phải là số phiên bản, ví dụ "3"')])
    return int(text)


@router.get("/people/{int:person_id}/identifiers", response=list[IdentifierOut], summary="Mã của một người, đã che")
def identifiers(request: HttpRequest, person_id: int) -> list[dict[str, Any]]:
    """Return the identifiers of a person; secret ones are masked."""
    actor = asking(request)
    seen_person(actor, person_id)
    names = ("id", "scheme", "shown", "issuer", "is_disputed")
    return [
        {name: getattr(row, name) for name in names} | {"since": row.period.lower, "until": row.period.upper}
        for row in queries.identifiers(actor, person_id)
    ]


@router.post("/people/{int:person_id}/identifiers", response={201: IdentifierOut}, summary="Ghi một mã")
def give(request: HttpRequest, person_id: int, asked: IdentifierIn) -> Status[dict[str, Any]]:
    """Enter an identifier of a person."""
    actor = asking(request)
    seen_person(actor, person_id)
    row = actions.give_identifier(actor, person_id, **asked.model_dump())
    told = asked.model_dump(exclude={"value"}) | {"id": row.pk, "shown": row.shown}
    return Status(201, told | {"since": row.period.lower, "until": None})


@router.post(
    "/people/{int:person_id}/identifiers/{scheme}/show", response=NumberOut, summary="Số đầy đủ, có ghi mục đích"
)
def show(request: HttpRequest, person_id: int, scheme: str, asked: PurposeIn) -> dict[str, str]:
    """Return a secret identifier in full; who asked and what for is written down."""
    actor = asking(request)
    seen_person(actor, person_id)
    return {"value": actions.show_number(actor, person_id, asked.purpose, scheme=scheme)}


@router.get("/people/{int:person_id}/relatives", response=list[RelativeOut], summary="Người thân")
def relatives(request: HttpRequest, person_id: int) -> list[dict[str, Any]]:
    """Return the relatives of a person."""
    actor = asking(request)
    seen_person(actor, person_id)
    return [_relative(row) for row in queries.relatives(actor, [person_id])[person_id]]


@router.post("/people/{int:person_id}/relatives", response={201: list[RelativeOut]}, summary="Ghi một người thân")
def relate(request: HttpRequest, person_id: int, asked: RelativeIn) -> Status[list[dict[str, Any]]]:
    """Relate somebody who is in the register; returns all relatives."""
    actor = asking(request)
    seen_person(actor, person_id)
    told = asked.model_dump(exclude={"relative_id"})
    actions.relate(actor, person_id, asked.relative_id, Tie(**{**told, "told": tuple(told["told"])}))
    return Status(201, [_relative(row) for row in queries.relatives(actor, [person_id])[person_id]])


@router.get("/people/{int:person_id}/readings", response=list[ReadingOut], summary="Ai đã xem hồ sơ")
def readings(request: HttpRequest, person_id: int) -> list[dict[str, Any]]:
    """Return who looked, the latest first."""
    rows = queries.readings(asking(request), person_id)
    return [{name: getattr(row, name) for name in ReadingOut.model_fields} for row in rows]


@router.post("/people/elsewhere", response=ElsewhereOut | None, summary="Tra một người ở đơn vị khác theo đúng mã")
def elsewhere(request: HttpRequest, asked: ElsewhereIn) -> dict[str, Any] | None:
    """Find who holds the record with exactly this identifier; null when nobody does. Every search is written down."""
    verdict = limits.take(request, "people.elsewhere", rate=SEARCHES_PER_HOUR, per=3600)
    if not verdict.allowed:
        raise limits.TooMany(seconds=verdict.reset)
    found = actions.find_elsewhere(asking(request), asked.scheme, asked.value, purpose=asked.purpose)
    return {name: getattr(found, name) for name in ElsewhereOut.model_fields} if found else None
