"""Who works at a unit: the list, a person's posts, posts given, ended, carried over to a successor."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.core.web.formats import day
from khue.core.web.pages import done, form_page, tried
from khue.core.web.parts import Moment
from khue.core.web.tables import Column, Table, listing
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.staff import actions, queries
from khue.staff.forms import CarryForm, EndForm, HireForm, PostForm, StaffFilter
from khue.staff.models import Post
from khue.staff.rules import POSITIONS, Can

MOST = 500


def _table(names: dict[str, str]) -> Table:
    """Return the table of posts. names: subject code -> name, read once for the whole list."""
    return Table(
        "staff.posts",
        lazy("Nhân sự"),
        (
            Column(
                "name",
                lazy("Họ và tên"),
                value=lambda row: row.person.full_name,
                url=lambda row: reverse("staff:person", args=[row.person_id]),
                sort="person__name_key",
            ),
            Column("position", lazy("Vị trí"), value=lambda row: _(POSITIONS[row.position]), sort="position"),
            Column("subjects", lazy("Môn được đào tạo"), value=lambda row: _subjects(row, names)),
            Column("since", lazy("Từ ngày"), "day", value=lambda row: row.period.lower),
            Column("until", lazy("Đến ngày"), "day", value=lambda row: row.period.upper),
            Column("decision", lazy("Quyết định")),
        ),
        order="person__name_key",
    )


@require_GET
def posts(request: HttpRequest) -> HttpResponseBase:
    """List who works at a unit."""
    actor = asking(request)
    actor.must(Can.SEE)
    units, unit_id = _unit(request, actor)
    if unit_id is None:
        return render(request, "staff/choose.html", {"units": units})
    form = StaffFilter(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.posts_at(
        actor,
        unit_id,
        position=asked.get("vi_tri", ""),
        text=asked.get("tu_khoa", ""),
        with_ended=asked.get("xem") == "tat-ca",
    )
    shown = {
        "unit": organisations.name_of(unit_id),
        "unit_id": unit_id,
        "units": units if len(units) > 1 else {},
        "may_edit": actor.can(Can.EDIT, at=unit_id),
    }
    table = _table(catalogues.labels("subjects"))
    return listing(request, "staff/posts.html", table, rows, form=form, **shown)


def _subjects(row: Post, names: dict[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in row.subjects)


def _unit(request: HttpRequest, actor: Actor) -> tuple[dict[int, str], int | None]:
    """Return the units to choose from, and the one asked for, or the only one."""
    places = actor.places(Can.SEE)
    rows = organisations.as_of(localdate()).exclude(kind="site").order_by("sort_key")
    rows = rows if places is None else rows.filter(organisation_id__in=places)
    text = request.GET.get("truong", "").strip()
    units = {} if places is None else dict(rows.values_list("organisation_id", "name")[:MOST])
    if text:
        found = [int(text)] if text.isdecimal() and len(text) < 16 else []
        found = found or [one.organisation_id for one in organisations.pick(text)]
        return units, found[0] if len(found) == 1 else None
    return units, next(iter(units)) if len(units) == 1 else None


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the posts of a person at the units one sees."""
    actor = asking(request)
    actor.must(Can.SEE)
    card = people.card(actor, person_id)
    rows = queries.posts_of(actor, person_id)
    called = organisations.names({row.organisation_id for row in rows})
    names = catalogues.labels("subjects")
    moments = [_moment(row, called, names) for row in rows]
    open_rows = [
        (row, _(POSITIONS[row.position]), called.get(row.organisation_id, ""))
        for row in rows
        if row.period.upper is None and actor.can(Can.EDIT, at=row.organisation_id)
    ]
    shown = {"card": card, "moments": moments, "open_rows": open_rows, "may_edit": actor.can(Can.EDIT)}
    return render(request, "staff/person.html", shown)


def _moment(row: Post, called: dict[int, str], names: dict[str, str]) -> Moment:
    until = _("đến {day}").format(day=day(row.period.upper)) if row.period.upper else _("đến nay")
    text = " · ".join(filter(None, [called.get(row.organisation_id, ""), _subjects(row, names), row.decision]))
    tone = "neutral" if row.period.upper else "good"
    return Moment(row.period.lower, _(POSITIONS[row.position]), text, tone, note=until, icon="briefcase")


@require_http_methods(["GET", "POST"])
def hire(request: HttpRequest) -> HttpResponse:
    """Enter somebody new with the first post, or give one to a person on record (?nguoi=)."""
    actor = asking(request)
    actor.must(Can.EDIT)
    units, unit_id = _unit(request, actor)
    if unit_id is None:
        return render(request, "staff/choose.html", {"units": units})
    actor.must(Can.EDIT, at=unit_id)
    person_id = request.GET.get("nguoi", "")
    known = people.card(actor, int(person_id)) if person_id.isdecimal() and len(person_id) < 16 else None
    form = PostForm(request.POST or None) if known else HireForm(request.POST or None)
    if form.is_valid():
        if known:
            made = tried(form, actions.open_post, actor, known.id, unit_id, form.post())
        else:
            told = form.identifiers()  # type: ignore[attr-defined]
            made = tried(form, actions.hire, actor, form.facts(), unit_id, form.post(), identifiers=told)  # type: ignore[attr-defined]
        if made:
            return done(request, _("Đã ghi nhận."), "staff:person", made.person_id)
    title = _("Vị trí mới của {name}").format(name=known.name) if known else _("Thêm nhân sự")
    back = f"{reverse('staff:posts')}?truong={unit_id}"
    return form_page(request, form, title=title, button=_("Lưu"), back=back, lead=organisations.name_of(unit_id))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, post_id: int) -> HttpResponse:
    """End a post."""
    actor = asking(request)
    row = queries.post(actor, post_id)
    actor.must(Can.EDIT, at=row.organisation_id)
    form = EndForm(request.POST or None, initial={"on": localdate()}, label_suffix="")
    if form.is_valid() and tried(form, actions.end_post, actor, post_id, on=form.cleaned_data["on"]):
        return done(request, _("Đã ghi nhận."), "staff:person", row.person_id)
    title = _("Kết thúc vị trí {position}").format(position=_(POSITIONS[row.position]))
    back = reverse("staff:person", args=[row.person_id])
    return form_page(request, form, title=title, button=_("Kết thúc"), back=back, lead=row.person.full_name)


@require_http_methods(["GET", "POST"])
def carry_over(request: HttpRequest) -> HttpResponse:
    """Carry every post of an ended unit over to its successor."""
    actor = asking(request)
    actor.must(Can.EDIT)
    form = CarryForm(request.POST or None, initial={"on": localdate()}, label_suffix="")
    if form.is_valid():
        told = form.cleaned_data
        units = [_picked(form, name, told[name]) for name in ("old", "new")]
        if all(units):
            made = tried(form, actions.carry_over, actor, *units, on=told["on"], decision=told["decision"])
            if made:
                text = _("Đã chuyển {count} vị trí.").format(count=len(made))
                return done(request, text, f"{reverse('staff:posts')}?truong={units[1]}")
    title = _("Chuyển nhân sự sang đơn vị kế thừa")
    lead = _("Dùng khi đơn vị sáp nhập, giải thể: mọi vị trí đang giữ được kết thúc ở đơn vị cũ và mở ở đơn vị mới.")
    return form_page(request, form, title=title, button=_("Chuyển"), back=reverse("staff:posts"), lead=lead)


def _picked(form: Any, name: str, text: str) -> int | None:
    found = organisations.pick(text)
    if len(found) == 1:
        return found[0].organisation_id
    form.add_error(name, _("Không xác định được đơn vị. Hãy ghi mã đơn vị."))
    return None
