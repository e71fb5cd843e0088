"""Look-ups answered before anything else happens: no session, no transaction, no database, no template.

A middleware just behind the static files. It answers the API and the page from the published files; what it does not
know (another method, a person who is signed in) it leaves to the ordinary views, which call the same functions.
"""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from zlib import crc32

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from khue.core.errors import Refused
from khue.core.web import limits, preferences
from khue.core.web.answers import problem
from khue.exams.publishing import files, pages, refusals
from khue.exams.publishing.answers import Answers
from khue.exams.publishing.editions import Tampered
from khue.exams.publishing.library import library
from khue.exams.publishing.shards import Entry
from khue.exams.rules import normal_candidate_number

API, PAGE, FILES = "/api/v1/results/", "/tra-cuu/diem-thi", "/published/"
CODE_HEADER = "HTTP_KHUE_LOOKUP_CODE"
NOTHING: Mapping[str, str] = {}
log = logging.getLogger(__name__)


class PublishedResults:
    """The middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.page_headers = {"Content-Security-Policy": build_policy(), "X-Frame-Options": "DENY"}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(API) and request.method in ("GET", "HEAD"):
            session, slash, number = path[len(API) :].partition("/")
            if slash and number and "/" not in number:
                return api_answer(request, session, number)
        elif path == PAGE and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return page_answer(request, self.page_headers)
        elif path.startswith(FILES):
            return files.answer(request, path[len(FILES) :])
        return self.get_response(request)


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


def _json(
    request: HttpRequest, answers: Answers, number: str, entry: Entry, told: Mapping[str, str]
) -> HttpResponse:
    body = answers.as_json(number, entry)
    tag = f'"{answers.tag}-{crc32(body):08x}"'
    headers = {
        **told,
        "Content-Type": "application/json",
        "ETag": tag,
        "Cache-Control": "private, no-store" if answers.edition.is_sealed else "public, max-age=60",
    }
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Length"] = str(len(body))
    return HttpResponse(body, headers=headers)


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
    except Refused as refusal:
        return pages.refused(request, asked, refusal, {**told, **verdict.headers})
