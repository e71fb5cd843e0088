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
    guarded = queries.protection_of(shown["user"])
    taken = {identity.issuer for identity in guarded["identities"]}
    more = {
        "has_hats": len(queries.hats_of(shown["user"].pk)) > 1,
        "is_citizen": asking(request).is_citizen,
        "session": request.sign_in,  # type: ignore[attr-defined]
        "providers": [one for one in sso.providers() if one.issuer not in taken],
    }
    return render(request, "security/account.html", {**shown, **guarded, **more})


urlpatterns = [
    path("van-phong/tai-khoan", account, name="account"),
]
