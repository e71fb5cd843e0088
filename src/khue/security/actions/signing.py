"""Signing in and out."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from khue.core.actions import record
from khue.core.actor import NOBODY, Actor
from khue.core.errors import Refused
from khue.core.words import N_
from khue.security.models import User
from khue.security.rules import LOCK_AFTER, LOCK_MINUTES


class NotRecognised(Refused):
    """The name or the password is wrong; which of them is not said."""

    text = N_("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra kiểu gõ và phím Caps Lock rồi nhập lại.")


class Locked(Refused):
    """Too many failures in a row."""

    text = N_("Tài khoản tạm khoá đến {until} vì nhập sai nhiều lần. Hãy chờ, hoặc nhờ người quản trị mở khoá.")


def sign_in(username: str, password: str, *, at: datetime) -> User | Refused:
    """Check the password and count failures; five in a row lock the account for 15 minutes.

    Returns the account, or the refusal to show: a refusal is not raised, so that the count is kept.
    """
    user = User.objects.select_for_update().filter(username=username).first()
    if user and user.locked_until and user.locked_until > at:
        return Locked(until=f"{user.locked_until.astimezone():%H:%M}")
    checked = authenticate(username=username, password=password)
    if user is None:
        return NotRecognised()
    actor = Actor(user.pk)
    if not isinstance(checked, User):
        user.failures += 1
        if user.failures >= LOCK_AFTER:
            user.failures, user.locked_until = 0, at + timedelta(minutes=LOCK_MINUTES)
        user.save(update_fields=["failures", "locked_until"])
        record(NOBODY, "security.sign_in_failed", user, locked=user.locked_until is not None)
        return NotRecognised()
    user.failures, user.locked_until = 0, None
    user.save(update_fields=["failures", "locked_until"])
    record(actor, "security.signed_in", user)
    return user


@transaction.atomic
def sign_out(actor: Actor) -> None:
    """Record that the account left; the session itself is ended by the page."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    if user:
        record(actor, "security.signed_out", user)
