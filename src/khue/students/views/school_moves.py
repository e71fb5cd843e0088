"""Pupils of a merged or closed school go to the school that carries it on: prepared, seen, done, taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.models import Job
from khue.core.web.asking import asking
from khue.core.web.formats import day, moment
from khue.core.web.pages import confirm, done, tried
from khue.organisations import queries as organisations
from khue.students import actions
from khue.students.actions.moving_schools import TASK, later_than_move
from khue.students.forms.moving import SchoolMoveForm
from khue.students.models import SchoolMove
from khue.students.queries.school_moves import plan_of_move, school_move, school_moves
from khue.students.rules import GRADE_BY_CODE
from khue.students.tasks import school_move_later
from khue.students.views.rolling_over import TONES


@require_http_methods(["GET", "POST"])
def moves(request: HttpRequest) -> HttpResponse:
    """Show the moves, and prepare one."""
    actor = asking(request)
    rows = [_line(row) for row in school_moves(actor)[:50]]
    form = SchoolMoveForm(request.POST or None, initial={"on": localdate()}, label_suffix="")
    if form.is_valid():
        told = form.cleaned_data
        where = (told["old"], told["new"])
        if row := tried(form, actions.plan_school_move, actor, *where, on=told["on"], now=timezone.now()):
            return redirect("students:school_move", row.pk)
    return render(
        request, "students/school_moves.html", {"rows": rows, "form": form}, status=422 if form.errors else 200
    )


def _line(row: SchoolMove) -> dict[str, Any]:
    return {
        "title": f"{organisations.name_of(row.old_id)} → {organisations.name_of(row.new_id)}",
        "url": reverse("students:school_move", args=[row.pk]),
        "on": day(row.on),
        "state": (_(row.get_state_display()), TONES[row.state]),
        "when": moment(row.undone_at or row.done_at or row.created_at),
    }


@require_GET
def move(request: HttpRequest, move_id: int) -> HttpResponse:
    """Show what the move does, or what it did."""
    row = school_move(asking(request), move_id)
    is_open = row.state in ("planned", "running")
    plan = plan_of_move(row) if is_open else None
    shown = {
        "row": row,
        "plan": plan,
        "line": _line(row),
        "job": Job.objects.filter(kind=TASK, args__move_id=row.pk).order_by("-created_at").first(),
        "classes": [(one, ", ".join(_(GRADE_BY_CODE[code].title) for code in one.group.grades)) for one in plan.classes]
        if plan
        else [],
        "facts": _facts(row),
        "resting": later_than_move(row) if row.state == "done" else [],
    }
    return render(request, "students/school_move.html", shown)


def _facts(row: SchoolMove) -> list[tuple[str, Any]]:
    made = row.made
    rows = [
        (_("Trường cũ"), organisations.name_of(row.old_id)),
        (_("Trường kế thừa"), organisations.name_of(row.new_id)),
        (_("Từ ngày"), day(row.on)),
        (_("Học sinh đã chuyển"), len(made.get("entered", [])) or ""),
        (_("Lớp đã mở ở trường kế thừa"), len(made.get("classes", [])) or ""),
        (_("Diện, chế độ được giữ tiếp"), len(made.get("statuses", {})) or ""),
        (_("Chuyển lúc"), moment(row.done_at) if row.done_at else ""),
        (_("Hoàn tác lúc"), moment(row.undone_at) if row.undone_at else ""),
    ]
    return [(label, value) for label, value in rows if value != ""]


@require_http_methods(["GET", "POST"])
def move_run(request: HttpRequest, move_id: int) -> HttpResponse:
    """Start the move in the background."""
    row = school_move(asking(request), move_id)
    if request.method == "POST":
        school_move_later(asking(request), row.pk)
        return done(request, _("Đang chuyển học sinh."), "students:school_move", row.pk)
    plan = plan_of_move(row)
    text = _("{count} học sinh chuyển từ «{old}» sang «{new}» từ ngày {day}. Có thể hoàn tác khi chưa có dữ liệu mới.")
    text = text.format(count=len(plan.stays), old=plan.old_name, new=plan.new_name, day=day(row.on))
    title, back = _("Chuyển học sinh"), reverse("students:school_move", args=[row.pk])
    return confirm(request, title=title, text=text, button=title, back=back)


@require_http_methods(["GET", "POST"])
def move_undo(request: HttpRequest, move_id: int) -> HttpResponse:
    """Take the move back as a whole."""
    row = school_move(asking(request), move_id)
    if request.method == "POST":
        actions.undo_school_move(asking(request), row.pk, now=timezone.now())
        return done(request, _("Đã hoàn tác. Mọi học sinh trở lại trường cũ."), "students:school_move", row.pk)
    text = _("Mọi học sinh trở lại lớp ở trường cũ; lớp đã mở ở trường kế thừa bị xoá.")
    back = reverse("students:school_move", args=[row.pk])
    return confirm(request, title=_("Hoàn tác"), text=text, button=_("Hoàn tác"), back=back, tone="danger")
