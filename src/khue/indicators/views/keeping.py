"""Snapshots: taken, published, compared with the edition before."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.web.asking import asking
from khue.core.web.formats import day, moment, number
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.indicators import actions, queries
from khue.indicators.forms import PublishForm, SnapshotForm
from khue.indicators.models import Snapshot
from khue.indicators.rules import SNAPSHOT, Can
from khue.organisations import queries as organisations

TONES = {"taken": "info", "published": "good", "replaced": "neutral"}


def _badge(row: Snapshot) -> tuple[str, str]:
    return _(SNAPSHOT.states[row.state]), TONES[row.state]


ALL = Table(
    "indicators.snapshots",
    lazy("Số liệu đã chốt"),
    (
        Column(
            "as_of", lazy("Tính đến ngày"), "day", sort="as_of",
            url=lambda row: reverse("indicators:snapshot", args=[row.pk]),
        ),
        Column("title", lazy("Tên"), value=lambda row: row.title),
        Column("state", lazy("Trạng thái"), "badge", value=lambda row: _badge(row)),
        Column("known_at", lazy("Theo hồ sơ lúc"), "moment", sort="known_at"),
        Column("published_at", lazy("Công bố lúc"), "moment"),
        Column("why", lazy("Lí do")),
    ),
    order="-as_of",
)  # fmt: skip
CHANGED = Table(
    "indicators.differences",
    lazy("Khác với bản trước"),
    (
        Column("unit", lazy("Đơn vị"), value=lambda row: row["unit"]),
        Column("measure", lazy("Số đo"), value=lambda row: row["measure"]),
        Column("before", lazy("Bản trước"), "number", value=lambda row: row["before"]),
        Column("after", lazy("Bản này"), "number", value=lambda row: row["after"]),
        Column("change", lazy("Thay đổi"), "number", value=lambda row: row["after"] - row["before"]),
    ),
)


@require_GET
def snapshots(request: HttpRequest) -> HttpResponseBase:
    """List what was taken, the latest day first."""
    actor = asking(request)
    actor.must(Can.SEE)
    top = organisations.top_id() or 0
    return listing(request, "indicators/snapshots.html", ALL, queries.snapshots(), may_take=actor.can(Can.TAKE, at=top))


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take the figures of a day."""
    actor = asking(request)
    actor.must(Can.TAKE)
    form = SnapshotForm(request.POST or None, initial={"ngay": localdate()}, label_suffix="")
    made: list[Snapshot] = []

    def run(sent: Any) -> None:
        told = sent.cleaned_data
        made.append(actions.take(actor, told["ngay"], title=told["ten"]))

    if accepted(form, run):
        return done(request, _("Đã chốt số liệu."), "indicators:snapshot", made[0].pk)
    lead = _("Mọi số đo của mọi đơn vị được đếm lại từ hồ sơ của ngày ấy, cùng cây đơn vị và định nghĩa hiện hành.")
    back = reverse("indicators:snapshots")
    return form_page(request, form, title=_("Chốt số liệu"), button=_("Chốt"), back=back, lead=lead)


@require_GET
def snapshot(request: HttpRequest, snapshot_id: int) -> HttpResponseBase:
    """Show a snapshot, and how it differs from the edition that it replaced."""
    actor = asking(request)
    actor.must(Can.SEE)
    one = queries.snapshot(snapshot_id)
    older = one.supersedes
    found, changed = actions.compare(actor, older.pk, one.pk) if older else ([], [])
    names = organisations.names({row.unit for row in found}, one.as_of)
    rows = [
        {"unit": names.get(row.unit, ""), "measure": row.measure, "before": row.before, "after": row.after}
        for row in found
    ]
    facts = [
        (_("Tính đến ngày"), day(one.as_of)),
        (_("Theo hồ sơ lúc"), moment(one.known_at)),
        (_("Trạng thái"), _(SNAPSHOT.states[one.state])),
        (_("Công bố lúc"), moment(one.published_at)),
        (_("Số chỉ số"), number(len(one.definitions))),
        (_("Nguồn không tính được"), ", ".join(sorted(one.faults))),
        (_("Dấu vân tay của số đếm"), one.counts_digest),
        (_("Dấu vân tay của giá trị"), one.values_digest),
        (_("Lí do"), one.why),
    ]
    may = one.state == "taken" and actor.can(Can.PUBLISH, at=organisations.top_id() or 0)
    shown: dict[str, Any] = {"snapshot": one, "facts": facts, "older": older, "changed": changed, "may_publish": may}
    return listing(request, "indicators/snapshot.html", CHANGED, rows, **shown)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """Publish a snapshot."""
    actor = asking(request)
    actor.must(Can.PUBLISH)
    form = PublishForm(request.POST if request.method == "POST" else None, label_suffix="")
    if accepted(form, lambda sent: actions.publish(actor, snapshot_id, why=sent.cleaned_data["li_do"])):
        return done(request, _("Đã công bố số liệu."), "indicators:snapshot", snapshot_id)
    one = queries.snapshot(snapshot_id)
    return confirm(
        request,
        title=_("Công bố số liệu ngày {day}").format(day=day(one.as_of)),
        text=_("Sau khi công bố, bản này không đổi được nữa; đính chính là một bản mới kèm lí do."),
        button=_("Công bố"),
        back=reverse("indicators:snapshot", args=[snapshot_id]),
        form=form,
    )
