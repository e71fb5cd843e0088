"""Background work of security: posts that follow their units."""

from datetime import date
from typing import Any

from django.utils import timezone

from khue.core.actor import Actor
from khue.core.tasks import Progress, task
from khue.security import actions


@task("security.move_posts")
def move_all(actor: Actor, progress: Progress, *, pairs: list[list[int]], on: str, basis: str) -> dict[str, Any]:
    """Move the posts of several units, each to its heir; all or nothing."""
    moved = 0
    for number, (old, new) in enumerate(pairs, start=1):
        move = actions.move_posts(actor, old, new, on=date.fromisoformat(on), basis=basis, at=timezone.now())
        moved += len(move.before)
        progress(number, len(pairs))
    return {"units": len(pairs), "grants": moved}
