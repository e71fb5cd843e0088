"""Builds the actor; reads accounts and the trail of events."""

from khue.security.queries.accounts import account_of
from khue.security.queries.actors import Post, actor_for, posts_of
from khue.security.queries.events import events

__all__ = ["Post", "account_of", "actor_for", "events", "posts_of"]
