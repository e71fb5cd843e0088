"""Signing in and out, and giving grants."""

from datetime import date, datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actions import record
from khue.core.actor import NOBODY, Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.security.models import Grant, User
from khue.security.rules import LOCK_AFTER, LOCK_MINUTES, Can


class NotRecognised(Refused):
    """The name or the password is wrong; which of them is not said."""

    text = N_("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra kiểu gõ và phím Caps Lock rồi nhập lại.")


class Locked(Refused):
    """Too many failures in a row."""

    text = N_("Tài khoản tạm khoá đến {until} vì nhập sai nhiều lần. Hãy chờ, hoặc nhờ người quản trị mở khoá.")


class NameTaken(Refused):
    """Another account has this name."""

    text = N_("Tên đăng nhập «{username}» đã có người dùng. Hãy chọn tên khác.")


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
def give(actor: Actor, user: User, role: str, organisation_id: int, *, start: date, basis: str) -> Grant:
    """Give a role at an organisation from a date on.

    Raises: Denied.
    """
    actor.must(Can.GIVE_GRANTS, at=organisation_id)
    grant = Grant.objects.create(
        user=user, role=role, organisation_id=organisation_id, period=DateRange(start, None), basis=basis
    )
    record(actor, "security.grant_given", grant, role=role, organisation=organisation_id, user=user.pk)
    return grant


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


@transaction.atomic
def sign_out(actor: Actor) -> None:
    """Record that the account left; the session itself is ended by the page."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    if user:
        record(actor, "security.signed_out", user)
