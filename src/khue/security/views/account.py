"""The page of one's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from khue.core.web.asking import asking
from khue.security import queries, sso


def account(request: HttpRequest) -> HttpResponse:
    """Show the person's own account: the posts held today and what they allow."""
    shown = queries.account_of(asking(request), on=timezone.localdate())
    more = {"session": request.sign_in, "providers": sso.providers()}  # type: ignore[attr-defined]
    return render(request, "security/account.html", {**shown, **queries.protection_of(shown["user"]), **more})


urlpatterns = [
    path("van-phong/tai-khoan", account, name="account"),
]
