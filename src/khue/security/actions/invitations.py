"""Inviting people to their accounts: a link that works once, within seven days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.security import queries
from khue.security.actions.accounts import NotOneself, open_account
from khue.security.actions.passwords import must_be_strong
from khue.security.actions.sessions import end_all
from khue.security.models import Invitation, User
from khue.security.rules import INVITATION, Can, ungrouped
from khue.security.sealing import digest, new_code

LENGTH = 20  # 100 bits


@dataclass(frozen=True)
class Invited:
    """An account just invited, with the code that is told once and never kept."""

    user: User
    token: str
    expires_at: datetime
    email: str


class UnknownInvitation(Refused):
    """No invitation has this code, or it was withdrawn or replaced by a newer one."""

    status = 404
    text = N_("Thư mời này không còn hiệu lực. Hãy dùng thư mời mới nhất, hoặc nhờ người quản trị mời lại.")


class InvitationUsed(Refused):
    """An invitation works once."""

    text = N_("Thư mời này đã được dùng. Hãy đăng nhập bằng mật khẩu đã chọn, hoặc nhờ người quản trị mời lại.")


class InvitationExpired(Refused):
    """An invitation works for seven days."""

    text = N_("Thư mời này đã hết hạn ngày {day}. Hãy nhờ người quản trị mời lại.")


@transaction.atomic
def invite(
    actor: Actor,
    username: str,
    full_name: str,
    *,
    at: datetime,
    email: str = "",
    person_id: int | None = None,
    is_synthetic: bool = False,
) -> Invited:
    """Open an account without a password and invite its owner to choose one.

    Raises: Denied, NameTaken.
    """
    user = open_account(actor, username, full_name, None, person_id=person_id, is_synthetic=is_synthetic)
    return _issue(actor, user, email, at)


@transaction.atomic
def invite_again(actor: Actor, user_ids: Iterable[int], *, at: datetime) -> list[Invited]:
    """Invite accounts anew: earlier links, the password and the sessions of each end at once.

    Raises: Denied, Missing, NotOneself.
    """
    made = []
    for user_id in user_ids:
        user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
        if user.pk == actor.user_id:
            raise NotOneself()
        email = Invitation.objects.filter(user=user).order_by("-pk").values_list("email", flat=True).first() or ""
        if user.has_usable_password():
            user.set_unusable_password()
            end_all(user, at=at)
        user.failures, user.locked_until = 0, None
        user.save(update_fields=["password", "failures", "locked_until"])
        made.append(_issue(actor, user, email, at))
    return made


@transaction.atomic
def withdraw_invitation(actor: Actor, user_id: int, *, at: datetime) -> None:
    """Withdraw the open invitation of an account.

    Raises: Denied, Missing.
    """
    user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
    if not _withdraw(user, at):
        raise Missing(what="thư mời còn hiệu lực")
    record(actor, "security.invitation_withdrawn", user)


@transaction.atomic
def accept(token: str, password: str, *, at: datetime) -> User:
    """Choose the first password with the code of an invitation.

    Raises: UnknownInvitation, InvitationUsed, InvitationExpired, WeakPassword.
    """
    invitation = invitation_of(token, at=at)
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    invitation.refresh_from_db()
    if invitation.used_at:
        raise InvitationUsed()
    must_be_strong(user, password, at=at)
    user.set_password(password)
    user.must_change_password, user.password_set_at = False, at
    user.save(update_fields=["password", "must_change_password", "password_set_at"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    record(Actor(user.pk), "security.invitation_accepted", user)
    return user


def invitation_of(token: str, *, at: datetime) -> Invitation:
    """Return the invitation that a code opens.

    Raises: UnknownInvitation, InvitationUsed, InvitationExpired.
    """
    found = Invitation.objects.select_related("user").filter(digest=digest("invitation", ungrouped(token))).first()
    if found is None or found.withdrawn_at or not found.user.is_active:
        raise UnknownInvitation()
    if found.used_at:
        raise InvitationUsed()
    if found.expires_at <= at:
        raise InvitationExpired(day=f"{localtime(found.expires_at):%d/%m/%Y}")
    return found


def _issue(actor: Actor, user: User, email: str, at: datetime) -> Invited:
    _withdraw(user, at)
    token = new_code(LENGTH)
    made = Invitation.objects.create(
        user=user,
        digest=digest("invitation", token),
        email=email,
        invited_by_id=actor.user_id,
        created_at=at,
        expires_at=at + INVITATION,
    )
    record(actor, "security.invited", user, invitation=made.pk)
    return Invited(user, token, made.expires_at, email)


def _withdraw(user: User, at: datetime) -> int:
    return Invitation.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
