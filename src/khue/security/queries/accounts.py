"""Reads of accounts: one's own page, and the accounts one manages."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from khue.core.actor import Actor
from khue.core.errors import Denied, Missing
from khue.security.models import (
    Attempt,
    Authenticator,
    Identity,
    Invitation,
    Passkey,
    RecoveryCode,
    Session,
    User,
)
from khue.security.queries.actors import posts_of
from khue.security.queries.factors import factors_of, is_staff
from khue.security.rules import Can

OPEN = Q(used_at=None, withdrawn_at=None)


def own_user(actor: Actor) -> User:
    """Return the account of the actor.

    Raises: Denied.
    """
    user = User.objects.filter(pk=actor.user_id or 0).first()
    if user is None:
        raise Denied(permission="security.account", place="này")
    return user


def account_of(actor: Actor, *, on: date) -> dict[str, Any]:
    """Return what the person's own page shows: the account, and the posts held on the date with what they allow.

    Raises: Denied.
    """
    user = own_user(actor)
    return {"user": user, "posts": posts_of(user, on=on), "is_staff": is_staff(user, on=on)}


def protection_of(user: User) -> dict[str, Any]:
    """Return what guards an account, as its owner sees it: never a secret."""
    return {
        "authenticator": Authenticator.objects.filter(user=user).defer("sealed").first(),
        "passkeys": list(Passkey.objects.filter(user=user).order_by("created_at")),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "identities": list(Identity.objects.filter(user=user).order_by("provider")),
    }


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the sessions of an account that are still open, the latest first."""
    return Session.objects.filter(user=user, ended_at=None).order_by("-seen_at")


def accounts(actor: Actor, *, state: str = "", text: str = "") -> QuerySet[User]:
    """Return the accounts that one manages: by a state, by a part of the names.

    state: locked, no_factor, invited, closed, or empty. Raises: Denied.
    """
    found = _managed(actor, Can.MANAGE_ACCOUNTS).annotate(
        has_authenticator=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
        has_passkey=Exists(Passkey.objects.filter(user=OuterRef("pk"))),
        is_invited=Exists(Invitation.objects.filter(OPEN, user=OuterRef("pk"))),
    )
    if text:
        found = found.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
    narrowed = {
        "locked": Q(locked_until__gt=timezone.now()),
        "no_factor": Q(has_authenticator=False, has_passkey=False, is_active=True),
        "invited": Q(is_invited=True),
        "closed": Q(is_active=False),
    }
    return found.filter(narrowed[state]) if state in narrowed else found


def managed(actor: Actor, user_id: int, permission: str) -> User:
    """Return an account that one manages, locked for a change.

    Raises: Denied, when one manages none at all; Missing, when not this one.
    """
    user = User.objects.select_for_update().filter(pk__in=_managed(actor, permission).filter(pk=user_id)).first()
    if user is None:
        raise Missing(what=f"tài khoản {user_id}")
    return user


def managed_account(actor: Actor, user_id: int) -> dict[str, Any]:
    """Return what who manages an account sees of it: its state, its posts, how many factors and sessions.

    Raises: Denied, Missing.
    """
    user = accounts(actor).filter(pk=user_id).first()
    if user is None:
        raise Missing(what=f"tài khoản {user_id}")
    on = timezone.localdate()
    return {
        "user": user,
        "posts": posts_of(user, on=on),
        "factors": factors_of(user),
        "sessions": sessions_of(user).count(),
        "invitation": Invitation.objects.filter(OPEN, user=user).first(),
        "is_locked": bool(user.locked_until and user.locked_until > timezone.now()),
        "failed": Attempt.objects.filter(user=user).count(),
    }


def attempts(actor: Actor, *, locked: bool = False, since: datetime | None = None) -> QuerySet[Attempt]:
    """Return the wrong passwords and codes of the accounts that one manages, newest first.

    Raises: Denied.
    """
    found = Attempt.objects.filter(user__in=_managed(actor, Can.MANAGE_ACCOUNTS)).select_related("user")
    if locked:
        found = found.filter(has_locked=True)
    return found.filter(at__gte=since) if since else found


def _managed(actor: Actor, permission: str) -> QuerySet[User]:
    """Accounts whose posts, now and to come, all lie where the permission is held; or that one invited oneself.

    Raises: Denied.
    """
    actor.must(permission)
    if actor.places(permission) is None:
        return User.objects.all()
    return User.objects.filter(pk__in=RawSQL("SELECT security_managed(%s)", [str(permission)]))  # sees all posts
