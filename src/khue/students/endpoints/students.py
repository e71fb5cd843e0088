"""Pupils for programs: lists by cursor, one pupil with its time line, facts amended under the version one has seen."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khue.core.errors import Fault, Invalid, Missing
from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.people import actions as people
from khue.people import queries as of_people
from khue.students.queries import pupil_pages, rosters
from khue.students.queries.pupil_pages import PupilPage
from khue.students.queries.rosters import BY_KEY, Asked

router = Router()
PERSON = ("full_name", "sex", "ethnicity", "nationality", "birth_place", "home_address", "phone", "email")


class StudentFilter(Schema):
    """What narrows the list."""

    school: int | None = Field(None, description="id trường")
    class_id: int | None = Field(None, description="id lớp")
    grade: str = Field("", max_length=8, description="khối: 1…12, M1…M3, N1…N3")
    sex: str = Field("", pattern="^(male|female)?$", description="male, female")
    policy: str = Field("", max_length=40, description="mã đối tượng chính sách")
    text: str = Field("", max_length=100, description="họ tên có dấu hay không dấu, hoặc mã")


class StudentOut(Schema):
    """A pupil who is in a class today."""

    id: int = Field(description="id con người, không đổi suốt đời")
    school_id: int
    class_id: int
    class_name: str
    grade: str
    number: int | None
    full_name: str
    birth_date: date | None
    sex: str
    since: date
    statuses: dict[str, list[str]] = Field(description="loại diện -> mã; chỉ các loại bạn được xem")
    is_restricted: bool = Field(description="đang hạn chế xử lí: chỉ dùng cho việc học mà luật quy định")


class StudentPage(Page):
    """A page of pupils."""

    items: list[StudentOut]


class PlaceOut(Schema):
    """A place in a class for a time."""

    class_id: int
    class_name: str
    school_year: int
    grade: str
    how: str
    start: date
    end: date | None = Field(description="ngày đầu tiên không còn học lớp này; null là đến nay")


class StayOut(Schema):
    """A stay at a school, with the places in classes."""

    id: int
    version: int
    note: str = Field(description="ghi chú của trường")
    school_id: int
    entered_how: str
    left_how: str
    start: date
    end: date | None
    is_secondary: bool
    places: list[PlaceOut]


class RecordOut(Schema):
    """A pupil as of a day; what is not shown to you is null. Its version is in the ETag."""

    id: int
    full_name: str
    birth: str | None = Field(description="ngày sinh như trên giấy: 31/12/2015, 12/2015, 2015")
    sex: str | None
    ethnicity: str | None
    nationality: str | None
    birth_place: str | None
    home_address: str | None
    phone: str | None
    email: str | None
    is_here: bool = Field(description="hồ sơ có do đơn vị bạn được xem quản lí hay không")
    school_id: int
    class_id: int | None
    identifiers: dict[str, str] = Field(description="loại mã -> mã; mã bí mật được che")


class PupilAmendIn(Schema):
    """Facts to change; what is left out stays."""

    full_name: str | None = Field(None, max_length=100)
    birth: str | None = Field(None, max_length=20)
    sex: str | None = Field(None, pattern="^(male|female)?$")
    ethnicity: str | None = Field(None, max_length=2)
    nationality: str | None = Field(None, max_length=2)
    birth_place: str | None = Field(None, max_length=200)
    home_address: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=20)
    email: str | None = Field(None, max_length=254)
    why: str = Field("", max_length=200)


@router.get("/students", response=StudentPage, summary="Danh sách học sinh đang học")
def students(request: HttpRequest, asked: Query[StudentFilter], paging: Query[Paging]) -> dict[str, Any]:
    """List the pupils whom you may see, by school and then by name."""
    actor, on = asking(request), localdate()
    wanted = Asked(
        on, asked.school, asked.class_id, grade=asked.grade, sex=asked.sex, policy=asked.policy, text=asked.text
    )
    rows = rosters.pupils(actor, rosters.scope_of(actor, on), wanted)
    page = page_of(rows, BY_KEY, paging, lambda row: row)
    lines = rosters.filled(actor, page["items"], wanted)
    return {**page, "items": [_line(line) for line in lines]}


def _line(line: rosters.Pupil) -> dict[str, Any]:
    return {"id": line.person_id, **{name: getattr(line, name) for name in StudentOut.model_fields if name != "id"}}


@router.get("/students/{int:person_id}", response=RecordOut, summary="Một học sinh tính đến một ngày")
def student(request: HttpRequest, response: HttpResponse, person_id: int, on: date | None = None) -> dict[str, Any]:
    """Return a pupil; the reading of a whole record is written down, as on the pages."""
    actor = asking(request)
    page = pupil_pages.pupil_page(actor, person_id, on or localdate())
    if page.is_here and page.sees.whole:
        people.log_reading(actor, person_id, "people.record", place_id=page.stay.school_id)
    if page.is_here:
        response["ETag"] = f'"{page.person.version}"'
    return _record(page)


def _record(page: PupilPage) -> dict[str, Any]:
    person = page.person
    told: dict[str, Any] = dict.fromkeys((*PERSON, "birth"))
    if person is not None and not page.is_limited:
        seen = PERSON if page.sees.whole else ("full_name", "sex", *(PERSON[4:] if page.sees.contacts else ()))
        told |= {name: getattr(person, name) for name in seen} | {"birth": str(of_people.birth_of(person))}
    return {
        **told,
        "id": page.person_id,
        "full_name": page.name,
        "is_here": page.is_here,
        "school_id": page.stay.school_id,
        "class_id": page.place.class_group_id if page.place else None,
        "identifiers": {one.scheme: one.shown for one in page.identifiers if one.period.upper is None},
    }


@router.patch("/students/{int:person_id}", response=RecordOut, summary="Sửa thông tin của một học sinh")
def amend(request: HttpRequest, response: HttpResponse, person_id: int, asked: PupilAmendIn) -> dict[str, Any]:
    """Amend facts; If-Match carries the version they were made from, so that nobody's change is lost."""
    actor = asking(request)
    page = pupil_pages.pupil_page(actor, person_id, localdate())
    if not page.is_here:
        raise Missing(what=f"hồ sơ {person_id} ở đơn vị của bạn")
    told = asked.model_dump(exclude_none=True)
    why = told.pop("why", "")
    saved = people.amend(actor, person_id, told, version=_version(request), why=why)
    response["ETag"] = f'"{saved.version}"'
    return _record(pupil_pages.pupil_page(actor, person_id, localdate()))


def _version(request: HttpRequest) -> int:
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (text.isdecimal() and len(text) < 10):
        says = "hãy gửi kèm đầu mục If-Match với ETag nhận từ lần đọc hồ sơ này"
        raise Invalid([Fault("If-Match", text[:40], says)])
    return int(text)


@router.get("/students/{int:person_id}/timeline", response=list[StayOut], summary="Quá trình học của một học sinh")
def timeline(request: HttpRequest, person_id: int) -> list[dict[str, Any]]:
    """Return the stays of a pupil with their classes, the latest first."""
    page = pupil_pages.pupil_page(asking(request), person_id, localdate())
    return [
        {
            "id": stay.pk,
            "version": stay.version,
            "note": stay.note if page.sees.whole else "",
            "school_id": stay.school_id,
            "entered_how": stay.entered_how,
            "left_how": stay.left_how,
            "start": stay.period.lower,
            "end": stay.period.upper,
            "is_secondary": stay.is_secondary,
            "places": [
                {
                    "class_id": place.class_group_id,
                    "class_name": place.class_group.name,
                    "school_year": place.school_year,
                    "grade": place.grade,
                    "how": place.how,
                    "start": place.period.lower,
                    "end": place.period.upper,
                }
                for place in places
            ],
        }
        for stay, places in page.life
    ]
