"""Signing in and out, accounts, and giving grants."""

from khue.security.actions.accounts import NameTaken, close_account, open_account, set_password
from khue.security.actions.grants import give
from khue.security.actions.signing import Locked, NotRecognised, sign_in, sign_out

__all__ = [
    "Locked",
    "NameTaken",
    "NotRecognised",
    "close_account",
    "give",
    "open_account",
    "set_password",
    "sign_in",
    "sign_out",
]
