"""Ending sessions, one's own and those of accounts one manages."""

from datetime import datetime

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.security import queries
from khue.security.models import Session, User
from khue.security.rules import SEEN_EVERY, Can


@transaction.atomic
def end_session(actor: Actor, session_id: int, *, at: datetime) -> None:
    """End one session of one's own.

    Raises: Missing.
    """
    session = Session.objects.filter(pk=session_id, user_id=actor.user_id or 0, ended_at=None).first()
    if session is None:
        raise Missing(what=f"phiên đăng nhập {session_id}")
    session.ended_at = at
    session.save(update_fields=["ended_at"])
    record(actor, "security.session_ended", session)


@transaction.atomic
def end_other_sessions(actor: Actor, keep: int | None, *, at: datetime) -> int:
    """End all one's own sessions but the one in use. Returns how many.

    Raises: Missing, when there is no account.
    """
    user = User.objects.filter(pk=actor.user_id or 0).first()
    if user is None:
        raise Missing(what="tài khoản")
    ended = end_all(user, at=at, keep=keep)
    record(actor, "security.sessions_ended", user, count=ended)
    return ended


@transaction.atomic
def end_sessions(actor: Actor, user_id: int, *, at: datetime) -> int:
    """End all sessions of an account that one manages. Returns how many.

    Raises: Denied, Missing.
    """
    user = queries.managed(actor, user_id, Can.MANAGE_ACCOUNTS)
    ended = end_all(user, at=at)
    record(actor, "security.sessions_ended", user, count=ended)
    return ended


def end_all(user: User, *, at: datetime, keep: int | None = None) -> int:
    """End the sessions of an account, as a part of an action that checked the right and records it."""
    return Session.objects.filter(user=user, ended_at=None).exclude(pk=keep or 0).update(ended_at=at)


def seen(session_id: int, *, at: datetime) -> None:
    """Note that a session is in use, at most once a minute; two requests at once do not wait for each other."""
    stale = Session.objects.select_for_update(skip_locked=True).filter(
        pk=session_id, seen_at__lt=at - SEEN_EVERY, ended_at=None
    )
    Session.objects.filter(pk__in=stale.values("pk")).update(seen_at=at)
