"""The one transaction of a request, acting as the person who asks."""

import logging
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string

from khue.core.actor import NOBODY, Actor, acting_as
from khue.core.errors import Refused
from khue.core.web.answers import refusal_response, unavailable_response

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


class OneTransaction:
    """Open the request's transaction as the signed-in actor; roll back whatever ends in a refusal or an error."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.actor_for = import_string(settings.KHUE_ACTOR)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":  # alive is alive, with or without a database
            request.actor = NOBODY  # type: ignore[attr-defined]
            return self.get_response(request)
        try:
            with acting_as(lambda: self._who(request)) as actor:
                request.actor = actor  # type: ignore[attr-defined]
                response = self.get_response(request) if actor.is_known or not _office(request) else to_sign_in(request)
                if response.status_code >= 400 and not getattr(response, "keeps_changes", False):
                    transaction.set_rollback(True)
        except OperationalError as error:
            log.error("the database is away: %s", error)
            return unavailable_response(request)
        return response

    def _who(self, request: HttpRequest) -> Actor:
        """Build the actor of the session, in the hat that the person chose («Vai đang dùng»)."""
        actor: Actor = self.actor_for(request.session.get("user_id"), hat=request.session.get("hat", ""))
        return actor

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a refusal into a page, a fragment or problem+json; and a database lost on the way into 503."""
        if isinstance(error, OperationalError):
            log.error("the database went away: %s", error)
            return unavailable_response(request)
        return refusal_response(request, error) if isinstance(error, Refused) else None


def _office(request: HttpRequest) -> bool:
    """Whether the page is for those who are signed in: the gate of every page of the office and of families."""
    return request.path.startswith(("/van-phong/", "/gia-dinh/"))


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back; a fragment makes the whole page go there."""
    target = f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
    return redirect(target)
