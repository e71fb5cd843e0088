"""Signing in and out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from khue.core.errors import Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.core.web.tables import Column, Table, listing
from khue.security import actions, queries
from khue.security.forms import EventFilter, SignInForm


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


def account(request: HttpRequest) -> HttpResponse:
    """Show the person's own account: the posts held today and what they allow."""
    return render(request, "security/account.html", queries.account_of(asking(request), on=timezone.localdate()))


def facts_text(facts: dict[str, Any]) -> str:
    """Write the facts of an event in one line; long values (digests) are cut."""
    return ", ".join(f"{name}: {Truncator(value).chars(16)}" for name, value in facts.items())


EVENTS = Table(
    "security.events",
    gettext_lazy("Nhật ký hệ thống"),
    (
        Column("at", gettext_lazy("Lúc"), kind="moment", sort="at"),
        Column("name", gettext_lazy("Sự kiện"), sort="name"),
        Column("subject", gettext_lazy("Đối tượng"), sort="subject"),
        Column("user_id", gettext_lazy("Mã tài khoản"), kind="text"),
        Column("facts", gettext_lazy("Chi tiết"), value=lambda event: facts_text(event.facts)),
    ),
    order="-at",
)


@require_GET
def events(request: HttpRequest) -> HttpResponseBase:
    """List what happened, for those who watch over the system."""
    form = EventFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    return listing(request, "security/events.html", EVENTS, queries.events(asking(request), **asked), form=form)
