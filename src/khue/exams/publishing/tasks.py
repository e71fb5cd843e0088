"""Publishing in the background: when somebody asks for it, and when the set time has come."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from khue.core.actions import begin
from khue.core.actor import Actor, acting_as, system_actor
from khue.core.models import Job
from khue.core.tasks import Progress, defer, task
from khue.core.words import N_
from khue.exams import rules
from khue.exams.actions.publishing import announce, publish, show
from khue.exams.models import ExamSession
from khue.exams.publishing import editions


@task("exams.publish", retries=1)
def publish_results(actor: Actor, progress: Progress, *, session: int) -> dict[str, Any]:
    """Publish a session; the job shows how far it is."""
    done = publish(actor, session, at=timezone.now(), tell=progress)
    return {"session": done.code, "version": done.published_version}


def publish_later(actor: Actor, session: ExamSession) -> Job:
    """Queue the publication of a session that may be published now. Raises: WrongState, Denied."""
    begin(actor, session, rules.LIFE, "publish", at=session.organisation_id)
    title = _("Công bố kết quả {code}").format(code=session.code)
    return defer(actor, publish_results, title=title, session=session.pk)


def publish_due() -> int:
    """Queue the sessions whose time has come, renew the notices of the others, finish what a crash left undone.

    Returns how many were queued.
    """
    with acting_as(system_actor()) as actor:
        queued = 0
        for session in ExamSession.objects.filter(state="checked", publish_at__isnull=False):
            announce(session)
            open_jobs = Job.objects.filter(kind=publish_results.name, state__in=("queued", "running"))
            is_due = session.publish_at is not None and session.publish_at <= timezone.now()
            if is_due and not open_jobs.filter(title__endswith=session.code).exists():
                defer(actor, publish_results, title=str(N_("Công bố kết quả")) + f" {session.code}", session=session.pk)
                queued += 1
        for session in ExamSession.objects.filter(published_version__gte=1):
            if editions.latest_version(Path(settings.KHUE_PUBLISHED), session.code) != session.published_version:
                show(session.code, session.published_version)
    return queued


@app.periodic(cron="* * * * *")
@app.task(name="exams.publish_due", queue="khue", queueing_lock="exams.publish_due")
def every_minute(timestamp: int) -> None:
    """Publish what is due."""
    publish_due()
