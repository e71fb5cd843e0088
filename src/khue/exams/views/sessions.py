"""Sessions in the office: list, one session, its steps, its corrections."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.web import formats
from khue.core.web.answers import wording
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done, form_page
from khue.core.web.parts import Moment
from khue.core.web.tables import Column, Table, lines, listing
from khue.exams import actions, queries, rules
from khue.exams.forms import CorrectionForm, EditForm, ScheduleForm, SessionFilter, SessionForm
from khue.exams.models import ExamSession, ResultChange
from khue.organisations import queries as organisations

TONES = {
    "draft": "neutral", "first_checked": "info", "checked": "info", "published": "good", "corrected": "warn",
    "archived": "neutral",
}  # fmt: skip
QUESTIONS = {
    "first_check": gettext_lazy(
        "Bạn xác nhận đã đối chiếu kết quả với biên bản chấm thi? Người kiểm tra lần hai phải là người khác."
    ),
    "second_check": gettext_lazy("Bạn xác nhận đã kiểm tra lại kết quả độc lập với người thứ nhất?"),
    "reopen": gettext_lazy("Mở lại bản nháp? Hai lần kiểm tra và giờ công bố sẽ bị xoá, phải làm lại."),
    "unschedule": gettext_lazy("Bỏ giờ công bố đã đặt?"),
    "archive": gettext_lazy("Lưu trữ kì thi? Sau đó không đính chính được nữa; trang tra cứu vẫn giữ bản đã công bố."),
}
ICONS = {
    "first_check": "checks", "second_check": "checks", "reopen": "arrow-back-up", "schedule": "clock",
    "unschedule": "clock-off", "correct": "edit", "archive": "archive",
}  # fmt: skip
SESSIONS = Table(
    "exams.sessions",
    gettext_lazy("Kì thi"),
    (
        Column("title", gettext_lazy("Tên kì thi"), sort="title", url=lambda row: row.get_absolute_url()),
        Column("code", gettext_lazy("Mã"), sort="code"),
        Column("year", gettext_lazy("Năm thi"), sort="year"),
        Column("state", gettext_lazy("Trạng thái"), kind="badge", value=lambda row: state_of(row)),
        Column("publish_at", gettext_lazy("Giờ công bố"), kind="moment", sort="publish_at"),
    ),
    order="-year",
)
COUNCILS = Table(
    "exams.councils",
    gettext_lazy("Thí sinh theo hội đồng thi"),
    (
        Column("code", gettext_lazy("Mã"), sort="code"),
        Column("name", gettext_lazy("Hội đồng thi"), sort="name"),
        Column("candidates", gettext_lazy("Thí sinh"), kind="number", sort="candidates"),
    ),
    order="code",
    size=100,
)
CHANGES = Table(
    "exams.changes",
    gettext_lazy("Đính chính"),
    (
        Column("changed_at", gettext_lazy("Lúc"), kind="moment"),
        Column("candidate_number", gettext_lazy("Số báo danh")),
        Column("paper", gettext_lazy("Môn thi"), value=lambda row: _(rules.PAPERS[row.paper].title)),
        Column("before", gettext_lazy("Từ"), value=lambda row: score(row.before)),
        Column("after", gettext_lazy("Thành"), value=lambda row: score(row.after)),
        Column("reason", gettext_lazy("Lí do")),
        Column("decision", gettext_lazy("Quyết định")),
        Column("changed_by", gettext_lazy("Người sửa"), value=lambda row: row.changed_by and row.changed_by.full_name),
    ),
)


def state_of(session: ExamSession) -> tuple[str, str]:
    """Return the state of a session as a badge."""
    return _(rules.STATES[session.state]), TONES[session.state]


def score(hundredths: int | None) -> str:
    """Write a score, or that there is none."""
    return "—" if hundredths is None else rules.score_text(hundredths, ",")


@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """List the sessions."""
    form = SessionFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    actor = asking(request)
    rows = queries.sessions(actor, text=asked.get("q", ""), year=asked.get("year"), state=asked.get("state", ""))
    return listing(
        request, "exams/sessions.html", SESSIONS, rows, form=form, can_manage=actor.can(rules.Can.MANAGE), asked=asked
    )


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Create a session of the department."""
    place = organisations.top_id()
    if place is None:
        raise Missing(what=_("đơn vị đứng đầu ngành của tỉnh"))
    asking(request).must(rules.Can.MANAGE, at=place)
    form = SessionForm(request.POST or None)
    if form.is_valid():
        try:
            session = actions.create_session(asking(request), organisation_id=place, **form.cleaned_data)
            return done(request, _("Đã tạo kì thi."), session.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, wording(refusal))
    back = reverse("exams:sessions")
    return form_page(request, form, title=_("Tạo kì thi"), button=_("Tạo kì thi"), back=back)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a draft."""
    session = queries.session(asking(request), code)
    asking(request).must(rules.Can.MANAGE, at=session.organisation_id)
    form = EditForm(request.POST or None, initial=vars(session))
    if form.is_valid():
        try:
            actions.edit_session(asking(request), session.pk, **form.cleaned_data)
            return done(request, _("Đã lưu thay đổi."), session.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, wording(refusal))
    return form_page(
        request, form, title=_("Sửa kì thi"), button=_("Lưu"), back=session.get_absolute_url(), lead=session.title
    )


@require_safe
def session(request: HttpRequest, code: str) -> HttpResponse:
    """Show one session: where it stands, what can be done, its candidates, imports and corrections."""
    actor = asking(request)
    found = queries.session(actor, code)
    counts = queries.counts_by_council(actor, found)
    total = sum(line.candidates for line in counts)
    shown = {
        "session": found,
        "state": state_of(found),
        "total": total,
        "figures": {"councils": len(counts), "papers": len(found.papers)},
        "facts": _facts(found),
        "moments": _moments(found),
        "steps": _steps(actor, found),
        "needs_another": found.state == "first_checked" and found.first_checked_by_id == actor.user_id,
        "may": {verb: actor.can(f"exams.{verb}", at=found.organisation_id) for verb in ("manage", "import")},
        "councils": lines(request, COUNCILS, counts, order="code"),
        "batches": queries.batches(actor, found)[:20],
        "changes": lines(request, CHANGES, queries.changes(actor, found)),
    }
    return render(request, "exams/session.html", shown)


def _facts(session: ExamSession) -> list[tuple[str, Any]]:
    papers = ", ".join(rules.PAPERS[code].short for code in session.papers)
    return [
        (_("Mã kì thi"), session.code),
        (_("Năm thi"), str(session.year)),
        (_("Môn thi"), papers),
        (_("Tra cứu"), _("Cần mã riêng của thí sinh") if session.requires_second_factor else _("Bằng số báo danh")),
        (_("Ghi chú"), session.note or None),
    ]


def _moments(session: ExamSession) -> list[Moment]:
    """Return the life of a session so far: who did what when."""
    found = [Moment(formats.moment(session.created_at), _("Tạo kì thi"), icon="plus")]
    for at, person, title in (
        (session.first_checked_at, session.first_checked_by, _("Kiểm tra lần một")),
        (session.second_checked_at, session.second_checked_by, _("Kiểm tra lần hai")),
    ):
        if at is not None and person is not None:
            found.append(Moment(formats.moment(at), title, person.full_name, tone="info", icon="checks"))
    if session.publish_at is not None and session.published_at is None:
        found.append(Moment(formats.moment(session.publish_at), _("Giờ công bố đã đặt"), tone="warn", icon="clock"))
    if session.published_at is not None:
        version = _("Bản công bố {version}").format(version=session.published_version)
        found.append(
            Moment(formats.moment(session.published_at), _("Công bố kết quả"), version, tone="good", icon="send")
        )
    return found


def _steps(actor: Actor, session: ExamSession) -> list[dict[str, str]]:
    """Return the buttons that this person has now; publication has a place of its own on the page."""
    return [
        {
            "title": _(move.title),
            "url": reverse("exams:step", args=[session.code, move.verb]),
            "icon": ICONS[move.verb],
            "asks": "" if move.verb in QUESTIONS else "form",
        }
        for move in rules.LIFE.open_from(session.state)
        if move.verb != "publish"
        and actor.can(move.needs, at=session.organisation_id)
        and not (move.verb == "second_check" and session.first_checked_by_id == actor.user_id)
        and not (move.verb == "unschedule" and session.publish_at is None)
    ]


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Take a step of the session's life: some only ask, some need a form."""
    found = queries.session(asking(request), code)
    if verb == "schedule":
        return _schedule(request, found)
    if verb == "correct":
        return _correct(request, found)
    if verb not in QUESTIONS:
        raise Missing(what=_("bước này"))
    title = next(_(move.title) for move in rules.LIFE.moves if move.verb == verb)
    if request.method == "POST":
        getattr(actions, verb)(asking(request), found.pk)
        return done(request, _("Đã xong: {title}.").format(title=title), found.get_absolute_url())
    back = found.get_absolute_url()
    return confirm(request, title=title, text=str(QUESTIONS[verb]), button=title, back=back)


def _schedule(request: HttpRequest, found: ExamSession) -> HttpResponse:
    form = ScheduleForm(request.POST or None, initial={"at": found.publish_at})
    if form.is_valid():
        try:
            actions.schedule(asking(request), found.pk, **form.cleaned_data)
            return done(request, _("Đã đặt giờ công bố."), found.get_absolute_url())
        except Refused as refusal:
            form.add_error("at", wording(refusal))
    return form_page(
        request, form, title=_("Đặt giờ công bố"), button=_("Đặt giờ"), back=found.get_absolute_url(), lead=found.title
    )


def _correct(request: HttpRequest, found: ExamSession) -> HttpResponse:
    form = CorrectionForm(found, request.POST or None)
    if form.is_valid():
        try:
            change: ResultChange = actions.correct(asking(request), found.pk, **form.cleaned_data)
            text = _("Đã đính chính điểm của thí sinh {candidate}. Hãy công bố lại.")
            return done(request, text.format(candidate=change.candidate_number), found.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, wording(refusal))
    title, back = _("Đính chính điểm sau phúc khảo"), found.get_absolute_url()
    return form_page(request, form, title=title, button=_("Lưu đính chính"), back=back, lead=found.title)


urlpatterns = [
    path("van-phong/khao-thi", sessions, name="sessions"),
    path("van-phong/khao-thi/moi", create, name="create"),
    path("van-phong/khao-thi/<slug:code>", session, name="session"),
    path("van-phong/khao-thi/<slug:code>/sua", edit, name="edit"),
    path("van-phong/khao-thi/<slug:code>/buoc/<slug:verb>", step, name="step"),
]
