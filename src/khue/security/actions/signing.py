"""Signing in by password, then by the second factor; and signing out.

A refusal is returned, not raised, where the count of failures must be kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import transaction
from django.utils.timezone import localtime

from khue.core.actions import record
from khue.core.actor import NOBODY, Actor
from khue.core.errors import Refused
from khue.core.words import N_
from khue.security.models import Attempt, Authenticator, RecoveryCode, Session, User
from khue.security.rules import DRIFT, LOCK_AFTER, LOCK_MINUTES, STEP, ungrouped
from khue.security.sealing import digest, unseal


class NotRecognised(Refused):
    """The name or the password is wrong; which of them is not said."""

    text = N_("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra kiểu gõ và phím Caps Lock rồi nhập lại.")


class Locked(Refused):
    """Too many failures in a row."""

    text = N_("Tài khoản tạm khoá đến {until} vì nhập sai nhiều lần. Hãy chờ, hoặc nhờ người quản trị mở khoá.")


class WrongCode(Refused):
    """The code of the second factor is not right now."""

    text = N_("Mã xác thực chưa đúng hoặc đã hết hạn. Hãy nhập mã đang hiện; nếu vẫn sai, hãy chỉnh giờ điện thoại.")


class CodeUsed(Refused):
    """A code works once."""

    text = N_("Mã này đã dùng rồi. Hãy chờ ứng dụng hiện mã mới rồi nhập lại.")


@dataclass(frozen=True)
class Visitor:
    """From where somebody signs in. mark: the digest of the cookie by which a device is known again."""

    address: str | None = None
    device: str = ""
    mark: str = ""


def sign_in(username: str, password: str, *, at: datetime, visitor: Visitor) -> User | Refused:
    """Check the password and count failures; five in a row lock the account for 15 minutes.

    Returns the account, which is not signed in before `open_session`, or the refusal to show.
    """
    user = User.objects.select_for_update().filter(username=username).first()
    if user is None:
        make_password(password)  # an unknown name takes as long as a known one
        return NotRecognised()
    if refusal := locked(user, at):
        return refusal
    if not isinstance(authenticate(username=username, password=password), User):
        return failed(user, "password", at=at, visitor=visitor) or NotRecognised()
    if identify_hasher(user.password).must_update(user.password):  # hashed with less effort than is asked for today
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def check_code(user_id: int, code: str, *, at: datetime, visitor: Visitor) -> str | Refused:
    """Check the code of an authenticator, or a recovery code, of a half-signed account.

    Returns the factor that was proved ("totp", "recovery"), or the refusal to show.
    """
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    if user is None:
        return NotRecognised()
    if refusal := locked(user, at):
        return refusal
    if len(digits := ungrouped(code)) == 6 and digits.isdecimal():
        outcome: str | Refused = spend_code(user, digits, at=at)
    else:
        outcome = _spend_recovery_code(user, digits, at=at)
    if isinstance(outcome, Refused):
        return failed(user, "factor", at=at, visitor=visitor) or outcome
    return outcome


def spend_code(user: User, code: str, *, at: datetime) -> str | Refused:
    """Use a code of the account's authenticator; the clocks may differ by one step, and a step works once."""
    authenticator = Authenticator.objects.select_for_update().filter(user=user).first()
    secret = unseal(bytes(authenticator.sealed), user_id=user.pk) if authenticator else None
    if authenticator is None or secret is None:
        return WrongCode()
    step = step_of(secret, code, at=at)
    if step is None:
        return WrongCode()
    if step <= authenticator.last_step:
        return CodeUsed()
    authenticator.last_step, authenticator.used_at = step, at
    authenticator.save(update_fields=["last_step", "used_at"])
    return "totp"


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the step in which an authenticator shows this code around now, or None."""
    now = int(at.timestamp()) // STEP
    shown = pyotp.TOTP(secret, interval=STEP)
    around = range(now - DRIFT, now + DRIFT + 1)
    return next((step for step in around if pyotp.utils.strings_equal(shown.generate_otp(step), code)), None)


def _spend_recovery_code(user: User, code: str, *, at: datetime) -> str | Refused:
    mark = digest("recovery", f"{user.pk}:{code}")
    kept = RecoveryCode.objects.select_for_update().filter(user=user, digest=mark).first()
    if kept is None:
        return WrongCode()
    if kept.used_at:
        return CodeUsed()
    kept.used_at = at
    kept.save(update_fields=["used_at"])
    record(Actor(user.pk), "security.recovery_code_used", user, left=user.recovery_codes.filter(used_at=None).count())
    return "recovery"


def locked(user: User, at: datetime) -> Locked | None:
    """Return the refusal of an account that rests after too many failures."""
    if user.locked_until and user.locked_until > at:
        return Locked(until=f"{localtime(user.locked_until):%H:%M}")
    return None


def failed(user: User, step: str, *, at: datetime, visitor: Visitor) -> Locked | None:
    """Count a failure at a step (password, factor); the one too many locks the account and raises the alarm."""
    user.failures += 1
    locks = user.failures >= LOCK_AFTER
    if locks:
        user.failures, user.locked_until = 0, at + timedelta(minutes=LOCK_MINUTES)
    user.save(update_fields=["failures", "locked_until"])
    Attempt.objects.create(
        user=user, at=at, address=visitor.address, device=visitor.device, step=step, has_locked=locks
    )
    record(NOBODY, "security.sign_in_failed", user, step=step, locked=locks)
    if locks:
        record(NOBODY, "security.account_locked", user, step=step, minutes=LOCK_MINUTES)
    return locked(user, at) if locks else None


@transaction.atomic
def open_session(user: User, *, factor: str, at: datetime, visitor: Visitor) -> Session:
    """Let an account in that has proved all it must: note the device, and what failed since the last time."""
    since = Attempt.objects.filter(user=user, **({"at__gt": user.last_login} if user.last_login else {}))
    known = Session.objects.filter(user=user)
    session = Session.objects.create(
        user=user,
        device=visitor.device,
        device_mark=visitor.mark,
        is_new_device=known.exists() and not known.filter(device_mark=visitor.mark).exists(),
        address=visitor.address,
        factor=factor,
        failures=since.count(),
        failed_from=since.order_by("-at").values_list("address", flat=True).first(),
        started_at=at,
        seen_at=at,
    )
    user.failures, user.locked_until, user.last_login = 0, None, at
    user.save(update_fields=["failures", "locked_until", "last_login"])
    record(Actor(user.pk), "security.signed_in", user, factor=factor, session=session.pk)
    if session.is_new_device:
        record(Actor(user.pk), "security.new_device", user, session=session.pk)
    return session


@transaction.atomic
def sign_out(actor: Actor, session_id: int | None, *, at: datetime) -> None:
    """End the session by which the account left."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    if user:
        Session.objects.filter(pk=session_id or 0, user=user, ended_at=None).update(ended_at=at)
        record(actor, "security.signed_out", user)
