"""Home, desk and search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from khue.core.web.asking import asking
from khue.portal import queries


def home(request: HttpRequest) -> HttpResponse:
    """Welcome citizens: what can be looked up here."""
    return render(request, "portal/home.html", {"doors": queries.doors()})


def desk(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person what waits, what runs and where to go."""
    if asking(request).is_citizen:
        return redirect("students:family")
    return render(request, "portal/desk.html", queries.desk(asking(request)))


def search(request: HttpRequest) -> HttpResponse:
    """Search everything this person may find."""
    text = request.GET.get("q", "")
    return render(request, "portal/search.html", {"text": text, "groups": queries.search(asking(request), text)})
