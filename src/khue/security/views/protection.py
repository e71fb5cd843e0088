"""The pages on which a person guards the own account: password, second step, recovery codes, devices."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.errors import Invalid
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page
from khue.security import actions, queries
from khue.security.forms import ChangePasswordForm, FirstCodeForm, PasswordForm
from khue.security.gate import owes_factor
from khue.security.views.signing import blame

PROPOSED = "authenticator_proposed"


def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["password"], form.cleaned_data["new_password"]
        keep = request.session.get("session_id")
        try:
            actions.change_password(asking(request), old, new, at=timezone.now(), keep=keep)
            request.session.cycle_key()
            return done(request, _("Đã đổi mật khẩu. Mọi thiết bị khác đã bị đăng xuất."), "security:account")
        except Invalid as refused:
            blame(form, refused)
    back = reverse("security:account")
    lead = _("Đổi mật khẩu sẽ đăng xuất mọi thiết bị khác.")
    return form_page(request, form, title=_("Đổi mật khẩu"), button=_("Đổi mật khẩu"), back=back, lead=lead)


@require_GET
def second_step(request: HttpRequest) -> HttpResponse:
    """Show what second steps the account has, and offer others."""
    user = queries.own_user(asking(request))
    shown = {**queries.protection_of(user), "owes": owes_factor(request)}
    return render(request, "security/second_step.html", shown)


def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator: the QR code, then a first code that confirms it."""
    actor = asking(request)
    form = FirstCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept, session_id = request.session.get(PROPOSED, ""), request.session.get("session_id")
        try:
            codes = actions.add_authenticator(
                actor, kept, form.cleaned_data["code"], at=timezone.now(), session_id=session_id
            )
        except Invalid as refused:
            blame(form, refused)
        else:
            del request.session[PROPOSED]
            messages.success(request, _("Đã cài ứng dụng xác thực."))
            return _codes(request, codes)
    user = queries.own_user(actor)
    proposal = queries.propose_authenticator(user, request.session.get(PROPOSED, ""))
    request.session[PROPOSED] = proposal.kept
    status = 422 if form.errors else 200
    shown = {"form": form, "qr": qr(proposal.address), "secret": proposal.secret}
    return render(request, "security/authenticator.html", shown, status=status)


def remove_authenticator(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator, after the password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_authenticator(asking(request), form.cleaned_data["password"])
            return done(request, _("Đã gỡ ứng dụng xác thực."), "security:second_step")
        except Invalid as refused:
            blame(form, refused)
    return confirm(
        request,
        title=_("Gỡ ứng dụng xác thực"),
        text=_("Mã trong ứng dụng sẽ không dùng được nữa."),
        button=_("Gỡ"),
        back=reverse("security:second_step"),
        tone="danger",
        form=form,
    )


def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, after the password; the old ones stop working."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password = form.cleaned_data["password"]
            return _codes(request, actions.renew_recovery_codes(asking(request), password, at=timezone.now()))
        except Invalid as refused:
            blame(form, refused)
    return confirm(
        request,
        title=_("Tạo mã khôi phục mới"),
        text=_("Các mã cũ sẽ không dùng được nữa. Mã mới chỉ hiện một lần, hãy in hoặc chép lại."),
        button=_("Tạo mã mới"),
        back=reverse("security:second_step"),
        form=form,
    )


@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """List the devices on which the account is in use."""
    user = queries.own_user(asking(request))
    shown = {"sessions": queries.sessions_of(user)[:100], "current": request.session.get("session_id")}
    return render(request, "security/devices.html", shown)


def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign one device out."""
    if request.method == "POST":
        actions.end_session(asking(request), session_id, at=timezone.now())
        return done(request, _("Đã đăng xuất thiết bị đó."), "security:devices")
    text, back = _("Thiết bị đó phải đăng nhập lại."), reverse("security:devices")
    return confirm(request, title=_("Đăng xuất thiết bị"), text=text, button=_("Đăng xuất"), back=back, tone="danger")


def end_others(request: HttpRequest) -> HttpResponse:
    """Sign all other devices out."""
    if request.method == "POST":
        ended = actions.end_other_sessions(asking(request), request.session.get("session_id"), at=timezone.now())
        return done(request, _("Đã đăng xuất {count} thiết bị khác.").format(count=ended), "security:devices")
    text, back = _("Chỉ thiết bị bạn đang dùng còn đăng nhập."), reverse("security:devices")
    title = _("Đăng xuất mọi thiết bị khác")
    return confirm(request, title=title, text=text, button=_("Đăng xuất tất cả"), back=back, tone="danger")


def qr(text: str) -> SafeString:
    """Draw a QR code as SVG without styles, on white, so that it is read in the dark theme too."""
    drawn = segno.make(text, error="m").svg_inline(scale=4, border=3, light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # drawn here, holds no text of others


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    if not codes:
        return redirect("security:second_step")
    return render(request, "security/recovery_codes.html", {"codes": codes})


urlpatterns = [
    path("van-phong/tai-khoan/mat-khau", password, name="password"),
    path("van-phong/tai-khoan/hai-buoc", second_step, name="second_step"),
    path("van-phong/tai-khoan/hai-buoc/ung-dung", authenticator, name="authenticator"),
    path("van-phong/tai-khoan/hai-buoc/ung-dung/go", remove_authenticator, name="remove_authenticator"),
    path("van-phong/tai-khoan/hai-buoc/ma-khoi-phuc", recovery_codes, name="recovery_codes"),
    path("van-phong/tai-khoan/thiet-bi", devices, name="devices"),
    path("van-phong/tai-khoan/thiet-bi/khac/dang-xuat", end_others, name="end_others"),
    path("van-phong/tai-khoan/thiet-bi/<int:session_id>/dang-xuat", end_session, name="end_session"),
]
