"""Tasks in the office: as a list, a board, a chart over time, a calendar; one task with what was reported of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web import formats
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, done
from khue.core.web.parts import Moment, Tab
from khue.core.web.tables import Column, Table, lines, listing
from khue.organisations import queries as organisations
from khue.planning import actions, queries, rules
from khue.planning.forms import AssignForm, DelayForm, PartForm, ReasonForm, ReportForm, TaskFilter
from khue.planning.models import PlanTask, Progress
from khue.planning.views.drawing import gantt, months
from khue.planning.views.forms import unit_form
from khue.planning.views.plans import heading

STANDINGS = {
    "late": (gettext_lazy("Quá hạn"), "bad"),
    "soon": (gettext_lazy("Sắp đến hạn"), "warn"),
    "open": (gettext_lazy("Còn hạn"), "info"),
    "done": (gettext_lazy("Hoàn thành"), "good"),
    "stopped": (gettext_lazy("Dừng"), "neutral"),
}
FACES = {
    "danh-sach": gettext_lazy("Danh sách"),
    "bang": gettext_lazy("Bảng việc"),
    "bieu-do": gettext_lazy("Biểu đồ thời gian"),
    "lich": gettext_lazy("Lịch"),
    "tai-viec": gettext_lazy("Theo đơn vị"),
}
FACE_ICONS = {
    "danh-sach": "list", "bang": "layout-kanban", "bieu-do": "chart-bar", "lich": "calendar", "tai-viec": "building",
}  # fmt: skip
ENTRY_ICONS = {"progress": "progress", "delay": "clock", "stop": "x", "resume": "refresh"}
ENTRY_TONES = {"progress": "info", "delay": "warn", "stop": "bad", "resume": "info"}


def deadline_of(row: PlanTask) -> str:
    """Write the end of a task: the day, or how it was printed."""
    return formats.day(row.due_on) if row.due_on else row.deadline_text or _(rules.DEADLINES[row.deadline_kind])


TASKS = Table(
    "planning.tasks",
    gettext_lazy("Nhiệm vụ"),
    (
        Column("number", gettext_lazy("Số"), value=lambda line: line.task.number),
        Column(
            "text",
            gettext_lazy("Nội dung"),
            value=lambda line: ("↳ " if line.depth else "") + line.task.text,
            url=lambda line: line.task.get_absolute_url(),
        ),
        Column("lead", gettext_lazy("Chủ trì")),
        Column("coordinating", gettext_lazy("Phối hợp"), value=lambda line: "; ".join(line.coordinating)),
        Column("due", gettext_lazy("Thời hạn"), value=lambda line: deadline_of(line.task)),
        Column("percent", gettext_lazy("Tiến độ (%)"), kind="number", value=lambda line: line.task.percent),
        Column("standing", gettext_lazy("Tình trạng"), kind="badge", value=lambda line: STANDINGS[line.standing]),
    ),
    size=100,
)
LOADS = Table(
    "planning.loads",
    gettext_lazy("Việc theo đơn vị"),
    (
        Column("name", gettext_lazy("Đơn vị"), value=lambda load: load.name or _("Chưa giao")),
        Column("open", gettext_lazy("Đang chủ trì"), kind="number"),
        Column("late", gettext_lazy("Quá hạn"), kind="number"),
        Column("soon", gettext_lazy("Sắp đến hạn"), kind="number"),
        Column("done", gettext_lazy("Đã xong"), kind="number"),
        Column("helps", gettext_lazy("Phối hợp"), kind="number"),
    ),
    size=200,
)


@require_safe
def tasks(request: HttpRequest, plan_id: int) -> HttpResponseBase:
    """Show the tasks of a plan, in the way that was asked for."""
    actor, on = asking(request), localdate()
    plan = queries.plan(actor, plan_id)
    face = request.GET.get("xem", "")
    face = face if face in FACES else "danh-sach"
    form = TaskFilter(request.GET or None)
    standing = form.cleaned_data["tinh_trang"] if form.is_bound and form.is_valid() else ""
    found = queries.tasks(plan, on, standing=standing)
    shown = {**heading(actor, plan, "tasks"), "faces": _faces(plan.pk, face), "face": face, "on": on}
    if face == "danh-sach":
        return listing(request, "planning/tasks.html", TASKS, found, form=form, **shown)
    shown |= DRAWN[face](request, found, on)
    return render(request, "planning/tasks.html", shown)


def _faces(plan_id: int, current: str) -> list[Tab]:
    address = reverse("planning:tasks", args=[plan_id])
    return [
        Tab(str(title), f"{address}?xem={code}", code == current, icon=FACE_ICONS[code])
        for code, title in FACES.items()
    ]


def _board(request: HttpRequest, found: list[queries.TaskLine], on: date) -> dict[str, Any]:
    columns = [
        (_(title), [line for line in found if line.task.state == state]) for state, title in rules.TASK_STATES.items()
    ]
    return {"columns": columns}


def _gantt(request: HttpRequest, found: list[queries.TaskLine], on: date) -> dict[str, Any]:
    return {"gantt": gantt(found, on)}


def _calendar(request: HttpRequest, found: list[queries.TaskLine], on: date) -> dict[str, Any]:
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else on.year
    due = [(line.task.due_on, line) for line in found if line.task.due_on and line.task.due_on.year == year]
    return {"months": months(year, due), "year": year, "total": len(due)}


def _loads(request: HttpRequest, found: list[queries.TaskLine], on: date) -> dict[str, Any]:
    return {"rows": lines(request, LOADS, queries.loads(found))}


DRAWN: dict[str, Callable[..., dict[str, Any]]] = {
    "bang": _board, "bieu-do": _gantt, "lich": _calendar, "tai-viec": _loads,
}  # fmt: skip


@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show one task: who does it, how far it is, what was said of it, its parts and its money."""
    actor, on = asking(request), localdate()
    found = queries.task(actor, task_id)
    line = queries.task_lines([found], on)[0]
    may_work = queries.may_work(actor, found) and found.plan.state in rules.AT_WORK
    manages = actor.can(rules.Can.MANAGE, at=found.plan.issuer_id)
    shown = {
        "task": found,
        "line": line,
        "standing": STANDINGS[line.standing],
        "facts": _facts(line),
        "moments": [_moment(entry) for entry in found.entries.all()],
        "parts": lines(request, TASKS, queries.task_lines(found.parts.select_related("plan"), on)),
        "budgets": found.budgets.all(),
        "may": {
            "report": may_work and found.state in rules.OPEN_TASKS,
            "assign": found.plan.state != "closed" and queries.may_work(actor, found),
            "part": found.state in rules.OPEN_TASKS and not found.parent_id and queries.may_work(actor, found),
            "stop": manages and found.plan.state in rules.AT_WORK and found.state in rules.OPEN_TASKS,
            "resume": manages and found.plan.state in rules.AT_WORK and found.state not in rules.OPEN_TASKS,
        },
    }
    return render(request, "planning/task.html", shown)


def _facts(line: queries.TaskLine) -> list[tuple[str, Any]]:
    row = line.task
    return [
        (_("Chủ trì"), line.lead),
        (_("Phối hợp"), "; ".join(line.coordinating)),
        (_("Người thực hiện"), row.assignee.full_name if row.assignee else ""),
        (_("Bắt đầu"), formats.day(row.start_on) if row.start_on else ""),
        (_("Thời hạn"), deadline_of(row)),
        (
            _("Như văn bản"),
            "; ".join(text for text in (row.lead_text, row.coordinating_text, row.deadline_text) if text),
        ),
        (_("Hoàn thành ngày"), formats.day(row.done_on) if row.done_on else ""),
        (_("Nhắc lần cuối"), formats.day(row.reminded_on) if row.reminded_on else ""),
    ]


def _moment(entry: Progress) -> Moment:
    title = _(rules.ENTRIES[entry.kind])
    if entry.kind == "progress":
        title = f"{title}: {entry.percent}%"
    elif entry.due_on:
        title = f"{title}: {formats.day(entry.was_due_on) if entry.was_due_on else '…'} → {formats.day(entry.due_on)}"
    note = _("Minh chứng: {evidence}").format(evidence=entry.evidence) if entry.evidence else ""
    return Moment(
        formats.moment(entry.at),
        title,
        entry.text,
        tone=ENTRY_TONES[entry.kind],
        icon=ENTRY_ICONS[entry.kind],
        note=note,
    )


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give a task to units and a person."""
    actor = asking(request)
    found = queries.task(actor, task_id)
    codes = organisations.codes_of([*([found.lead_id] if found.lead_id else []), *found.coordinating])
    initial = {
        "lead": codes.get(found.lead_id or 0, ""),
        "coordinating": "\n".join(codes[unit] for unit in found.coordinating if unit in codes),
        "assignee": found.assignee_id,
    }
    form = AssignForm(request.POST or None, initial=initial, people=queries.people_of(actor, found))

    def run(form: AssignForm) -> None:
        given = form.cleaned_data
        actions.assign(
            actor, found.pk, lead_id=given["lead"], coordinating=given["coordinating"], assignee_id=given["assignee"]
        )

    return _asked(request, found, form, run, _("Giao nhiệm vụ"), _("Đã giao nhiệm vụ."))


@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, task_id: int) -> HttpResponse:
    """Add a part to a task."""
    actor = asking(request)
    found = queries.task(actor, task_id)

    def run(form: PartForm) -> None:
        given = form.cleaned_data
        actions.add_part(actor, found.pk, text=given["text"], lead_id=given["lead"], due_on=given["due_on"])

    return _asked(request, found, PartForm(request.POST or None), run, _("Thêm việc con"), _("Đã thêm việc con."))


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, task_id: int) -> HttpResponse:
    """Report how far a task is."""
    actor = asking(request)
    found = queries.task(actor, task_id)
    form = ReportForm(request.POST or None, initial={"percent": found.percent})

    def run(form: ReportForm) -> None:
        actions.report(actor, found.pk, on=localdate(), **form.cleaned_data)

    return _asked(request, found, form, run, _("Báo tiến độ"), _("Đã ghi tiến độ."))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, task_id: int, verb: str) -> HttpResponse:
    """Delay, stop or resume a task, with the reason."""
    actor = asking(request)
    found = queries.task(actor, task_id)
    if verb not in CHANGES:
        raise Missing(what=_("bước này"))
    kind, step, title, text = CHANGES[verb]
    form = kind(request.POST or None)
    return _asked(request, found, form, lambda form: step(actor, found.pk, **form.cleaned_data), str(title), str(text))


CHANGES: dict[str, Any] = {
    "lui-han": (DelayForm, actions.delay, gettext_lazy("Lùi hạn"), gettext_lazy("Đã ghi hạn mới.")),
    "dung": (ReasonForm, actions.stop, gettext_lazy("Dừng nhiệm vụ"), gettext_lazy("Đã dừng nhiệm vụ.")),
    "mo-lai": (ReasonForm, actions.resume, gettext_lazy("Mở lại nhiệm vụ"), gettext_lazy("Đã mở lại nhiệm vụ.")),
}


def _asked(
    request: HttpRequest, found: PlanTask, form: Any, run: Callable[[Any], object], title: str, text: str
) -> HttpResponse:
    """Show a form about a task, or do what it asks."""
    _must_have_say(asking(request), found)
    if accepted(form, run):
        return done(request, text, found)
    back = found.get_absolute_url()
    return unit_form(request, form, title=title, button=title, back=back, lead=found.text)


def _must_have_say(actor: Actor, found: PlanTask) -> None:
    if not queries.may_work(actor, found):
        actor.must(rules.Can.WORK, at=found.lead_id or found.plan.issuer_id)


urlpatterns = [
    path("van-phong/ke-hoach/<int:plan_id>/nhiem-vu", tasks, name="tasks"),
    path("van-phong/ke-hoach/nhiem-vu/<int:task_id>", task, name="task"),
    path("van-phong/ke-hoach/nhiem-vu/<int:task_id>/giao", assign, name="assign"),
    path("van-phong/ke-hoach/nhiem-vu/<int:task_id>/viec-con", part, name="part"),
    path("van-phong/ke-hoach/nhiem-vu/<int:task_id>/tien-do", report, name="report"),
    path("van-phong/ke-hoach/nhiem-vu/<int:task_id>/<slug:verb>", change, name="change"),
]
