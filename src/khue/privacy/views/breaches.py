"""Breach files: listed by their countdown, followed step by step, Form 08 for printing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.formats import moment
from khue.core.web.pages import confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.privacy import actions, queries
from khue.privacy.actions import Telling
from khue.privacy.forms import BreachForm, NoteForm, PersonIdsForm, TellForm
from khue.privacy.models import Breach
from khue.privacy.rules import BREACH, BREACH_KINDS, Can
from khue.privacy.rules.register import BY_CODE
from khue.privacy.views.showing import CLOCKS, STATE_TONES, clock_badge, pairs_of, step_moments, unit_of

BREACHES = Table(
    "privacy.breaches",
    lazy("Sự cố dữ liệu cá nhân"),
    (
        Column(
            "title",
            lazy("Sự cố"),
            value=lambda row: row.breach.title,
            url=lambda row: reverse("privacy:breach", args=[row.breach.pk]),
        ),
        Column("kind", lazy("Loại"), value=lambda row: _(BREACH_KINDS[row.breach.kind])),
        Column("found_at", lazy("Phát hiện lúc"), kind="moment", value=lambda row: row.breach.found_at),
        Column(
            "state",
            lazy("Trạng thái"),
            kind="badge",
            value=lambda row: (_(BREACH.states[row.breach.state]), STATE_TONES[row.breach.state]),
        ),
        Column("due", lazy("Hạn"), kind="moment", value=lambda row: row.clock.due if row.clock else None),
        Column("left", lazy("Còn lại"), kind="badge", value=lambda row: clock_badge(row.clock)),
    ),
)


@dataclass(frozen=True)
class Verb:
    """A step that a page offers: its form and action."""

    title: str
    text: str
    form: type[Form]
    said: str
    run: Callable[[Actor, int, dict[str, Any]], Any]


TO_AUTHORITY = N_("Ghi nhận rằng đã gửi cho cơ quan chuyên trách bảo vệ dữ liệu cá nhân.")
VERBS = {
    "ghi-chep": Verb(
        N_("Ghi chép"),
        N_("Ghi lại việc đã làm."),
        NoteForm,
        N_("Đã ghi."),
        lambda actor, pk, told: actions.note(actor, pk, told["note"]),
    ),
    "bao-ban-dau": Verb(
        N_("Đã báo ban đầu"),
        TO_AUTHORITY,
        Form,
        N_("Đã ghi nhận thông báo ban đầu."),
        lambda actor, pk, told: actions.notice(actor, pk, at=timezone.now()),
    ),
    "bao-cao": Verb(
        N_("Đã gửi báo cáo"),
        TO_AUTHORITY,
        Form,
        N_("Đã ghi nhận báo cáo."),
        lambda actor, pk, told: actions.report(actor, pk, at=timezone.now()),
    ),
    "tim-nguoi": Verb(
        N_("Tìm người bị ảnh hưởng"),
        N_("Tìm trong nhật ký xem hồ sơ: tài khoản liên quan đã xem hồ sơ của ai trong thời gian xảy ra sự cố."),
        Form,
        N_("Đã lập danh sách người bị ảnh hưởng."),
        lambda actor, pk, told: actions.find_affected(actor, pk),
    ),
    "them-nguoi": Verb(
        N_("Thêm người bị ảnh hưởng"),
        N_("Dùng khi sự cố không để lại dấu trong nhật ký, ví dụ mất một danh sách in."),
        PersonIdsForm,
        N_("Đã thêm người bị ảnh hưởng."),
        lambda actor, pk, told: actions.add_affected(actor, pk, told["ids"]),
    ),
    "bao-nguoi": Verb(
        N_("Báo người bị ảnh hưởng"),
        N_("Thông báo hiện trên trang của gia đình."),
        TellForm,
        N_("Đã thông báo."),
        lambda actor, pk, told: actions.tell_people(actor, pk, told["text"], at=timezone.now()),
    ),
    "khep": Verb(
        N_("Khép hồ sơ"),
        N_("Hồ sơ được giữ ít nhất 5 năm kể từ hôm nay."),
        NoteForm,
        N_("Đã khép hồ sơ."),
        lambda actor, pk, told: actions.close(actor, pk, told["note"], at=timezone.now()),
    ),
}
ALWAYS = ("ghi-chep", "tim-nguoi", "them-nguoi", "bao-nguoi")


@require_GET
def breaches(request: HttpRequest) -> HttpResponseBase:
    """List the breaches, the shortest clock first."""
    actor = asking(request)
    rows = queries.breaches(actor, timezone.now())
    return listing(request, "privacy/breaches.html", BREACHES, rows, may_open=actor.can(Can.HANDLE_BREACHES))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open the file of a breach at one's unit."""
    actor = asking(request)
    unit = unit_of(request, actor, Can.HANDLE_BREACHES, "don-vi")
    form = BreachForm(request.POST or None)
    if form.is_valid():
        made = actions.open_breach(actor, unit, Telling(form.cleaned_data))
        return done(request, _("Đã lập hồ sơ sự cố. Đồng hồ 72 giờ đang chạy."), "privacy:breach", made.pk)
    lead = organisations.name_of(unit)
    back = reverse("privacy:breaches")
    return form_page(request, form, title=_("Lập hồ sơ sự cố"), button=_("Lập hồ sơ"), back=back, lead=lead)


@require_GET
def breach(request: HttpRequest, breach_id: int) -> HttpResponse:
    """Show a breach file: clocks, facts, affected persons, time line."""
    actor, now = asking(request), timezone.now()
    found = queries.breach(actor, breach_id)
    may_handle = actor.can(Can.HANDLE_BREACHES, at=found.organisation_id)
    shown = {
        "breach": found,
        "state": (_(BREACH.states[found.state]), STATE_TONES[found.state]),
        "clocks": [(str(CLOCKS[one.name]), moment(one.due), *clock_badge(one)) for one in queries.clocks(found, now)],
        "facts": _facts(found),
        "affected": queries.affected(found),
        "moments": step_moments(list(found.steps.order_by("at"))),
        "offered": [(verb, _(VERBS[verb].title)) for verb in _offered(found)] if may_handle else [],
        "may_handle": may_handle and found.state != "closed",
    }
    return render(request, "privacy/breach.html", shown)


def _offered(found: Breach) -> list[str]:
    if found.state == "closed":
        return []
    first = ["bao-ban-dau"] if found.is_serious and found.noticed_at is None else []
    return [*first, "bao-cao" if found.state == "open" else "khep", *ALWAYS]


def _facts(found: Breach) -> list[tuple[str, Any]]:
    names = ("kind", "what", "cause", "harm", "remedy", "contact")
    kinds = ", ".join(_(BY_CODE[one].title) for one in found.data_kinds if one in BY_CODE)
    span = f"{moment(found.happened_from)} – {moment(found.happened_until)}" if found.happened_from else ""
    return [
        (_("Đơn vị"), organisations.name_of(found.organisation_id)),
        (_("Phát hiện lúc"), moment(found.found_at)),
        (_("Xảy ra"), span),
        (_("Loại dữ liệu"), kinds),
        *pairs_of(found, names),
    ]


@require_GET
def form_08(request: HttpRequest, breach_id: int) -> HttpResponse:
    """Show the fields of Form 08 for printing."""
    found = queries.breach(asking(request), breach_id)
    shown = {
        "breach": found,
        "facts": _facts(found),
        "count": found.affected.count(),
        "told": moment(found.told_at),
        "unit": organisations.name_of(found.organisation_id),
        "on": timezone.localdate(),
    }
    return render(request, "privacy/form_08.html", shown)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, breach_id: int, verb: str) -> HttpResponse:
    """Take a step of a breach, or correct its file."""
    actor = asking(request)
    found = queries.breach(actor, breach_id)
    actor.must(Can.HANDLE_BREACHES, at=found.organisation_id)
    if verb == "sua":
        return _edit(request, actor, found)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Missing(what=_("bước này"))
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        chosen.run(actor, breach_id, form.cleaned_data)
        return done(request, _(chosen.said), "privacy:breach", breach_id)
    back = reverse("privacy:breach", args=[breach_id])
    return confirm(request, title=_(chosen.title), text=_(chosen.text), button=_(chosen.title), back=back, form=form)


def _edit(request: HttpRequest, actor: Actor, found: Breach) -> HttpResponse:
    initial = {name: getattr(found, name) for name in BreachForm.base_fields}
    form = BreachForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.tell_more(actor, found.pk, Telling(form.cleaned_data))
        return done(request, _("Đã bổ sung hồ sơ."), "privacy:breach", found.pk)
    back = reverse("privacy:breach", args=[found.pk])
    return form_page(request, form, title=_("Bổ sung hồ sơ sự cố"), button=_("Lưu"), back=back)
