"""Posts for programs."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.staff import actions, queries
from khue.staff.actions import NewPost
from khue.staff.models import Post

router = Router()


class PostFilter(Schema):
    """What narrows the list."""

    unit: int = Field(description="id đơn vị")
    as_of: date | None = Field(None, description="tính đến ngày; bỏ trống là hiện nay")
    position: str = Field("", max_length=20, description="vị trí")


class PostOut(Schema):
    id: int
    person_id: int
    unit: int
    position: str
    subjects: list[str]
    is_main: bool
    since: date
    until: date | None = Field(description="ngày đầu tiên không còn giữ; null là đến nay")
    decision: str


class PostPage(Page):
    items: list[PostOut]


class PostIn(Schema):
    """A post to be given to a person on record."""

    person_id: int
    unit: int
    position: str = Field(max_length=20)
    since: date
    subjects: list[str] = []
    decision: str = Field("", max_length=120)
    is_main: bool = True


class PostEndIn(Schema):
    on: date = Field(description="ngày đầu tiên không còn giữ")


def _post(row: Post) -> dict[str, Any]:
    names = ("id", "person_id", "position", "subjects", "is_main", "decision")
    return {name: getattr(row, name) for name in names} | {
        "unit": row.organisation_id,
        "since": row.period.lower,
        "until": row.period.upper,
    }


@router.get("/staff/posts", response=PostPage, summary="Vị trí việc làm của một đơn vị")
def posts(request: HttpRequest, asked: Query[PostFilter], paging: Query[Paging]) -> dict[str, Any]:
    """List the posts of a unit."""
    rows = queries.posts_at(asking(request), asked.unit, on=asked.as_of, position=asked.position)
    return page_of(rows, ("pk",), paging, _post)


@router.post("/staff/posts", response={201: PostOut}, summary="Ghi nhận vị trí việc làm")
def open_post(request: HttpRequest, told: PostIn) -> Any:
    """Give a person a post."""
    new = NewPost(told.position, told.since, tuple(told.subjects), told.decision, told.is_main)
    return Status(201, _post(actions.open_post(asking(request), told.person_id, told.unit, new)))


@router.post("/staff/posts/{int:post_id}/end", response=PostOut, summary="Kết thúc vị trí việc làm")
def end_post(request: HttpRequest, post_id: int, told: PostEndIn) -> dict[str, Any]:
    """End a post."""
    return _post(actions.end_post(asking(request), post_id, on=told.on))
