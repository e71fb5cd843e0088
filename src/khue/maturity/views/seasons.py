"""Seasons and criteria in the office, and what is published."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core.actor import Actor
from khue.core.errors import Denied
from khue.core.web.asking import asking
from khue.core.web.limits import limited
from khue.core.web.pages import accepted, confirm, done, form_page
from khue.core.web.parts import Moment
from khue.core.web.tables import Column, Table, listing
from khue.maturity import actions, queries
from khue.maturity.actions import SeasonFacts
from khue.maturity.forms import AssessmentFilter, SeasonForm
from khue.maturity.models import Season
from khue.maturity.rules import EVIDENCE, GROUPS, LEVELS, STATES, Can, gaps
from khue.maturity.views.wording import lacks, lacks_in_all, level_of, state_of
from khue.organisations import queries as organisations

SEASONS = Table(
    "maturity.seasons",
    lazy("Đợt đánh giá mức độ chuyển đổi số"),
    (
        Column(
            "year", lazy("Năm"), value=lambda row: str(row.year), url=lambda row: row.get_absolute_url(), sort="year"
        ),
        Column("due_school", lazy("Hạn của trường"), "day", sort="due_school"),
        Column("due_commune", lazy("Hạn của cấp xã"), "day"),
        Column("due_department", lazy("Hạn của Sở"), "day"),
        Column("asked", lazy("Số trường"), "number", sort="asked"),
        Column("sent", lazy("Đã gửi"), "number", sort="sent"),
        Column("recognised", lazy("Đã công nhận"), "number", sort="recognised"),
        Column("edition", lazy("Bộ tiêu chí"), value=lambda row: _(row.edition.title)),
    ),
    order="-year",
)


@require_safe
def seasons(request: HttpRequest) -> HttpResponseBase:
    """List the seasons."""
    actor = asking(request)
    return listing(request, "maturity/seasons.html", SEASONS, queries.seasons(actor), may=_may_manage(actor))


def _may_manage(actor: Actor) -> bool:
    top = organisations.top_id()
    return top is not None and actor.can(Can.MANAGE, at=top)


def assessments_table(names: dict[int, str]) -> Table:
    """Return the list of assessments, with the names of the schools."""
    return Table(
        "maturity.assessments",
        lazy("Phiếu tự đánh giá"),
        (
            Column(
                "school", lazy("Trường"), value=lambda row: names.get(row.school_id, ""),
                url=lambda row: row.get_absolute_url(),
            ),
            Column("state", lazy("Trạng thái"), "badge", value=state_of, sort="state"),
            Column("first", lazy("Điểm nhóm 1"), "number", sort="first"),
            Column("second", lazy("Điểm nhóm 2"), "number", sort="second"),
            Column(
                "level", lazy("Mức"), "badge", sort="level",
                value=lambda row: None if row.state == "draft" else level_of(row.level),
            ),
            Column("sent_at", lazy("Gửi lúc"), "moment", sort="sent_at"),
            Column("is_late", lazy("Hạn gửi"), value=lambda row: _("Trễ hạn") if row.is_late else ""),
            Column("number", lazy("Quyết định công nhận")),
        ),
        order="school_id",
    )  # fmt: skip


@require_safe
def season(request: HttpRequest, season_id: int) -> HttpResponseBase:
    """Show a season: how the schools stand that one sees, and their assessments."""
    actor = asking(request)
    found = queries.season(actor, season_id)
    form = AssessmentFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    level = int(asked["muc"]) if asked.get("muc") else None
    rows = queries.assessments(
        actor, found.pk, state=asked.get("trang_thai", ""), level=level, text=asked.get("tu_khoa", "")
    )
    names = organisations.names(set(rows.values_list("school_id", flat=True)))
    shown = {"season": found, "form": form, "may": _may_manage(actor), **_standing(actor, found)}
    return listing(request, "maturity/season.html", assessments_table(names), rows, **shown)


def _standing(actor: Actor, found: Season) -> dict[str, Any]:
    counted = queries.counts(actor, found)
    criteria = found.edition.criteria(found.due_school)
    return {
        "counted": counted,
        "states": [(_(title), counted.by_state.get(code, 0)) for code, title in STATES.items()],
        "levels": [(level_of(level), counted.by_level[level]) for level in LEVELS],
        "lacks": lacks(gaps(criteria)),
        "unsure": sum(one.is_unsure for one in criteria),
        "on": localdate(),
    }


@require_http_methods(["GET", "POST"])
def season_new(request: HttpRequest) -> HttpResponse:
    """Open a season."""
    actor = asking(request)
    _must_manage(actor)
    form = SeasonForm(request.POST or None, list(queries.editions(actor)), year=localdate().year + 1)
    made: list[Season] = []

    def run(sent: Any) -> None:
        told = dict(sent.cleaned_data)
        made.append(actions.open_season(actor, told.pop("year"), SeasonFacts(**told)))

    if accepted(form, run):
        return done(request, _("Đã mở đợt đánh giá; mỗi trường đã có phiếu."), made[0])
    lead = _("Mỗi trường phổ thông và trung tâm giáo dục thường xuyên nhận một phiếu. Hạn có thể sửa sau.")
    back = reverse("maturity:seasons")
    return form_page(request, form, title=_("Mở đợt đánh giá"), button=_("Mở đợt"), back=back, lead=lead)


def _must_manage(actor: Actor) -> None:
    if not _may_manage(actor):
        raise Denied(permission=Can.MANAGE, place="này")


@require_http_methods(["GET", "POST"])
def season_edit(request: HttpRequest, season_id: int) -> HttpResponse:
    """Change the days, the parameters or the criteria of a season."""
    actor = asking(request)
    _must_manage(actor)
    found = queries.season(actor, season_id)
    form = SeasonForm(request.POST or None, list(queries.editions(actor)), found)
    if accepted(form, lambda sent: actions.change_season(actor, found.pk, SeasonFacts(**sent.cleaned_data))):
        return done(request, _("Đã lưu. Phiếu đã gửi giữ nguyên bộ tiêu chí khi gửi."), found)
    title = _("Sửa đợt đánh giá năm {year}").format(year=found.year)
    lead = _("Phiếu đã gửi giữ bộ tiêu chí của lúc gửi; phiếu chưa gửi theo bộ tiêu chí mới.")
    return form_page(request, form, title=title, button=_("Lưu"), back=found.get_absolute_url(), lead=lead)


EDITIONS = Table(
    "maturity.editions",
    lazy("Các bản bộ tiêu chí"),
    (
        Column(
            "title", lazy("Bản"), value=lambda row: _(row.title),
            url=lambda row: reverse("maturity:edition", args=[row.pk]),
        ),
        Column("rows", lazy("Số dòng"), "number", value=lambda row: len(row.rows)),
        Column("lacks", lazy("Còn thiếu"), value=lambda row: " ".join(lacks(gaps(row.criteria(localdate()))))),
        Column("used", lazy("Số đợt dùng"), "number"),
        Column("loaded_at", lazy("Nạp lúc"), "moment", sort="loaded_at"),
    ),
    order="-loaded_at",
)  # fmt: skip
CRITERIA = Table(
    "maturity.criteria",
    lazy("Bộ tiêu chí mức độ chuyển đổi số"),
    (
        Column("code", lazy("Mã")),
        Column("title", lazy("Tiêu chí"), value=lambda row: _(row.title)),
        Column("group", lazy("Nhóm"), value=lambda row: _(GROUPS[row.group])),
        Column("most", lazy("Điểm tối đa"), value=lambda row: _("bắt buộc") if row.is_mandatory else str(row.most)),
        Column("evidence", lazy("Minh chứng"), value=lambda row: _(EVIDENCE[row.evidence])),
        Column("indicator", lazy("Chỉ số tự điền")),
        Column("since", lazy("Áp dụng từ"), "day"),
        Column("until", lazy("Đến trước ngày"), "day"),
        Column("decision", lazy("Quyết định")),
        Column(
            "is_unsure", lazy("Độ tin cậy"), "badge",
            value=lambda row: (_("Cần kiểm tra lại"), "warn") if row.is_unsure else (_("Đã đối chiếu"), "good"),
        ),
        Column("source", lazy("Nguồn")),
    ),
    size=200,
)  # fmt: skip


@require_safe
def editions(request: HttpRequest) -> HttpResponseBase:
    """List the editions of the criteria."""
    actor = asking(request)
    return listing(request, "maturity/editions.html", EDITIONS, queries.editions(actor), may=_may_manage(actor))


@require_safe
def edition(request: HttpRequest, edition_id: int) -> HttpResponseBase:
    """Show the rows of an edition, with what it lacks."""
    found = queries.edition(asking(request), edition_id)
    rows = list(found.criteria(localdate()))
    shown: dict[str, Any] = {"edition": found, "lacks": lacks(gaps(rows))}
    return listing(request, "maturity/edition.html", CRITERIA, rows, **shown)


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Keep the criteria that come with Khuê."""
    found, is_new = actions.load(asking(request))
    text = (
        _("Đã nạp bộ tiêu chí kèm theo.") if is_new else _("Bộ tiêu chí kèm theo đã có từ trước, không có gì thay đổi.")
    )
    return done(request, text, "maturity:edition", found.pk)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, edition_id: int) -> HttpResponse:
    """Take an edition away that no season uses."""
    actor = asking(request)
    found = queries.edition(actor, edition_id)
    _must_manage(actor)
    if request.method == "POST":
        actions.remove(actor, found.pk)
        return done(request, _("Đã gỡ bản bộ tiêu chí."), "maturity:editions")
    text = _("Chỉ gỡ được bản mà không đợt nào dùng.")
    back = reverse("maturity:edition", args=[found.pk])
    return confirm(request, title=_("Gỡ bộ tiêu chí"), text=text, button=_("Gỡ"), back=back, tone="danger")


def published_table(names: dict[int, str]) -> Table:
    """Return the list of published levels, with the names of the schools."""
    return Table(
        "maturity.published",
        lazy("Mức độ chuyển đổi số của các trường"),
        (
            Column(
                "school", lazy("Trường"), value=lambda row: names.get(row.school_id, ""),
                url=lambda row: reverse("organisations:school", args=[row.school_id]),
            ),
            Column("year", lazy("Năm"), value=lambda row: str(row.season.year), sort="season__year"),
            Column("level", lazy("Mức"), "badge", value=lambda row: level_of(row.level), sort="level"),
            Column("first", lazy("Dạy, học (điểm)"), "number", sort="first"),
            Column("second", lazy("Quản trị (điểm)"), "number", sort="second"),
            Column("number", lazy("Quyết định")),
            Column("recognised_on", lazy("Ngày công nhận"), "day", sort="recognised_on"),
            Column("lacking", lazy("Lưu ý"), value=lambda row: lacks_in_all(row.lacking)),
        ),
        order="-season__year",
        size=30,
    )  # fmt: skip


@require_safe
@limited("maturity", rate=120, per=60)
def published(request: HttpRequest) -> HttpResponseBase:
    """Show everybody what is published."""
    rows = queries.publications()
    names = organisations.names(set(rows.values_list("school_id", flat=True)))
    return listing(request, "maturity/published.html", published_table(names), rows)


@require_safe
def history(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the published levels of a school and of those merged into it."""
    asking(request).must(Can.SEE, at=school_id)
    moments = [
        Moment(
            past.row.recognised_on,
            level_of(past.row.level)[0],
            " · ".join(part for part in (
                _("Năm {year}: {first} và {second} điểm").format(
                    year=past.row.season.year, first=past.row.first, second=past.row.second
                ),
                "" if past.is_own else past.name,
                lacks_in_all(past.row.lacking),
            ) if part),
            level_of(past.row.level)[1],
            note=past.row.number,
        )
        for past in queries.history(school_id)
    ]  # fmt: skip
    shown = {"moments": moments, "school": organisations.name_of(school_id)}
    return render(request, "maturity/history.html", shown)


BASE = "van-phong/chuyen-doi-so/"
urlpatterns = [
    path("chuyen-doi-so", published, name="published"),
    path(BASE, seasons, name="seasons"),
    path(BASE + "dot/moi", season_new, name="season_new"),
    path(BASE + "dot/<int:season_id>/", season, name="season"),
    path(BASE + "dot/<int:season_id>/sua", season_edit, name="season_edit"),
    path(BASE + "tieu-chi/", editions, name="editions"),
    path(BASE + "tieu-chi/nap", load, name="load"),
    path(BASE + "tieu-chi/<int:edition_id>/", edition, name="edition"),
    path(BASE + "tieu-chi/<int:edition_id>/go", remove, name="remove"),
    path(BASE + "truong/<int:school_id>/", history, name="history"),
]
