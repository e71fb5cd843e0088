"""Criteria are loaded: a sheet becomes an edition, which is never changed."""

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.words import N_
from khue.maturity import queries, rules
from khue.maturity.actions.refusals import EditionInUse
from khue.maturity.models import Edition
from khue.maturity.models.seasons import as_stored
from khue.maturity.rules import Can, Criterion

SHIPPED = N_("Bộ tiêu chí kèm theo hệ thống (Quyết định 4725/QĐ-BGDĐT, chưa đủ phụ lục)")


@transaction.atomic
def store(actor: Actor, title: str, rows: Sequence[Criterion], *, batch_id: int | None = None) -> tuple[Edition, bool]:
    """Keep the rows of a sheet as an edition; returns it, and whether it is new: the same rows are kept once.

    Raises: Denied.
    """
    actor.must(Can.MANAGE)
    stored = [as_stored(row) for row in rows]
    digest = hashlib.sha256(json.dumps(stored, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    told = {"title": title[:200], "rows": stored, "batch_id": batch_id, "loaded_by": actor.user_id}
    edition, is_new = Edition.objects.get_or_create(digest=digest, defaults=told)
    if is_new:
        record(actor, "maturity.criteria_loaded", edition, criteria=len(stored), batch=batch_id)
    return edition, is_new


def load(actor: Actor) -> tuple[Edition, bool]:
    """Keep the criteria that come with Khuê as an edition. Raises: Denied."""
    return store(actor, SHIPPED, rules.all_criteria())


@transaction.atomic
def remove(actor: Actor, edition_id: int) -> None:
    """Take an edition away that no season uses. Raises: Denied, Missing, EditionInUse."""
    actor.must(Can.MANAGE)
    found = queries.edition(actor, edition_id)
    if found.seasons.exists():
        raise EditionInUse(edition=found.pk)
    record(actor, "maturity.criteria_removed", found, digest=found.digest[:16])
    found.delete()
