"""The pages of families, made for a phone: one's children, a child, a leave note."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khue.catalogues import queries as catalogues
from khue.core.clock import SchoolYear
from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.core.web.formats import day
from khue.core.web.pages import accepted, done
from khue.core.web.parts import Moment
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.people import queries as of_people
from khue.people.rules import RELATION_KINDS, TOLD
from khue.students import actions, queries
from khue.students.actions.statuses import last_of
from khue.students.forms.attendance import LeaveForm
from khue.students.models import Enrolment, Placement
from khue.students.queries.families import Member, MemberPage
from khue.students.rules import (
    ABSENCE_REASONS,
    AWARD_LEVELS,
    BOARDING,
    ENTRIES,
    LEAVINGS,
    MEASURES,
    PLACEMENTS,
    RECOGNITIONS,
    SESSIONS,
    SPECIAL_NEEDS,
    STATUSES,
    masked,
)

SHOWN_USES, SHOWN_ABSENCES = 20, 15
REASON_TONES = {"excused": "info", "unexcused": "bad", "late": "warn"}
SIGNS = {
    "watch": ("warn", lazy("Em đã nghỉ khá nhiều. Nghỉ quá {limit} buổi trong năm học thì không được lên lớp.")),
    "near": (
        "warn",
        lazy("Em chỉ còn được nghỉ {left} buổi nữa. Quá {limit} buổi trong năm học thì không được lên lớp."),
    ),
    "last": ("bad", lazy("Em đã nghỉ đủ {limit} buổi. Nghỉ thêm một buổi nữa thì không được lên lớp.")),
    "over": ("bad", lazy("Em đã nghỉ quá {limit} buổi. Theo quy định em phải học lại lớp; hãy gặp nhà trường.")),
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one's children, or oneself: where they learn, how they attend, what is to be done."""
    everyone = queries.family(asking(request), localdate())
    shown = {
        "children": [_card(one) for one in everyone if not one.is_self],
        "me": next((_card(one) for one in everyone if one.is_self and one.is_pupil), None),
        "today": localdate(),
    }
    return render(request, "students/family.html", shown)


def _card(one: Member) -> dict[str, Any]:
    return {"one": one, "sign": _sign(one), "leaves": [_leave(row) for row in one.leaves]}


def _sign(one: Member) -> tuple[str, str] | None:
    """Return the warning about the sessions of the year: tone and text."""
    if one.summary is None or not one.summary.standing:
        return None
    tone, text = SIGNS[one.summary.standing]
    return tone, str(text).format(limit=one.summary.limit, left=one.summary.left)


def _leave(row: Any) -> dict[str, Any]:
    when = day(row.first_day) if row.first_day == row.last_day else f"{day(row.first_day)} – {day(row.last_day)}"
    return {"row": row, "when": when, "session": _(SESSIONS[row.session]).lower() if row.session else _("cả ngày")}


@require_GET
def child(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show everything of a child that the family sees, on one page of a phone."""
    page = queries.member_page(asking(request), person_id, localdate())
    shown = {
        "page": page,
        "one": page.member,
        "sign": _sign(page.member),
        "leaves": [_leave(row) for row in page.member.leaves],
        "absences": _absences(page)[:SHOWN_ABSENCES],
        "more_absences": max(0, len(page.absences) - SHOWN_ABSENCES),
        "statuses": _statuses(page),
        "checks": page.checks[:4],
        "recognitions": _recognitions(page),
        "relatives": _relatives(page),
        "moments": _moments(page),
        "uses": page.uses[:SHOWN_USES],
    }
    return render(request, "students/family_child.html", shown)


def _absences(page: MemberPage) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "session": _(SESSIONS[row.session]),
            "reason": _(ABSENCE_REASONS[row.reason]),
            "tone": REASON_TONES[row.reason],
        }
        for row in page.absences
    ]


def _statuses(page: MemberPage) -> list[dict[str, Any]]:
    known = {code: _(title) for code, title in (SPECIAL_NEEDS | BOARDING).items()}
    named = catalogues.labels("priority_categories") | known
    return [
        {
            "kind": _(STATUSES[row.kind]),
            "title": masked(row.code) if row.kind == "insurance" else named.get(row.code, row.code),
            "since": row.period.lower,
            "until": last_of(row),
        }
        for row in page.statuses
    ]


def _recognitions(page: MemberPage) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "kind": _(RECOGNITIONS[row.kind]),
            "level": _((AWARD_LEVELS if row.kind == "award" else MEASURES).get(row.level, row.level)),
            "tone": "good" if row.kind == "award" else "neutral" if row.lifted_on else "warn",
        }
        for row in page.recognitions
    ]


def _relatives(page: MemberPage) -> list[dict[str, Any]]:
    return [
        {
            "row": one,
            "kind": _(RELATION_KINDS[one.kind]),
            "told": ", ".join(_(TOLD[code]) for code in one.told if code in TOLD),
        }
        for one in page.relatives
    ]


def _moments(page: MemberPage) -> list[Moment]:
    """Return the way through schools and classes, the latest first."""
    schools = organisations.names({stay.school_id for stay, _places in page.life}, localdate())
    told: list[Moment] = []
    for stay, places in page.life:
        told += _of_stay(stay, places, schools.get(stay.school_id, ""))
    return told


def _of_stay(stay: Enrolment, places: list[Placement], school: str) -> list[Moment]:
    moments = []
    if stay.period.upper:
        moments.append(Moment(stay.period.upper, f"{_(LEAVINGS[stay.left_how])}: {school}", icon="logout"))
    for place in places:
        year = _("năm học {year}").format(year=SchoolYear(place.school_year))
        title = _("{how}: lớp {name}").format(how=_(PLACEMENTS[place.how]), name=place.class_group.name)
        moments.append(Moment(place.period.lower, title, year, "info", icon="chalkboard"))
    return [
        *moments,
        Moment(stay.period.lower, f"{_(ENTRIES[stay.entered_how])}: {school}", "", "accent", icon="login"),
    ]


@require_GET
def photo(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Serve the photo of a child, or of oneself."""
    actor = asking(request)
    if person_id not in actor.own:
        raise Missing(what=_("ảnh của người này"))
    kept = of_people.person(actor, person_id).photo
    path = people.photo_path(kept)
    if not kept or not path.is_file():
        raise Missing(what=_("ảnh của người này"))
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_http_methods(["GET", "POST"])
def leave_new(request: HttpRequest, person_id: int) -> HttpResponse:
    """Send a leave note for coming days."""
    actor, today = asking(request), localdate()
    page = queries.member_page(actor, person_id, today)
    if not page.may_ask_leave:
        raise actions.NotForThisPerson(person=person_id)
    form = LeaveForm(request.POST if request.method == "POST" else None, initial={"first_day": today})

    def send(form: LeaveForm) -> None:
        actions.ask_leave(actor, person_id, form.wanted(), now=timezone.now(), today=today)

    if accepted(form, send):
        text = _("Đã gửi đơn xin nghỉ. Giáo viên thấy đơn khi điểm danh.")
        return done(request, text, reverse("students:family_child", args=[person_id]))
    shown = {"form": form, "one": page.member}
    return render(request, "students/leave.html", shown, status=422 if form.errors else 200)


@require_POST
def leave_withdraw(request: HttpRequest, note_id: int) -> HttpResponse:
    """Take a leave note back."""
    found = actions.withdraw_leave(asking(request), note_id, now=timezone.now(), today=localdate())
    return done(request, _("Đã rút đơn xin nghỉ."), reverse("students:family_child", args=[found.person_id]))
