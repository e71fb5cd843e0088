"""The pages on which one hands on what one holds, arranges who stands in, and chooses the hat one wears."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khue.core.errors import Missing, Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import done
from khue.security import actions, queries
from khue.security.forms import DelegateForm, SubstituteForm
from khue.security.rules import Can
from khue.security.views.granting import PREFIX, how_of, term_of, unit_form


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Show what one holds, what one handed on, and which of it may be handed on."""
    actor = asking(request)
    held = queries.own_posts(actor)
    handed = [
        {"grant": one, "how": how_of(one), "term": term_of(one), "place": place}
        for one, place in queries.with_places(queries.handed_on(actor))
    ]
    shown = {
        "held": [(seer, term_of(seer.grant), how_of(seer.grant)) for seer in held],
        "handed": handed,
        "may_delegate": actor.can(Can.DELEGATE),
        "may_arrange": actor.can(Can.DELEGATE) or actor.can(Can.GIVE_GRANTS),
        "may_break_glass": actor.can(Can.BREAK_GLASS),
    }
    return render(request, "security/own_grants.html", shown)


def delegate(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Hand on a grant of one's own, or a part of it."""
    actor = asking(request)
    actor.must(Can.DELEGATE)
    seer = next((one for one in queries.own_posts(actor) if one.grant.pk == grant_id), None)
    if seer is None:
        raise Missing(what=_("quyền bạn đang giữ"))
    first = {"start": timezone.localdate(), "end": seer.grant.period.upper, "only": list(seer.permissions)}
    form = DelegateForm(request.POST or None, held=seer.permissions, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.delegate(actor, grant_id, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, wording(refused))
        else:
            return done(request, _("Đã uỷ quyền."), "security:own_grants")
    lead = _("{role}, {unit}. Uỷ quyền không rộng hơn, không dài hơn quyền của bạn và thôi cùng quyền của bạn.")
    told = lead.format(role=_(seer.role), unit=seer.held_at)
    return unit_form(request, form, title=_("Uỷ quyền"), button=_("Uỷ quyền"), back="security:own_grants", lead=told)


def substitute(request: HttpRequest) -> HttpResponse:
    """Arrange who stands in for somebody on leave."""
    actor = asking(request)
    if not actor.can(Can.DELEGATE):
        actor.must(Can.GIVE_GRANTS)
    form = SubstituteForm(request.POST or None, initial={"start": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            taken = actions.substitute(actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, wording(refused))
        else:
            text = _("Đã giao {count} vai trò cho người làm thay.").format(count=len(taken))
            return done(request, text, "security:own_grants")
    lead = _("Người làm thay giữ các vai trò của người nghỉ trong đúng thời gian nghỉ, trừ quyền giao quyền.")
    back = "security:own_grants"
    return unit_form(request, form, title=_("Làm thay khi nghỉ"), button=_("Giao làm thay"), back=back, lead=lead)


@require_POST
def wear(request: HttpRequest) -> HttpResponse:
    """Choose what one acts as («Vai đang dùng»): for one's posts, or for oneself and one's children."""
    hat: Any = request.POST.get("hat", "")
    if hat not in queries.hats_of(asking(request).user_id or 0):
        raise Missing(what=_("vai này trong tài khoản của bạn"))
    request.session["hat"] = hat
    text = _("Bạn đang dùng vai gia đình.") if hat == queries.CITIZEN else _("Bạn đang dùng vai công việc.")
    return done(request, text, "security:account")


urlpatterns = [
    path(f"{PREFIX}/cua-toi", own, name="own_grants"),
    path(f"{PREFIX}/<int:grant_id>/uy-quyen", delegate, name="delegate"),
    path(f"{PREFIX}/lam-thay", substitute, name="substitute"),
    path("van-phong/tai-khoan/vai", wear, name="wear"),
]
