"""Single sign-on: leaving for the provider, coming back, and linking."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.errors import Invalid, Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.core.web.pages import confirm, done
from khue.security import actions, entering, queries, sso
from khue.security.forms import PasswordForm
from khue.security.rules import Provider
from khue.security.views.signing import blame, finish, proceed

TRIP = "single_sign_on"


@limited("sign-in", rate=20, per=60)
@require_GET
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Send somebody to the provider to sign in."""
    provider = sso.provider_of(code)
    return redirect(_begin(request, provider, onward=entering.onward_of(request), links=False))


def link(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to link one's own account; asked by POST, so that no other site can begin it for somebody."""
    provider, user = sso.provider_of(code), queries.own_user(asking(request))
    if request.method != "POST":
        return confirm(
            request,
            title=_("Liên kết với {provider}").format(provider=provider.label),
            text=_("Bạn sẽ đăng nhập ở {provider} một lần để chứng minh tài khoản ở đó là của bạn.").format(
                provider=provider.label
            ),
            button=_("Tiếp tục"),
            back=reverse("security:account"),
        )
    address = _begin(request, provider, onward=reverse("security:account"), links=True)
    return render(request, "security/leave.html", {"provider": provider, "address": address, "user": user})


@limited("sign-in", rate=20, per=60)
@require_GET
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Receive somebody who signed in at the provider: sign in here, or link; every failure is said in words."""
    provider = sso.provider_of(code)
    try:
        subject, trip = sso.come_back(provider, request.session.pop(TRIP, None), request.GET.dict())
        if trip.links:
            return _linked(request, provider, subject)
        user = actions.recognise(provider, subject, at=timezone.now())
    except Refused as refused:
        messages.error(request, wording(refused))
        return redirect("security:account" if asking(request).user_id else "security:sign_in")
    if provider.proves_factor:
        return finish(request, user, factor="sso", onward=trip.onward)
    return proceed(request, user, first="sso_only", onward=trip.onward)


def _linked(request: HttpRequest, provider: Provider, subject: actions.Subject) -> HttpResponse:
    actions.link(asking(request), provider, subject, at=timezone.now())
    text = _("Đã liên kết với {provider}. Lần sau bạn có thể đăng nhập bằng nút này.")
    return done(request, text.format(provider=provider.label), "security:account")


def unlink(request: HttpRequest, identity_id: int) -> HttpResponse:
    """Take a link away, after the password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unlink(asking(request), identity_id, form.cleaned_data["password"])
            return done(request, _("Đã bỏ liên kết."), "security:account")
        except Invalid as refused:
            blame(form, refused)
    return confirm(
        request,
        title=_("Bỏ liên kết"),
        text=_("Sau khi bỏ, tài khoản ở nguồn đó không đăng nhập vào đây được nữa."),
        button=_("Bỏ liên kết"),
        back=reverse("security:account"),
        tone="danger",
        form=form,
    )


def _begin(request: HttpRequest, provider: Provider, *, onward: str, links: bool) -> str:
    back = request.build_absolute_uri(reverse("security:sso_back", args=[provider.code]))
    address, trip = sso.leave(provider, back=back, onward=onward, links=links)
    request.session[TRIP] = trip.kept()
    return address


urlpatterns = [
    path("dang-nhap/mot-lan/<slug:code>", leave, name="sso"),
    path("dang-nhap/mot-lan/<slug:code>/ve", come_back, name="sso_back"),
    path("van-phong/tai-khoan/lien-ket/<slug:code>", link, name="link"),
    path("van-phong/tai-khoan/lien-ket/<int:identity_id>/bo", unlink, name="unlink"),
]
