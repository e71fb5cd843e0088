"""Builds the actor; reads accounts, what guards them, and the trail of events."""

from khue.security.queries.accounts import (
    account_of,
    accounts,
    attempts,
    managed,
    managed_account,
    own_user,
    protection_of,
    sessions_of,
)
from khue.security.queries.actors import CITIZEN, OFFICE, Post, actor_for, hats_of, in_force, posts_of
from khue.security.queries.emergencies import openings, to_review
from khue.security.queries.events import events
from khue.security.queries.factors import (
    Challenge,
    Proposal,
    Site,
    address_of,
    ask_to_prove,
    ask_to_register,
    factors_of,
    is_staff,
    propose_authenticator,
)
from khue.security.queries.grants import account, full_names, grant, grants, handed_on, own_grants
from khue.security.queries.merging import Stranded, heirs_of, moves, stranded
from khue.security.queries.seeing import Reach, Seer, apps_seen, reach_of_account, seers_of_record, seers_of_unit
from khue.security.queries.sessions import live_session

__all__ = [
    "CITIZEN",
    "OFFICE",
    "Challenge",
    "Post",
    "Proposal",
    "Reach",
    "Seer",
    "Site",
    "Stranded",
    "account",
    "account_of",
    "accounts",
    "actor_for",
    "address_of",
    "apps_seen",
    "ask_to_prove",
    "ask_to_register",
    "attempts",
    "events",
    "factors_of",
    "full_names",
    "grant",
    "grants",
    "handed_on",
    "hats_of",
    "heirs_of",
    "in_force",
    "is_staff",
    "live_session",
    "managed",
    "managed_account",
    "moves",
    "openings",
    "own_grants",
    "own_user",
    "posts_of",
    "propose_authenticator",
    "protection_of",
    "reach_of_account",
    "seers_of_record",
    "seers_of_unit",
    "sessions_of",
    "stranded",
    "to_review",
]
