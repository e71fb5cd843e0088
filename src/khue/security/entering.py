"""What the session of a browser holds of a sign-in: first half of it, then all of it; and by what it came.

Half-signed (the password was right) opens nothing and lasts five minutes. Each step gives the browser a new key.
"""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime

from khue.core.web.limits import address
from khue.security import actions, queries
from khue.security.models import Session, User
from khue.security.rules import HALF_SIGNED, device_words
from khue.security.sealing import digest

HALF, DEVICE, DESK, FAMILY = "half_signed", "khue_device", "/van-phong/", "/gia-dinh/"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Half:
    """A sign-in of which the password was right: whose, by which first step, and where it leads."""

    user: User
    first: str  # password, sso
    onward: str


def visitor_of(request: HttpRequest) -> actions.Visitor:
    """Return from where a request comes; a browser that is not known gets its mark with the answer."""
    kept = request.COOKIES.get(DEVICE, "")
    if len(kept) < 20:
        kept = secrets.token_urlsafe(24)
        request.new_device = kept  # type: ignore[attr-defined]
    device = device_words(request.headers.get("User-Agent", ""))
    return actions.Visitor(_address(request), device, digest("device", kept))


def remember_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give a browser that just met us the cookie by which it is known again."""
    if fresh := getattr(request, "new_device", ""):
        response.set_cookie(
            DEVICE, fresh, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


def half_sign(request: HttpRequest, user: User, *, first: str, onward: str, at: datetime) -> None:
    """Keep for five minutes that the first step is done."""
    request.session.flush()
    request.session[HALF] = {"user_id": user.pk, "first": first, "onward": onward, "at": at.timestamp()}


def half_signed(request: HttpRequest, *, at: datetime) -> Half | None:
    """Return the sign-in that waits for its second step, unless it waited too long."""
    kept: dict[str, Any] = request.session.get(HALF) or {}
    if not kept or at - datetime.fromtimestamp(kept["at"], UTC) > HALF_SIGNED:
        request.session.pop(HALF, None)
        return None
    user = User.objects.filter(pk=kept["user_id"], is_active=True).first()
    return Half(user, kept["first"], kept["onward"]) if user else None


def enter(request: HttpRequest, user: User, *, factor: str, at: datetime) -> Session:
    """Turn the request's session into one of the account, under a new key."""
    session = actions.open_session(user, factor=factor, at=at, visitor=visitor_of(request))
    request.session.flush()
    request.session["user_id"] = user.pk
    request.session["session_id"] = session.pk
    request.session["is_staff"] = queries.is_staff(user, on=localtime(at).date())
    return session


def onward_of(request: HttpRequest) -> str:
    """Return where the person wanted to go, on this site only."""
    asked = request.GET.get("next", DESK)
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else DESK


def led(request: HttpRequest, user: User, onward: str) -> str:
    """Return where a person comes in: somebody without a post to the page of the family, not to the desk."""
    return FAMILY if onward == DESK and user.person_id and not request.session["is_staff"] else onward


def site_of(request: HttpRequest) -> queries.Site:
    """Return the site for which a passkey is made: the name in the address, which the settings allow."""
    return queries.Site(request.get_host().rsplit(":", 1)[0], f"{request.scheme}://{request.get_host()}")


def _address(request: HttpRequest) -> str | None:
    try:
        return str(ipaddress.ip_address(address(request)))
    except ValueError:
        return None
