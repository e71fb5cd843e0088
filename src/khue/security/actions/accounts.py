"""Opening and closing accounts."""

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.security.models import User
from khue.security.rules import Can


class NameTaken(Refused):
    """Another account has this name."""

    text = N_("Tên đăng nhập «{username}» đã có người dùng. Hãy chọn tên khác.")


@transaction.atomic
def open_account(actor: Actor, username: str, full_name: str, password: str, *, is_synthetic: bool = False) -> User:
    """Open an account with a password.

    Raises: Denied, NameTaken.
    """
    actor.must(Can.GIVE_GRANTS)
    if User.objects.filter(username=username).exists():
        raise NameTaken(username=username)
    user = User(username=username, full_name=full_name, is_synthetic=is_synthetic)
    user.set_password(password)
    user.save()
    record(actor, "security.account_opened", user)
    return user


@transaction.atomic
def set_password(actor: Actor, username: str, password: str) -> User:
    """Set a new password and unlock the account.

    Raises: Denied, Missing.
    """
    actor.must(Can.GIVE_GRANTS)
    user = _account(username)
    user.set_password(password)
    user.failures, user.locked_until = 0, None
    user.save()
    record(actor, "security.password_set", user)
    return user


@transaction.atomic
def close_account(actor: Actor, username: str) -> User:
    """Close an account: it can no longer sign in or act; what it did stays.

    Raises: Denied, Missing.
    """
    actor.must(Can.GIVE_GRANTS)
    user = _account(username)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(actor, "security.account_closed", user)
    return user


def _account(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Missing(what=f"tài khoản «{username}»")
    return user
