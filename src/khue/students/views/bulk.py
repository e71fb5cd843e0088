"""Edits of the pupils selected on a list: asked, done together, and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.core.words import N_
from khue.students import actions
from khue.students.forms.roster import BulkForm, GiveStatusForm, MoveForm, number
from khue.students.models import BulkEdit
from khue.students.queries import rosters
from khue.students.queries.rosters import Asked, Pupil
from khue.students.rules import STATUS_NEEDS, Can


@dataclass(frozen=True)
class Verb:
    """Something to be done to many pupils: what its button says, its form, its action."""

    title: str
    lead: str
    icon: str
    form: Callable[..., BulkForm]
    run: Callable[[Actor, Sequence[int], Any, date], BulkEdit]


def _move(actor: Actor, ids: Sequence[int], form: MoveForm, _today: date) -> BulkEdit:
    return actions.move_pupils(actor, ids, int(form.cleaned_data["lop"]), on=form.cleaned_data["tu_ngay"])


def _give(actor: Actor, ids: Sequence[int], form: GiveStatusForm, today: date) -> BulkEdit:
    return actions.set_status_of(actor, ids, form.facts(), today=today)


VERBS = {
    "chuyen-lop": Verb(
        N_("Chuyển lớp"),
        N_("Học sinh giữ nguyên môn đã chọn; số thứ tự nối tiếp danh sách lớp mới."),
        "arrow-move-right",
        MoveForm,
        _move,
    ),
    "ghi-dien": Verb(
        N_("Ghi diện, chế độ"),
        N_("Em nào đã có diện này trong thời gian ấy thì giữ nguyên."),
        "tag",
        GiveStatusForm,
        _give,
    ),
}


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask what is to be done to the pupils selected, then do it."""
    actor, on = asking(request), localdate()
    verb = VERBS.get(request.POST.get("viec", ""))
    if verb is None:
        raise Missing(what=_("việc này"))
    chosen = _chosen(request, actor, on)
    is_sent = "xac_nhan" in request.POST
    form = _form(verb, request.POST if is_sent else None, actor, chosen, on)
    if is_sent and form.is_valid():
        try:
            edit = verb.run(actor, [pupil.person_id for pupil in chosen], form, on)
            return redirect("students:bulk_done", edit.pk)
        except Refused as error:
            form.add_error(None, wording(error))
    shown = {"verb": verb, "name": request.POST["viec"], "form": form, "chosen": chosen}
    return render(request, "students/bulk.html", shown, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, actor: Actor, on: date) -> list[Pupil]:
    ids = {found for text in request.POST.getlist("chon") if (found := number(text))}
    pupils = rosters.chosen(actor, rosters.scope_of(actor, on), Asked(on), sorted(ids))
    if not pupils:
        raise Missing(what=_("học sinh nào được chọn"))
    for school_id in {pupil.school_id for pupil in pupils}:
        actor.must(Can.EDIT, at=school_id)
    return pupils


def _form(verb: Verb, told: Any, actor: Actor, chosen: Sequence[Pupil], on: date) -> BulkForm:
    school_id = chosen[0].school_id
    more: dict[str, Any] = {"initial": {"tu_ngay": on}}
    if verb.form is MoveForm:
        more["classes"] = rosters.classes_of(rosters.scope_of(actor, on), school_id, on)
    else:
        more["kinds"] = [kind for kind, (_see, write) in STATUS_NEEDS.items() if actor.can(write, at=school_id)]
        more["on"] = on
    return verb.form(told, **more)


@require_GET
def bulk_done(request: HttpRequest, edit_id: int) -> HttpResponse:
    """Show what an edit of many pupils did, with the way back."""
    edit = _edit(asking(request), edit_id)
    people = rosters.chosen_of(asking(request), edit, localdate())
    return render(request, "students/bulk_done.html", {"edit": edit, "pupils": people})


@require_http_methods(["GET", "POST"])
def bulk_undo(request: HttpRequest, edit_id: int) -> HttpResponse:
    """Take an edit of many pupils back."""
    edit = _edit(asking(request), edit_id)
    if request.method == "POST":
        actions.undo_bulk(asking(request), edit_id, now=timezone.now())
        text = _("Đã hoàn tác: {count} học sinh trở lại như trước.").format(count=edit.count)
        return done(request, text, "students:bulk_done", edit_id)
    return confirm(
        request,
        title=_("Hoàn tác «{verb}»?").format(verb=_(edit.get_verb_display())),
        text=_("{count} học sinh trở lại như trước lần sửa này.").format(count=edit.count),
        button=_("Hoàn tác"),
        back=f"/van-phong/hoc-sinh/hang-loat/{edit_id}/",
        tone="danger",
    )


def _edit(actor: Actor, edit_id: int) -> BulkEdit:
    edit = BulkEdit.objects.select_related("school").filter(pk=edit_id).first()
    if edit is None:
        raise Missing(what=_("lần sửa số {number}").format(number=edit_id))
    actor.must(Can.SEE, at=edit.school_id)
    return edit


@require_http_methods(["GET", "POST"])
def number_list(request: HttpRequest, class_id: int) -> HttpResponse:
    """Number the list of a class anew."""
    actor = asking(request)
    if request.method == "POST":
        edit = actions.number_classes(actor, [class_id], today=localdate())
        return redirect("students:bulk_done", edit.pk)
    return confirm(
        request,
        title=_("Đánh lại số thứ tự của lớp?"),
        text=_("Danh sách được đánh số từ 1 theo thứ tự tên tiếng Việt. Có thể hoàn tác."),
        button=_("Đánh số"),
        back=f"/van-phong/lop/{class_id}/",
    )
