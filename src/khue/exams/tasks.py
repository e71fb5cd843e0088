"""Checking and storing of result files in the background, with progress."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.models import Batch
from khue.core.tasks import Progress, defer, task
from khue.core.words import N_
from khue.exams import actions, queries
from khue.exams.publishing import tasks as publishing

__all__ = ["publishing"]  # the worker finds all tasks of the app here


@task("exams.check_results", retries=1)
def check_results(actor: Actor, progress: Progress, *, batch_id: int) -> dict[str, Any]:
    """Check the file of a batch; nothing is stored."""
    return _result(actions.check(actor, batch_id, progress=progress))


@task("exams.store_results", retries=1)
def store_results(actor: Actor, progress: Progress, *, batch_id: int, mode: str) -> dict[str, Any]:
    """Store the rows of a batch."""
    return _result(actions.write(actor, batch_id, mode=mode, progress=progress))


def _result(batch: Batch) -> dict[str, Any]:
    result = {"url": reverse("exams:batch", args=[batch.pk])}
    if queries.problems_path(batch).exists():
        result["problems_url"] = reverse("exams:problems", args=[batch.pk, "xlsx"])
    return result


def check_later(actor: Actor, batch: Batch) -> None:
    """Queue the check of a submitted file."""
    title = _title(N_("Kiểm tra tệp {name}"), batch)
    job = defer(actor, check_results, title=title, at=batch.organisation_id, batch_id=batch.pk)
    actions.watch(batch, job)


def store_later(actor: Actor, batch: Batch, mode: str) -> None:
    """Queue the storing of a checked file, or of one whose run was interrupted."""
    title = _title(N_("Ghi kết quả từ tệp {name}"), batch)
    job = defer(actor, store_results, title=title, at=batch.organisation_id, batch_id=batch.pk, mode=mode)
    actions.watch(batch, job)


def _title(text: str, batch: Batch) -> str:
    return _(text).format(name=batch.file_name)[:200]
