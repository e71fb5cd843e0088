"""What the units of somebody owe, and all reports that one sees."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import Found
from khue.core.web.asking import asking
from khue.core.web.formats import day
from khue.core.web.pages import done
from khue.core.web.tables import Column, Table, listing
from khue.indicators.rules import Can as Figures
from khue.planning.rules import reports as duties
from khue.reports import actions, queries
from khue.reports.forms import ReportFilter
from khue.reports.models import Report
from khue.reports.queries import Owing
from khue.reports.rules import LIFE, TONES, Can, duty_of

STATE = {code: (title, TONES[code]) for code, title in LIFE.states.items()}


def title_of(report: Report) -> str:
    """Return what a report is called."""
    duty = duty_of(report.duty)
    return _(duty.title) if duty else report.duty


def badge_of(report: Report | None) -> tuple[str, str]:
    """Return the state of a report as a badge; a report that is not made yet has one, too."""
    if report is None:
        return _("Chưa lập"), "warn"
    title, tone = STATE[report.state]
    return _(title), tone


def _names() -> dict[str, str]:
    return {one.code: _(one.title) for one in duties()}


ALL = Table(
    "reports.all",
    gettext_lazy("Báo cáo định kì"),
    (
        Column("title", gettext_lazy("Báo cáo"), value=title_of, url=lambda row: row.get_absolute_url()),
        Column("unit", gettext_lazy("Đơn vị"), value=lambda row: row.unit_name),
        Column("last_day", gettext_lazy("Số liệu đến ngày"), "day", sort="last_day"),
        Column("due", gettext_lazy("Hạn gửi"), "day", sort="due"),
        Column("sent_at", gettext_lazy("Gửi lúc"), "moment", sort="sent_at"),
        Column("state", gettext_lazy("Trạng thái"), "badge", value=badge_of, sort="state"),
    ),
    order="-due",
)  # fmt: skip


@require_safe
def all_reports(request: HttpRequest) -> HttpResponseBase:
    """List the reports that one sees."""
    form = ReportFilter(request.GET, _names())
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.named(queries.all_reports(asking(request)))
    if asked.get("trang_thai"):
        rows = rows.filter(state=asked["trang_thai"])
    if asked.get("mau"):
        rows = rows.filter(duty=asked["mau"])
    return listing(request, "reports/list.html", ALL, rows, form=form, asked=any(asked.values()))


@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """Show what the units of somebody owe, and what waits for a signature or for acceptance."""
    actor, on = asking(request), localdate()
    found = queries.owed(actor, on)
    shown: dict[str, Any] = {
        "owed": [_owing(one) for one in found],
        "on": on,
        "to_sign": [(one, title_of(one)) for one in queries.to_sign(actor)],
        "to_check": [(one, title_of(one)) for one in queries.to_check(actor)],
        "may_write": actor.can(Can.WRITE),
    }
    return render(request, "reports/owed.html", shown)


def _owing(one: Owing) -> dict[str, Any]:
    on = localdate()
    standing = None
    if one.is_open:
        standing = (_("Quá hạn"), "bad") if one.due < on else (_("Sắp đến hạn"), "warn")
    return {"owing": one, "title": _(one.title), "state": badge_of(one.report), "standing": standing}


@require_POST
def make(request: HttpRequest, unit_id: int, duty: str, due: str) -> HttpResponse:
    """Make the report that a unit owes; the figures stand in it at once."""
    actor = asking(request)
    actor.must(Figures.SEE, at=unit_id)
    made = actions.make(actor, unit_id, duty, day_in(due), today=localdate())
    return done(request, _("Đã lập báo cáo, số liệu đã được điền sẵn."), made)


def day_in(text: str) -> date:
    """Read a day of an address. Raises: Missing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Missing(what=_("ngày {text}").format(text=text)) from None


def alerts(actor: Actor) -> list[Found]:
    """Return what the home of the office shows first: reports owed, to be signed, to be accepted."""
    if not actor.can(Can.SEE):
        return []
    on, shown, address = localdate(), [], reverse("reports:owed")
    for one in queries.owed(actor, on):
        if one.is_open:
            text = _("Quá hạn gửi báo cáo: {title}") if one.due < on else _("Sắp đến hạn gửi báo cáo: {title}")
            shown.append(Found(text.format(title=_(one.title)), f"{one.name}, {day(one.due)}", address, "calendar-due"))
    if waiting := len(queries.to_sign(actor)):
        text = _("{count} báo cáo chờ kí").format(count=waiting)
        shown.append(Found(text, _("Người soạn đã trình."), address, "signature"))
    if waiting := len(queries.to_check(actor)):
        text = _("{count} báo cáo chờ tiếp nhận").format(count=waiting)
        shown.append(Found(text, _("Đơn vị cấp dưới đã gửi."), address, "report"))
    return shown


OFFICE = "van-phong/bao-cao"
urlpatterns = [
    path(f"{OFFICE}/phai-gui", owed, name="owed"),
    path(OFFICE, all_reports, name="list"),
    path(f"{OFFICE}/lap/<int:unit_id>/<slug:duty>/<slug:due>", make, name="make"),
]
