"""Background work over the API: how far one's own jobs are."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from khue.core import tasks
from khue.core.errors import Denied, Missing
from khue.core.models import Job
from khue.core.web.asking import asking

router = Router()


class JobOut(Schema):
    """A job: state is queued, running, done, failed, cancelled or interrupted; total is null while unknown."""

    id: int
    kind: str
    title: str
    state: str
    done: int
    total: int | None
    message: str
    result: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None


@router.get("/jobs/{job_id}", response=JobOut, summary="Một công việc nền của tôi")
def job(request: HttpRequest, job_id: int) -> Job:
    """Return a job that the asker started. 403 without a session, 404 when it is not one's own."""
    user_id = asking(request).user_id
    if user_id is None:
        raise Denied(permission="core.jobs", place="này")
    found = Job.objects.filter(pk=job_id, user_id=user_id).first()
    if found is None:
        raise Missing(what=f"công việc {job_id}")
    return found


@router.post("/jobs/{job_id}/cancel", response=JobOut, summary="Huỷ một công việc nền của tôi")
def cancel(request: HttpRequest, job_id: int) -> Job:
    """Cancel a job that waits or runs; nothing of it is saved. 409 when it is over."""
    return tasks.cancel(asking(request), job_id)


@router.post("/jobs/{job_id}/take-up", response=JobOut, summary="Làm lại một công việc nền bị ngắt")
def take_up(request: HttpRequest, job_id: int) -> Job:
    """Queue again a job that was interrupted or failed. 409 otherwise."""
    return tasks.take_up(asking(request), job_id)
