"""What every endpoint shares: lists by cursor, answers that say "unchanged", and a limit told in headers.

A list page is found by the last row of the page before it, never by counting from the start, so that the thousandth
page costs as much as the first and rows that come in between shift nothing.
"""

import base64
import binascii
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from ninja import Field, Schema
from ninja.utils import check_csrf
from pydantic import AfterValidator

from khue.core.errors import Fault, Invalid, Refused
from khue.core.web import limits
from khue.core.web.answers import problem, refusal_response
from khue.core.words import N_

MOST = 500  # rows of one page
PREFIX = "/api/v1/"

SAFE = {"GET", "HEAD", "OPTIONS"}

Item = TypeVar("Item")


def _in_utc(at: datetime) -> datetime:
    """Take an instant into UTC: PostgreSQL reads only offsets below 16 hours, and Python years from 1 on."""
    try:
        return at.astimezone(UTC) if at.tzinfo else at
    except OverflowError as error:
        raise ValueError("ngoài khoảng thời gian ghi được; hãy ghi một thời điểm từ năm 1 đến năm 9999") from error


Instant = Annotated[datetime, AfterValidator(_in_utc)]


class NoToken(Refused):
    """A change was asked for with a session but without its token (HTTP 403)."""

    status = 403
    text = N_(
        "Yêu cầu thay đổi thiếu mã xác nhận của phiên. Hãy gửi kèm đầu mục X-CSRFToken nhận từ POST /api/v1/session."
    )


class WrongMethod(Refused):
    """The address knows other methods than this one (HTTP 405)."""

    status = 405
    text = N_("Địa chỉ này không nhận lời gọi {method}. Hãy dùng một trong: {allowed}.")


class Paging(Schema):
    """The two parameters of every list."""

    cursor: str = Field("", description="`next` của trang trước; bỏ trống là trang đầu")
    limit: int = Field(100, ge=1, le=MOST, description="số dòng một trang")


class Page(Schema):
    """A page of a list; subclass it with the type of `items`."""

    items: list[Any]
    next: str | None = Field(None, description="cursor của trang sau; null là hết")


def page_of(rows: "QuerySet[Any]", order: Sequence[str], paging: Paging, show: Callable[[Any], Item]) -> dict[str, Any]:
    """Cut one page out of a queryset.

    order: names of fields, ascending, the last of them unique. show: row -> item.
    Returns {"items": [...], "next": cursor or None}. Raises: Invalid, when the cursor is not one of ours.
    """
    if paging.cursor:
        rows = rows.filter(_after(order, _read(paging.cursor, len(order))))
    found = list(rows.order_by(*order)[: paging.limit + 1])
    more = len(found) > paging.limit
    found = found[: paging.limit]
    return {"items": [show(row) for row in found], "next": _write(found[-1], order) if more else None}


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows whose order values come after the given ones, compared field by field."""
    branches = []
    for number, field in enumerate(order):
        same = dict(zip(order[:number], values[:number], strict=True))
        branches.append(Q(**same, **{f"{field}__gt": values[number]}))
    return reduce(or_, branches)


def _read(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        values = None
    if not isinstance(values, list) or len(values) != length:
        text = "không phải con trỏ trang của danh sách này; hãy dùng giá trị next của trang trước"
        raise Invalid([Fault("cursor", cursor[:80], text)])
    return values


def _write(row: Any, order: Sequence[str]) -> str:
    values = [reduce(getattr, field.split("__"), row) for field in order]
    text = json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class ApiMiddleware:
    """Limit each address over the whole API, and answer 304 to who holds the same answer already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.conditional: Callable[[HttpRequest], Any] = ConditionalGetMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        rate = settings.KHUE_API_PER_MINUTE
        verdict = limits.spend(f"api:{limits.address(request)}", rate=rate, per=60, now=time.monotonic())
        if not verdict.allowed:
            response = limits.too_many(request, verdict)
        elif request.method not in SAFE and settings.SESSION_COOKIE_NAME in request.COOKIES and check_csrf(request):
            response = refusal_response(request, NoToken())
        else:
            response = self.conditional(request)
        if response.status_code == 405 and "Allow" in response:
            allowed = response["Allow"]
            response = problem(request, WrongMethod(method=request.method, allowed=allowed))
            response["Allow"] = allowed
        for header, value in verdict.headers.items():
            response.setdefault(header, value)
        return response
