"""The guided step from one school year to the next: see, change what is different, run, take back."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khue.core.clock import SchoolYear
from khue.core.errors import Fault, Invalid
from khue.core.models import Job
from khue.core.web.asking import asking
from khue.core.web.formats import day, moment
from khue.core.web.pages import confirm, done
from khue.core.web.parts import Tab
from khue.students import actions, queries
from khue.students.actions.rolling_over import TASK, later_records
from khue.students.forms.roster import number
from khue.students.models import RollOver
from khue.students.queries import Plan
from khue.students.queries.roll_overs import roll_over as seen
from khue.students.queries.roll_overs import year_labels
from khue.students.rules import Can
from khue.students.rules.rolling_over import STEPS
from khue.students.tasks import roll_over_later
from khue.students.views.choosing import chosen_school

TONES = {"planned": "info", "running": "accent", "done": "good", "undone": "neutral"}
FAR = 90  # days ahead that deserve a word


@require_GET
def roll_overs(request: HttpRequest) -> HttpResponse:
    """Show the roll-overs of a school, and begin one."""
    chosen = chosen_school(request, Can.ROLL_OVER)
    if chosen.id is None:
        return render(request, "students/choose_school.html", {"chosen": chosen, "heading": _("Chuyển năm học")})
    rows = [_line(row) for row in queries.roll_overs(asking(request), chosen.id)[:50]]
    over = {row["from_year"] for row in rows if row["is_over"]}
    years = [(year, SchoolYear(year).label) for year in queries.years(chosen.id) if year not in over]
    return render(request, "students/roll_overs.html", {"chosen": chosen, "rows": rows, "years": years})


def _line(row: RollOver) -> dict[str, Any]:
    before, after = year_labels(row)
    return {
        "from_year": row.from_year,
        "is_over": row.state == RollOver.State.DONE,
        "title": f"{before} → {after}",
        "url": reverse("students:roll_over", args=[row.pk]),
        "state": (_(row.get_state_display()), TONES[row.state]),
        "when": moment(row.undone_at or row.done_at or row.created_at),
    }


@require_POST
def roll_over_new(request: HttpRequest) -> HttpResponse:
    """Begin to prepare a roll-over, or go on with it."""
    chosen = chosen_school(request, Can.ROLL_OVER)
    year = number(request.POST.get("nam", "")) or 0
    row = actions.plan_roll_over(asking(request), chosen.id or 0, year, now=timezone.now())
    return redirect("students:roll_over", row.pk)


@require_GET
def roll_over(request: HttpRequest, roll_over_id: int) -> HttpResponse:
    """Show what the roll-over does: counts, class by class, pupil by pupil of the class one opens."""
    row = seen(asking(request), roll_over_id)
    if row.state in (RollOver.State.DONE, RollOver.State.UNDONE):
        return _over(request, row)
    plan = queries.plan_of(row)
    wanted = number(request.GET.get("lop", ""))
    pupils = [one for one in plan.pupils if (one.class_id == wanted if wanted else one.is_exception or one.problem)]
    before, after = year_labels(row)
    shown = {
        "row": row,
        "plan": plan,
        "title": f"{before} → {after}",
        "state": (_(row.get_state_display()), TONES[row.state]),
        "figures": [(_(title), plan.counts.get(code, 0)) for code, title in STEPS.items() if plan.counts.get(code)],
        "classes": [(one, _told(one.counts)) for one in plan.classes],
        "tabs": _tabs(row, plan, wanted),
        "wanted": wanted,
        "pupils": pupils,
        "steps": [(code, _(title)) for code, title in STEPS.items()],
        "targets": sorted(plan.groups),
        "is_far": (plan.on - localdate()).days > FAR,
        "job": _job(row),
    }
    return render(request, "students/roll_over.html", shown)


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{_(STEPS[code])}: {count}" for code, count in counts.items())


def _tabs(row: RollOver, plan: Plan, wanted: int | None) -> list[Tab]:
    url = reverse("students:roll_over", args=[row.pk])
    exceptions = sum(bool(one.is_exception or one.problem) for one in plan.pupils)
    first = Tab(_("Ngoại lệ"), url, wanted is None, exceptions)
    return [first, *(Tab(one.name, f"{url}?lop={one.id}#hoc-sinh", one.id == wanted, one.size) for one in plan.classes)]


def _job(row: RollOver) -> Job | None:
    jobs = Job.objects.filter(kind=TASK, args__roll_over_id=row.pk)
    return jobs.order_by("-created_at").first()


def _over(request: HttpRequest, row: RollOver) -> HttpResponse:
    before, after = year_labels(row)
    made = row.made
    counts = [
        (_("Ngày chuyển"), day(datetime.fromisoformat(row.plan["on"]).date())),
        (_("Lớp đã mở"), len(made.get("classes", []))),
        (_("Học sinh đã xếp lớp"), len(made.get("placements", []))),
        (_("Học sinh rời trường"), len(made.get("left", []))),
        (_("Chuyển lúc"), moment(row.done_at) if row.done_at else ""),
        (_("Hoàn tác lúc"), moment(row.undone_at) if row.undone_at else ""),
    ]
    shown = {
        "row": row,
        "title": f"{before} → {after}",
        "state": (_(row.get_state_display()), TONES[row.state]),
        "facts": [(label, value) for label, value in counts if value != ""],
        "resting": later_records(row) if row.state == RollOver.State.DONE else [],
        "classes_url": f"{reverse('students:classes')}?truong={row.school_id}&nam={row.from_year + 1}",
    }
    return render(request, "students/roll_over_done.html", shown)


@require_POST
def roll_over_change(request: HttpRequest, roll_over_id: int) -> HttpResponse:
    """Save what is different: the day, names of classes, steps of pupils."""
    told = request.POST
    classes = numbered(told, "ten-")
    steps, towards = numbered(told, "buoc-"), numbered(told, "den-")
    pupils = {key: _said(step, towards.get(key, "")) for key, step in steps.items()}
    on = day_of(told["on"]) if told.get("on") else None
    actions.change_plan(asking(request), roll_over_id, on=on, classes=classes, pupils=pupils)
    back = reverse("students:roll_over", args=[roll_over_id])
    opened = number(told.get("lop", ""))
    return done(request, _("Đã lưu."), f"{back}?lop={opened}#hoc-sinh" if opened else back)


def _said(step: str, towards: str) -> dict[str, str]:
    return {key: value for key, value in (("step", step), ("to", towards)) if value}


def numbered(told: QueryDict, prefix: str) -> dict[int, str]:
    """Return the fields of a form whose name ends in an id."""
    return {
        int(key.removeprefix(prefix)): str(value).strip()
        for key, value in told.items()
        if key.startswith(prefix) and key.removeprefix(prefix).isdecimal() and len(key) < 24
    }


def day_of(text: str) -> date:
    """Read a day of a form. Raises: Invalid."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        raise Invalid([Fault(_("Ngày chuyển"), text[:20], _("Hãy nhập một ngày có thật, dạng 31/12/2025."))]) from None


@require_http_methods(["GET", "POST"])
def roll_over_run(request: HttpRequest, roll_over_id: int) -> HttpResponse:
    """Start the roll-over in the background."""
    row = seen(asking(request), roll_over_id)
    if request.method == "POST":
        roll_over_later(asking(request), roll_over_id)
        return done(request, _("Đang chuyển năm học."), "students:roll_over", row.pk)
    plan = queries.plan_of(row)
    text = _("{count} học sinh sẽ được chuyển từ ngày {day}. Có thể hoàn tác khi chưa có dữ liệu mới dựa vào.")
    text = text.format(count=len(plan.pupils), day=day(plan.on))
    back = reverse("students:roll_over", args=[row.pk])
    return confirm(request, title=_("Chuyển năm học"), text=text, button=_("Chuyển năm học"), back=back)


@require_http_methods(["GET", "POST"])
def roll_over_undo(request: HttpRequest, roll_over_id: int) -> HttpResponse:
    """Take a roll-over back as a whole."""
    row = seen(asking(request), roll_over_id)
    if request.method == "POST":
        actions.undo_roll_over(asking(request), roll_over_id, now=timezone.now())
        return done(request, _("Đã hoàn tác. Mọi học sinh trở lại lớp cũ."), "students:roll_over", row.pk)
    text = _("Mọi học sinh trở lại lớp cũ; lớp đã mở cho năm học mới bị xoá.")
    back = reverse("students:roll_over", args=[row.pk])
    return confirm(request, title=_("Hoàn tác"), text=text, button=_("Hoàn tác"), back=back, tone="danger")
