"""Signing in over the API: a session cookie, and the token that every change must carry."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Router, Schema, Status

from khue.core.errors import Denied, Refused
from khue.core.web import limits
from khue.core.web.answers import problem
from khue.core.web.asking import asking
from khue.security import actions

router = Router()


class SignIn(Schema):
    """Name and password of an account."""

    username: str
    password: str


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
    """Sign in; the answer sets the session cookie. 409 when the name or password is wrong or the account is locked."""
    verdict = limits.take(request, "sign-in", rate=20, per=60)
    if not verdict.allowed:
        return limits.too_many(request, verdict)
    outcome = actions.sign_in(body.username, body.password, at=timezone.now())
    if isinstance(outcome, Refused):
        response = problem(request, outcome)
        response.keeps_changes = True  # type: ignore[attr-defined]  # the count of failures stays
        return response
    request.session.cycle_key()
    request.session["user_id"] = outcome.pk
    return Session(csrf_token=get_token(request))


@router.delete("/session", response={204: None}, summary="Đăng xuất")
def close_session(request: HttpRequest) -> Status[None]:
    """End the session."""
    actions.sign_out(asking(request))
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
