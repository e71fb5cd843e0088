"""Classes for programs: the classes of a school in a year, a class with its teachers, who sits in it."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.students import actions, queries
from khue.students.models import ClassGroup
from khue.students.queries import class_pages, rosters
from khue.students.queries.choosing import choices

router = Router()


class ClassFilter(Schema):
    """Of which school and year."""

    school: int = Field(description="id trường")
    school_year: int | None = Field(None, ge=1945, le=2100, description="năm bắt đầu năm học; bỏ trống là năm nay")
    grade: str = Field("", max_length=8, description="khối")


class ClassOut(Schema):
    """A class of one school in one school year."""

    id: int
    school_id: int
    school_year: int
    name: str
    kind: str
    grades: list[str]
    capacity: int | None
    is_closed: bool
    size: int = Field(description="số học sinh hiện nay")


class ClassPage(Page):
    """A page of classes."""

    items: list[ClassOut]


class TeacherOut(Schema):
    """Who teaches the class. subject: empty for the homeroom teacher alone."""

    person_id: int
    name: str
    subject: str
    is_homeroom: bool


class SeatOut(Schema):
    """A line of the class list."""

    person_id: int
    number: int | None
    full_name: str
    birth_date: date | None
    sex: str
    grade: str
    since: date


class ClassCardOut(ClassOut):
    """A class as of a day, with its teachers and its list."""

    on: date
    teachers: list[TeacherOut]
    students: list[SeatOut]


def _class(row: ClassGroup) -> dict[str, Any]:
    names = ("id", "school_id", "school_year", "name", "kind", "grades", "capacity", "is_closed", "size")
    return {name: getattr(row, name) for name in names}


@router.get("/classes", response=ClassPage, summary="Các lớp của một trường trong một năm học")
def classes(request: HttpRequest, asked: Query[ClassFilter], paging: Query[Paging]) -> dict[str, Any]:
    """List the classes of a school in a year; of a teacher, the own ones."""
    actor, year = asking(request), asked.school_year or queries.current_year(localdate())
    rows = queries.classes(actor, asked.school, year, grade=asked.grade, with_closed=True)
    scope = rosters.scope_of(actor, localdate())
    if scope.places is not None and asked.school not in scope.places:
        rows = rows.filter(pk__in=scope.class_ids)
    return page_of(rows, ("name_key", "pk"), paging, _class)


@router.get("/classes/{int:class_id}", response=ClassCardOut, summary="Một lớp tính đến một ngày")
def class_card(request: HttpRequest, class_id: int, on: date | None = None) -> dict[str, Any]:
    """Return a class with its teachers and its list as of a day."""
    page = class_pages.class_page(asking(request), class_id, on or localdate())
    teachers = [
        {"person_id": one.person_id, "name": one.name, "subject": one.subject, "is_homeroom": one.is_homeroom}
        for one in page.teachers
    ]
    seats = [{name: getattr(one, name) for name in SeatOut.model_fields} for one in page.pupils]
    return {**_class(page.group), "on": page.on, "teachers": teachers, "students": seats}


class ChosenIn(Schema):
    """The subjects that pupils of a class chose; an empty list is "not chosen yet"."""

    persons: list[int] = Field(min_length=1, max_length=200)
    subjects: list[str] = Field(max_length=10)


class ChoiceOut(Schema):
    """A pupil of a class with the codes of the chosen subjects."""

    person_id: int
    name: str
    subjects: list[str]


@router.get("/classes/{int:class_id}/subjects", response=list[ChoiceOut], summary="Môn lựa chọn của một lớp")
def class_subjects(request: HttpRequest, class_id: int) -> list[dict[str, Any]]:
    """List who chose what in a class of grades 10 to 12."""
    found = choices(asking(request), class_id)
    return [{"person_id": one.person_id, "name": one.name, "subjects": list(one.codes)} for one in found.pupils]


@router.put("/classes/{int:class_id}/subjects", response=list[ChoiceOut], summary="Ghi môn lựa chọn của học sinh")
def choose_class_subjects(request: HttpRequest, class_id: int, told: ChosenIn) -> list[dict[str, Any]]:
    """Set the chosen subjects of pupils of a class, all of them or none; sent twice it is one change."""
    actions.choose_for_class(asking(request), class_id, told.persons, told.subjects)
    return class_subjects(request, class_id)
