"""Passkeys and security keys: registered, named, removed, and signed in with."""

from datetime import datetime
from typing import Any

from django.db import transaction
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from khue.core.actions import record
from khue.core.actor import NOBODY, Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.security.actions.factors import drop_idle_codes, first_recovery_codes, own_account, proved
from khue.security.actions.passwords import must_know_password
from khue.security.actions.signing import Visitor, failed, locked
from khue.security.models import Passkey, User
from khue.security.queries import Site
from khue.security.rules import PASSKEYS


class PasskeyRefused(Refused):
    """What the browser sent was not signed by the key for this site and this question."""

    text = N_("Khoá truy cập chưa được chấp nhận. Hãy thử lại, hoặc đăng nhập bằng mật khẩu.")


class PasskeyUnknown(Refused):
    """No account has this key."""

    text = N_("Khoá truy cập này chưa được thêm vào tài khoản nào. Hãy đăng nhập bằng mật khẩu rồi thêm khoá.")


class PasskeyKnown(Refused):
    """A key is registered once."""

    text = N_("Khoá truy cập này đã được thêm rồi. Hãy dùng khoá khác.")


class TooManyPasskeys(Refused):
    """An account has a handful of keys, not a bunch."""

    text = N_("Tài khoản đã có {most} khoá truy cập. Hãy xoá khoá không còn dùng rồi thêm lại.")


@transaction.atomic
def add_passkey(
    actor: Actor,
    credential: dict[str, Any],
    title: str,
    *,
    challenge: bytes,
    site: Site,
    at: datetime,
    session_id: int | None = None,
) -> list[str]:
    """Register the key that a browser just made for this account. Returns first recovery codes, if there were none.

    Raises: Missing, PasskeyRefused, PasskeyKnown, TooManyPasskeys.
    """
    user = own_account(actor)
    if Passkey.objects.filter(user=user).count() >= PASSKEYS:
        raise TooManyPasskeys(most=PASSKEYS)
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused() from error
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise PasskeyKnown()
    key = Passkey.objects.create(
        user=user,
        title=title.strip()[:60] or f"Khoá {at:%d/%m/%Y}",
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        counter=made.sign_count,
        created_at=at,
    )
    proved(user, session_id, "passkey")
    record(actor, "security.passkey_added", key, user=user.pk)
    return first_recovery_codes(user, at=at)


@transaction.atomic
def rename_passkey(actor: Actor, passkey_id: int, title: str) -> Passkey:
    """Give one of one's own keys another name.

    Raises: Missing.
    """
    key = _own_key(actor, passkey_id)
    key.title = title.strip()[:60] or key.title
    key.save(update_fields=["title"])
    record(actor, "security.passkey_renamed", key)
    return key


@transaction.atomic
def remove_passkey(actor: Actor, passkey_id: int, password: str) -> None:
    """Remove one of one's own keys; the password says that it is oneself.

    Raises: Missing, WrongOldPassword.
    """
    user = own_account(actor)
    must_know_password(user, password)
    key = _own_key(actor, passkey_id)
    record(actor, "security.passkey_removed", key, user=user.pk)
    key.delete()
    drop_idle_codes(user)


def check_passkey(
    credential: dict[str, Any], *, challenge: bytes, site: Site, user_id: int | None, at: datetime, visitor: Visitor
) -> User | Refused:
    """Check what a key signed: after the password (user_id), or alone, when it must have verified its owner.

    A counter that does not grow tells of a copied key and is refused. Returns the account or the refusal to show.
    """
    key = _key_of(credential)
    if key is None or (user_id is not None and key.user_id != user_id) or not key.user.is_active:
        return PasskeyUnknown()
    user = User.objects.select_for_update().get(pk=key.user_id)
    if refusal := locked(user, at):
        return refusal
    try:
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=key.counter,
            require_user_verification=user_id is None,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        record(NOBODY, "security.passkey_refused", key, user=user.pk)
        return failed(user, "factor", at=at, visitor=visitor) or PasskeyRefused()
    key.counter, key.used_at = proved.new_sign_count, at
    key.save(update_fields=["counter", "used_at"])
    return user


def _own_key(actor: Actor, passkey_id: int) -> Passkey:
    key = Passkey.objects.select_for_update().filter(pk=passkey_id, user_id=actor.user_id or 0).first()
    if key is None:
        raise Missing(what=f"khoá truy cập {passkey_id}")
    return key


def _key_of(credential: dict[str, Any]) -> Passkey | None:
    try:
        sought = base64url_to_bytes(str(credential["rawId"]))
    except (KeyError, ValueError):
        return None
    return Passkey.objects.select_for_update(of=("self",)).select_related("user").filter(credential_id=sought).first()
