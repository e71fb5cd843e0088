"""Where the keys of this installation come from."""

import hashlib
import hmac
from pathlib import Path

from django.conf import settings


def keys_folder() -> Path:
    """Return the folder of the keys that sign publications."""
    return Path(settings.KHUE_HOME) / "keys" / "publishing"


def second_factor_key(session_code: str) -> bytes:
    """Return the key under which the second codes of a session are kept; publication makes it known.

    One for each session, so that publishing one says nothing about the codes of another.
    """
    return hmac.digest(settings.SECRET_KEY.encode(), f"exams.second_factor\n{session_code}".encode(), hashlib.sha256)
