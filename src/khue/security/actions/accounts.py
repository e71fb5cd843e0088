"""Opening, locking, unlocking and closing accounts."""

from datetime import datetime

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.words import N_
from khue.security import queries
from khue.security.actions.sessions import end_all
from khue.security.models import User
from khue.security.rules import Can


class NameTaken(Refused):
    """Another account has this name."""

    text = N_("Tên đăng nhập «{username}» đã có người dùng. Hãy chọn tên khác.")


class NotOneself(Refused):
    """Nobody closes or resets the own account from the list of accounts."""

    text = N_("Không thể làm việc này với tài khoản của chính mình. Hãy nhờ người quản trị khác.")


@transaction.atomic
def open_account(
    actor: Actor,
    username: str,
    full_name: str,
    password: str | None,
    *,
    person_id: int | None = None,
    is_synthetic: bool = False,
    must_change_password: bool = False,
) -> User:
    """Open an account, with a password or without one (then an invitation follows).

    Raises: Denied, NameTaken.
    """
    actor.must(Can.MANAGE_ACCOUNTS)
    if User.objects.filter(username=username).exists():
        raise NameTaken(username=username)
    user = User(username=username, full_name=full_name, person_id=person_id, is_synthetic=is_synthetic)
    user.must_change_password = must_change_password
    user.set_password(password)
    user.save()
    record(actor, "security.account_opened", user)
    return user


@transaction.atomic
def set_password(actor: Actor, user_id: int, password: str, *, at: datetime) -> User:
    """Set a new password that its owner must change, unlock the account and end its sessions.

    Raises: Denied, Missing.
    """
    user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
    user.set_password(password)
    user.must_change_password, user.password_set_at = True, at
    user.failures, user.locked_until = 0, None
    user.save()
    end_all(user, at=at)
    record(actor, "security.password_set", user)
    return user


@transaction.atomic
def unlock_account(actor: Actor, user_id: int) -> User:
    """Unlock an account that rests after too many failures.

    Raises: Denied, Missing.
    """
    user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
    user.failures, user.locked_until = 0, None
    user.save(update_fields=["failures", "locked_until"])
    record(actor, "security.account_unlocked", user)
    return user


@transaction.atomic
def close_account(actor: Actor, user_id: int, *, at: datetime) -> User:
    """Close an account: it can no longer sign in or act, its sessions end at once; what it did stays.

    Raises: Denied, Missing, NotOneself.
    """
    user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
    if user.pk == actor.user_id:
        raise NotOneself()
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all(user, at=at)
    record(actor, "security.account_closed", user)
    return user


@transaction.atomic
def reopen_account(actor: Actor, user_id: int) -> User:
    """Open a closed account again; its grants are as they were.

    Raises: Denied, Missing.
    """
    user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "security.account_reopened", user)
    return user
