"""Own sessions and password, and the accounts one manages, over the API. Nothing here shows a secret."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from khue.core.web.api import Page, Paging, page_of
from khue.core.web.asking import asking
from khue.security import actions, letters, queries
from khue.security.models import Session, User

router = Router()
State = Literal["", "locked", "no_factor", "invited", "closed"]


class OwnSession(Schema):
    """A device on which the account is in use."""

    id: int
    device: str
    address: str | None
    is_new_device: bool
    started_at: datetime
    seen_at: datetime
    is_current: bool


class NewPassword(Schema):
    """The old password and a new one."""

    password: str
    new_password: str


class Account(Schema):
    """An account one manages."""

    id: int
    username: str
    full_name: str
    is_active: bool
    is_locked: bool
    is_invited: bool
    has_second_factor: bool
    last_login: datetime | None


class Accounts(Page):
    """A page of accounts."""

    items: list[Account]


class Invite(Schema):
    """Who gets an account."""

    username: str = Field(pattern=r"^[a-z0-9][a-z0-9.\-]{2,59}$")
    full_name: str = Field(min_length=1, max_length=100)
    email: str = Field("", max_length=254)


class Invited(Schema):
    """The link of an invitation, told once; `sent` when it went by mail."""

    id: int
    url: str
    expires_at: datetime
    sent: bool


class Reset(Schema):
    """Why the second step of somebody is reset."""

    reason: Literal["lost", "replaced", "no_codes", "suspected"]


class Ended(Schema):
    """How many sessions were ended."""

    count: int


@router.get("/me/sessions", response=list[OwnSession], summary="Thiết bị đang đăng nhập")
def sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the devices on which one's own account is in use."""
    user = queries.own_user(asking(request))
    return [_session(one, request.session.get("session_id")) for one in queries.sessions_of(user)[:100]]


@router.delete("/me/sessions/{session_id}", response={204: None}, summary="Đăng xuất một thiết bị")
def end_session(request: HttpRequest, session_id: int) -> Status[None]:
    """Sign one device out."""
    actions.end_session(asking(request), session_id, at=timezone.now())
    return Status(204, None)


@router.delete("/me/sessions", response=Ended, summary="Đăng xuất mọi thiết bị khác")
def end_others(request: HttpRequest) -> Ended:
    """Sign all other devices out."""
    keep = request.session.get("session_id")
    return Ended(count=actions.end_other_sessions(asking(request), keep, at=timezone.now()))


@router.put("/me/password", response={204: None}, summary="Đổi mật khẩu")
def change_password(request: HttpRequest, body: NewPassword) -> Status[None]:
    """Change one's own password; all other devices are signed out."""
    keep = request.session.get("session_id")
    actions.change_password(asking(request), body.password, body.new_password, at=timezone.now(), keep=keep)
    return Status(204, None)


@router.get("/accounts", response=Accounts, summary="Tài khoản")
def accounts(request: HttpRequest, paging: Query[Paging], state: State = "", text: str = "") -> dict[str, Any]:
    """Return the accounts one manages."""
    found = queries.accounts(asking(request), state=state, text=text)
    return page_of(found, ("username", "id"), paging, _account)


@router.post("/accounts", response={201: Invited}, summary="Mời mở tài khoản")
def invite(request: HttpRequest, body: Invite) -> Status[Invited]:
    """Open an account by invitation; the link is told once."""
    return Status(201, _invited(actions.invite(asking(request), **body.dict(), at=timezone.now())))


@router.post("/accounts/{user_id}/invitation", response={201: Invited}, summary="Mời lại")
def invite_again(request: HttpRequest, user_id: int) -> Status[Invited]:
    """Invite somebody anew; the earlier link, the password and the sessions end."""
    (invited,) = actions.invite_again(asking(request), [user_id], at=timezone.now())
    return Status(201, _invited(invited))


@router.delete("/accounts/{user_id}/invitation", response={204: None}, summary="Rút thư mời")
def withdraw(request: HttpRequest, user_id: int) -> Status[None]:
    """Withdraw the open invitation of an account."""
    actions.withdraw_invitation(asking(request), user_id, at=timezone.now())
    return Status(204, None)


@router.post("/accounts/{user_id}/reset-factor", response={204: None}, summary="Đặt lại xác thực hai bước")
def reset_factor(request: HttpRequest, user_id: int, body: Reset) -> Status[None]:
    """Take the second step from an account whose owner lost it."""
    actions.reset_factor(asking(request), user_id, body.reason, at=timezone.now())
    return Status(204, None)


@router.post("/accounts/{user_id}/unlock", response={204: None}, summary="Mở khoá")
def unlock(request: HttpRequest, user_id: int) -> Status[None]:
    """Unlock an account that rests after too many failures."""
    actions.unlock_account(asking(request), user_id)
    return Status(204, None)


@router.delete("/accounts/{user_id}/sessions", response=Ended, summary="Đăng xuất mọi thiết bị của một tài khoản")
def end_sessions(request: HttpRequest, user_id: int) -> Ended:
    """End all sessions of an account."""
    return Ended(count=actions.end_sessions(asking(request), user_id, at=timezone.now()))


@router.delete("/accounts/{user_id}", response={204: None}, summary="Đóng tài khoản")
def close(request: HttpRequest, user_id: int) -> Status[None]:
    """Close an account; what it did stays."""
    actions.close_account(asking(request), user_id, at=timezone.now())
    return Status(204, None)


@router.post("/accounts/{user_id}/reopen", response={204: None}, summary="Mở lại tài khoản")
def reopen(request: HttpRequest, user_id: int) -> Status[None]:
    """Open a closed account again."""
    actions.reopen_account(asking(request), user_id)
    return Status(204, None)


def _session(session: Session, current: int | None) -> dict[str, Any]:
    return {
        "id": session.pk,
        "device": session.device,
        "address": session.address,
        "is_new_device": session.is_new_device,
        "started_at": session.started_at,
        "seen_at": session.seen_at,
        "is_current": session.pk == current,
    }


def _account(user: User) -> dict[str, Any]:
    found: Any = user
    return {
        "id": user.pk,
        "username": user.username,
        "full_name": user.full_name,
        "is_active": user.is_active,
        "is_locked": bool(user.locked_until and user.locked_until > timezone.now()),
        "is_invited": found.is_invited,
        "has_second_factor": found.has_authenticator or found.has_passkey,
        "last_login": user.last_login,
    }


def _invited(invited: actions.Invited) -> Invited:
    sent = bool(letters.send([invited]))
    url = letters.address_of(invited)
    return Invited(id=invited.user.pk, url=url, expires_at=invited.expires_at, sent=sent)
