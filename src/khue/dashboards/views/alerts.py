"""Warnings: the list, one of them, taking it and putting it off; the rules that raise them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.web.asking import asking, names_of
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.core.web.tables import Column, Table, listing
from khue.dashboards import actions, queries
from khue.dashboards.actions import NewRule
from khue.dashboards.forms import WATCHED, RuleForm, SnoozeForm, TakeForm
from khue.dashboards.models import Alert, AlertRule
from khue.dashboards.rules import KINDS, LIFE, TESTS, Can, Trigger
from khue.indicators import queries as figures
from khue.indicators import rules as showing
from khue.organisations import queries as organisations

TONES = {"raised": "bad", "acknowledged": "info", "snoozed": "neutral", "ended": "good"}
LISTED = Table(
    "dashboards.alerts",
    lazy("Cảnh báo"),
    (
        Column("unit", lazy("Đơn vị"), value=lambda row: row["unit"], url=lambda row: row["url"]),
        Column("title", lazy("Chỉ số"), value=lambda row: row["title"]),
        Column("why", lazy("Vì sao"), value=lambda row: row["why"]),
        Column("owner", lazy("Phụ trách"), value=lambda row: row["owner"]),
        Column("state", lazy("Tình trạng"), "badge", value=lambda row: row["state"]),
        Column("raised_at", lazy("Phát lúc"), "moment", value=lambda row: row["raised_at"]),
    ),
)


@require_GET
def alerts(request: HttpRequest) -> HttpResponseBase:
    """List the warnings that have not ended, and the rules at work."""
    actor = asking(request)
    found = list(queries.alerts(actor))
    names = organisations.names({one.unit_id for one in found}) if found else {}
    rows = [_row(one, names.get(one.unit_id, "")) for one in found]
    rules = [_rule_shown(rule, actor.can(Can.MANAGE, at=rule.organisation_id)) for rule in queries.rules_set(actor)]
    shown: dict[str, Any] = {
        "rules": rules,
        "may_manage": actor.can(Can.MANAGE),
        "waiting": sum(one.state == "raised" for one in found),
    }
    return listing(request, "dashboards/alerts.html", LISTED, rows, **shown)


def _row(one: Alert, unit: str) -> dict[str, Any]:
    return {
        "unit": unit,
        "url": reverse("dashboards:alert", args=[one.pk]),
        "title": queries.title_of(one),
        "why": queries.detail_of(one),
        "owner": _(showing.OWNERS.get(one.rule.owner, "")),
        "state": (_(LIFE.states[one.state]), TONES[one.state]),
        "raised_at": one.raised_at,
    }


def _rule_shown(rule: AlertRule, may_stop: bool) -> dict[str, Any]:
    titles = {one.code: _(one.title) for one in figures.declared()}
    told = f"{_(TESTS[rule.side])} {rule.limit:g}" if rule.kind != "missing" else ""
    return {
        "title": titles.get(rule.indicator, rule.indicator),
        "why": f"{_(KINDS[rule.kind])} {told}".strip(),
        "where": WATCHED.get(rule.unit_kind, rule.unit_kind),
        "owner": _(showing.OWNERS.get(rule.owner, "")),
        "stop": reverse("dashboards:rule_stop", args=[rule.pk]) if may_stop else "",
    }


@require_GET
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show one warning: why, whose, what was done about it."""
    actor = asking(request)
    one = queries.alert(actor, alert_id)
    unit = organisations.name_of(one.unit_id)
    shown = {
        "alert": one,
        "unit": unit,
        "title": queries.title_of(one),
        "facts": [
            (_("Đơn vị"), unit),
            (_("Vì sao"), queries.detail_of(one)),
            (_("Phụ trách"), _(showing.OWNERS.get(one.rule.owner, ""))),
            (_("Kì, từ ngày"), f"{one.period:%d/%m/%Y}"),
            (_("Người nhận"), names_of([one.taken_by]).get(one.taken_by or 0, "")),
            (_("Ghi chú"), one.note),
            (_("Hoãn đến ngày"), f"{one.snoozed_until:%d/%m/%Y}" if one.snoozed_until else ""),
            (_("Đã chuyển cấp trên"), f"{one.escalated_at:%d/%m/%Y}" if one.escalated_at else ""),
        ],
        "state": (_(LIFE.states[one.state]), TONES[one.state]),
        "figure": f"{reverse('indicators:figure', args=[one.rule.indicator])}?don_vi={one.unit_id}",
        "verbs": {move.verb for move in LIFE.open_from(one.state)} if actor.can(Can.ANSWER, at=one.unit_id) else set(),
    }
    return render(request, "dashboards/alert.html", shown)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Take a warning as one's own work."""
    actor = asking(request)
    one = queries.alert(actor, alert_id)
    actor.must(Can.ANSWER, at=one.unit_id)
    form = TakeForm(request.POST if request.method == "POST" else None, label_suffix="")
    if accepted(form, lambda f: actions.acknowledge(actor, alert_id, f.cleaned_data["ghi_chu"])):
        return done(request, _("Đã nhận xử lí cảnh báo."), "dashboards:alert", alert_id)
    back = reverse("dashboards:alert", args=[alert_id])
    return form_page(request, form, title=_("Nhận xử lí cảnh báo"), button=_("Nhận"), back=back)


@require_http_methods(["GET", "POST"])
def snooze(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Put a warning off to a day."""
    actor = asking(request)
    one = queries.alert(actor, alert_id)
    actor.must(Can.ANSWER, at=one.unit_id)
    form = SnoozeForm(request.POST or None, label_suffix="")
    if accepted(
        form,
        lambda f: actions.snooze(
            actor, alert_id, f.cleaned_data["den_ngay"], f.cleaned_data["ghi_chu"], on=localdate()
        ),
    ):
        return done(request, _("Đã hoãn. Cảnh báo sẽ nhắc lại vào ngày đã chọn."), "dashboards:alert", alert_id)
    back = reverse("dashboards:alert", args=[alert_id])
    return form_page(request, form, title=_("Tạm hoãn cảnh báo"), button=_("Hoãn"), back=back)


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Set a rule."""
    actor = asking(request)
    actor.must(Can.MANAGE)
    places = actor.places(Can.MANAGE)
    top = organisations.top_id()
    units = organisations.names([top] if places is None and top else places or [])
    form = RuleForm(request.POST or None, dict(sorted(units.items(), key=lambda pair: pair[1])))
    if accepted(form, lambda f: actions.set_rule(actor, _new(f.cleaned_data))):
        return done(request, _("Đã đặt quy tắc. Cảnh báo được xét mỗi 15 phút."), "dashboards:alerts")
    back = reverse("dashboards:alerts")
    lead = _("Mỗi quy tắc chỉ báo một lần cho mỗi đơn vị trong một kì.")
    return form_page(request, form, title=_("Đặt quy tắc cảnh báo"), button=_("Đặt"), back=back, lead=lead)


def _new(told: dict[str, Any]) -> NewRule:
    return NewRule(told["don_vi"], told["chi_so"], Trigger(told["loai"], told["phia"], told["muc"] or 0), told["noi"])


@require_http_methods(["GET", "POST"])
def rule_stop(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Stop a rule."""
    actor = asking(request)
    rule = queries.rule(actor, rule_id)
    actor.must(Can.MANAGE, at=rule.organisation_id)
    if request.method == "POST":
        actions.stop_rule(actor, rule_id)
        return done(request, _("Đã tắt quy tắc."), "dashboards:alerts")
    text = _("Các cảnh báo đang mở của quy tắc này sẽ kết thúc.")
    back = reverse("dashboards:alerts")
    return confirm(request, title=_("Tắt quy tắc cảnh báo"), text=text, button=_("Tắt"), back=back, tone="danger")
