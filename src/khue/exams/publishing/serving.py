"""Look-ups answered before anything else happens: no session, no transaction, no database, no template.

The outermost layer of the WSGI application. It answers the API and the page from the published files; what it does
not know (another method, a person who is signed in) it leaves to the ordinary views, which call the same functions.
"""

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING
from zlib import crc32

from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from khue.core.errors import Refused
from khue.core.web import limits, preferences
from khue.core.web.answers import problem
from khue.core.web.headers import PERMISSIONS_POLICY
from khue.exams.publishing import files, pages, refusals
from khue.exams.publishing.answers import Answers
from khue.exams.publishing.editions import Tampered
from khue.exams.publishing.library import library
from khue.exams.publishing.pages import ready
from khue.exams.publishing.shards import Entry
from khue.exams.rules import normal_candidate_number

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

API, PAGE, FILES = "/api/v1/results/", "/tra-cuu/diem-thi", "/published/"
PREFIXES = (API, PAGE, FILES)
CODE_HEADER = "HTTP_KHUE_LOOKUP_CODE"
NOTHING: Mapping[str, str] = {}
log = logging.getLogger(__name__)


class PublishedResults:
    """Stands before the WSGI application (`khue.config.wsgi`)."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self.headers = list(_security_headers().items())
        self.page_headers = {"Content-Security-Policy": build_policy(), "Permissions-Policy": PERMISSIONS_POLICY}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        response = None
        if environ["PATH_INFO"].startswith(PREFIXES) and not self._is_to_be_redirected(environ):
            try:
                response = self.answer(WSGIRequest(environ))
            except Exception:  # the outermost edge: the views will try the same, and fail as pages do
                log.exception("a look-up failed")
        if response is None:
            return self.application(environ, start_response)
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *self.headers])
        return response if response.streaming else [response.content]  # type: ignore[attr-defined]

    def answer(self, request: HttpRequest) -> HttpResponseBase | None:
        """Answer what the published files answer; None leaves the request to the views."""
        path = request.path_info
        if path.startswith(API) and request.method in ("GET", "HEAD"):
            session, slash, number = path[len(API) :].partition("/")
            return api_answer(request, session, number) if slash and number and "/" not in number else None
        if path == PAGE and request.method in ("GET", "HEAD", "POST"):
            is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
            return None if is_known else page_answer(request, self.page_headers)
        return files.answer(request, path[len(FILES) :]) if path.startswith(FILES) else None

    @staticmethod
    def _is_to_be_redirected(environ: "WSGIEnvironment") -> bool:
        """Whether Django will send the asker to https first."""
        return settings.SECURE_SSL_REDIRECT and not WSGIRequest(environ).is_secure()


def _security_headers() -> dict[str, str]:
    """Return what Django's own middleware adds to every other answer."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": str(settings.SECURE_REFERRER_POLICY),
        "Cross-Origin-Opener-Policy": str(settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        "X-Frame-Options": str(settings.X_FRAME_OPTIONS),
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return headers


def api_answer(request: HttpRequest, session: str, number: str) -> HttpResponse:
    """Answer `/api/v1/results/{session}/{candidate_number}`."""
    verdict = limits.take(request, "lookup", rate=settings.KHUE_LOOKUPS_PER_MINUTE, per=60)
    try:
        if not verdict.allowed:
            raise limits.TooMany(seconds=verdict.reset)
        normal = normal_candidate_number(number)
        answers, entry = look_up(session, normal, request.META.get(CODE_HEADER, ""), "candidate_number")
        return _json(request, answers, normal, entry, verdict.headers)
    except Refused as refusal:
        with translation.override(preferences.chosen(request, preferences.LANGUAGE)):
            response = problem(request, refusal)
    for name, value in verdict.headers.items():
        response[name] = value
    return response


def look_up(session: str, number: str, code: str, place: str) -> tuple[Answers, Entry]:
    """Find a candidate's entry. number: normal form. place: how the asker calls the number.

    Raises: UnknownSession, NotPublished, Invalid, UnknownCandidate, Tampered.
    """
    answers = library().answers(session)
    try:
        entry = answers.edition.find(number, code) if number.isalnum() else None
    except Tampered as refusal:
        log.error("session %s, version %s: %s", session, answers.edition.version, refusal)
        raise
    if entry is not None:
        return answers, entry
    wrong = refusals.bad_number(number, answers.session["year"], place)
    if wrong:
        raise wrong
    kind = refusals.UnknownCandidateOrCode if answers.edition.is_sealed else refusals.UnknownCandidate
    raise kind(number=number)


def _json(request: HttpRequest, answers: Answers, number: str, entry: Entry, told: Mapping[str, str]) -> HttpResponse:
    body = answers.as_json(number, entry)
    tag = f'"{answers.tag}-{crc32(body):08x}"'
    headers = {
        **told,
        "Content-Type": "application/json",
        "ETag": tag,
        "Cache-Control": "private, no-store" if answers.edition.is_sealed else "public, max-age=60",
    }
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        return ready(b"", headers, HTTPStatus.NOT_MODIFIED)
    headers["Content-Length"] = str(len(body))
    return ready(body, headers)


def page_answer(request: HttpRequest, told: Mapping[str, str] = NOTHING) -> HttpResponse:
    """Answer `/tra-cuu/diem-thi`: the form, and the result when a number was given. told: headers to send along."""
    asked = pages.Asked.of(request)
    if not asked.number:
        return pages.form(request, asked, told)
    verdict = limits.take(request, "lookup", rate=settings.KHUE_LOOKUPS_PER_MINUTE, per=60)
    try:
        if not verdict.allowed:
            raise limits.TooMany(seconds=verdict.reset)
        answers, entry = look_up(asked.session, asked.number, asked.code, "so-bao-danh")
        return pages.result(request, asked, answers, entry, {**told, **verdict.headers})
    except refusals.NotPublished:
        return pages.form(request, asked, {**told, **verdict.headers})
    except Refused as refusal:
        return pages.refused(request, asked, refusal, {**told, **verdict.headers})
