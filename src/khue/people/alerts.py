"""What people show on the home of the office: the pairs of records that wait for one's decision, found every night."""

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.manifest import Found
from khue.people import queries
from khue.people.rules import Can


def alerts(actor: Actor) -> list[Found]:
    """Return how many pairs that may be one person wait for this unit, and how many were found since yesterday."""
    if not actor.can(Can.DECIDE_DUPLICATES):
        return []
    waiting, fresh = queries.waiting_duplicates(actor, today())
    if not waiting:
        return []
    title = _("{count} cặp hồ sơ nghi trùng chờ quyết định").format(count=waiting)
    detail = _("{count} cặp mới tìm thấy từ hôm qua.").format(count=fresh) if fresh else _("Không có cặp mới.")
    return [Found(title, detail, reverse("people:duplicates"), "copy")]
