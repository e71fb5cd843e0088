"""How units and decisions are put into words on pages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.core.web.formats import day
from khue.core.web.parts import Moment
from khue.core.web.tables import Column, Table
from khue.organisations import queries
from khue.organisations.models import OrganisationVersion
from khue.organisations.queries.decisions import Line, Passage
from khue.organisations.rules import CODE_SCHEMES, DECISION_KINDS, FEATURES, KINDS, LEVELS, OWNERSHIPS, Can

FATES = {
    "founded": (lazy("Bắt đầu hoạt động"), "good"),
    "ended": (lazy("Chấm dứt hoạt động"), "bad"),
    "back": (lazy("Hoạt động trở lại"), "good"),
    "gone": (lazy("Không còn được ghi nhận"), "warn"),
    "changed": (lazy("Thay đổi"), "info"),
}
KIND_ICONS = {
    "department": "building-bank",
    "commune_office": "building-community",
    "district_office": "building",
    "school": "school",
    "site": "map-pin",
    "nursery_group": "mood-kid",
    "continuing_centre": "books",
    "vocational_centre": "tools",
    "exam_council": "clipboard-check",
    "outside_agency": "building-skyscraper",
}
UNITS = Table(
    "organisations.units",
    lazy("Danh sách đơn vị"),
    (
        Column("name", lazy("Tên đơn vị"), sort="sort_key", url=lambda row: row.organisation.get_absolute_url()),
        Column("code", lazy("Mã"), value=lambda row: row.organisation.code, sort="organisation__code"),
        Column("kind", lazy("Loại"), value=lambda row: _(KINDS[row.kind]), sort="kind"),
        Column("levels", lazy("Cấp học"), value=lambda row: levels_of(row)),
        Column("area_name", lazy("Địa bàn"), sort="area_name"),
        Column("parent_name", lazy("Đơn vị quản lí")),
        Column("since", lazy("Từ ngày"), kind="day", value=lambda row: row.valid.lower),
    ),
    order="sort_key",
)


def may_see(request: HttpRequest) -> Actor:
    """Let through who may see units with their history.

    Raises: Denied.
    """
    actor = asking(request)
    actor.must(Can.SEE_HISTORY)
    return actor


def levels_of(version: OrganisationVersion) -> str:
    """Write the levels of a unit."""
    return ", ".join(_(LEVELS[level]) for level in version.levels)


def facts_of(card: queries.Card) -> list[tuple[str, Any]]:
    """Return the facts of a card as label and value."""
    row = card.facts
    features = ", ".join(_(FEATURES[feature]) for feature in row.features)
    area = " · ".join(filter(None, [row.area_name, row.area_code]))
    rows: list[tuple[str, Any]] = [
        (_("Loại đơn vị"), _(KINDS[row.kind])),
        (_("Mã đơn vị"), card.organisation.code),
        (_("Cấp học"), levels_of(row)),
        (_("Loại hình riêng"), features),
        (_("Hình thức sở hữu"), _(OWNERSHIPS[row.ownership]) if row.ownership else ""),
        (_("Địa bàn"), area),
        (_("Địa chỉ"), row.address),
        (_("Thời kì của các thông tin này"), period(row.valid.lower, row.valid.upper)),
    ]
    rows += [(_(CODE_SCHEMES[held.scheme]), held.code) for held in card.codes]
    return [(label, value) for label, value in rows if value]


def period(start: date | None, end: date | None) -> str:
    """Write a period, its end not included."""
    if start and end:
        return _("từ {start} đến trước {end}").format(start=day(start), end=day(end))
    if start:
        return _("từ {start} đến nay").format(start=day(start))
    return _("đến trước {end}").format(end=day(end)) if end else _("từ trước đến nay")


def line_text(line: Line) -> str:
    """Say what a decision did to one unit."""
    parts = [f"{one.label}: {one.before or '—'} → {one.after or '—'}" for one in line.differences]
    return "; ".join(parts)


def passage_text(passage: Passage) -> str:
    """Say which unit went on in which, and how much of it."""
    return f"{passage.old} → {passage.new} ({_share(passage)})"


def passages_text(passages: Sequence[Passage], seen_from: int) -> list[str]:
    """Say what a unit gave and what it took, each in one sentence."""
    given = ", ".join(f"{one.new} ({_share(one)})" for one in passages if one.old_id == seen_from)
    taken = ", ".join(f"{one.old} ({_share(one)})" for one in passages if one.new_id == seen_from)
    told = [_("Kế thừa bởi: {units}").format(units=given)] if given else []
    return [*told, _("Nhận từ: {units}").format(units=taken)] if taken else told


def _share(passage: Passage) -> str:
    if passage.share is None:
        return _("chưa rõ tỉ lệ")
    percent = passage.share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else str(passage.share)


def moments_of(organisation_id: int) -> list[Moment]:
    """Return the time line of a unit."""
    return [_moment(organisation_id, step) for step in queries.timeline(organisation_id)]


def _moment(organisation_id: int, step: queries.Step) -> Moment:
    decision, line = step.decision, step.line
    fate, tone = FATES[line.fate] if line else (DECISION_KINDS[decision.kind], "info")
    told = [line_text(line)] if line else []
    told += passages_text(step.passages, organisation_id)
    title = (
        _(DECISION_KINDS[decision.kind])
        if not line or line.fate == "changed"
        else f"{_(DECISION_KINDS[decision.kind])}: {fate}"
    )
    document = " ".join(filter(None, [decision.number, decision.title]))
    recorded = _("ghi nhận ngày {day}").format(day=day(decision.recorded_at))
    if step.is_undone:
        title, tone = _("{title} (đã huỷ bỏ)").format(title=title), "neutral"
    return Moment(
        on=decision.effective_on,
        title=title,
        text=". ".join(filter(None, told)),
        tone=tone,
        url=reverse("organisations:decision", args=[decision.pk]),
        icon={"undo": "arrow-back-up", "correct": "pencil"}.get(decision.kind, "file-certificate"),
        note=f"{document} · {recorded}",
    )
