"""Messages of missed sessions, for the homeroom teacher and the head: on the desk, listed, marked as read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khue.core.actor import Actor
from khue.core.manifest import Found
from khue.core.web.asking import asking
from khue.core.web.pages import done
from khue.students import actions
from khue.students.queries.warnings import unread, warned
from khue.students.rules import Can

ON_THE_DESK = 5
LISTED = 200


def alerts(actor: Actor) -> list[Found]:
    """Return the unread messages that the home of the office shows first; one line for those beyond the first few."""
    if not (actor.can(Can.SEE) or actor.can(Can.SEE_OWN_CLASSES)) or actor.is_system:
        return []
    rows = unread(actor, day=localdate())
    url = reverse("students:warnings")
    text = _("{name} đã nghỉ {missed} buổi trong năm học")
    found = [
        Found(
            text.format(name=one.name or _("Một học sinh"), missed=one.missed),
            _("Lớp {name}: hãy nhắc gia đình").format(name=one.class_name),
            url,
            "alert-triangle",
        )
        for one in warned(rows[:ON_THE_DESK])
    ]
    if (more := rows.count() - len(found)) > 0:
        more_text = _("Còn {count} cảnh báo nghỉ học khác").format(count=more)
        found.append(Found(more_text, _("Mở danh sách để xem hết."), url, "alert-triangle"))
    return found


@require_GET
def warnings(request: HttpRequest) -> HttpResponse:
    """List the messages for the person, the unread ones or all."""
    actor = asking(request)
    if not actor.can(Can.SEE):
        actor.must(Can.SEE_OWN_CLASSES)
    is_all = request.GET.get("xem") == "tat-ca"
    rows = warned(unread(actor, day=localdate(), with_read=is_all)[:LISTED])
    return render(request, "students/warnings.html", {"rows": rows, "is_all": is_all})


@require_POST
def warning_read(request: HttpRequest, warning_id: int) -> HttpResponse:
    """Mark a message as read."""
    actions.read_warning(asking(request), warning_id, now=timezone.now())
    return done(request, _("Đã ghi nhận là đã xem."), "students:warnings")
