"""The forms of security."""

from khue.security.forms.events import EventFilter
from khue.security.forms.granting import (
    DelegateForm,
    EmergencyForm,
    EndForm,
    GiveForm,
    GrantFilter,
    MoveForm,
    ReviewForm,
    SeeingForm,
    SubstituteForm,
)
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
    "DelegateForm",
    "EmergencyForm",
    "EndForm",
    "EventFilter",
    "FirstCodeForm",
    "GiveForm",
    "GrantFilter",
    "InviteForm",
    "MoveForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PasswordForm",
    "ResetFactorForm",
    "ReviewForm",
    "SeeingForm",
    "SignInForm",
    "SubstituteForm",
]
