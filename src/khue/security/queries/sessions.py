"""Whether the session that a request brings is still one of an account."""

from datetime import datetime

from khue.security.models import Session
from khue.security.rules import session_over


def live_session(session_id: int | None, user_id: int, *, at: datetime, is_staff: bool) -> Session | None:
    """Return the session when it was not ended, has not been idle for too long and belongs to the account."""
    session = Session.objects.filter(pk=session_id or 0, user_id=user_id, ended_at=None).select_related("user").first()
    if session is None or session_over(
        started_at=session.started_at, seen_at=session.seen_at, at=at, is_staff=is_staff
    ):
        return None
    return session
