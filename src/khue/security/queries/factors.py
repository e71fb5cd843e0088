"""By what an account can prove who it is, and what is shown while a factor is set up."""

import base64
from dataclasses import dataclass
from datetime import date

import pyotp
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from khue.core.actor import recognised
from khue.security.models import Authenticator, Grant, Passkey, RecoveryCode, User
from khue.security.rules import STEP
from khue.security.sealing import seal, unseal


@dataclass(frozen=True)
class Proposal:
    """An authenticator about to be set up: `kept` goes into the session, sealed; the rest is shown once."""

    kept: str
    secret: str
    address: str


@dataclass(frozen=True)
class Site:
    """Where a passkey belongs: the name of the machine in the address, and the whole origin."""

    name: str
    origin: str


@dataclass(frozen=True)
class Challenge:
    """What a browser is asked to sign: options for its script, and the challenge to compare with."""

    options: str
    challenge: bytes


def factors_of(user: User) -> tuple[str, ...]:
    """Return the second factors that an account has: totp, passkey; and recovery, while codes are left."""
    found = []
    if Authenticator.objects.filter(user=user).exists():
        found.append("totp")
    if Passkey.objects.filter(user=user).exists():
        found.append("passkey")
    if found and RecoveryCode.objects.filter(user=user, used_at=None).exists():
        found.append("recovery")
    return tuple(found)


def is_staff(user: User, *, on: date) -> bool:
    """Whether the account holds an office grant on the day."""
    with recognised(user.pk):
        return Grant.objects.filter(user=user, period__contains=on).exists()


def propose_authenticator(user: User, proposed: str = "") -> Proposal:
    """Make a new secret for an authenticator, or show the one proposed; nothing is stored until a code confirms it."""
    before = unseal(base64.b64decode(proposed), user_id=user.pk) if proposed else None
    secret = before or pyotp.random_base32()
    kept = base64.b64encode(seal(secret, user_id=user.pk)).decode()
    return Proposal(kept, secret, address_of(user, secret))


def address_of(user: User, secret: str) -> str:
    """Return the otpauth address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret, issuer="Khuê", name=user.username, interval=STEP).provisioning_uri()


def ask_to_register(user: User, site: Site) -> Challenge:
    """Return what a browser needs to make a new passkey for the account."""
    options = generate_registration_options(
        rp_id=site.name,
        rp_name="Khuê",
        user_id=str(user.pk).encode(),
        user_name=user.username,
        user_display_name=user.full_name,
        exclude_credentials=_keys_of(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return Challenge(options_to_json(options), options.challenge)


def ask_to_prove(site: Site, user: User | None = None) -> Challenge:
    """Return what a browser needs to sign in with a passkey; without an account the key itself must know whose it is.

    A key that stands alone must have verified its owner (PIN, finger, face): it replaces the password too.
    """
    options = generate_authentication_options(
        rp_id=site.name,
        allow_credentials=_keys_of(user) if user else None,
        user_verification=UserVerificationRequirement.PREFERRED if user else UserVerificationRequirement.REQUIRED,
    )
    return Challenge(options_to_json(options), options.challenge)


def _keys_of(user: User) -> list[PublicKeyCredentialDescriptor]:
    ids = Passkey.objects.filter(user=user).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=bytes(one)) for one in ids]
