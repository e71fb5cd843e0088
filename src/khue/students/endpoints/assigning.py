"""Teaching assignments for programs: the grid of a school, who teaches a class, set and ended."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Router, Schema

from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.students import actions, queries
from khue.students.actions import Wanted
from khue.students.models import Assignment
from khue.students.queries import HOMEROOM
from khue.students.rules import Can

router = Router()
HOMEROOM_CODE = "homeroom"


class AssignmentOut(Schema):
    """Who teaches a subject to a class, or looks after it (subject homeroom)."""

    class_id: int
    class_name: str
    subject: str
    post_id: int
    person_id: int
    name: str
    since: date
    until: date | None


class WantedIn(Schema):
    """One field of the grid: a class, a subject (homeroom for the one who looks after it), the post of the teacher."""

    class_id: int
    subject: str = Field(max_length=40, description="mã môn; homeroom là chủ nhiệm")
    post_id: int | None = Field(None, description="vị trí việc làm của giáo viên; bỏ trống là kết thúc phân công")


class AssignIn(Schema):
    """Several fields at once, all of them or none, from a day on."""

    on: date
    fields: list[WantedIn] = Field(min_length=1, max_length=2_000)


class SavedOut(Schema):
    """How many fields were written anew."""

    saved: int


class AssignmentEndIn(Schema):
    on: date = Field(description="ngày đầu tiên không còn dạy")


def _told(row: Assignment) -> dict[str, Any]:
    return {
        "class_id": row.class_group_id,
        "class_name": row.class_group.name,
        "subject": HOMEROOM_CODE if row.is_homeroom else row.subject,
        "post_id": row.post_id,
        "person_id": row.person_id,
        "name": row.person.full_name,
        "since": row.period.lower,
        "until": row.period.upper,
    }


@router.get("/classes/assignments", response=list[AssignmentOut], summary="Phân công giảng dạy của một trường")
def assignments(
    request: HttpRequest, school: int, school_year: int | None = None, on: date | None = None
) -> list[dict[str, Any]]:
    """List who teaches what to which class of a school on a day."""
    asking(request).must(Can.SEE, at=school)
    day = on or localdate()
    year = school_year or queries.current_year(day)
    rows = Assignment.objects.filter(school_id=school, class_group__school_year=year, period__contains=day)
    rows = rows.select_related("class_group", "person")
    return [_told(row) for row in rows.order_by("class_group__name_key", "-is_homeroom", "subject", "pk")]


@router.put("/classes/assignments", response=SavedOut, summary="Phân công giảng dạy, chủ nhiệm")
def assign(request: HttpRequest, told: AssignIn) -> dict[str, int]:
    """Say who teaches what from a day on; who did so until now ends that day. Sent twice it is one change."""
    wanted = [Wanted(one.class_id, _subject(one.subject), one.post_id) for one in told.fields]
    return {"saved": len(actions.assign_many(asking(request), wanted, on=told.on))}


def _subject(code: str) -> str:
    return HOMEROOM if code == HOMEROOM_CODE else code


@router.post("/classes/assignments/posts/{int:post_id}/end", response=SavedOut, summary="Kết thúc mọi phân công")
def end(request: HttpRequest, post_id: int, told: AssignmentEndIn) -> dict[str, int]:
    """End all that the holder of a post teaches."""
    count = actions.end_assignments(asking(request), post_id, on=told.on)
    if not count:
        raise Missing(what=f"phân công của vị trí {post_id}")
    return {"saved": count}
