"""The look-up page as bytes: rendered once for each language, theme and session, then filled like a form letter.

The template is rendered with marks where the candidate's own values go; what stands between the marks is kept. People
who are signed in get the same page with their own menu around it, rendered for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from khue.core.actor import NOBODY
from khue.core.errors import Invalid, Refused
from khue.core.web import preferences
from khue.core.web.answers import wording
from khue.exams.publishing.answers import Answers
from khue.exams.publishing.library import library
from khue.exams.publishing.shards import Entry
from khue.exams.rules import normal_candidate_number

SESSION, NUMBER, CODE = "ki-thi", "so-bao-danh", "ma-tra-cuu"
UNKEPT = "private, no-store"
Headers = Mapping[str, str]
HOLES = ("number", "council", "cards", "sums", "message")
OPEN, CLOSE = "khuehole-", "-elohkuehk"


@dataclass(frozen=True)
class Asked:
    """What somebody typed. session: chosen, or the youngest published one. number: normal form."""

    session: str
    number: str
    code: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read a request; the second code comes in a POST, so that it stands in no address."""
        given = request.POST if request.method == "POST" else request.GET
        sessions = library().sessions()
        session = given.get(SESSION, "")
        known = {line["code"] for line in sessions}
        if session not in known and (not session or library().notice(session) is None):
            session = sessions[0]["code"] if sessions and not session else ""
        return cls(session, normal_candidate_number(given.get(NUMBER, "")), request.POST.get(CODE, ""))


def form(request: HttpRequest, asked: Asked, told: Headers) -> HttpResponse:
    """Show the form alone, or the announcement of a session that is not out yet."""
    notice = library().notice(asked.session)
    if notice and asked.session not in {line["code"] for line in library().sessions()}:
        body = _page(request, "announced", asked, notice).filled({})
    else:
        body = _page(request, "form", asked, None).filled({"number": b""})
    return _answer(request, body, HTTPStatus.OK, told)


def result(request: HttpRequest, asked: Asked, answers: Answers, entry: Entry, told: Headers) -> HttpResponse:
    """Show the result of a candidate."""
    language = preferences.chosen(request, preferences.LANGUAGE)
    sums = answers.sum_rows(entry, language)
    values = {
        "number": asked.number.encode(),
        "council": answers.council_name(asked.number),
        "cards": answers.score_cards(entry, language),
        "sums": sums,
    }
    pieces = _page(request, "result" if sums else "result-without-sums", asked, answers)
    if answers.edition.is_sealed:
        return _answer(request, pieces.filled(values), HTTPStatus.OK, {**told, "Cache-Control": UNKEPT})
    tag = f'"{pieces.tag}-{answers.tag}-{asked.number}"'
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        return _answer(request, b"", HTTPStatus.NOT_MODIFIED, {**told, "ETag": tag})
    return _answer(request, pieces.filled(values), HTTPStatus.OK, {**told, "ETag": tag})


def refused(request: HttpRequest, asked: Asked, refusal: Refused, told: Headers) -> HttpResponse:
    """Say on the page why there is no result."""
    with translation.override(preferences.chosen(request, preferences.LANGUAGE)):
        if isinstance(refusal, Invalid):
            text = "; ".join(f"«{fault.value}» {_(fault.text)}" for fault in refusal.problems)
            message = _("Số báo danh {problem}.").format(problem=text)
        else:
            message = wording(refusal)
    values = {"number": escape(asked.number[:40]).encode(), "message": escape(message).encode()}
    body = _page(request, "refused", asked, None).filled(values)
    return _answer(request, body, refusal.status, {**told, "Cache-Control": UNKEPT})


def _answer(request: HttpRequest, body: bytes, status: int, told: Headers) -> HttpResponse:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Language": preferences.chosen(request, preferences.LANGUAGE),
        "Content-Length": str(len(body)),
        "Cache-Control": "private, max-age=60",
        "Vary": "Cookie",
        **told,
    }
    if status == HTTPStatus.NOT_MODIFIED:
        del headers["Content-Length"]
    return ready(body, headers, status)


def ready(body: bytes, headers: Headers, status: int = HTTPStatus.OK) -> HttpResponse:
    """Make an answer from headers that are our own plain text, which need not be checked one by one."""
    response = HttpResponse(body, status=status, content_type=headers["Content-Type"])
    response.headers._store.update({name.lower(): (name, value) for name, value in headers.items()})
    return response


@dataclass(frozen=True)
class Page:
    """A rendered page cut at its marks: bytes are text, strings are names of holes."""

    pieces: tuple[bytes | str, ...]
    tag: str

    def filled(self, values: Mapping[str, bytes]) -> bytes:
        """Return the page with the values in its holes."""
        return b"".join(piece if isinstance(piece, bytes) else values[piece] for piece in self.pieces)


def _page(request: HttpRequest, kind: str, asked: Asked, about: Any) -> Page:
    """Return the page of this kind. about: the answers, or the notice, that the page speaks of."""
    language = preferences.chosen(request, preferences.LANGUAGE)
    if hasattr(request, "actor"):  # came through the whole stack: somebody with a menu of their own
        return _rendered(kind, asked.session, language, request, about)
    theme = preferences.chosen(request, preferences.THEME)
    stamp = (library().sessions_stamp, about.tag if isinstance(about, Answers) else str(about))
    return _kept_page(kind, asked.session, language, theme, stamp, _Unseen(about))


class _Unseen:
    """Carries a value past the key of a cache: all are equal."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unseen)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=200)
def _kept_page(kind: str, session: str, language: str, theme: str, stamp: object, about: _Unseen) -> Page:
    query = urlencode({SESSION: session})
    request = WSGIRequest(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/tra-cuu/diem-thi", "QUERY_STRING": query, "wsgi.input": BytesIO()}
    )
    request.COOKIES.update({preferences.LANGUAGE: language, preferences.THEME: theme})
    return _rendered(kind, session, language, request, about.value)


def _rendered(kind: str, session: str, language: str, request: HttpRequest, about: Any) -> Page:
    if not hasattr(request, "actor"):
        request.actor = NOBODY  # type: ignore[attr-defined]
    sessions = library().sessions()
    chosen = next((line for line in sessions if line["code"] == session), None)
    shown = {
        "kind": kind,
        "session": session,
        "sessions": sessions,
        "chosen": chosen,
        "about": about,
        "published_at": datetime.fromisoformat(chosen["published_at"]) if chosen else None,
        "publish_at": datetime.fromisoformat(about["publish_at"]) if kind == "announced" else None,
        "LANGUAGE_CODE": language,
        **{f"hole_{name}": f"{OPEN}{name}{CLOSE}" for name in HOLES},
    }
    with translation.override(language):
        text = render_to_string("exams/look_up.html", shown, request)
    pieces: list[bytes | str] = []
    start, *rest = text.split(OPEN)
    pieces.append(start.encode())
    for part in rest:
        name, _close, after = part.partition(CLOSE)
        pieces += [name, after.encode()]
    return Page(tuple(pieces), f"{crc32(text.encode()):08x}")
