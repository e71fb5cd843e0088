"""The look-up page as bytes: rendered once for each language, theme and session, then filled like a form letter.

The template is rendered with marks where the candidate's own values go; what stands between the marks is kept. People
who are signed in get the same page with their own menu around it, rendered for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from zlib import crc32

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
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
        body = _filled(request, "announced", asked, notice, {})
    else:
        body = _filled(request, "form", asked, None, {"number": b""})
    return _answer(request, body, HTTPStatus.OK, told)


def result(request: HttpRequest, asked: Asked, answers: Answers, entry: Entry, told: Headers) -> HttpResponse:
    """Show the result of a candidate."""
    language = preferences.chosen(request, preferences.LANGUAGE)
    sums = answers.sum_rows(entry, language)
    values = {
        "number": asked.number.encode(),
        "council": escape(answers.council_name(asked.number)).encode(),
        "cards": answers.score_cards(entry, language),
        "sums": sums,
    }
    body = _filled(request, "result" if sums else "result-without-sums", asked, answers, values)
    if answers.edition.is_sealed:
        return _answer(request, body, HTTPStatus.OK, {**told, "Cache-Control": UNKEPT})
    tag = f'"{crc32(body):08x}-{len(body):x}"'
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        return _answer(request, b"", HTTPStatus.NOT_MODIFIED, {**told, "ETag": tag})
    return _answer(request, body, HTTPStatus.OK, {**told, "ETag": tag})


def refused(request: HttpRequest, asked: Asked, refusal: Refused, told: Headers) -> HttpResponse:
    """Say on the page why there is no result."""
    with translation.override(preferences.chosen(request, preferences.LANGUAGE)):
        if isinstance(refusal, Invalid):
            text = "; ".join(f"«{fault.value}» {_(fault.text)}" for fault in refusal.problems)
            message = _("Số báo danh {problem}.").format(problem=text)
        else:
            message = wording(refusal)
    values = {"number": escape(asked.number[:40]).encode(), "message": escape(message).encode()}
    body = _filled(request, "refused", asked, None, values)
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
    return HttpResponse(body, status=status, headers=headers)


def _filled(request: HttpRequest, kind: str, asked: Asked, about: Any, values: dict[str, Any]) -> bytes:
    """Fill the page of this kind. about: the answers, or the notice, that the page speaks of."""
    language = preferences.chosen(request, preferences.LANGUAGE)
    theme = preferences.chosen(request, preferences.THEME)
    if hasattr(request, "actor"):  # came through the whole stack: somebody with a menu of their own
        pieces = _pieces(kind, asked.session, language, request, about)
    else:
        stamp = (library().sessions_stamp, about.edition.digest if isinstance(about, Answers) else str(about))
        pieces = _kept_pieces(kind, asked.session, language, theme, stamp, _Unseen(about))
    return b"".join(piece if isinstance(piece, bytes) else values[piece] for piece in pieces)


class _Unseen:
    """Carries a value past the key of a cache: all are equal."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unseen)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=200)
def _kept_pieces(
    kind: str, session: str, language: str, theme: str, stamp: object, about: _Unseen
) -> tuple[bytes | str, ...]:
    request = RequestFactory().get("/tra-cuu/diem-thi", {SESSION: session})
    request.COOKIES.update({preferences.LANGUAGE: language, preferences.THEME: theme})
    return _pieces(kind, session, language, request, about.value)


def _pieces(kind: str, session: str, language: str, request: HttpRequest, about: Any) -> tuple[bytes | str, ...]:
    """Render the page and cut it at the marks: bytes are text, strings are names of holes."""
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
    return tuple(pieces)
