"""The forms of security."""

from khue.security.forms.events import EventFilter
from khue.security.forms.managing import AccountFilter, AttemptFilter, InviteForm, ResetFactorForm
from khue.security.forms.signing import (
    ChangePasswordForm,
    ChosenPasswordForm,
    CodeForm,
    FirstCodeForm,
    PasskeyForm,
    PasskeyNameForm,
    PasswordForm,
    SignInForm,
)

__all__ = [
    "AccountFilter",
    "AttemptFilter",
    "ChangePasswordForm",
    "ChosenPasswordForm",
    "CodeForm",
    "EventFilter",
    "FirstCodeForm",
    "InviteForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PasswordForm",
    "ResetFactorForm",
    "SignInForm",
]
