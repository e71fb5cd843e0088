"""Accounts (tài khoản), how they prove who they are, where they are in use, and their grants (phân quyền)."""

from khue.security.models.accounts import Invitation, User
from khue.security.models.factors import Authenticator, Identity, Passkey, RecoveryCode
from khue.security.models.grants import Grant, Opening, PostMove
from khue.security.models.sessions import Attempt, Session

__all__ = [
    "Attempt",
    "Authenticator",
    "Grant",
    "Identity",
    "Invitation",
    "Opening",
    "Passkey",
    "PostMove",
    "RecoveryCode",
    "Session",
    "User",
]
