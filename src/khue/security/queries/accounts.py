"""Reads of accounts."""

from datetime import date
from typing import Any

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.security.models import User
from khue.security.queries.actors import posts_of


def account_of(actor: Actor, *, on: date) -> dict[str, Any]:
    """Return what the person's own page shows: the account, and the posts held on the date with what they allow.

    Raises: Denied.
    """
    user = User.objects.filter(pk=actor.user_id or 0).first()
    if user is None:
        raise Denied(permission="security.account", place="này")
    return {"user": user, "posts": posts_of(user, on=on)}
