"""Accounts of other systems that sign in as ours: linked, recognised, unlinked."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import NOBODY, Actor, widened
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.security.actions.factors import own_account
from khue.security.actions.passwords import must_know_password
from khue.security.models import Identity, User
from khue.security.rules import Provider


class IdentityUnknown(Refused):
    """Nobody linked this account of the provider."""

    text = N_(
        "Tài khoản {provider} này chưa liên kết với tài khoản nào. "
        "Hãy đăng nhập bằng mật khẩu rồi liên kết ở trang Tài khoản của tôi."
    )


class IdentityTaken(Refused):
    """One account of the provider is linked with one of ours."""

    text = N_("Tài khoản {provider} này đã liên kết với người khác. Hãy dùng tài khoản {provider} của chính bạn.")


class AlreadyLinked(Refused):
    """One of ours is linked with one account of the provider."""

    text = N_("Bạn đã liên kết một tài khoản {provider}. Hãy bỏ liên kết cũ rồi liên kết lại.")


@dataclass(frozen=True)
class Subject:
    """Who signed in at a provider: its issuer, its name there, and the value of the claim by which we match."""

    issuer: str
    subject: str
    claim: str = ""


@transaction.atomic
def link(actor: Actor, provider: Provider, subject: Subject, *, at: datetime) -> Identity:
    """Link one's own account with the account of a provider that one just signed in to.

    Raises: Missing, IdentityTaken, AlreadyLinked.
    """
    user = own_account(actor)
    if Identity.objects.filter(user=user, issuer=subject.issuer).exists():
        raise AlreadyLinked(provider=provider.label)
    if Identity.objects.filter(issuer=subject.issuer, subject=subject.subject).exists():
        raise IdentityTaken(provider=provider.label)
    return _link(user, provider, subject, at=at)


@transaction.atomic
def unlink(actor: Actor, identity_id: int, password: str) -> None:
    """Take a link of one's own account away; the password says that it is oneself.

    Raises: Missing, WrongOldPassword.
    """
    user = own_account(actor)
    must_know_password(user, password)
    identity = Identity.objects.filter(pk=identity_id, user=user).first()
    if identity is None:
        raise Missing(what="liên kết")
    record(actor, "security.identity_unlinked", identity, user=user.pk, provider=identity.provider)
    identity.delete()


@transaction.atomic
def recognise(provider: Provider, subject: Subject, *, at: datetime) -> User:
    """Return the account that a provider's account is linked with; an exact claim links it the first time.

    Raises: IdentityUnknown.
    """
    identity = Identity.objects.filter(issuer=subject.issuer, subject=subject.subject).first()
    if identity is None and (user := _matched(provider, subject)):
        with widened(NOBODY):  # only the account itself may write a link, and it is not signed in yet
            identity = _link(user, provider, subject, at=at)
    found = User.objects.filter(pk=identity.user_id, is_active=True).first() if identity else None
    if identity is None or found is None:
        raise IdentityUnknown(provider=provider.label)
    identity.used_at = at
    identity.save(update_fields=["used_at"])
    return found


def _matched(provider: Provider, subject: Subject) -> User | None:
    """Find the one open account that the claim names exactly, and that has no link with this issuer yet."""
    if not subject.claim or provider.match != "username":
        return None
    user = User.objects.select_for_update().filter(username=subject.claim, is_active=True).first()
    linked = user is not None and Identity.objects.filter(user=user, issuer=subject.issuer).exists()
    return None if linked else user


def _link(user: User, provider: Provider, subject: Subject, *, at: datetime) -> Identity:
    identity = Identity.objects.create(
        user=user, provider=provider.code, issuer=subject.issuer, subject=subject.subject, linked_at=at, used_at=at
    )
    record(Actor(user.pk), "security.identity_linked", identity, user=user.pk, provider=provider.code)
    return identity
