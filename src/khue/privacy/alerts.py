"""What privacy shows on the home of the office because it must not wait: clocks that run or have run out."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.manifest import Found
from khue.core.web.formats import moment
from khue.privacy import queries


def alerts(actor: Actor) -> list[Found]:
    """Return the breaches whose clock runs, and the requests that are late."""
    now = timezone.now()
    found = [
        Found(
            row.breach.title,
            _("Sự cố dữ liệu: hạn {due}").format(due=moment(row.clock.due)),
            reverse("privacy:breach", args=[row.breach.pk]),
            "urgent",
        )
        for row in queries.alerts(actor, now)
        if row.clock
    ]
    if late := queries.late(actor, timezone.localdate(now)):
        title = _("{count} yêu cầu về dữ liệu đã quá hạn").format(count=late)
        found.append(Found(title, _("Trả lời hoặc thực hiện ngay."), reverse("privacy:requests"), "message-question"))
    return found
