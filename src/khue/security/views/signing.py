"""The pages of signing in and out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khue.core.errors import Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.security import actions
from khue.security.forms import SignInForm


@limited("sign-in", rate=20, per=60)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the name and the password, then lead on to where the person wanted to go."""
    onward = request.GET.get("next", "/van-phong/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/van-phong/"
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        outcome = actions.sign_in(**form.cleaned_data, at=timezone.now())
        if not isinstance(outcome, Refused):
            request.session.cycle_key()
            request.session["user_id"] = outcome.pk
            return redirect(onward)
        form.add_error(None, wording(outcome))
        status = outcome.status
    response = render(request, "security/sign_in.html", {"form": form}, status=status)
    response.keeps_changes = True  # type: ignore[attr-defined]  # the count of failures stays
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    actions.sign_out(asking(request))
    request.session.flush()
    messages.success(request, _("Bạn đã đăng xuất."))
    return redirect("portal:home")


urlpatterns = [
    path("dang-nhap", sign_in, name="sign_in"),
    path("dang-xuat", sign_out, name="sign_out"),
]
