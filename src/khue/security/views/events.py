"""The page of the trail of events."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from khue.core.web.asking import asking
from khue.core.web.tables import Column, Table, listing
from khue.security import queries
from khue.security.forms import EventFilter


def facts_text(facts: dict[str, Any]) -> str:
    """Write the facts of an event in one line; long values (digests) are cut."""
    return ", ".join(f"{name}: {Truncator(value).chars(16)}" for name, value in facts.items())


EVENTS = Table(
    "security.events",
    gettext_lazy("Nhật ký hệ thống"),
    (
        Column("at", gettext_lazy("Lúc"), kind="moment", sort="at"),
        Column("name", gettext_lazy("Sự kiện"), sort="name"),
        Column("subject", gettext_lazy("Đối tượng"), sort="subject"),
        Column("user_id", gettext_lazy("Mã tài khoản"), kind="text"),
        Column("facts", gettext_lazy("Chi tiết"), value=lambda event: facts_text(event.facts)),
    ),
    order="-at",
)


@require_GET
def events(request: HttpRequest) -> HttpResponseBase:
    """List what happened, for those who watch over the system."""
    form = EventFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    return listing(request, "security/events.html", EVENTS, queries.events(asking(request), **asked), form=form)


urlpatterns = [
    path("van-phong/nhat-ky", events, name="events"),
]
