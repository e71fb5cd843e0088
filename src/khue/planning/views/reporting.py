"""What is owed when, the desk of tasks, targets tied to indicators, and targets that ask for different values."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.actor import Actor
from khue.core.manifest import Found
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, done
from khue.core.web.tables import Column, Table, listing, workbook
from khue.organisations import queries as organisations
from khue.planning import actions, queries, rules
from khue.planning.forms import TieForm
from khue.planning.views.drawing import months
from khue.planning.views.forms import unit_form
from khue.planning.views.wording import aim_of
from khue.planning.views.work import STANDINGS, deadline_of

OWED = Table(
    "planning.owed",
    gettext_lazy("Lịch báo cáo"),
    (
        Column("on", gettext_lazy("Hạn"), kind="day"),
        Column("title", gettext_lazy("Báo cáo")),
        Column("owed_by", gettext_lazy("Đơn vị báo cáo"), value=lambda due: level(due.owed_by)),
        Column("owed_to", gettext_lazy("Nơi nhận"), value=lambda due: level(due.owed_to)),
        Column("source", gettext_lazy("Căn cứ")),
    ),
    size=200,
)
DESK = Table(
    "planning.desk",
    gettext_lazy("Việc của tôi"),
    (
        Column(
            "text",
            gettext_lazy("Nhiệm vụ"),
            value=lambda line: line.task.text,
            url=lambda line: line.task.get_absolute_url(),
        ),
        Column("plan", gettext_lazy("Kế hoạch"), value=lambda line: line.task.plan.title),
        Column("lead", gettext_lazy("Chủ trì")),
        Column("due", gettext_lazy("Thời hạn"), value=lambda line: deadline_of(line.task)),
        Column("percent", gettext_lazy("Tiến độ (%)"), kind="number", value=lambda line: line.task.percent),
        Column("standing", gettext_lazy("Tình trạng"), kind="badge", value=lambda line: STANDINGS[line.standing]),
    ),
    size=100,
)
CONFLICTS = Table(
    "planning.conflicts",
    gettext_lazy("Chỉ tiêu khác nhau giữa các kế hoạch"),
    (
        Column("year", gettext_lazy("Năm"), value=lambda pair: str(pair[0].year or "")),
        Column("one", gettext_lazy("Chỉ tiêu"), value=lambda pair: pair[0].text),
        Column("one_aim", gettext_lazy("Giá trị"), value=lambda pair: aim_of(pair[0])),
        Column("one_plan", gettext_lazy("Kế hoạch"), value=lambda pair: pair[0].plan.title),
        Column("other", gettext_lazy("Chỉ tiêu kia"), value=lambda pair: pair[1].text),
        Column("other_aim", gettext_lazy("Giá trị kia"), value=lambda pair: aim_of(pair[1])),
        Column("other_plan", gettext_lazy("Kế hoạch kia"), value=lambda pair: pair[1].plan.title),
    ),
)


def level(code: str) -> str:
    """Write who owes or receives a report: a level, or as the plan says it."""
    return _(rules.LEVELS[code]) if code in rules.LEVELS else code


@require_safe
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Show which reports are owed in a year, by whom to whom."""
    on, asked = localdate(), request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and 2020 <= int(asked) <= 2100 else on.year
    found = queries.owed(asking(request), date(year, 1, 1), date(year, 12, 31))
    if request.GET.get("xuat") == "xlsx":
        return workbook(OWED, found)
    due = [(one.on, {"due": one, "by": level(one.owed_by), "to": level(one.owed_to)}) for one in found]
    following = next((pair for pair in due if pair[0] >= on), None)
    shown = {"months": months(year, due), "year": year, "on": on, "following": following, "total": len(found)}
    return render(request, "planning/calendar.html", shown)


@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """List the tasks that fall due soon or are late on one's own desk."""
    actor = asking(request)
    actor.must(rules.Can.SEE)
    return listing(request, "planning/desk.html", DESK, queries.pressing(actor, localdate()))


@require_safe
def conflicts(request: HttpRequest) -> HttpResponseBase:
    """Show targets of different plans for one measure side by side."""
    pairs = queries.conflicts(asking(request))
    if request.GET.get("xuat") == "xlsx":
        return workbook(CONFLICTS, pairs)
    sides = [[(one, aim_of(one)) for one in pair] for pair in pairs]
    return render(request, "planning/conflicts.html", {"sides": sides})


@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, target_id: int) -> HttpResponse:
    """Tie a target to an indicator and a unit."""
    actor = asking(request)
    found = queries.target(actor, target_id)
    actor.must(rules.Can.MANAGE, at=found.plan.issuer_id)
    codes = organisations.codes_of([found.scope_id] if found.scope_id else [])
    initial = {"indicator": found.indicator, "scope": codes.get(found.scope_id or 0, "")}
    form = TieForm(request.POST or None, initial=initial, indicators=queries.indicator_titles())

    def run(form: TieForm) -> None:
        given = form.cleaned_data
        actions.tie(actor, found.pk, indicator=given["indicator"], scope_id=given["scope"])

    if accepted(form, run):
        return done(request, _("Đã gắn chỉ số."), found.plan)
    back, lead = found.plan.get_absolute_url(), f"{found.text} ({aim_of(found)})"
    return unit_form(request, form, title=_("Gắn chỉ số"), button=_("Lưu"), back=back, lead=lead)


def alerts(actor: Actor) -> list[Found]:
    """Return what the home of the office shows first: tasks that are late, and those that fall due soon."""
    if not actor.can(rules.Can.SEE):
        return []
    found = queries.pressing(actor, localdate())
    late = sum(line.standing == "late" for line in found)
    soon = len(found) - late
    address = reverse("planning:desk")
    shown = []
    if late:
        text = _("{count} nhiệm vụ kế hoạch đã quá hạn").format(count=late)
        shown.append(Found(text, _("Báo tiến độ hoặc lùi hạn có lí do."), address, "clock"))
    if soon:
        text = _("{count} nhiệm vụ kế hoạch sắp đến hạn").format(count=soon)
        shown.append(Found(text, _("Còn không quá 14 ngày."), address, "clock"))
    return shown


urlpatterns = [
    path("van-phong/ke-hoach/lich-bao-cao", calendar, name="calendar"),
    path("van-phong/ke-hoach/viec-cua-toi", desk, name="desk"),
    path("van-phong/ke-hoach/chi-tieu-khac-nhau", conflicts, name="conflicts"),
    path("van-phong/ke-hoach/chi-tieu/<int:target_id>", tie, name="tie"),
]
