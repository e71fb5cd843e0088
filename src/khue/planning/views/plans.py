"""Plans in the office: the list, one plan with its targets, the steps of its life."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.actor import Actor
from khue.core.errors import Denied, Missing, Refused
from khue.core.web import formats
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.core.web.parts import Tab
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.planning import actions, queries, rules, tasks
from khue.planning.forms import BasisForm, PlanFilter, PlanForm, UploadForm
from khue.planning.models import Plan
from khue.planning.views.wording import aim_of

TONES = {
    "draft": "neutral", "comment_round": "info", "approved": "info", "in_force": "good", "amended": "warn",
    "closed": "neutral",
}  # fmt: skip
ICONS = {
    "send_round": "send", "end_round": "checks", "approve": "check", "reopen": "arrow-back-up",
    "put_in_force": "player-play", "amend": "edit", "end_amending": "checks", "close": "archive",
}  # fmt: skip
TAB_ICONS = {"plan": "target", "tasks": "list-check", "money": "coin", "opinions": "message", "review": "file-text"}
QUESTIONS = {
    "end_round": gettext_lazy("Kết thúc đợt lấy ý kiến? Kế hoạch trở lại bản nháp cùng các câu chữ đã tiếp thu."),
    "approve": gettext_lazy("Phê duyệt kế hoạch? Sau đó không sửa được chỉ tiêu, nhiệm vụ, trừ khi mở lại bản nháp."),
    "reopen": gettext_lazy("Mở lại bản nháp để sửa?"),
    "put_in_force": gettext_lazy("Cho thực hiện? Từ nay các đơn vị báo tiến độ và được nhắc hạn."),
    "amend": gettext_lazy("Mở bản sửa đổi? Nhiệm vụ vẫn chạy; chỉ tiêu và nhiệm vụ sửa được cho đến khi ban hành."),
    "end_amending": gettext_lazy("Ban hành bản sửa đổi?"),
    "close": gettext_lazy("Kết thúc kế hoạch? Không báo tiến độ được nữa."),
}


def state_of(plan: Plan) -> tuple[str, str]:
    """Return the state of a plan as a badge."""
    return _(rules.STATES[plan.state]), TONES[plan.state]


def years_of(plan: Plan) -> str:
    """Return the years of a plan as one text."""
    years = [str(year) for year in (plan.first_year, plan.last_year) if year]
    return "–".join(dict.fromkeys(years))


PLANS = Table(
    "planning.plans",
    gettext_lazy("Kế hoạch"),
    (
        Column("title", gettext_lazy("Trích yếu"), sort="title", url=lambda row: row.get_absolute_url()),
        Column("number", gettext_lazy("Số, kí hiệu"), sort="number"),
        Column("years", gettext_lazy("Thời kì"), value=years_of, sort="first_year"),
        Column("state", gettext_lazy("Trạng thái"), kind="badge", value=state_of),
        Column("target_count", gettext_lazy("Chỉ tiêu"), kind="number", sort="target_count"),
        Column("task_count", gettext_lazy("Nhiệm vụ"), kind="number", sort="task_count"),
        Column("done_count", gettext_lazy("Đã xong"), kind="number", sort="done_count"),
        Column("waiting_count", gettext_lazy("Chờ duyệt"), kind="number", sort="waiting_count"),
    ),
    order="-created_at",
)


@require_safe
def plans(request: HttpRequest) -> HttpResponseBase:
    """List the plans."""
    form = PlanFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    actor = asking(request)
    rows = queries.plans(actor, text=asked.get("tu_khoa", ""), state=asked.get("trang_thai", ""), year=asked.get("nam"))
    return listing(
        request,
        "planning/plans.html",
        PLANS,
        rows,
        form=form,
        may=actor.can(rules.Can.MANAGE),
        asked=any(asked.values()),
    )


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a document; it is read in the background."""
    actor = asking(request)
    units = queries.units_of(actor, rules.Can.MANAGE)
    if not units:
        raise Denied(permission=rules.Can.MANAGE, place="này")
    form = UploadForm(request.POST, request.FILES, units=units) if request.method == "POST" else UploadForm(units=units)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch, plan = actions.submit(actor, form.cleaned_data["issuer"], file, file.name)
        except Refused as refusal:
            form.add_error("file", wording(refusal))
        else:
            if plan is not None:
                return done(request, _("Văn bản này đã được nhập trước đây. Không có gì thay đổi."), plan)
            return redirect("core:job", tasks.read_later(actor, batch).pk)
    back = reverse("planning:plans")
    return form_page(request, form, title=_("Nhập kế hoạch"), button=_("Nộp và đọc"), back=back)


def heading(actor: Actor, plan: Plan, current: str) -> dict[str, Any]:
    """Return what the head of every page of a plan shows: its state, its tabs, its steps."""
    counts = queries.counts(plan)
    tabs = [
        ("plan", _("Chỉ tiêu"), counts["targets"]),
        ("tasks", _("Nhiệm vụ"), counts["tasks"]),
        ("money", _("Kinh phí"), counts["budgets"]),
        ("opinions", _("Góp ý"), None),
        ("review", _("Văn bản và đề xuất"), None),
    ]
    return {
        "plan": plan,
        "state": state_of(plan),
        "issuer": organisations.name_of(plan.issuer_id),
        "counts": counts,
        "tabs": [
            Tab(title, reverse(f"planning:{name}", args=[plan.pk]), name == current, count, TAB_ICONS[name])
            for name, title, count in tabs
        ],
        "steps": _steps(actor, plan),
        "may_manage": actor.can(rules.Can.MANAGE, at=plan.issuer_id),
        "may_edit": actor.can(rules.Can.MANAGE, at=plan.issuer_id) and plan.state in rules.OPEN_FOR_CHANGE,
    }


def _steps(actor: Actor, plan: Plan) -> list[dict[str, str]]:
    """Return the buttons that this person has now."""
    return [
        {
            "title": _(move.title),
            "url": reverse("planning:step", args=[plan.pk, move.verb]),
            "icon": ICONS[move.verb],
            "form": "form" if move.verb in ("send_round", "amend") else "",
        }
        for move in rules.PLAN_LIFE.open_from(plan.state)
        if actor.can(move.needs, at=plan.issuer_id)
    ]


@require_safe
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show one plan: what it asks for, and where that stands."""
    actor = asking(request)
    found = queries.plan(actor, plan_id)
    shown = {
        **heading(actor, found, "plan"),
        "targets": [(line, aim_of(line.target)) for line in queries.target_lines(actor, found, localdate())],
        "bases": queries.entered_texts(found, "basis"),
        "goals": queries.entered_texts(found, "goal"),
        "duties": found.duties.all(),
        "conflicts": len(queries.conflicts(actor, plan_id=found.pk)),
        "reviewing": queries.reviewing(found),
        "facts": _facts(found),
    }
    return render(request, "planning/plan.html", shown)


def _facts(plan: Plan) -> list[tuple[str, Any]]:
    return [
        (_("Số, kí hiệu"), plan.number),
        (_("Ngày ban hành"), formats.day(plan.issued_on) if plan.issued_on else ""),
        (_("Đơn vị ban hành"), organisations.name_of(plan.issuer_id)),
        (_("Thời kì"), years_of(plan)),
        (_("Tệp"), plan.document.file_name),
        (_("Mã băm SHA-256"), plan.document.file_sha256[:16] + "…"),
        (_("Căn cứ của bước gần nhất"), plan.basis),
    ]


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Change what a plan is called and its years."""
    actor = asking(request)
    found = queries.plan(actor, plan_id)
    actor.must(rules.Can.MANAGE, at=found.issuer_id)
    form = PlanForm(request.POST or None, initial=vars(found))
    if accepted(form, lambda form: actions.describe(actor, found.pk, **form.cleaned_data)):
        return done(request, _("Đã lưu thay đổi."), found)
    return form_page(request, form, title=_("Sửa thông tin kế hoạch"), button=_("Lưu"), back=found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, plan_id: int, verb: str) -> HttpResponse:
    """Take a step of the plan's life: some only ask, some need a form."""
    actor = asking(request)
    found = queries.plan(actor, plan_id)
    move = next((one for one in rules.PLAN_LIFE.moves if one.verb == verb), None)
    if move is None:
        raise Missing(what=_("bước này"))
    if verb == "send_round":
        return redirect("planning:send_round", found.pk)
    actor.must(move.needs, at=found.issuer_id)
    title, form = _(move.title), BasisForm(request.POST or None) if verb == "amend" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        getattr(actions, verb)(actor, found.pk, **(form.cleaned_data if form else {}))
        return done(request, _("Đã xong: {title}.").format(title=title), found)
    back = found.get_absolute_url()
    return confirm(request, title=title, text=str(QUESTIONS[verb]), button=title, back=back, form=form)


urlpatterns = [
    path("van-phong/ke-hoach", plans, name="plans"),
    path("van-phong/ke-hoach/nhap", upload, name="upload"),
    path("van-phong/ke-hoach/<int:plan_id>", plan, name="plan"),
    path("van-phong/ke-hoach/<int:plan_id>/sua", describe, name="describe"),
    path("van-phong/ke-hoach/<int:plan_id>/buoc/<slug:verb>", step, name="step"),
]
