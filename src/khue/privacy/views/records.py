"""The register of processing, the terms, and what privacy knows of one person."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.core.web.tables import EXPORT, Column, Table, listing, workbook
from khue.privacy import actions, queries
from khue.privacy.forms import ReasonForm
from khue.privacy.models import Hold, Request
from khue.privacy.rules import Can
from khue.privacy.rules.register import printed
from khue.privacy.rules.retention import WAYS
from khue.privacy.views.showing import consent_moments, reason_badge, waiting

APP = Column("app", lazy("Phần hệ"), value=lambda row: _(row.app))
BASIC = Column("basic", lazy("Dữ liệu cơ bản"), value=lambda row: ", ".join(row.basic))
SENSITIVE = Column("sensitive", lazy("Dữ liệu nhạy cảm"), value=lambda row: ", ".join(row.sensitive))
PURPOSE = Column("purpose", lazy("Mục đích"), value=lambda row: _(row.purpose))
TERM = Column("term", lazy("Lưu giữ"), value=lambda row: _(row.term or row.keep))
UNSURE = Column(
    "unsure",
    lazy("Lưu ý"),
    kind="badge",
    value=lambda row: (_("Cần kiểm tra lại"), "warn") if row.is_unsure else ("", ""),
)
REGISTER = Table(
    "privacy.register",
    lazy("Sổ đăng kí hoạt động xử lí dữ liệu cá nhân"),
    (
        APP,
        Column("title", lazy("Dữ liệu"), url=lambda row: f"{reverse('privacy:register_print')}#{row.label}"),
        BASIC,
        SENSITIVE,
        PURPOSE,
        TERM,
        UNSURE,
    ),
    size=200,
)
WHOLE_REGISTER = Table(  # what leaves as Excel
    "privacy.register",
    lazy("Sổ đăng kí hoạt động xử lí dữ liệu cá nhân"),
    (
        APP,
        Column("title", lazy("Dữ liệu")),
        BASIC,
        SENSITIVE,
        PURPOSE,
        Column("basis", lazy("Căn cứ"), value=lambda row: f"{_(row.basis)} ({row.source})"),
        Column("roles", lazy("Ai được xem"), value=lambda row: ", ".join(_(one) for one in row.roles)),
        TERM,
        UNSURE,
    ),
)
PAST = Table(
    "privacy.past",
    lazy("Dữ liệu hết hạn lưu"),
    (
        Column("title", lazy("Dữ liệu"), value=lambda row: row.title),
        Column("way", lazy("Việc"), value=lambda row: _(WAYS[row.term.way])),
        Column("border", lazy("Trước ngày"), kind="day"),
        Column("count", lazy("Số dòng hết hạn"), kind="number"),
        Column("held_back", lazy("Giữ lại"), kind="number"),
        Column("source", lazy("Căn cứ"), value=lambda row: printed(row.term.source)),
        Column(
            "unsure",
            lazy("Lưu ý"),
            kind="badge",
            value=lambda row: (_("Cần kiểm tra lại"), "warn") if row.term.is_unsure else ("", ""),
        ),
    ),
    size=200,
)


@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    """Show the register of processing; the whole of it as Excel."""
    asking(request).must(Can.SEE_REGISTER)
    if request.GET.get(EXPORT) == "xlsx":
        return workbook(WHOLE_REGISTER, queries.register())
    return listing(request, "privacy/register.html", REGISTER, queries.register())


@require_GET
def register_print(request: HttpRequest) -> HttpResponse:
    """Show the register for printing: a sheet a table."""
    asking(request).must(Can.SEE_REGISTER)
    return render(request, "privacy/register_print.html", {"lines": queries.register(), "on": timezone.localdate()})


@require_GET
def retention(request: HttpRequest) -> HttpResponseBase:
    """Show what is past its term today, before anything is deleted, and what the last runs did."""
    actor = asking(request)
    rows = queries.past(actor, timezone.localdate())
    shown: dict[str, Any] = {"runs": queries.runs(actor), "is_due": any(row.count for row in rows)}
    return listing(request, "privacy/retention.html", PAST, rows, **shown)


@require_http_methods(["GET", "POST"])
def run_retention(request: HttpRequest) -> HttpResponse:
    """Delete what is past its term, after asking."""
    actor, today = asking(request), timezone.localdate()
    back = reverse("privacy:retention")
    if request.method == "POST":
        run = actions.run_retention(actor, on=today)
        text = _("Đã xoá hoặc ẩn danh {count} dòng hết hạn lưu.").format(count=sum(run.counts.values()))
        return done(request, text, "privacy:retention")
    count = sum(row.count for row in queries.past(actor, today))
    text = _("{count} dòng sẽ bị xoá hoặc ẩn danh và không lấy lại được.").format(count=count)
    return confirm(request, title=_("Xoá dữ liệu hết hạn?"), text=text, button=_("Xoá"), back=back, tone="danger")


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what privacy knows of a person: consents, requests, marks, who looked."""
    actor, today = asking(request), timezone.localdate()
    card = queries.person(person_id)
    actor.must(Can.SEE, at=card.custody_id)
    held = Hold.objects.filter(person_id=person_id, until__isnull=True).first()
    standings = [
        (one, *reason_badge(one.answer), waiting(one.answer), consent_moments(one.history))
        for one in queries.standings(person_id, today)
    ]
    shown: dict[str, Any] = {
        "card": card,
        "standings": standings,
        "requests": Request.objects.filter(person_id=person_id).order_by("-pk")[:20],
        "is_restricted": bool(queries.restricted([person_id], today)),
        "hold": held,
        "uses": queries.uses(asking(request), [person_id], most=50),
        "may_record": actor.can(Can.RECORD_CONSENTS, at=card.custody_id),
        "may_enter": actor.can(Can.ENTER_REQUESTS, at=card.custody_id),
        "may_decide": actor.can(Can.DECIDE_REQUESTS, at=card.custody_id),
    }
    return render(request, "privacy/person.html", shown)


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, person_id: int) -> HttpResponse:
    """Hold every deletion of a person."""
    actor, form = asking(request), ReasonForm(request.POST or None)
    actor.must(Can.DECIDE_REQUESTS, at=queries.person(person_id).custody_id)
    if form.is_valid():
        actions.hold(actor, person_id, form.cleaned_data["reason"], on=timezone.localdate())
        return done(request, _("Đã tạm dừng xoá dữ liệu của hồ sơ này."), "privacy:person", person_id)
    text = _("Dữ liệu của hồ sơ này sẽ không bị xoá dù hết hạn lưu, cho đến khi bỏ lệnh.")
    return _asked(request, person_id, _("Tạm dừng xoá?"), text, _("Tạm dừng xoá"), form=form)


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, person_id: int) -> HttpResponse:
    """End a hold."""
    actor = asking(request)
    actor.must(Can.DECIDE_REQUESTS, at=queries.person(person_id).custody_id)
    if request.method == "POST":
        actions.release(actor, person_id, on=timezone.localdate())
        return done(request, _("Đã bỏ lệnh tạm dừng xoá."), "privacy:person", person_id)
    text = _("Từ nay dữ liệu hết hạn của hồ sơ này lại được xoá theo quy định.")
    return _asked(request, person_id, _("Bỏ lệnh tạm dừng xoá?"), text, _("Bỏ lệnh"))


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, person_id: int) -> HttpResponse:
    """End a restriction of processing."""
    actor = asking(request)
    actor.must(Can.DECIDE_REQUESTS, at=queries.person(person_id).custody_id)
    if request.method == "POST":
        actions.lift(actor, person_id, on=timezone.localdate())
        return done(request, _("Đã bỏ hạn chế xử lí."), "privacy:person", person_id)
    text = _("Dữ liệu của người này lại được dùng cho các mục đích đã đồng ý.")
    return _asked(request, person_id, _("Bỏ hạn chế xử lí?"), text, _("Bỏ hạn chế"))


def _asked(request: HttpRequest, person_id: int, title: str, text: str, button: str, **more: Any) -> HttpResponse:
    back = reverse("privacy:person", args=[person_id])
    return confirm(request, title=title, text=text, button=button, back=back, **more)
