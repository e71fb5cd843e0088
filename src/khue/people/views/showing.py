"""How a person is put into words on pages: facts, numbers, relatives, who changed what, who looked."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.web.asking import names_of
from khue.core.web.formats import day
from khue.core.web.parts import Moment
from khue.organisations import queries as organisations
from khue.people import queries
from khue.people.actions.checks import TITLES, label
from khue.people.actions.journal import ADDED
from khue.people.models import Identifier, Person, Reading, Relation
from khue.people.queries import Entry, Relative
from khue.people.rules import RELATION_KINDS, SCHEME_BY_CODE, SEXES, TOLD, Can

Rows = list[dict[str, Any]]
PLACES = ("birth_unit", "native_unit", "home_unit")
READ = {
    "people.record": lazy("Cả hồ sơ"),
    "people.elsewhere": lazy("Tra đúng mã từ đơn vị khác"),
    "people.personal_number": lazy("Số định danh đầy đủ"),
    "people.passport": lazy("Số hộ chiếu đầy đủ"),
    "students.health": lazy("Sức khoẻ"),
}
ABOUT = {
    "people.Person": lazy("Thông tin cá nhân"),
    "people.Identifier": lazy("Mã định danh"),
    "people.Relation": lazy("Người thân"),
}


def facts_of(person: Person) -> list[tuple[str, Any]]:
    """Return the facts of a person as label and value; what is not known is left out, but birth and sex."""
    groups = catalogues.labels("ethnic_groups")
    places = places_of(person)
    born = str(queries.birth_of(person)) or _("chưa rõ")
    rows: list[tuple[str, Any]] = [
        (_("Họ và tên"), person.full_name),
        (_("Ngày sinh"), born),
        (_("Giới tính"), _(SEXES[person.sex]) if person.sex else _("chưa rõ")),
        (_("Dân tộc"), groups.get(person.ethnicity, person.ethnicity)),
        (_("Quốc tịch"), "" if person.nationality == "VN" else person.nationality),
        (_("Nơi sinh"), ", ".join(filter(None, [person.birth_place, places["birth_unit"]]))),
        (_("Quê quán"), places["native_unit"]),
        (_("Nơi ở"), ", ".join(filter(None, [person.home_address, places["home_unit"]]))),
        (_("Điện thoại"), person.phone),
        (_("Thư điện tử"), person.email),
        (_("Ngày mất"), day(person.died_on) if person.died_on else ""),
    ]
    return [(title, value) for title, value in rows if value]


def places_of(person: Person) -> dict[str, str]:
    """Return the units of a person as they were called in their time, each with what it is today."""
    units = {name: unit for name in PLACES if (unit := getattr(person, name)) is not None}
    addresses = catalogues.addresses(units.values()) if units else {}
    past = [unit for unit in units.values() if unit.period.upper]
    today = catalogues.today_of_many(past) if past else {}
    told = dict.fromkeys(PLACES, "")
    for name, unit in units.items():
        now = " / ".join(share.unit.name for share in today.get(unit.pk, ()))
        told[name] = addresses[unit.pk] + (f" ({_('nay là {unit}').format(unit=now)})" if now else "")
    return told


def identifiers_of(actor: Actor, person: Person, rows: Iterable[Identifier]) -> Rows:
    """Return the identifiers: secret ones masked, with the way to the full number for those who may."""
    may_show = actor.can(Can.SHOW_NUMBER, at=person.custody_id)
    may_edit = actor.can(Can.EDIT, at=person.custody_id)
    return [
        {
            "title": _(SCHEME_BY_CODE[row.scheme].title),
            "shown": row.shown,
            "is_over": not row.period.upper_inf,
            "is_disputed": row.is_disputed,
            "issuer": row.issuer,
            "since": row.period.lower,
            "until": row.period.upper,
            "url": reverse("people:number", args=[person.pk, row.scheme])
            if may_show and row.sealed and row.period.upper_inf
            else "",
            "end": reverse("people:identifier_end", args=[person.pk, row.pk])
            if may_edit and row.period.upper_inf
            else "",
        }
        for row in rows
    ]


def relatives_of(actor: Actor, person: Person, rows: Sequence[Relative]) -> Rows:
    """Return the relatives, with what they may be told and the ways to change it."""
    may_edit = actor.can(Can.EDIT, at=person.custody_id)
    seen = queries.cards(actor, [row.relative_id for row in rows]) if rows else {}
    return [
        {
            "row": row,
            "kind": _(RELATION_KINDS[row.kind]),
            "told": ", ".join(_(TOLD[code]) for code in row.told),
            "url": reverse("people:person", args=[row.relative_id]) if row.relative_id in seen else "",
            "edit": reverse("people:relation_edit", args=[person.pk, row.relation_id]) if may_edit else "",
            "end": reverse("people:relation_end", args=[person.pk, row.relation_id]) if may_edit else "",
        }
        for row in rows
    ]


def children_of(rows: Iterable[Relation]) -> Rows:
    """Return whom this person is a relative of."""
    return [
        {
            "name": row.person.full_name,
            "kind": _(RELATION_KINDS[row.kind]),
            "is_guardian": row.is_guardian,
            "url": reverse("people:person", args=[row.person_id]),
        }
        for row in rows
    ]


def changes_of(entries: Sequence[Entry], who: dict[int, str]) -> list[Moment]:
    """Return who changed what, as a time line."""
    return [
        Moment(
            on=entry.at,
            title=_("Ghi nhận") if ADDED in entry.fields else _("Sửa"),
            text="; ".join(_change_text(entry, field, *values) for field, values in entry.fields.items()),
            note=" · ".join(filter(None, [_by(entry.user_id, who), entry.why])),
            icon="plus" if ADDED in entry.fields else "pencil",
        )
        for entry in entries
    ]


def _change_text(entry: Entry, field: str, old: Any, new: Any) -> str:
    about = entry.about.partition(":")[0]
    if field == ADDED:
        return str(ABOUT.get(about, about))
    return f"{field_title(field)}: {_shown(old)} → {_shown(new)}"


def field_title(field: str) -> str:
    """Return what a changed field is called."""
    return _("Hiệu lực") if field == "period" else label(field) if field in TITLES else field


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(_(TOLD[one]) if one in TOLD else str(one) for one in value)
    known = {**SEXES, **RELATION_KINDS}
    return _(known[value]) if value in known else str(value)


def readings_of(rows: Sequence[Reading], who: dict[int, str]) -> Rows:
    """Return who looked at what, when and what for."""
    places = organisations.names({row.place_id for row in rows if row.place_id})
    return [
        {
            "at": row.at,
            "who": _by(row.user_id, who),
            "place": places.get(row.place_id or 0, ""),
            "what": READ.get(row.what, row.what),
            "purpose": row.purpose,
        }
        for row in rows
    ]


def people_behind(*groups: Iterable[Any]) -> dict[int, str]:
    """Return how those who changed and those who looked are called."""
    return names_of({row.user_id for rows in groups for row in rows})


def _by(user_id: int | None, who: dict[int, str]) -> str:
    if user_id is None:
        return _("Hệ thống")
    return who.get(user_id, _("tài khoản {number}").format(number=user_id))
