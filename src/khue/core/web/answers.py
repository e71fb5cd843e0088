"""The one place where a failure becomes an answer: a page, a notice for htmx, or problem+json for programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khue.core.errors import Invalid, Refused
from khue.core.words import N_

WHAT_NEXT = {
    400: (N_("Không đọc được yêu cầu"), N_("Hãy quay lại trang trước, kiểm tra đường dẫn rồi thử lại.")),
    403: (N_("Bạn chưa được phép làm việc này"), N_("Nếu cần, hãy nhờ người quản trị đơn vị giao quyền.")),
    404: (N_("Không tìm thấy"), N_("Hãy kiểm tra lại đường dẫn hoặc dùng ô tìm kiếm.")),
    409: (N_("Chưa thể làm việc này"), N_("Hãy làm theo hướng dẫn ở trên rồi thử lại.")),
    413: (N_("Tệp quá lớn"), N_("Hãy chia nhỏ tệp rồi gửi lại.")),
    422: (N_("Dữ liệu chưa hợp lệ"), N_("Hãy sửa các chỗ được nêu rồi gửi lại.")),
    429: (N_("Bạn thao tác quá nhanh"), N_("Trang này giới hạn số lượt để mọi người cùng dùng được.")),
    500: (
        N_("Hệ thống gặp lỗi"),
        N_("Việc vừa rồi chưa được lưu. Hãy thử lại sau ít phút; nếu vẫn lỗi, hãy báo người quản trị."),
    ),
    503: (N_("Hệ thống đang tạm nghỉ"), N_("Dữ liệu của bạn vẫn an toàn. Hãy thử lại sau ít phút.")),
}

STATUS_ICONS = {
    400: "link-off",
    403: "lock",
    404: "map-search",
    409: "hand-stop",
    413: "file-alert",
    422: "file-alert",
    429: "hourglass",
    500: "alert-triangle",
    503: "plug-x",
}


def wording(error: Refused) -> str:
    """Say a refusal in the language of the page, with its facts filled in."""
    return _(error.text).format(**error.facts)


def refusal_response(request: HttpRequest, error: Refused) -> HttpResponse:
    """Answer a refusal in the shape the asker reads."""
    if wants_json(request):
        return problem(request, error)
    return page(request, error.status, wording(error), problems=_problems(error), code=error.code)


def problem(request: HttpRequest, error: Refused) -> HttpResponse:
    """Answer a refusal to a program (RFC 9457, with `code`, `text`, `facts`, `problems`)."""
    return problem_json(error.status, error.code, wording(error), error.facts, _problems(error))


def problem_json(
    status: int, code: str, text: str, facts: dict[str, Any] | None = None, problems: list[dict[str, str]] | None = None
) -> HttpResponse:
    """Build the one shape of errors for programs."""
    title, _remedy = WHAT_NEXT.get(status, WHAT_NEXT[500])
    body = {
        "type": "about:blank",
        "title": _(title),
        "status": status,
        "code": code,
        "text": text,
        "facts": facts or {},
        "problems": problems or [],
    }
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False, "default": str},
    )


def failure(request: HttpRequest, status: int, code: str, text: str = "") -> HttpResponse:
    """Answer a failure that is no refusal of ours: a wrong address, a broken program, a database that is away."""
    title, remedy = WHAT_NEXT[status]
    if wants_json(request):
        return problem_json(status, f"core.{code}", text or f"{_(title)}. {_(remedy)}")
    return page(request, status, text, code=f"core.{code}")


def unavailable_response(request: HttpRequest) -> HttpResponse:
    """Answer while the database is away."""
    response = failure(request, 503, "Unavailable")
    response["Retry-After"] = "30"
    return response


def page(
    request: HttpRequest, status: int, text: str, *, problems: list[dict[str, str]] | None = None, code: str = ""
) -> HttpResponse:
    """Show a failure in the shell; to htmx only the notice, put above the page it was asked from."""
    title, remedy = WHAT_NEXT.get(status, WHAT_NEXT[500])
    shown = {
        "failed": True,
        "status": status,
        "title": _(title),
        "text": text,
        "remedy": "" if text and status in (409, 422) else _(remedy),
        "icon_name": STATUS_ICONS.get(status, STATUS_ICONS[500]),
        "problems": problems or [],
        "code": code,
        "layout": _layout(request, status),
    }
    if request.headers.get("HX-Request"):
        response = render(request, "core/notice.html", shown, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#notices", "innerHTML show:window:top"
        return response
    return render(request, "core/error.html", shown, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker is a program: it came through the API, or it accepts JSON but no page."""
    accepted = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("json" in accepted and "text/html" not in accepted)


def _layout(request: HttpRequest, status: int) -> str:
    """Choose the office for those who are signed in there; the public shell needs nobody and no database."""
    actor = getattr(request, "actor", None)
    inside = status < 500 and request.path.startswith("/van-phong") and actor is not None and actor.is_known
    return "core/office.html" if inside else "core/public.html"


def _problems(error: Refused) -> list[dict[str, str]]:
    return error.listing() if isinstance(error, Invalid) else []
