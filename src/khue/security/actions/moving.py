"""Posts follow their unit: who held a role in a unit that went on in another holds it there. Undone as a whole."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import day_of
from khue.core.errors import Missing
from khue.security.actions.grants import close
from khue.security.actions.refusals import AlreadyUndone, NotASuccessor, NothingToMove
from khue.security.models import Grant, PostMove
from khue.security.queries.merging import heirs_of, posts_at
from khue.security.rules import Can

WHY = "Chuyển theo đơn vị kế thừa"


@transaction.atomic
def move_posts(actor: Actor, old_id: int, new_id: int, *, on: date, basis: str, at: datetime) -> PostMove:
    """Move all posts of a unit that ended to a unit that goes on in its place, from a day on.

    Who holds the same role there already keeps that one. Raises: Denied, NotASuccessor, NothingToMove.
    """
    actor.must(Can.MOVE_POSTS, at=old_id)
    actor.must(Can.MOVE_POSTS, at=new_id)
    if new_id not in heirs_of([old_id])[old_id]:
        raise NotASuccessor
    posts = list(posts_at(old_id).select_for_update(of=("self",)))
    if not posts:
        raise NothingToMove
    move = PostMove.objects.create(
        old_id=old_id,
        new_id=new_id,
        on=on,
        basis=basis,
        before={str(one.pk): one.period.upper and one.period.upper.isoformat() for one in standing_on(posts)},
        at=at,
        moved_by_id=actor.user_id,
    )
    for post in posts:
        _move(actor, post, move, at)
    record(actor, "security.posts_moved", move, old=old_id, new=new_id, grants=len(posts), on=on.isoformat())
    return move


def standing_on(grants: Iterable[Grant]) -> Iterator[Grant]:
    """Yield grants and all that stands on them and still lasts."""
    for grant in grants:
        yield grant
        yield from standing_on(grant.derived.filter(ended_at__isnull=True))


def _move(actor: Actor, post: Grant, move: PostMove, at: datetime) -> None:
    """End a post at the old unit and open it at the new one, for what is left of its term."""
    start, last = max(move.on, post.period.lower), post.period.upper
    close(actor, post, on=start, why=WHY, at=at)
    same: dict[str, Any] = {"user_id": post.user_id, "role": post.role, "organisation_id": move.new_id}
    if last is not None and last <= start:
        return
    period = DateRange(start, last)
    if Grant.objects.filter(**same, ended_at__isnull=True, period__overlap=period).exists():
        return
    Grant.objects.create(
        **same,
        period=period,
        kind="moved",
        of=post,
        only=post.only,
        may_pass_on=post.may_pass_on,
        basis=move.basis,
        given_by_id=actor.user_id,
        move=move,
    )


@transaction.atomic
def undo_move(actor: Actor, move_id: int, *, at: datetime) -> PostMove:
    """Take a move back: the posts stand at the old unit again, for the term they had.

    Raises: Missing, Denied, AlreadyUndone.
    """
    move = PostMove.objects.select_for_update().filter(pk=move_id).first()
    if move is None:
        raise Missing(what=f"lần chuyển quyền {move_id}")
    actor.must(Can.MOVE_POSTS, at=move.old_id)
    if move.undone_at:
        raise AlreadyUndone
    for grant in move.grants.filter(ended_at__isnull=True):
        close(actor, grant, on=day_of(at), why="Hoàn tác chuyển quyền", at=at)
    for post in Grant.objects.select_for_update().filter(pk__in=[int(pk) for pk in move.before]):
        last = move.before[str(post.pk)]
        post.period = DateRange(post.period.lower, date.fromisoformat(last) if last else None)
        post.until, post.ended_at, post.ended_by, post.ended_why = None, None, None, ""
        post.save()
    move.undone_at, move.undone_by_id = at, actor.user_id
    move.save(update_fields=["undone_at", "undone_by"])
    record(actor, "security.posts_move_undone", move, old=move.old_id, new=move.new_id, grants=len(move.before))
    return move
