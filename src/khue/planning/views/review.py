"""The review page: the document with every proposal on its own words, and the form of the one that is looked at."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core.actor import Actor
from khue.core.errors import Invalid, Missing, Refused
from khue.core.web import formats
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import done
from khue.planning import actions, queries, rules
from khue.planning.forms import FORMS
from khue.planning.models import Plan, Proposal

TONES = {"waiting": "warn", "accepted": "good", "mended": "info", "dropped": "neutral"}


@require_safe
def review(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show the document of a plan beside the proposal that is looked at."""
    actor = asking(request)
    plan = queries.plan(actor, plan_id)
    chosen = _chosen(request, actor, plan)
    page = _number(request, "trang") or queries.page_of(
        _number(request, "dong") or (chosen.first_line if chosen else 0)
    )
    shown = {
        "plan": plan,
        "sheet": queries.sheet(plan, page, queries.proposals(plan)),
        "faults": queries.faults(plan),
        **_panel(actor, plan, chosen),
    }
    return render(request, "planning/review.html", shown)


def _number(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


def _chosen(request: HttpRequest, actor: Actor, plan: Plan) -> Proposal | None:
    if (asked := _number(request, "chon")) is not None:
        found = queries.proposal(actor, asked)
        if found.plan_id == plan.pk:
            return found
    return queries.first_open(plan)


def _panel(actor: Actor, plan: Plan, chosen: Proposal | None, form: Any = None) -> dict[str, Any]:
    """Return what the panel beside the document shows."""
    may = actor.can(rules.Can.MANAGE, at=plan.issuer_id) and plan.state in rules.OPEN_FOR_CHANGE
    shown: dict[str, Any] = {"plan": plan, "reviewing": _kinds(queries.reviewing(plan)), "may": may, "chosen": chosen}
    if chosen is not None:
        before, after = queries.neighbours(chosen)
        shown |= {
            "form": form or FORMS[chosen.kind](value=chosen.current),
            "told": _told(FORMS[chosen.kind](value=chosen.current)),
            "kind": _(rules.KINDS[chosen.kind]),
            "decision": (_(rules.DECISIONS[chosen.decision]), TONES[chosen.decision]),
            "before": before,
            "after": after,
            "complete": rules.is_complete(chosen.kind, chosen.value),
        }
    return shown


def _told(form: Any) -> list[tuple[str, Any]]:
    """Return what a proposal says, for those who look at it without changing it."""
    told = []
    for bound in form:
        value = bound.value()
        named = dict(getattr(bound.field, "choices", ()))
        shown = formats.day(value) if isinstance(value, date) else named.get(value, value)
        if shown not in (None, "", False):
            told.append((bound.label, shown))
    return told


def _kinds(reviewing: queries.Reviewing) -> dict[str, Any]:
    """Return the progress with the titles of the kinds."""
    lines = [(one, _(rules.KINDS[one.kind])) for one in reviewing.kinds]
    return {"lines": lines, "total": reviewing.total, "decided": reviewing.decided, "percent": reviewing.percent}


@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show the form of one proposal, beside the document that is already there when htmx asks."""
    found = queries.proposal(asking(request), proposal_id)
    if not request.headers.get("HX-Request") or _is_elsewhere(request, found):
        return _to_page(request, found)
    return render(request, "planning/_proposal.html", _panel(asking(request), found.plan, found))


@require_POST
def decide(request: HttpRequest, proposal_id: int, verb: str) -> HttpResponse:
    """Accept, mend, drop, or take the decision back; then show the next proposal that waits."""
    actor = asking(request)
    found = queries.proposal(actor, proposal_id)
    form = FORMS[found.kind](request.POST) if verb == "sua" else None
    try:
        decided = _decided(actor, found, verb, form)
    except Refused as refusal:
        return _refused(request, actor, found, form, refusal)
    if decided is None:
        return render(request, "planning/_proposal.html", _panel(actor, found.plan, found, form), status=422)
    following = decided if verb == "xem-lai" else queries.neighbours(decided, waiting=True)[1]
    return _onwards(request, actor, decided, following or queries.first_open(decided.plan) or decided)


def _decided(actor: Actor, found: Proposal, verb: str, form: Any) -> Proposal | None:
    """Do what was asked; None when the form is not filled in."""
    if form is not None:
        return actions.mend(actor, found.pk, form.value()) if form.is_valid() else None
    steps = {"nhan": actions.accept, "bo": actions.drop, "xem-lai": actions.reconsider}
    if verb not in steps:
        raise Missing(what=_("bước này"))
    return steps[verb](actor, found.pk)


def _refused(request: HttpRequest, actor: Actor, found: Proposal, form: Any, refusal: Refused) -> HttpResponse:
    """Show the form again with what is wrong, each on its field."""
    if not isinstance(refusal, Invalid) and refusal.status != 409:
        raise refusal
    if form is None:
        value = queries.proposal(actor, found.pk).current
        form = FORMS[found.kind](_as_sent(FORMS[found.kind](value=value)))
    form.is_valid()
    for fault in getattr(refusal, "problems", ()):
        form.add_error(None, f"{_label(form, fault.place)}: {_(fault.text)}")
    if not isinstance(refusal, Invalid):
        form.add_error(None, wording(refusal))
    shown = _panel(actor, found.plan, queries.proposal(actor, found.pk), form)
    if not request.headers.get("HX-Request"):
        page = queries.sheet(found.plan, queries.page_of(found.first_line), queries.proposals(found.plan))
        return render(
            request, "planning/review.html", {**shown, "sheet": page, "faults": queries.faults(found.plan)}, status=422
        )
    return render(request, "planning/_proposal.html", shown, status=422)


def _as_sent(form: Any) -> dict[str, Any]:
    return {name: "" if form.initial.get(name) is None else form.initial[name] for name in form.fields}


def _label(form: Any, place: str) -> str:
    names = {"value": "low"}
    field = form.fields.get(names.get(place, place))
    return str(field.label) if field else place


def _onwards(request: HttpRequest, actor: Actor, decided: Proposal, following: Proposal) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return _to_page(request, following)
    if _is_elsewhere(request, following):
        return HttpResponse(headers={"HX-Redirect": _address(following)})
    plan = queries.plan(actor, decided.plan_id)
    shown = _panel(actor, plan, queries.proposal(actor, following.pk))
    return render(request, "planning/_proposal.html", {**shown, "decided": [decided]})


def _is_elsewhere(request: HttpRequest, found: Proposal) -> bool:
    """Whether the proposal stands on another page of the document than the one that is open."""
    return request.headers.get("X-Document-Page", "") not in ("", str(queries.page_of(found.first_line)))


def _to_page(request: HttpRequest, found: Proposal) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": _address(found)})
    return redirect(_address(found))


def _address(found: Proposal) -> str:
    return f"{reverse('planning:review', args=[found.plan_id])}?chon={found.pk}#de-xuat"


@require_POST
def accept_all(request: HttpRequest, plan_id: int, kind: str) -> HttpResponse:
    """Accept every proposal of a kind that has no fault."""
    taken = actions.accept_all(asking(request), plan_id, kind)
    text = _("Đã nhận {count} đề xuất «{kind}».").format(count=taken, kind=_(rules.KINDS[kind]))
    return _reviewed(request, text, plan_id)


@require_POST
def undo(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take back the last decision."""
    waiting = actions.undo(asking(request), plan_id)
    text = _("Đã hoàn tác {count} quyết định.").format(count=len(waiting))
    return _reviewed(request, text, plan_id, chosen=waiting[0].pk)


def _reviewed(request: HttpRequest, text: str, plan_id: int, chosen: int | None = None) -> HttpResponse:
    """Say that it is done, on the review page."""
    address = reverse("planning:review", args=[plan_id])
    return done(request, text, f"{address}?chon={chosen}" if chosen else address)


urlpatterns = [
    path("van-phong/ke-hoach/<int:plan_id>/duyet", review, name="review"),
    path("van-phong/ke-hoach/<int:plan_id>/nhan-tat-ca/<slug:kind>", accept_all, name="accept_all"),
    path("van-phong/ke-hoach/<int:plan_id>/hoan-tac", undo, name="undo"),
    path("van-phong/ke-hoach/de-xuat/<int:proposal_id>", proposal, name="proposal"),
    path("van-phong/ke-hoach/de-xuat/<int:proposal_id>/<slug:verb>", decide, name="decide"),
]
