"""Documents are read in the background; every morning the desks are reminded of tasks."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.models import Batch, Job
from khue.core.tasks import Progress, defer, task
from khue.core.words import N_
from khue.planning import actions


@task("planning.read_document", retries=1)
def read_document(actor: Actor, progress: Progress, *, batch_id: int) -> dict[str, Any]:
    """Read a document that was handed in."""
    plan = actions.read(actor, batch_id, today=localdate())
    return {"url": f"{plan.get_absolute_url()}/duyet"}


def read_later(actor: Actor, batch: Batch) -> Job:
    """Queue the reading of a document."""
    title = _(N_("Đọc kế hoạch từ tệp {name}")).format(name=batch.file_name)[:200]
    job = defer(actor, read_document, title=title, at=batch.organisation_id, batch_id=batch.pk)
    actions.watch(batch, job)
    return job


@app.periodic(cron="30 23 * * *")  # 06:30 in Vietnam
@app.task(name="planning.remind", queue="khue", queueing_lock="planning.remind")
def every_morning(timestamp: int) -> None:
    """Remind the desks of tasks that fall due soon or are late."""
    with acting_as(system_actor()) as actor:
        actions.remind(actor, localdate())
