"""The gate behind the sign-in: a session that was ended opens nothing, and who owes a step is led to it first."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.web.answers import problem, wants_json
from khue.core.web.asking import asking
from khue.core.web.middleware import to_sign_in
from khue.core.words import N_
from khue.security import actions, queries
from khue.security.entering import remember_device
from khue.security.models import Session
from khue.security.rules import SEEN_EVERY, factor_required

PROVED = {"totp", "recovery", "passkey", "sso"}
OPEN = ("/static/", "/dang-xuat", "/dang-nhap", "/tuy-chon", "/healthz", "/readyz", "/api/v1/session")


class SessionOver(Refused):
    """The session was ended, or idle for too long (HTTP 401)."""

    status = 401
    text = N_("Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại.")


class FactorMissing(Refused):
    """A staff account needs a second factor before anything else (HTTP 403)."""

    status = 403
    text = N_("Tài khoản cán bộ phải có xác thực hai bước. Hãy đăng nhập trên trang web và cài bước thứ hai trước.")


class PasswordDue(Refused):
    """The first password, given by somebody else, must be changed (HTTP 403)."""

    status = 403
    text = N_("Mật khẩu do người khác đặt phải được đổi. Hãy đăng nhập trên trang web và đổi mật khẩu trước.")


class Gate:
    """Let a request pass whose session lives and owes nothing; it runs inside the request's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = asking(request)
        held = self._held_back(request, actor) if actor.user_id is not None else None
        response = held or self.get_response(request)
        remember_device(request, response)
        return response

    def _held_back(self, request: HttpRequest, actor: Actor) -> HttpResponse | None:
        at = timezone.now()
        is_staff = _is_staff(request)
        session = queries.live_session(request.session.get("session_id"), actor.user_id or 0, at=at, is_staff=is_staff)
        if session is None:
            return _over(request)
        request.sign_in = session  # type: ignore[attr-defined]
        if at - session.seen_at > SEEN_EVERY:
            actions.seen(session.pk, at=at)
        owed = _owed(request, session)
        if owed is None or request.path.startswith((*OPEN, *owed[1])):
            return None
        return problem(request, owed[0]) if wants_json(request) else _lead(request, owed[1][0])


def _owed(request: HttpRequest, session: Session) -> tuple[Refused, tuple[str, ...]] | None:
    """Return what the account must do first, and the pages on which it does so."""
    if session.user.must_change_password:
        return PasswordDue(), (reverse("security:password"),)
    if owes_factor(request):
        return FactorMissing(), (reverse("security:second_step"),)
    return None


def owes_factor(request: HttpRequest) -> bool:
    """Whether the account must set up a second factor before anything else."""
    session: Session = request.sign_in  # type: ignore[attr-defined]
    return session.factor not in PROVED and factor_required(is_staff=_is_staff(request), is_demo=settings.KHUE_DEMO)


def _is_staff(request: HttpRequest) -> bool:
    """Whether the account holds an office, also while it acts as a citizen."""
    actor = asking(request)
    return bool(actor.grants or actor.everywhere or request.session.get("is_staff"))


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": page})
    return redirect(page)


def _over(request: HttpRequest) -> HttpResponse:
    """Forget the session; a public page is then read as a stranger."""
    request.session.flush()
    if wants_json(request):
        return problem(request, SessionOver())
    if request.method in ("GET", "HEAD") and not request.path.startswith(("/van-phong", "/gia-dinh")):
        return redirect(request.get_full_path())
    return to_sign_in(request)
