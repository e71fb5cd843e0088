"""The pages of an emergency: opening a unit's records for some hours, and the review of every time it was done."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from khue.core.errors import Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.core.web.tables import Column, Table, listing
from khue.security import actions, queries
from khue.security.forms import EmergencyForm, ReviewForm
from khue.security.rules import EMERGENCY_HOURS, Can
from khue.security.views.granting import PREFIX, unit_form


def finding_of(opening: Any) -> tuple[str, str]:
    """Say what the review found, or that it waits."""
    if not opening.finding:
        return _("Chờ xem xét"), "warn"
    return str(opening.get_finding_display()), "good" if opening.finding == "justified" else "bad"


OPENINGS = Table(
    "security.openings",
    gettext_lazy("Các lần mở khẩn cấp"),
    (
        Column("opened_at", gettext_lazy("Mở lúc"), kind="moment", sort="opened_at",
               url=lambda one: reverse("security:review", args=[one.pk])),
        Column("username", gettext_lazy("Người mở"), value=lambda one: one.user.username),
        Column("unit", gettext_lazy("Đơn vị"), value=lambda one: one.unit),
        Column("reason", gettext_lazy("Lí do")),
        Column("until", gettext_lazy("Đến lúc"), kind="moment"),
        Column("finding", gettext_lazy("Kết luận"), kind="badge", value=finding_of, sort="finding"),
    ),
    order="-opened_at",
)  # fmt: skip


@require_GET
def openings(request: HttpRequest) -> HttpResponseBase:
    """List the emergencies of one's units and one's own."""
    actor = asking(request)
    rows = queries.openings(actor)
    may_open = actor.can(Can.BREAK_GLASS)
    waiting = queries.to_review(actor)
    return listing(request, "security/openings.html", OPENINGS, rows, may_open=may_open, waiting=waiting)


def break_glass(request: HttpRequest) -> HttpResponse:
    """Open a unit's records for some hours."""
    actor = asking(request)
    actor.must(Can.BREAK_GLASS)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening = actions.break_glass(actor, **form.cleaned_data, at=timezone.now())
        except Refused as refused:
            form.add_error("reason" if refused.status == 422 else None, _reason(refused))
        else:
            return done(request, _told(len(opening.told)), "security:openings")
    lead = _("Chỉ xem, trong {hours} giờ, tại một đơn vị. Mọi lần mở đều được ghi lại, báo cho đơn vị và xem xét.")
    told = lead.format(hours=EMERGENCY_HOURS)
    return unit_form(request, form, title=_("Mở khẩn cấp"), button=_("Mở"), back="security:openings", lead=told)


def _told(count: int) -> str:
    if not count:
        return _("Đã mở. Đơn vị chưa có người đứng đầu dùng hệ thống; lần mở này vẫn chờ xem xét.")
    return _("Đã mở. Đã báo {count} người: người đứng đầu đơn vị, cán bộ bảo vệ dữ liệu.").format(count=count)


def _reason(refused: Refused) -> str:
    problems = getattr(refused, "problems", ())
    return _(problems[0].text) if problems else wording(refused)


def review(request: HttpRequest, opening_id: int) -> HttpResponse:
    """Review an emergency: was it justified?"""
    actor = asking(request)
    opening = queries.opening(actor, opening_id)
    actor.must(Can.REVIEW_BREAK_GLASS, at=opening.organisation_id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.review(actor, opening_id, **form.cleaned_data, at=timezone.now())
        return done(request, _("Đã ghi kết luận."), "security:openings")
    text = _("{username} đã mở hồ sơ của {unit}: «{reason}»")
    return confirm(
        request,
        title=_("Xem xét lần mở khẩn cấp"),
        text=text.format(username=opening.user.username, unit=opening.unit, reason=opening.reason),
        button=_("Ghi kết luận"),
        back=reverse("security:openings"),
        form=form,
    )


urlpatterns = [
    path(f"{PREFIX}/khan-cap", openings, name="openings"),
    path(f"{PREFIX}/khan-cap/mo", break_glass, name="break_glass"),
    path(f"{PREFIX}/khan-cap/<int:opening_id>", review, name="review"),
]
