"""The time of publication: set, and taken back; the public look-up tells it at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish
from khue.core.actor import Actor
from khue.exams import rules
from khue.exams.actions.publishing import announce
from khue.exams.actions.refusals import PastTime
from khue.exams.actions.sessions import hold
from khue.exams.models import ExamSession


@transaction.atomic
def schedule(actor: Actor, session_id: int, *, at: datetime) -> ExamSession:
    """Set the time at which the results will be published.

    Raises: Denied, Missing, InUse, WrongState, PastTime.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "schedule", at=session.organisation_id)
    if at <= timezone.now():
        raise PastTime(at=f"{timezone.localtime(at):%H:%M %d/%m/%Y}")
    session.publish_at = at
    finish(actor, session, step, at=at.isoformat())
    transaction.on_commit(lambda: announce(session))
    return session


@transaction.atomic
def unschedule(actor: Actor, session_id: int) -> ExamSession:
    """Take back the time of publication.

    Raises: Denied, Missing, InUse, WrongState.
    """
    session = hold(session_id)
    step = begin(actor, session, rules.LIFE, "unschedule", at=session.organisation_id)
    session.publish_at = None
    finish(actor, session, step)
    transaction.on_commit(lambda: announce(session))
    return session
