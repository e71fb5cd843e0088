"""Accounts (tài khoản) and grants (phân quyền)."""

from khue.security.models.accounts import User
from khue.security.models.grants import Grant

__all__ = ["Grant", "User"]
