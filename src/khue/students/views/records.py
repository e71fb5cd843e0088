"""Records that go from one school to the next: finished pupils offered in bulk, offers taken, declined, withdrawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.web.asking import asking
from khue.core.web.pages import done, tried
from khue.core.web.parts import Tab
from khue.people.rules import Can as PeopleCan
from khue.students import actions, queries
from khue.students.forms.moving import NextSchoolForm, TakeForm
from khue.students.forms.roster import number
from khue.students.models import ClassGroup
from khue.students.queries.records import Finished, Offered, finished, offered, years_finished
from khue.students.rules import GRADE_BY_CODE, Can
from khue.students.views.choosing import Chosen, chosen_school


@require_http_methods(["GET", "POST"])
def finished_pupils(request: HttpRequest) -> HttpResponse:
    """List who finished the level here; offer the chosen ones to the next school."""
    actor = asking(request)
    chosen = chosen_school(request, Can.REQUEST_TRANSFER)
    if chosen.id is None:
        heading = _("Học sinh hoàn thành cấp học")
        return render(request, "students/choose_school.html", {"chosen": chosen, "heading": heading})
    form = NextSchoolForm(request.POST or None, label_suffix="")
    if form.is_valid():
        told = (actor, chosen.id, form.cleaned_data["taker"], _ids(request))
        if count := tried(form, actions.offer_finished, *told, now=timezone.now(), today=localdate()):
            text = _("Đã giao hồ sơ của {count} học sinh. Trường nhận sẽ thấy ở trang «Giao nhận hồ sơ».")
            return done(request, text.format(count=count), f"{reverse('students:records')}?truong={chosen.id}")
    years = years_finished(chosen.id)
    year = number(request.GET.get("nam", "")) or next(iter(years), None)
    url = f"{reverse('students:finished')}?truong={chosen.id}"
    shown = {
        "chosen": chosen,
        "form": form,
        "marked": set(_ids(request)),
        "rows": [(one, _grade(one)) for one in finished(actor, chosen.id, year=year)],
        "tabs": [Tab(SchoolYear(one).label, f"{url}&nam={one}", one == year) for one in years],
        "url": url,
    }
    return render(request, "students/finished.html", shown, status=422 if form.errors else 200)


def _grade(one: Finished) -> str:
    return _(GRADE_BY_CODE[one.grade].title) if one.grade in GRADE_BY_CODE else ""


def _ids(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("chon") if one.isdecimal() and len(one) < 19]


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """List the records offered to and by a school outside transfers."""
    chosen = chosen_school(request, PeopleCan.HAND_OVER)
    if chosen.id is None:
        heading = _("Giao nhận hồ sơ")
        return render(request, "students/choose_school.html", {"chosen": chosen, "heading": heading})
    return _records(request, asking(request), chosen)


def _records(request: HttpRequest, actor: Actor, chosen: Chosen, form: Any = None) -> HttpResponse:
    rows = offered(actor, chosen.id or 0)
    to_us = [one for one in rows if one.taker_id == chosen.id]
    may_enrol = actor.can(Can.EDIT, at=chosen.id)
    shown = {
        "chosen": chosen,
        "givers": _by_giver(to_us),
        "by_us": [one for one in rows if one.giver_id == chosen.id],
        "form": form or TakeForm(initial={"on": localdate()}, classes=_classes(actor, chosen.id or 0)),
        "may_enrol": may_enrol,
        "marked": set(_ids(request)),
        "query": f"?truong={chosen.id}",
    }
    return render(request, "students/records.html", shown, status=422 if form is not None else 200)


def _by_giver(rows: list[Offered]) -> list[tuple[str, list[Offered]]]:
    found: dict[str, list[Offered]] = {}
    for one in rows:
        found.setdefault(one.giver, []).append(one)
    return list(found.items())


def _classes(actor: Actor, school_id: int) -> Any:
    may = actor.can(Can.SEE, at=school_id)  # whoever hands over records only takes them without a class
    return queries.classes(actor, school_id, queries.current_year(localdate())) if may else ClassGroup.objects.none()


@require_http_methods(["POST"])
def records_answer(request: HttpRequest) -> HttpResponse:
    """Take, decline or withdraw the chosen records in one step."""
    actor, now = asking(request), timezone.now()
    chosen = chosen_school(request, PeopleCan.HAND_OVER)
    school_id, ids, verb = chosen.id or 0, _ids(request), request.POST.get("viec", "")
    back = f"{reverse('students:records')}?truong={school_id}"
    if verb == "tu-choi":
        count = actions.decline_records(actor, school_id, ids, now=now)
        return done(request, _("Đã trả lại {count} hồ sơ cho trường giao.").format(count=count), back)
    if verb == "rut":
        count = actions.withdraw_offers(actor, school_id, ids, now=now)
        return done(request, _("Đã rút {count} hồ sơ về.").format(count=count), back)
    form = TakeForm(request.POST, classes=_classes(actor, school_id))
    if form.is_valid():
        day = form.cleaned_data["on"] if verb == "vao-truong" else None
        told = {"on": day, "class_id": form.class_id if day else None, "grade": form.grade if day else ""}
        if taken := tried(form, actions.take_records, actor, school_id, ids, now=now, **told):
            text = _("Đã tiếp nhận {count} hồ sơ.").format(count=len(taken))
            unplaced = f"{reverse('students:forming')}?truong={school_id}" if day and not form.class_id else back
            return done(request, text, unplaced if actor.can(Can.ROLL_OVER, at=school_id) else back)
    return _records(request, actor, chosen, form)
