"""Reading and writing of a batch in the background, with progress."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.sheets import batches
from khue.core.sheets.models import Batch
from khue.core.tasks import Progress, defer, task
from khue.core.words import N_


@task("core.check_import", retries=1)
def check_import(actor: Actor, progress: Progress, *, batch_id: int) -> dict[str, Any]:
    """Check the file of a batch; nothing is written."""
    return _result(batches.check(actor, batch_id, progress))


@task("core.write_import", retries=1)
def write_import(actor: Actor, progress: Progress, *, batch_id: int, mode: str) -> dict[str, Any]:
    """Write the rows of a batch."""
    return _result(batches.write(actor, batch_id, mode, progress))


def _result(batch: Batch) -> dict[str, Any]:
    result = {**batch.counts, "url": reverse("imports:batch", args=[batch.pk])}
    if batch.problems_workbook.exists():
        result["problems_url"] = reverse("imports:problems", args=[batch.pk])
    return result


def check_later(actor: Actor, batch: Batch) -> None:
    """Queue the check of a submitted file."""
    _queue(actor, batch, check_import, N_("Kiểm tra tệp {name}"))


def write_later(actor: Actor, batch: Batch, mode: str) -> None:
    """Queue the writing of a checked file."""
    _queue(actor, batch, write_import, N_("Ghi dữ liệu từ tệp {name}"), mode=mode)


def _queue(actor: Actor, batch: Batch, run: Any, title: str, **args: Any) -> None:
    title = _(title).format(name=batch.file_name)[:200]
    job = defer(actor, run, title=title, at=batch.organisation_id, batch_id=batch.pk, **args)
    Batch.objects.filter(pk=batch.pk).update(job_id=job.pk)
