"""The page of one's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from khue.core.web.asking import asking
from khue.security import queries


def account(request: HttpRequest) -> HttpResponse:
    """Show the person's own account: the posts held today and what they allow."""
    return render(request, "security/account.html", queries.account_of(asking(request), on=timezone.localdate()))


urlpatterns = [
    path("van-phong/tai-khoan", account, name="account"),
]
