"""The pages on which rights are seen, given, confirmed and ended."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from khue.core.errors import Refused
from khue.core.web import formats
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.security import actions, queries
from khue.security.forms import EndForm, GiveForm, GrantFilter
from khue.security.models import Grant
from khue.security.rules import BY_CODE, Can

TONES = {"delegated": "info", "substitution": "info", "moved": "neutral", "break_glass": "bad", "given": "good"}


def term_of(grant: Grant) -> str:
    """Write the term of a grant for people."""
    if grant.until:
        return _("đến {moment}").format(moment=formats.moment(grant.until))
    since = formats.day(grant.period.lower)
    if grant.period.upper is None:
        return _("từ {since}").format(since=since)
    return _("{since} đến trước {until}").format(since=since, until=formats.day(grant.period.upper))


def how_of(grant: Grant) -> tuple[str, str]:
    """Say how a grant came to be held, or what it waits for."""
    if grant.waits:
        return _("Chờ xác nhận"), "warn"
    return str(grant.get_kind_display()), TONES[grant.kind]


GRANTS = Table(
    "security.grants",
    gettext_lazy("Phân quyền"),
    (
        Column("username", gettext_lazy("Tài khoản"), value=lambda one: one.user.username, sort="user__username",
               url=lambda one: reverse("security:grant", args=[one.pk])),
        Column("full_name", gettext_lazy("Họ và tên"), value=lambda one: one.user.full_name, sort="user__full_name"),
        Column("role", gettext_lazy("Vai trò"), value=lambda one: _(BY_CODE[one.role].title), sort="role"),
        Column("unit", gettext_lazy("Đơn vị"), value=lambda one: one.unit),
        Column("term", gettext_lazy("Thời hạn"), value=term_of, sort="period"),
        Column("kind", gettext_lazy("Cách giữ"), kind="badge", value=how_of, sort="kind"),
        Column("given_by", gettext_lazy("Người giao"), value=lambda one: one.given_by and one.given_by.username),
        Column("basis", gettext_lazy("Căn cứ"), sort="basis"),
    ),
    order="user__username",
)  # fmt: skip


@require_GET
def grants(request: HttpRequest) -> HttpResponseBase:
    """List who holds which role where, in the units one watches over."""
    form = GrantFilter(request.GET or None)
    asked: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")} if (
        form.is_valid()
    ) else {}  # fmt: skip
    actor = asking(request)
    may_give = actor.can(Can.GIVE_GRANTS)
    return listing(
        request, "security/grants.html", GRANTS, queries.grants(actor, **asked), form=form, may_give=may_give
    )


@require_GET
def grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Show a grant: what it opens, on what basis, who gave it, what stands on it."""
    actor = asking(request)
    found = queries.grant(actor, grant_id)
    seer = queries.seer_of(found)
    facts = [
        (_("Tài khoản"), f"{found.user.username} · {found.user.full_name}"),
        (_("Đơn vị"), seer.held_at),
        (_("Thời hạn"), term_of(found)),
        (_("Căn cứ"), found.basis),
        (_("Người giao"), found.given_by and found.given_by.username),
        (_("Dựa trên quyền của"), found.of and found.of.user.username),
        (_("Lí do thôi"), found.ended_why or None),
    ]
    standing = found.derived.select_related("user").order_by("pk")
    shown = {"grant": found, "seer": seer, "facts": facts, "how": how_of(found), "standing": standing}
    return render(request, "security/grant.html", shown | {"may_end": queries.may_end(actor, found)})


def give(request: HttpRequest) -> HttpResponse:
    """Give somebody a role."""
    actor = asking(request)
    roles = queries.givable(actor)
    first = {"start": timezone.localdate(), "user": request.GET.get("tai-khoan", "")}
    form = GiveForm(request.POST or None, roles=roles, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.give(actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, wording(refused))
        else:
            text = _("Đã giao quyền; chờ người thứ hai xác nhận.") if made.waits else _("Đã giao quyền.")
            return done(request, text, "security:grant", made.pk)
    lead = _("Vai trò có hiệu lực từ ngày bắt đầu, tại đơn vị và các đơn vị trực thuộc.")
    return unit_form(request, form, title=_("Giao quyền"), button=_("Giao quyền"), back="security:grants", lead=lead)


def unit_form(
    request: HttpRequest, form: Any, *, title: str, button: str, back: str, lead: str = "", **context: Any
) -> HttpResponse:
    """Show a form in which units are suggested while typing."""
    status = 422 if form.is_bound and form.errors else 200
    shown = {"form": form, "heading": title, "button": button, "back": reverse(back), "lead": lead, **context}
    return render(request, "security/unit_form.html", shown, status=status)


def confirm_grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Confirm a grant as the second person."""
    found = queries.grant(asking(request), grant_id)
    asking(request).must(Can.GIVE_GRANTS, at=found.organisation_id)
    if request.method == "POST":
        actions.confirm(asking(request), grant_id)
        return done(request, _("Đã xác nhận; quyền có hiệu lực."), "security:grant", grant_id)
    text = _("Vai trò «{role}» của {username} có hiệu lực sau khi bạn xác nhận.")
    return confirm(
        request,
        title=_("Xác nhận giao quyền"),
        text=text.format(role=_(BY_CODE[found.role].title), username=found.user.username),
        button=_("Xác nhận"),
        back=reverse("security:grant", args=[grant_id]),
    )


def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a grant, with all that stands on it."""
    actor = asking(request)
    found = queries.grant(actor, grant_id)
    if not queries.may_end(actor, found):
        actor.must(Can.GIVE_GRANTS, at=found.organisation_id)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.end(actor, grant_id, **form.cleaned_data, at=timezone.now())
        return done(request, _("Đã cho thôi quyền."), "security:grant", grant_id)
    text = _("«{role}» của {username} tại {unit}. Các uỷ quyền dựa trên quyền này cũng thôi.")
    unit = organisations.name_of(found.organisation_id)
    return confirm(
        request,
        title=_("Cho thôi quyền"),
        text=text.format(role=_(BY_CODE[found.role].title), username=found.user.username, unit=unit),
        button=_("Cho thôi"),
        back=reverse("security:grant", args=[grant_id]),
        tone="danger",
        form=form,
    )


PREFIX = "van-phong/tai-khoan/quyen"
urlpatterns = [
    path(PREFIX, grants, name="grants"),
    path(f"{PREFIX}/giao", give, name="give"),
    path(f"{PREFIX}/<int:grant_id>/", grant, name="grant"),
    path(f"{PREFIX}/<int:grant_id>/xac-nhan", confirm_grant, name="confirm_grant"),
    path(f"{PREFIX}/<int:grant_id>/thoi", end, name="end_grant"),
]
