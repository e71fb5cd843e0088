"""Background work on PostgreSQL: queued in the transaction of the change, retried, watched through its `Job`.

A task is a function `run(actor, job, **args)`. It runs in the worker's one transaction, acting as the person who
asked for it; its progress goes over a second connection, so that it is seen before the work is committed. Who asked,
and for what, is read from the guarded `Job`, not from the queue, where a smuggled statement could name somebody else.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from khue.core.actions import record
from khue.core.actor import WATCHED, Actor, acting_as, system_actor
from khue.core.errors import Missing, Refused
from khue.core.models import Job
from khue.core.words import N_

Work = Callable[..., dict[str, Any] | None]


class Progress:
    """Tells how far a job is; every call is seen at once by whoever watches it."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say that `done` of `total` is done. Raises: Stopped, when somebody cancelled the job."""
        changes: dict[str, Any] = {"done": done}
        if total is not None:
            changes["total"] = total
        if message:
            changes["message"] = message
        if not self._change(**changes):
            raise Stopped(job=self.job_id)

    def begin(self, kind: str) -> Job | None:
        """Say that the work runs, and return the job; None when it is no longer open."""
        if not self.enter(Job.State.RUNNING, started_at=timezone.now()):
            return None
        with acting_as(system_actor(), using=WATCHED):
            return Job.objects.using(WATCHED).filter(kind=kind).get(pk=self.job_id)

    def enter(self, state: str, **changes: Any) -> bool:
        """Move the open job to a state; False when it is no longer open."""
        return self._change(state=state, **changes)

    def _change(self, **changes: Any) -> bool:
        states = (Job.State.QUEUED, Job.State.RUNNING)
        with acting_as(system_actor(), using=WATCHED):
            job = Job.objects.using(WATCHED).filter(pk=self.job_id, state__in=states)
            return bool(job.update(seen_at=timezone.now(), **changes))


class Stopped(Refused):
    """Somebody cancelled the job while it ran."""

    text = N_("Công việc {job} đã được huỷ. Không có gì được lưu, hãy yêu cầu lại khi cần.")


class NotStopped(Refused):
    """Only what stopped can be taken up again."""

    text = N_("Việc «{job}» không bị ngắt nên không cần làm lại. Hãy tải lại trang để xem trạng thái.")


class AlreadyOver(Refused):
    """The job ended before it could be cancelled."""

    text = N_("Việc «{job}» đã kết thúc nên không huỷ được. Hãy tải lại trang để xem kết quả.")


def task(name: str, *, retries: int = 3) -> Callable[[Work], Any]:
    """Declare a background task: `@task("exams.import_results")` on `run(actor, progress, **args)`.

    A refusal ends the job with its text; any other error is retried, then ends the job as not done.
    """

    def declare(work: Work) -> Any:
        @app.task(
            name=name, queue="khue", retry=RetryStrategy(max_attempts=retries, exponential_wait=2), pass_context=True
        )
        def run(context: Any, /, *, job_id: int) -> None:
            try:
                _run(work, name, job_id, last=context.job.attempts + 1 >= retries)
            finally:
                for connection in connections.all(initialized_only=True):
                    connection.close()  # this thread of the worker may never come back

        return run

    return declare


def _run(work: Work, kind: str, job_id: int, *, last: bool) -> None:
    progress = Progress(job_id)
    if (job := progress.begin(kind)) is None:
        return
    try:
        with acting_as(lambda: actor_of(job.user_id)) as actor:
            result = work(actor, progress, **job.args)
        progress.enter(Job.State.DONE, result=result or {}, finished_at=timezone.now())
    except Refused as refusal:
        progress.enter(Job.State.FAILED, message=str(refusal)[:300], finished_at=timezone.now())
    except Exception as error:
        state = Job.State.FAILED if last else Job.State.QUEUED
        progress.enter(state, message=type(error).__name__, finished_at=timezone.now() if last else None)
        raise


def actor_of(user_id: int | None) -> Actor:
    """Return the actor for whom a task runs; without an account it is the system's own duty."""
    if user_id is None:
        return system_actor()
    actor: Actor = import_string(settings.KHUE_ACTOR)(user_id)
    return actor


@transaction.atomic
def defer(actor: Actor, run: Any, *, title: str, at: int | None = None, **args: Any) -> Job:
    """Queue a task in the current transaction and return the job that a person can watch.

    at: the organisation for which it is done; those who hold anything there see the job too.
    """
    job = Job.objects.create(kind=run.name, title=title, user_id=actor.user_id, organisation_id=at, args=args)
    run.defer(job_id=job.pk)
    return job


@transaction.atomic
def take_up(actor: Actor, job_id: int) -> Job:
    """Queue again a job of one's own that was interrupted or failed; it starts anew, nothing of it was saved.

    Raises: Missing, NotStopped.
    """
    job = _own(actor, job_id)
    if not job.can_be_taken_up:
        raise NotStopped(job=job.title)
    job.state, job.done, job.message, job.finished_at = Job.State.QUEUED, 0, "", None
    job.save()
    record(actor, "core.job_taken_up", job)
    app.configure_task(job.kind, queue="khue").defer(job_id=job.pk)
    return job


@transaction.atomic
def cancel(actor: Actor, job_id: int) -> Job:
    """Cancel a job of one's own that still waits or runs; what it did is rolled back.

    Raises: Missing, AlreadyOver.
    """
    job = _own(actor, job_id)
    if not job.is_open:
        raise AlreadyOver(job=job.title)
    job.state, job.finished_at = Job.State.CANCELLED, timezone.now()
    job.save()
    record(actor, "core.job_cancelled", job)
    return job


def _own(actor: Actor, job_id: int) -> Job:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or not (actor.is_system or job.user_id == actor.user_id):
        raise Missing(what=f"công việc {job_id}")
    return job
