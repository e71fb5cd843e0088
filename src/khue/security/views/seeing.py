"""Who can see what: of a unit, of an account, of one record, on any day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.web.asking import asking
from khue.organisations import queries as organisations
from khue.security import queries
from khue.security.forms import SeeingForm
from khue.security.rules import Can
from khue.security.views.granting import PREFIX, how_of, term_of


@require_GET
def seeing(request: HttpRequest) -> HttpResponse:
    """Answer who can see what, and by which grant."""
    actor = asking(request)
    actor.must(Can.SEE_GRANTS)
    form = SeeingForm(request.GET or None)
    shown: dict[str, Any] = {"form": form}
    if form.is_valid():
        asked = form.cleaned_data
        if asked["person"]:
            card, seers, family = queries.seers_of_record(actor, asked["person"], on=asked["on"])
            shown |= {"about": _("Hồ sơ {id}").format(id=card.id), "seers": _lines(seers), "family": family}
        elif asked["account"]:
            user, reach = queries.reach_of_account(actor, asked["account"], on=asked["on"])
            lines = [(one.seer, how_of(one.seer.grant), term_of(one.seer.grant), one.units) for one in reach]
            shown |= {"about": user.username, "reach": lines}
        elif asked["unit"]:
            seers = queries.seers_of_unit(actor, asked["unit"], app=asked["app"], on=asked["on"])
            shown |= {"about": organisations.name_of(asked["unit"]), "seers": _lines(seers)}
    return render(request, "security/seeing.html", shown, status=422 if form.is_bound and form.errors else 200)


def _lines(seers: list[queries.Seer]) -> list[tuple[queries.Seer, tuple[str, str], str]]:
    return [(one, how_of(one.grant), term_of(one.grant)) for one in seers]


urlpatterns = [path(f"{PREFIX}/ai-xem-duoc", seeing, name="seeing")]
