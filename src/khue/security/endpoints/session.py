"""Signing in over the API: a session cookie, and the token that every change must carry."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from khue.core.errors import Denied, Refused
from khue.core.web import limits
from khue.core.web.answers import problem
from khue.core.web.asking import asking
from khue.core.words import N_
from khue.security import actions, entering, queries

router = Router()


class FactorNeeded(Refused):
    """The password is right; the second step is missing (HTTP 401)."""

    status = 401
    text = N_("Mật khẩu đúng, còn thiếu bước thứ hai ({factors}). Hãy gửi lại kèm code: mã sáu số hoặc mã khôi phục.")


class SignIn(Schema):
    """Name and password of an account, and the code of its second step."""

    username: str
    password: str
    code: str = Field("", description="mã sáu số của ứng dụng xác thực, hoặc một mã khôi phục")


class Session(Schema):
    """The token for the header X-CSRFToken of every POST, PUT, PATCH and DELETE."""

    csrf_token: str


class Me(Schema):
    """Who the session belongs to, and what it may do where; `null` places mean the whole province."""

    user_id: int
    name: str
    post: str
    permissions: dict[str, list[int] | None]


@router.post("/session", response=Session, summary="Đăng nhập")
def open_session(request: HttpRequest, body: SignIn) -> HttpResponse | Session:
    """Sign in; the answer sets the session cookie.

    409 when the name, password or code is wrong or the account is locked; 401 when the second step is missing.
    """
    verdict = limits.take(request, "sign-in", rate=20, per=60)
    if not verdict.allowed:
        return limits.too_many(request, verdict)
    at, visitor = timezone.now(), entering.visitor_of(request)
    user = actions.sign_in(body.username, body.password, at=at, visitor=visitor)
    if isinstance(user, Refused):
        return _kept(request, user)
    factors = queries.factors_of(user)
    if factors and not body.code:
        return _kept(request, FactorNeeded(factors=", ".join(factors)))
    factor = actions.check_code(user.pk, body.code, at=at, visitor=visitor) if factors else "password"
    if isinstance(factor, Refused):
        return _kept(request, factor)
    entering.enter(request, user, factor=factor, at=at)
    return Session(csrf_token=get_token(request))


def _kept(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = problem(request, refused)
    response.keeps_changes = True  # type: ignore[attr-defined]  # the count of failures stays
    return response


@router.delete("/session", response={204: None}, summary="Đăng xuất")
def close_session(request: HttpRequest) -> Status[None]:
    """End the session."""
    actions.sign_out(asking(request), request.session.get("session_id"), at=timezone.now())
    request.session.flush()
    return Status(204, None)


@router.get("/me", response=Me, summary="Tài khoản của tôi")
def me(request: HttpRequest) -> Me:
    """Return who is asking. 403 without a session."""
    actor = asking(request)
    if actor.user_id is None:
        raise Denied(permission="security.session", place="này")
    places: dict[str, list[int] | None] = {permission: sorted(ids) for permission, ids in actor.grants.items()}
    places.update(dict.fromkeys(actor.everywhere))
    return Me(user_id=actor.user_id, name=actor.name, post=actor.post, permissions=places)
