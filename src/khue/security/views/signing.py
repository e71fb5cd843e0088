"""The pages of signing in, step by step, and of signing out."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khue.core.errors import Invalid, Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.security import actions, entering, queries, sso
from khue.security.forms import ChosenPasswordForm, CodeForm, SignInForm
from khue.security.models import Session, User


@limited("sign-in", rate=20, per=60)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the name and the password, then for the second step, or lead on to where the person wanted to go."""
    form = SignInForm(request.POST or None)
    onward, status = entering.onward_of(request), 200
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        outcome = actions.sign_in(**form.cleaned_data, at=at, visitor=entering.visitor_of(request))
        if isinstance(outcome, User):
            return proceed(request, outcome, first="password", onward=onward)
        form.add_error(None, wording(outcome))
        status = outcome.status
    shown = {"form": form, "providers": sso.providers(), "onward": onward}
    return kept(render(request, "security/sign_in.html", shown, status=status))


@limited("sign-in", rate=20, per=60)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask a half-signed person for the second step."""
    at = timezone.now()
    half = entering.half_signed(request, at=at)
    if half is None:
        messages.warning(request, _("Bước đăng nhập trước đã quá 5 phút. Hãy đăng nhập lại từ đầu."))
        return redirect("security:sign_in")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        code, visitor = form.cleaned_data["code"], entering.visitor_of(request)
        outcome = actions.check_code(half.user.pk, code, at=at, visitor=visitor)
        if not isinstance(outcome, Refused):
            return finish(request, half.user, factor=outcome, onward=half.onward)
        form.add_error("code", wording(outcome))
        status = outcome.status
    shown = {"form": form, "user": half.user, "factors": queries.factors_of(half.user)}
    return kept(render(request, "security/second_factor.html", shown, status=status))


def proceed(request: HttpRequest, user: User, *, first: str, onward: str) -> HttpResponse:
    """Go on after the first step: to the second one when the account has one, otherwise in."""
    if queries.factors_of(user):
        entering.half_sign(request, user, first=first, onward=onward, at=timezone.now())
        return redirect("security:second_factor")
    return finish(request, user, factor=first, onward=onward)


def finish(request: HttpRequest, user: User, *, factor: str, onward: str) -> HttpResponse:
    """Let somebody in, and say what happened to the account since the last time."""
    _tell(request, entering.enter(request, user, factor=factor, at=timezone.now()))
    return redirect(entering.led(request, user, onward))


def _tell(request: HttpRequest, session: Session) -> None:
    if session.failures:
        text = _("Từ lần đăng nhập trước có {count} lần đăng nhập sai, gần nhất từ địa chỉ {address}.")
        messages.warning(request, text.format(count=session.failures, address=session.failed_from or "?"))
    if session.is_new_device:
        text = _("Lần đầu tài khoản này đăng nhập từ {device}. Nếu không phải bạn, hãy đổi mật khẩu.")
        messages.info(request, text.format(device=session.device))


def kept(response: HttpResponse) -> HttpResponse:
    """Keep what a refused step wrote: the count of failures stays."""
    response.keeps_changes = True  # type: ignore[attr-defined]
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    actions.sign_out(asking(request), request.session.get("session_id"), at=timezone.now())
    request.session.flush()
    messages.success(request, _("Bạn đã đăng xuất."))
    return redirect("portal:home")


@limited("invitation", rate=20, per=60)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose the first password; staff are then led to the second step by the gate."""
    at = timezone.now()
    invited = actions.invitation_of(token, at=at).user
    form, status = ChosenPasswordForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept(token, form.cleaned_data["new_password"], at=at)
        except Invalid as refused:
            blame(form, refused)
            status = refused.status
        else:
            messages.success(request, _("Tài khoản đã sẵn sàng. Từ nay hãy đăng nhập bằng mật khẩu vừa chọn."))
            return proceed(request, user, first="password", onward=entering.DESK)
    return render(request, "security/invitation.html", {"form": form, "user": invited}, status=status)


def blame(form: BaseForm, refused: Invalid) -> None:
    """Put the problems of a refusal beside the fields they are about."""
    for fault in refused.problems:
        form.add_error(fault.place if fault.place in form.fields else None, _(fault.text))


urlpatterns = [
    path("dang-nhap", sign_in, name="sign_in"),
    path("dang-nhap/xac-thuc", second_factor, name="second_factor"),
    path("dang-nhap/thu-moi/<str:token>", invitation, name="invitation"),
    path("dang-xuat", sign_out, name="sign_out"),
]
