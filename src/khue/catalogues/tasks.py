"""Background work of catalogues: the import of official lists."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse

from khue.catalogues import actions
from khue.core.actor import Actor
from khue.core.errors import Invalid
from khue.core.tasks import Progress, task

STEPS = 8
MOST_SHOWN = 1000  # problems and notices kept with the job


@task("catalogues.import_units", retries=1)
def import_units(actor: Actor, progress: Progress, *, folder: str, names: list[str]) -> dict[str, Any]:
    """Import the uploaded lists; what is wrong in them is the result of the job, and nothing is stored then."""
    done = iter(range(STEPS + 1))
    files = [(name, Path(folder) / name) for name in names]
    try:
        with transaction.atomic():
            imported = actions.import_units(
                actor, files, progress=lambda text: progress(next(done, STEPS), STEPS, text)
            )
    except Invalid as refused:
        return {"url": reverse("catalogues:imported", args=[progress.job_id]), "problems": _listed(refused.problems)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "url": reverse("catalogues:imported", args=[progress.job_id]),
        "tallies": {title: asdict(tally) for title, tally in imported.tallies.items()},
        "notices": _listed(imported.notices),
    }


def _listed(faults: Any) -> list[dict[str, str]]:
    return [asdict(fault) for fault in list(faults)[:MOST_SHOWN]]
