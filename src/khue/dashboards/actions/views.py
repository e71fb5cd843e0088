"""Saving views of boards, everybody their own."""

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.words import N_
from khue.dashboards import queries
from khue.dashboards.models import SavedView
from khue.dashboards.rules import Can

MOST_SAVED = 50


class TooManyViews(Refused):
    """Nobody keeps more views than one can read through."""

    text = N_("Bạn đã lưu {count} khung nhìn. Hãy xoá bớt khung nhìn không dùng rồi lưu lại.")


class SameTitle(Refused):
    """Two views of one person bear different names."""

    text = N_("Bạn đã có khung nhìn tên «{title}». Hãy đặt tên khác.")


@transaction.atomic
def save_view(actor: Actor, title: str, board: str, query: str) -> SavedView:
    """Save how somebody looks at a board. Raises: Denied, TooManyViews, SameTitle."""
    actor.must(Can.SEE)
    own = queries.saved_views(actor)
    if own.count() >= MOST_SAVED:
        raise TooManyViews(count=MOST_SAVED)
    if own.filter(title=title).exists():
        raise SameTitle(title=title)
    view = SavedView.objects.create(user_id=actor.user_id or 0, title=title, board=board, query=query)
    record(actor, "dashboards.view_saved", view, board=board)
    return view


@transaction.atomic
def remove_view(actor: Actor, view_id: int) -> None:
    """Remove a view of one's own. Raises: Missing."""
    view = queries.saved_view(actor, view_id)
    record(actor, "dashboards.view_removed", view, board=view.board)
    view.delete()
