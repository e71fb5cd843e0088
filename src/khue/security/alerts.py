"""What security shows on the home of the office because it must not wait: emergencies of which one was told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.manifest import Found
from khue.core.web.formats import moment
from khue.security import queries
from khue.security.rules import Can


def alerts(actor: Actor) -> list[Found]:
    """Return the emergencies of which the actor was told, until somebody has reviewed them."""
    return [
        Found(
            _("Mở khẩn cấp hồ sơ của {unit}").format(unit=one.unit),  # type: ignore[attr-defined]
            _("{username} mở lúc {start}, đến {end}. Lí do: {reason}").format(
                username=one.user.username, start=moment(one.opened_at), end=moment(one.until), reason=one.reason
            ),
            reverse("security:review", args=[one.pk])
            if actor.can(Can.REVIEW_BREAK_GLASS, at=one.organisation_id)
            else reverse("security:openings"),
            "lock-open",
        )
        for one in queries.told_of(actor)
    ]
