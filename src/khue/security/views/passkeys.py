"""Passkeys: what the browser is asked, and what it answers."""

import base64
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khue.core.errors import Invalid, Missing
from khue.core.web.answers import refusal_response, wording
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.core.web.pages import confirm, done, form_page
from khue.security import actions, entering, queries
from khue.security.forms import PasskeyForm, PasskeyNameForm, PasswordForm
from khue.security.models import Passkey, User
from khue.security.views.signing import blame, finish, kept

ASKED = "passkey_asked"


@limited("sign-in", rate=20, per=60)
@require_POST
def ask_to_prove(request: HttpRequest) -> HttpResponse:
    """Give the browser what a passkey must sign: for a half-signed account, or for whoever the key belongs to."""
    half = entering.half_signed(request, at=timezone.now())
    return _asked(request, queries.ask_to_prove(entering.site_of(request), half.user if half else None))


@limited("sign-in", rate=20, per=60)
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Sign in by what a passkey signed."""
    at, form = timezone.now(), PasskeyForm(request.POST)
    half = entering.half_signed(request, at=at)
    if not form.is_valid() or not isinstance(form.cleaned_data["credential"], dict):
        return refusal_response(request, actions.PasskeyRefused())
    outcome = actions.check_passkey(
        form.cleaned_data["credential"],
        challenge=_challenge(request),
        site=entering.site_of(request),
        user_id=half.user.pk if half else None,
        at=at,
        visitor=entering.visitor_of(request),
    )
    if isinstance(outcome, User):
        onward = half.onward if half else entering.onward_of(request)
        return finish(request, outcome, factor="passkey", onward=onward)
    messages.error(request, wording(outcome))
    return kept(redirect("security:second_factor" if half else "security:sign_in"))


@require_POST
def ask_to_register(request: HttpRequest) -> HttpResponse:
    """Give the browser what it needs to make a new passkey."""
    user = queries.own_user(asking(request))
    return _asked(request, queries.ask_to_register(user, entering.site_of(request)))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made; first recovery codes are shown at once."""
    form = PasskeyForm(request.POST)
    if not form.is_valid() or not isinstance(form.cleaned_data["credential"], dict):
        raise actions.PasskeyRefused()
    codes = actions.add_passkey(
        asking(request),
        form.cleaned_data["credential"],
        form.cleaned_data["title"],
        challenge=_challenge(request),
        site=entering.site_of(request),
        at=timezone.now(),
        session_id=request.session.get("session_id"),
    )
    if codes:
        return render(request, "security/recovery_codes.html", {"codes": codes})
    return done(request, _("Đã thêm khoá truy cập."), "security:second_step")


def rename(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Give a passkey another name."""
    form = PasskeyNameForm(request.POST or None, initial={"title": _title(request, passkey_id)})
    if request.method == "POST" and form.is_valid():
        actions.rename_passkey(asking(request), passkey_id, form.cleaned_data["title"])
        return done(request, _("Đã đổi tên khoá."), "security:second_step")
    back = reverse("security:second_step")
    return form_page(request, form, title=_("Đổi tên khoá truy cập"), button=_("Lưu"), back=back)


def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Remove a passkey, after the password."""
    title, form = _title(request, passkey_id), PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_passkey(asking(request), passkey_id, form.cleaned_data["password"])
            return done(request, _("Đã xoá khoá truy cập."), "security:second_step")
        except Invalid as refused:
            blame(form, refused)
    return confirm(
        request,
        title=_("Xoá khoá truy cập"),
        text=_("Khoá «{title}» sẽ không đăng nhập được nữa.").format(title=title),
        button=_("Xoá khoá"),
        back=reverse("security:second_step"),
        tone="danger",
        form=form,
    )


def _title(request: HttpRequest, passkey_id: int) -> str:
    keys = queries.protection_of(queries.own_user(asking(request)))["passkeys"]
    found = next((key for key in keys if key.pk == passkey_id), None)
    if not isinstance(found, Passkey):
        raise Missing(what=f"khoá truy cập {passkey_id}")
    return found.title


def _asked(request: HttpRequest, asked: queries.Challenge) -> HttpResponse:
    request.session[ASKED] = base64.b64encode(asked.challenge).decode()
    options: dict[str, Any] = json.loads(asked.options)
    return JsonResponse(options)


def _challenge(request: HttpRequest) -> bytes:
    """Take the question out of the session: it is answered once.

    Raises: PasskeyRefused, when nothing was asked.
    """
    asked = request.session.pop(ASKED, "")
    if not asked:
        raise actions.PasskeyRefused()
    return base64.b64decode(asked)


urlpatterns = [
    path("dang-nhap/khoa/hoi", ask_to_prove, name="ask_passkey"),
    path("dang-nhap/khoa", prove, name="prove_passkey"),
    path("van-phong/tai-khoan/hai-buoc/khoa/hoi", ask_to_register, name="ask_new_passkey"),
    path("van-phong/tai-khoan/hai-buoc/khoa", add, name="add_passkey"),
    path("van-phong/tai-khoan/hai-buoc/khoa/<int:passkey_id>/ten", rename, name="rename_passkey"),
    path("van-phong/tai-khoan/hai-buoc/khoa/<int:passkey_id>/xoa", remove, name="remove_passkey"),
]
