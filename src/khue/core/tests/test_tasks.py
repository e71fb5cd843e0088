"""Background work: queued with the change, seen while it runs, ended with its result or its refusal."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import ProgrammingError, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from khue.core.actor import WATCHED, Actor, acting_as, system_actor
from khue.core.duties import notice_interrupted
from khue.core.errors import Missing
from khue.core.models import Job
from khue.core.tasks import AlreadyOver, NotStopped, Progress, cancel, defer, take_up, task

SEEN: list[Any] = []


@task("core.count_to")
def count_to(actor: Actor, progress: Progress, *, number: int) -> dict[str, Any]:
    progress(0, number, "đếm")
    for step in range(1, number + 1):
        progress(step)
        with acting_as(actor, using=WATCHED):
            SEEN.append(Job.objects.using(WATCHED).values_list("done", flat=True).get(pk=progress.job_id))
    return {"counted": number, "as": actor.is_system}


@task("core.refuse", retries=1)
def refuse(actor: Actor, progress: Progress) -> None:
    Job.objects.create(kind="core.left_behind", title="x")
    raise Missing(what="kì thi 2017")


@task("core.fail", retries=2)
def fail(actor: Actor, progress: Progress) -> None:
    SEEN.append("tried")
    raise ZeroDivisionError


def work_off() -> None:
    """Let a worker do what is queued, retries included; in a thread of its own, as a browser may hold this one."""
    ProcrastinateJob.objects.using("owner").filter(status="todo").update(scheduled_at=None)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_work).result()


def _work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(wait=False, queues=["khue"], install_signal_handlers=False, listen_notify=False)
    for connection in connections.all():
        connection.close()


@pytest.fixture(autouse=True)
def nothing_seen(fresh_database: str) -> None:
    SEEN.clear()


def start(run: Any, **args: Any) -> Job:
    with acting_as(system_actor()):
        return defer(system_actor(), run, title="Thử", **args)


def now(job: Job) -> Job:
    """The job as it stands."""
    with acting_as(system_actor()):
        return Job.objects.get(pk=job.pk)


def change(job: Job, state: str) -> None:
    with acting_as(system_actor()):
        Job.objects.filter(pk=job.pk).update(state=state)


def test_a_job_is_watched_while_it_runs_and_keeps_its_result() -> None:
    job = start(count_to, number=3)
    assert now(job).state == Job.State.QUEUED
    work_off()
    job = now(job)
    assert (job.state, job.done, job.total, job.percent) == (Job.State.DONE, 3, 3, 100)
    assert job.result == {"counted": 3, "as": True}
    assert SEEN == [1, 2, 3]


def test_a_task_of_a_rolled_back_change_is_never_done() -> None:
    with pytest.raises(RuntimeError), acting_as(system_actor()):
        defer(system_actor(), count_to, title="Thử", number=1)
        raise RuntimeError
    work_off()
    assert not SEEN
    with acting_as(system_actor()):
        assert not Job.objects.exists()


def test_a_refusal_ends_the_job_with_its_text_and_saves_nothing() -> None:
    job = start(refuse)
    work_off()
    job = now(job)
    assert job.state == Job.State.FAILED
    assert "Không tìm thấy kì thi 2017" in job.message
    with acting_as(system_actor()):
        assert not Job.objects.filter(kind="core.left_behind").exists()


def test_an_error_is_tried_again_and_then_ends_the_job() -> None:
    job = start(fail)
    work_off()
    job = now(job)
    assert (job.state, SEEN) == (Job.State.QUEUED, ["tried"])
    work_off()
    job = now(job)
    assert (job.state, SEEN) == (Job.State.FAILED, ["tried", "tried"])


def test_a_cancelled_job_stops_where_it_is() -> None:
    job = start(count_to, number=3)
    change(job, Job.State.CANCELLED)
    work_off()
    job = now(job)
    assert (job.state, SEEN) == (Job.State.CANCELLED, [])


@pytest.mark.parametrize("changes", [{"done": 5, "total": 3}])
def test_the_database_refuses_more_done_than_there_is(changes: dict[str, int]) -> None:
    with pytest.raises(Exception, match="core_job_done_within_total"), acting_as(system_actor()):
        Job.objects.create(kind="core.x", title="x", **changes)


def test_a_job_whose_worker_died_is_interrupted_and_can_be_taken_up_again() -> None:
    job = start(count_to, number=2)
    change(job, Job.State.RUNNING)
    ProcrastinateJob.objects.using("owner").update(status="doing")
    assert notice_interrupted() == 1
    job = now(job)
    assert job.state == Job.State.INTERRUPTED
    with acting_as(system_actor()):
        take_up(system_actor(), job.pk)
    work_off()
    job = now(job)
    assert (job.state, job.result["counted"]) == (Job.State.DONE, 2)


def test_a_job_of_somebody_else_does_not_exist() -> None:
    job = start(count_to, number=1)
    with pytest.raises(Missing), acting_as(Actor(99)):
        cancel(Actor(99), job.pk)


def test_only_what_stopped_is_taken_up_and_only_what_is_open_is_cancelled() -> None:
    job = start(count_to, number=1)
    with pytest.raises(NotStopped), acting_as(system_actor()):
        take_up(system_actor(), job.pk)
    with acting_as(system_actor()):
        cancel(system_actor(), job.pk)
    with pytest.raises(AlreadyOver), acting_as(system_actor()):
        cancel(system_actor(), job.pk)


def test_the_worker_acts_for_whoever_the_job_names_whatever_the_queue_says() -> None:
    with acting_as(Actor(5, grants={"exams.see": frozenset({1})})) as lan:
        job = defer(lan, count_to, title="Thử", number=1)
    with acting_as(lan), pytest.raises(ProgrammingError, match="row-level security"):
        Job.objects.create(kind=count_to.name, title="Thử", args={"number": 1})
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT args->'job_id' = to_jsonb(%s), args - 'job_id' = '{}' FROM procrastinate_jobs", [job.pk])
        assert cursor.fetchall() == [(True, True)]
