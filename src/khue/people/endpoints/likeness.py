"""Rows that may be one person, for programs."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.people.actions import likeness as deciding
from khue.people.actions import merging
from khue.people.models import Duplicate, Merge
from khue.people.queries import likeness as queries

router = Router()


class ReasonOut(Schema):
    """Why the two rows are like or unlike, and for how many points."""

    rule: str
    points: int


class DuplicateOut(Schema):
    """A pair that may be one person."""

    id: int
    left_id: int
    right_id: int
    decider_id: int
    score: int
    is_certain: bool
    reasons: list[ReasonOut]
    state: str
    found_on: date


class DuplicatePage(Page):
    """A page of pairs."""

    items: list[DuplicateOut]


class MergeIn(Schema):
    """Which row stays, the fields whose value comes from the other, and why."""

    keep: int
    take: list[str] = Field(default_factory=list, max_length=20)
    why: str = Field(min_length=1, max_length=200)


class WhyIn(Schema):
    """The reason, kept with the decision."""

    why: str = Field(min_length=1, max_length=200)


class MergeOut(Schema):
    """A merge that was made; `undone_at` says when the rows were parted again."""

    id: int
    kept_id: int
    gone_id: int
    at: datetime
    why: str
    undone_at: datetime | None


@router.get("/duplicates", response=DuplicatePage, summary="Hồ sơ nghi trùng")
def list_duplicates(request: HttpRequest, paging: Query[Paging], state: str = "open") -> dict[str, Any]:
    """Return the pairs that one's units decide."""
    rows = queries.duplicates(asking(request), state=state)
    return page_of(rows, ("id",), paging, DuplicateOut.from_orm)


@router.post("/duplicates/{duplicate_id}/merge", response=MergeOut, summary="Gộp hai hồ sơ")
def merge(request: HttpRequest, duplicate_id: int, body: MergeIn) -> Merge:
    """Make the two rows one. 409 while one of them is being transferred, or both study at the same time."""
    return merging.merge(
        asking(request), duplicate_id, body.keep, take=frozenset(body.take), why=body.why, at=timezone.now()
    )


@router.post("/duplicates/{duplicate_id}/different", response=DuplicateOut, summary="Hai người khác nhau")
def different(request: HttpRequest, duplicate_id: int) -> Duplicate:
    """Decide that the two are two people."""
    return deciding.declare_different(asking(request), duplicate_id, at=timezone.now())


@router.post("/merges/{merge_id}/undo", response=MergeOut, summary="Tách lại hồ sơ đã gộp")
def undo(request: HttpRequest, merge_id: int, body: WhyIn) -> Merge:
    """Part two rows that were made one."""
    return merging.unmerge(asking(request), merge_id, why=body.why, at=timezone.now())
