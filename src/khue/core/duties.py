"""What the worker does by the clock: notice what was interrupted, prepare the months to come, check the trail."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from khue.core import audit
from khue.core.actor import acting_as, system_actor
from khue.core.models import Job

SILENT_AFTER = 45  # seconds without a sign of life of the worker that held a task

ABANDONED = """
SELECT j.id, (j.args->>'job_id')::bigint FROM procrastinate_jobs j
LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE j.status = 'doing' AND j.queue_name = 'khue'
  AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
FOR UPDATE OF j SKIP LOCKED
"""


def notice_interrupted() -> int:
    """Mark the jobs whose worker died: nothing of them was saved, they can be taken up again. Returns how many."""
    with acting_as(system_actor()), connection.cursor() as cursor:
        cursor.execute(ABANDONED, [SILENT_AFTER])
        abandoned = cursor.fetchall()
        for task_id, _job in abandoned:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [task_id])
        jobs = Job.objects.filter(pk__in=[job for _task, job in abandoned if job], state=Job.State.RUNNING)
        return jobs.update(state=Job.State.INTERRUPTED, finished_at=timezone.now())


def prepare_months() -> None:
    """Make the event partitions of the next two years."""
    with acting_as(system_actor()), connection.cursor() as cursor:
        cursor.execute("SELECT khue_event_partitions(current_date, 24)")


def forget_sessions() -> None:
    """Delete the sessions of browsers that nobody came back to."""
    with acting_as(system_actor()):
        call_command("clearsessions")


@app.periodic(cron="* * * * *")
@app.task(name="core.notice_interrupted", queue="khue", queueing_lock="core.notice_interrupted")
def every_minute(timestamp: int) -> None:
    """Notice what was interrupted."""
    notice_interrupted()


@app.periodic(cron="30 18 * * *")  # 01:30 in Vietnam
@app.task(name="core.nightly", queue="khue", queueing_lock="core.nightly")
def every_night(timestamp: int) -> None:
    """Prepare the months to come, forget old sessions, check the trail; a fault fails the task, which alerts."""
    prepare_months()
    forget_sessions()
    if finding := audit.verify(Path(settings.KHUE_HOME)).finding:
        raise audit.Tampered(**finding)
