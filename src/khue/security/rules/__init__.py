"""Roles, who gives them, and the rules of signing in. Pure: no Django, no clock."""

from khue.security.rules.giving import (
    EMERGENCY_HOURS,
    ENDING_SOON_DAYS,
    FOUR_EYES,
    GIVES,
    REVIEW_WITHIN_DAYS,
    may_give,
    no_wider,
    roles_of_a_citizen,
    within,
)
from khue.security.rules.roles import BY_CODE, GRANTED, ROLES, Role
from khue.security.rules.signing import LOCK_AFTER, LOCK_MINUTES
from khue.security.rules.vocabulary import GRANT_KINDS, TITLES, Can, only_reads

__all__ = [
    "BY_CODE",
    "EMERGENCY_HOURS",
    "ENDING_SOON_DAYS",
    "FOUR_EYES",
    "GIVES",
    "GRANTED",
    "GRANT_KINDS",
    "LOCK_AFTER",
    "LOCK_MINUTES",
    "REVIEW_WITHIN_DAYS",
    "ROLES",
    "TITLES",
    "Can",
    "Role",
    "may_give",
    "no_wider",
    "only_reads",
    "roles_of_a_citizen",
    "within",
]
