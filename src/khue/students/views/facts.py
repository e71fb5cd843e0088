"""Forms about one pupil: statuses, health, awards and discipline; written, corrected, ended, taken away."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.students import actions
from khue.students.forms.facts import DayForm, HealthForm, NoteForm, RecognitionForm, StatusForm, WhyForm
from khue.students.queries import pupil_pages
from khue.students.rules import MEASURES, STATUS_NEEDS, Can, measures_for

form_or_post = require_http_methods(["GET", "POST"])
Run = Callable[[Any], object]


def pupil_address(person_id: int) -> str:
    """Return the address of a pupil's page."""
    return reverse("students:pupil", args=[person_id])


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, person_id: int, form: BaseForm, run: Run, title: str, said: str) -> HttpResponse:
    """Show a form about a pupil, or do what it says and go back to the pupil's page."""
    if accepted(form, run):
        return done(request, said, pupil_address(person_id))
    return form_page(request, form, title=title, button=_("Lưu"), back=pupil_address(person_id))


def _asked(
    request: HttpRequest, person_id: int, form: BaseForm, run: Run, *, title: str, text: str, button: str, said: str
) -> HttpResponse:
    """Ask before something ends or goes, then do it."""
    if accepted(form, run):
        return done(request, said, pupil_address(person_id))
    back = pupil_address(person_id)
    return confirm(request, title=title, text=text, button=button, back=back, tone="danger", form=form)


def _kinds(actor: Actor, person_id: int) -> list[str]:
    """Return the kinds of status that the actor may write at the pupil's school. Raises: Missing, Denied."""
    stay = pupil_pages.may_see(actor, person_id, localdate())
    kinds = [kind for kind, (_see, write) in STATUS_NEEDS.items() if actor.can(write, at=stay.school_id)]
    if not kinds:
        actor.must(Can.EDIT, at=stay.school_id)
    return kinds


@form_or_post
def status_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a status of a pupil."""
    actor, on = asking(request), localdate()
    form = StatusForm(_sent(request), kinds=_kinds(actor, person_id), on=on, initial={"tu_ngay": on})
    return _form(
        request,
        person_id,
        form,
        lambda form: actions.give_status(actor, person_id, form.facts(), today=on),
        _("Ghi diện, chế độ"),
        _("Đã ghi diện, chế độ."),
    )


@form_or_post
def status_edit(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Correct a status."""
    actor, on = asking(request), localdate()
    row = _own_status(actor, person_id, row_id)
    form = StatusForm(_sent(request), kinds=[row.kind], on=on, initial=StatusForm.beginning(row))
    return _form(
        request,
        person_id,
        form,
        lambda form: actions.change_status(actor, row_id, form.facts(), today=on),
        _("Sửa diện, chế độ"),
        _("Đã sửa diện, chế độ."),
    )


@form_or_post
def status_end(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Let a status end on a day."""
    actor, on = asking(request), localdate()
    _own_status(actor, person_id, row_id)
    form = DayForm(_sent(request), initial={"ngay": on})
    return _asked(
        request,
        person_id,
        form,
        lambda form: actions.end_status(actor, row_id, form.cleaned_data["ngay"], today=on),
        title=_("Kết thúc diện, chế độ này?"),
        text=_("Ngày ghi dưới đây là ngày cuối cùng còn hưởng. Dòng này vẫn còn trong quá trình của học sinh."),
        button=_("Kết thúc"),
        said=_("Đã kết thúc diện, chế độ."),
    )


@form_or_post
def status_remove(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Take away a status written by mistake."""
    actor = asking(request)
    _own_status(actor, person_id, row_id)
    return _removal(request, person_id, lambda why: actions.remove_status(actor, row_id, why=why))


@form_or_post
def note_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write what the school notes about a pupil."""
    actor = asking(request)
    stay = pupil_pages.pupil_page(actor, person_id, localdate()).stay
    actor.must(Can.EDIT, at=stay.school_id)
    return _form(
        request,
        person_id,
        NoteForm(_sent(request), initial={"ghi_chu": stay.note, "version": stay.version}),
        lambda form: actions.note_stay(
            actor, stay.pk, form.cleaned_data["ghi_chu"], version=form.cleaned_data["version"]
        ),
        _("Ghi chú về học sinh"),
        _("Đã lưu ghi chú."),
    )


@form_or_post
def health_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a health check."""
    actor, on = asking(request), localdate()
    actor.must(Can.EDIT_HEALTH, at=pupil_pages.may_see(actor, person_id, on).school_id)
    return _form(
        request,
        person_id,
        HealthForm(_sent(request), initial={"ngay": on}),
        lambda form: actions.record_health(actor, person_id, form.facts(), today=on),
        _("Ghi kết quả khám, cân đo"),
        _("Đã ghi kết quả."),
    )


@form_or_post
def health_edit(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Correct a health check."""
    actor, on = asking(request), localdate()
    row = _own(actor, pupil_pages.checks_of(actor, person_id), row_id, Can.EDIT_HEALTH)
    return _form(
        request,
        person_id,
        HealthForm(_sent(request), initial=HealthForm.beginning(row)),
        lambda form: actions.change_health(actor, row_id, form.facts(), today=on),
        _("Sửa kết quả khám, cân đo"),
        _("Đã sửa kết quả."),
    )


@form_or_post
def health_remove(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Take away a health check written by mistake."""
    actor = asking(request)
    _own(actor, pupil_pages.checks_of(actor, person_id), row_id, Can.EDIT_HEALTH)
    return _removal(request, person_id, lambda why: actions.remove_health(actor, row_id, why=why))


def _measures(actor: Actor, person_id: int, on: date) -> tuple[str, ...]:
    place = pupil_pages.pupil_page(actor, person_id, on).place
    return measures_for(place.grade) if place else tuple(MEASURES)


@form_or_post
def recognition_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write an award or a measure."""
    actor, on = asking(request), localdate()
    actor.must(Can.EDIT, at=pupil_pages.may_see(actor, person_id, on).school_id)
    return _form(
        request,
        person_id,
        RecognitionForm(_sent(request), measures=_measures(actor, person_id, on), initial={"ngay": on}),
        lambda form: actions.recognise(actor, person_id, form.facts(), today=on),
        _("Ghi khen thưởng, kỉ luật"),
        _("Đã ghi khen thưởng, kỉ luật."),
    )


@form_or_post
def recognition_edit(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Correct an award or a measure."""
    actor, on = asking(request), localdate()
    row = _own(actor, pupil_pages.recognitions_of(actor, person_id), row_id, Can.EDIT)
    form = RecognitionForm(_sent(request), measures=tuple(MEASURES), initial=RecognitionForm.beginning(row))
    return _form(
        request,
        person_id,
        form,
        lambda form: actions.change_recognition(actor, row_id, form.facts(), today=on),
        _("Sửa khen thưởng, kỉ luật"),
        _("Đã sửa khen thưởng, kỉ luật."),
    )


@form_or_post
def discipline_lift(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Lift a disciplinary measure."""
    actor, on = asking(request), localdate()
    _own(actor, pupil_pages.recognitions_of(actor, person_id), row_id, Can.EDIT)
    return _asked(
        request,
        person_id,
        DayForm(_sent(request), initial={"ngay": on}),
        lambda form: actions.lift_discipline(actor, row_id, form.cleaned_data["ngay"], today=on),
        title=_("Xoá kỉ luật?"),
        text=_("Từ ngày này kỉ luật không còn hiệu lực. Dòng ghi vẫn còn trong quá trình của học sinh."),
        button=_("Xoá kỉ luật"),
        said=_("Đã xoá kỉ luật."),
    )


@form_or_post
def recognition_remove(request: HttpRequest, person_id: int, row_id: int) -> HttpResponse:
    """Take away an award or a measure written by mistake."""
    actor = asking(request)
    _own(actor, pupil_pages.recognitions_of(actor, person_id), row_id, Can.EDIT)
    return _removal(request, person_id, lambda why: actions.remove_recognition(actor, row_id, why=why))


def _removal(request: HttpRequest, person_id: int, run: Callable[[str], object]) -> HttpResponse:
    return _asked(
        request,
        person_id,
        WhyForm(_sent(request)),
        lambda form: run(form.cleaned_data["ly_do"]),
        title=_("Xoá dòng này?"),
        text=_("Chỉ xoá khi ghi nhầm. Nhật ký vẫn giữ việc xoá và lí do."),
        button=_("Xoá"),
        said=_("Đã xoá."),
    )


def _own(actor: Actor, rows: Any, row_id: int, needs: str = "") -> Any:
    """Return the row among those of the pupil that the actor may see and change.

    needs: empty is what its kind of status needs. Raises: Missing, Denied.
    """
    found = next((row for row in rows if row.pk == row_id), None)
    if found is None:
        raise Missing(what=_("dòng số {number}").format(number=row_id))
    actor.must(needs or STATUS_NEEDS[found.kind][1], at=found.school_id)
    return found


def _own_status(actor: Actor, person_id: int, row_id: int) -> Any:
    return _own(actor, pupil_pages.statuses_of(actor, person_id), row_id)
