"""Setting up, replacing and removing the second factor of one's own account; resetting that of another."""

import base64
import binascii
from datetime import datetime

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.words import N_
from khue.security import queries
from khue.security.actions.accounts import NotOneself
from khue.security.actions.passwords import must_know_password
from khue.security.actions.sessions import end_all
from khue.security.actions.signing import step_of
from khue.security.models import Authenticator, Passkey, RecoveryCode, Session, User
from khue.security.rules import RECOVERY_CODES, RESET_REASONS, Can, ungrouped
from khue.security.sealing import digest, new_code, seal, unseal

LENGTH = 10  # 50 bits, and few tries


class NotConfirmed(Invalid):
    """The first code of a new authenticator must be right."""

    text = N_("Mã vừa nhập chưa khớp với ứng dụng. Hãy quét lại mã QR rồi nhập mã đang hiện.")


class NoFactor(Refused):
    """Recovery codes stand in for a factor that exists."""

    text = N_("Tài khoản chưa có bước xác thực thứ hai. Hãy cài ứng dụng xác thực hoặc thêm khoá truy cập trước.")


def own_account(actor: Actor) -> User:
    """Return the account of the actor, locked for a change.

    Raises: Missing.
    """
    user = User.objects.select_for_update().filter(pk=actor.user_id or 0).first()
    if user is None:
        raise Missing(what="tài khoản")
    return user


@transaction.atomic
def add_authenticator(actor: Actor, kept: str, code: str, *, at: datetime, session_id: int | None = None) -> list[str]:
    """Set up the authenticator that was proposed, confirmed by its first code; it replaces an earlier one.

    kept: the sealed secret as it stood in the session. session_id: the session that has thereby proved the factor.
    Returns new recovery codes when there were none.
    Raises: Missing, NotConfirmed.
    """
    user = own_account(actor)
    secret = unseal(_bytes(kept), user_id=user.pk)
    step = step_of(secret, ungrouped(code), at=at) if secret else None
    if secret is None or step is None:
        raise NotConfirmed([Fault("code", code[:10], "chưa khớp. Hãy nhập mã sáu số đang hiện trong ứng dụng.")])
    Authenticator.objects.update_or_create(
        user=user,
        defaults={"sealed": seal(secret, user_id=user.pk), "last_step": step, "created_at": at, "used_at": at},
    )
    proved(user, session_id, "totp")
    record(actor, "security.authenticator_added", user)
    return first_recovery_codes(user, at=at)


@transaction.atomic
def remove_authenticator(actor: Actor, password: str) -> None:
    """Remove one's own authenticator; the password says that it is oneself.

    Raises: Missing, WrongOldPassword.
    """
    user = own_account(actor)
    must_know_password(user, password)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise Missing(what="ứng dụng xác thực")
    drop_idle_codes(user)
    record(actor, "security.authenticator_removed", user)


@transaction.atomic
def renew_recovery_codes(actor: Actor, password: str, *, at: datetime) -> list[str]:
    """Replace one's own recovery codes.

    Raises: Missing, WrongOldPassword, NoFactor.
    """
    user = own_account(actor)
    must_know_password(user, password)
    if not queries.factors_of(user):
        raise NoFactor()
    return _recovery_codes(user, at=at)


@transaction.atomic
def reset_factor(actor: Actor, user_id: int, reason: str, *, at: datetime) -> User:
    """Take all second factors and sessions from an account whose owner lost them; nobody sees what they were.

    reason: a key of RESET_REASONS. Raises: Denied, Missing, NotOneself, NoFactor, Invalid.
    """
    user = queries.managed(actor, user_id, Can.RESET_FACTOR)
    if user.pk == actor.user_id:
        raise NotOneself()
    if reason not in RESET_REASONS:
        raise Invalid([Fault("reason", reason[:40], "chưa chọn lí do trong danh sách. Hãy chọn một lí do.")])
    if not queries.factors_of(user):
        raise NoFactor()
    for model in (Authenticator, Passkey, RecoveryCode):
        model._default_manager.filter(user=user).delete()
    end_all(user, at=at)
    record(actor, "security.factor_reset", user, cause=reason)
    return user


def first_recovery_codes(user: User, *, at: datetime) -> list[str]:
    """Return new recovery codes for an account that has none left, otherwise nothing."""
    if RecoveryCode.objects.filter(user=user, used_at=None).exists():
        return []
    return _recovery_codes(user, at=at)


def drop_idle_codes(user: User) -> None:
    """Delete the recovery codes of an account that has no factor left; its sessions have proved nothing any more."""
    if not queries.factors_of(user):
        RecoveryCode.objects.filter(user=user).delete()
        Session.objects.filter(user=user, ended_at=None).update(factor="password")


def proved(user: User, session_id: int | None, factor: str) -> None:
    """Note that a session proved a second factor by setting it up."""
    Session.objects.filter(pk=session_id or 0, user=user).update(factor=factor)


def _recovery_codes(user: User, *, at: datetime) -> list[str]:
    codes = [new_code(LENGTH) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=digest("recovery", f"{user.pk}:{code}"), created_at=at) for code in codes
    )
    record(Actor(user.pk), "security.recovery_codes_made", user, count=len(codes))
    return codes


def _bytes(kept: str) -> bytes:
    try:
        return base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        return b""
