"""Roles, and the rules of signing in. Pure: no Django, no clock."""

from khue.security.rules.roles import BY_CODE, ROLES, TITLES, Can, Role
from khue.security.rules.signing import LOCK_AFTER, LOCK_MINUTES

__all__ = ["BY_CODE", "LOCK_AFTER", "LOCK_MINUTES", "ROLES", "TITLES", "Can", "Role"]
