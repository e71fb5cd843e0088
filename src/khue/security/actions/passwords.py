"""Choosing a password."""

from datetime import datetime
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.words import N_
from khue.security import queries
from khue.security.actions.sessions import end_all
from khue.security.models import User
from khue.security.rules import weaknesses


class WeakPassword(Invalid):
    """The password is too easy to guess."""

    text = N_("Mật khẩu mới chưa đạt ở {count} điểm. Hãy sửa theo các điểm được nêu rồi gửi lại.")


class WrongOldPassword(Invalid):
    """Whoever changes a password knows the old one."""

    text = N_("Mật khẩu đang dùng chưa đúng. Hãy nhập lại mật khẩu bạn vừa đăng nhập.")


@cache
def common_passwords() -> frozenset[str]:
    """Return the twenty thousand passwords that are guessed first, as Django ships them."""
    return frozenset(CommonPasswordValidator().passwords)


def must_be_strong(user: User, password: str, *, at: datetime) -> None:
    """Raises: WeakPassword, with every weakness."""
    found = weaknesses(
        password,
        username=user.username,
        full_name=user.full_name,
        is_staff=queries.is_staff(user, on=at.date()),
        common=common_passwords(),
    )
    if found:
        raise WeakPassword([Fault("new_password", "…", text.format(**facts)) for text, facts in found])


def must_know_password(user: User, password: str) -> None:
    """Raises: WrongOldPassword."""
    if not user.check_password(password):
        raise WrongOldPassword([Fault("password", "…", "chưa đúng. Hãy nhập mật khẩu đang dùng.")])


@transaction.atomic
def change_password(actor: Actor, password: str, new_password: str, *, at: datetime, keep: int | None) -> User:
    """Change one's own password; all other sessions of the account end.

    Raises: Missing, WrongOldPassword, WeakPassword.
    """
    user = User.objects.select_for_update().filter(pk=actor.user_id or 0).first()
    if user is None:
        raise Missing(what="tài khoản")
    must_know_password(user, password)
    if password == new_password:
        raise WeakPassword([Fault("new_password", "…", "trùng mật khẩu đang dùng. Hãy chọn mật khẩu khác.")])
    must_be_strong(user, new_password, at=at)
    user.set_password(new_password)
    user.must_change_password, user.password_set_at = False, at
    user.save(update_fields=["password", "must_change_password", "password_set_at"])
    end_all(user, at=at, keep=keep)
    record(actor, "security.password_changed", user)
    return user
