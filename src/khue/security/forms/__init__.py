"""The forms of security."""

from khue.security.forms.events import EventFilter
from khue.security.forms.signing import SignInForm

__all__ = ["EventFilter", "SignInForm"]
