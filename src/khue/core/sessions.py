"""Sessions of browsers, of which the database can tell nobody the key.

The cookie holds the key, the database only its digest; what a session holds is signed for its own key, so that it
opens nothing when it is copied into the row of another (docs/decisions/0013-accounts-against-smuggled-sql.md).
Pages and the API are synchronous: the asynchronous half of the store is not used.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

LONG = 40  # hexadecimal digits that the column holds: 160 bits


class SessionStore(db.SessionStore):
    """Django's store of sessions in the database, which sees digests where that one sees keys."""

    @property
    def key_salt(self) -> str:
        """Name the purpose of the signature: this session and no other."""
        return f"khue.session.{self.session_key}"

    def load(self) -> dict[str, Any]:
        """Return what is held under the key; nothing when there is no such session."""
        found = self.model.objects.filter(session_key=digest_of(self.session_key or ""), expire_date__gt=timezone.now())
        row = found.first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this key."""
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row to be saved."""
        row = super().create_model_instance(data)
        row.session_key = digest_of(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session of a key, or this one."""
        if key := session_key or self.session_key:
            super().delete(digest_of(key))


def digest_of(session_key: str) -> str:
    """Return what the database holds of a key."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:LONG]
