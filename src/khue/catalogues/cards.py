"""What pages of catalogues show: the columns of the lists and the card of a unit."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from khue.catalogues import queries, rules
from khue.catalogues.forms import UnitFilter
from khue.catalogues.models import AdministrativeUnit, Catalogue, Disagreement, Entry
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.manifest import Found
from khue.core.web.dates import AsOf
from khue.core.web.formats import day, number
from khue.core.web.parts import Moment
from khue.core.web.tables import Column, Table


def until(period: Any) -> Any:
    """Return the last day of a period; None while it goes on."""
    return period.upper - timedelta(days=1) if period.upper else None


def figures() -> dict[str, int]:
    """Return how much is known, for the front page of the catalogues."""
    return {
        "provinces": queries.units_on("province").count(),
        "communes": queries.units_on("commune").count(),
        "former": queries.units_on("commune", rules.TWO_LEVELS_SINCE - timedelta(days=1)).count(),
        "disagreements": queries.disagreements().count(),
    }


def entries_table(catalogue: Catalogue) -> Table:
    """Declare the list of the values of a code list."""
    return Table(
        f"catalogues.{catalogue.code}",
        catalogue.title,
        (
            Column("code", _("Mã"), sort="position"),
            Column("name", _("Tên"), sort="sort_key"),
            Column("from", _("Từ ngày"), kind="day", value=lambda row: row.period.lower),
            Column("to", _("Đến ngày"), kind="day", value=lambda row: until(row.period)),
            Column("extra", _("Thuộc tính"), value=_extra),
            Column("source", _("Nguồn")),
            Column("unsure", _("Tình trạng"), kind="badge", value=_sureness),
        ),
        order="position",
        size=100,
    )


def _extra(row: Entry) -> str:
    said = ((_(rules.ATTRIBUTES.get(key, key)), _word(value)) for key, value in row.extra.items())
    return "; ".join(f"{title}: {value}" for title, value in said)


def _word(value: str) -> str:
    if value in rules.WORDS:
        return _(rules.WORDS[value])
    year, _dash, rest = value.partition("-")
    return day(date.fromisoformat(value)) if len(year) == 4 and len(rest) == 5 and rest[2] == "-" else value


def _sureness(row: Any) -> tuple[str, str]:
    return (_("Cần kiểm tra"), "warn") if row.is_unsure else (_("Đã có nguồn"), "good")


def units_table(seen: AsOf) -> Table:
    """Declare the list of administrative units."""
    return Table(
        "catalogues.units",
        _("Đơn vị hành chính"),
        (
            Column("code", _("Mã"), sort="code"),
            Column("name", _("Tên"), sort="sort_key", url=lambda row: unit_url(row, seen)),
            Column("kind", _("Loại"), value=lambda row: row.get_kind_display()),
            Column("province_code", _("Mã tỉnh"), sort="province_code"),
            Column("district_code", _("Mã huyện")),
            Column("area_km2", _("Diện tích (km²)"), kind="number", sort="area_km2", digits=2),
            Column("population", _("Dân số"), kind="number", sort="population"),
            Column("from", _("Từ ngày"), kind="day", value=lambda row: row.period.lower),
            Column("to", _("Đến ngày"), kind="day", value=lambda row: until(row.period)),
        ),
        order="code",
        size=50,
    )


def unit_url(unit: AdministrativeUnit, seen: AsOf | None = None) -> str:
    """Return the office page of a unit, as of a day on which it was there."""
    return _address(unit, "catalogues:unit", seen)


def when(unit: AdministrativeUnit, seen: AsOf | None = None) -> str:
    """Return the query that leads to this unit and no later bearer of its code."""
    if unit.period.upper is not None:
        return f"?tinh-den={until(unit.period).isoformat()}"
    return seen.query if seen else ""


def unit_rows(form: UnitFilter, seen: AsOf) -> QuerySet[AdministrativeUnit]:
    """Return the units that were asked for; all provinces when nothing is asked."""
    asked = form.cleaned_data if form.is_valid() else {}
    level = asked.get("level") or ("commune" if asked.get("q") or asked.get("province") else "province")
    rows = queries.units_on(level, seen.on, known_at=seen.known_at)
    if asked.get("province"):
        rows = rows.filter(province_code=asked["province"])
    return queries.named(rows, asked["q"]) if asked.get("q") else rows


def disagreements_table() -> Table:
    """Declare the list of disagreements between official lists."""
    return Table(
        "catalogues.disagreements",
        _("Chỗ khác nhau giữa các nguồn"),
        (
            Column("code", _("Mã"), value=lambda row: row.unit.code, sort="unit__code"),
            Column("name", _("Đơn vị"), value=lambda row: row.unit.name, url=lambda row: unit_url(row.unit)),
            Column("kind", _("Khác nhau về"), kind="badge", value=_kind, sort="kind"),
            Column("first_value", _("Nguồn thứ nhất ghi"), value=lambda row: visible(row.first_value)),
            Column("second_value", _("Nguồn thứ hai ghi"), value=lambda row: visible(row.second_value)),
            Column("first_source", _("Nguồn thứ nhất")),
            Column("second_source", _("Nguồn thứ hai")),
        ),
        order="unit__code",
        size=100,
    )


def _kind(row: Disagreement) -> tuple[str, str]:
    tone = "warn" if row.kind in ("code", "kind", "other") else "neutral"
    return row.get_kind_display(), tone


def visible(text: str) -> str:
    """Make visible what the eye cannot tell apart: a line break, and marks that stand apart from their letters."""
    apart = unicodedata.normalize("NFC", text) != text
    return text.replace("\n", " ⏎ ") + (_(" (dấu tách rời)") if apart else "")


def of_unit(level: str, code: str, seen: AsOf, *, office: bool) -> dict[str, Any]:
    """Collect the card of the unit that had the code on the day."""
    if level not in queries.LEVELS:
        raise Missing(what=_("cấp đơn vị hành chính «{level}»").format(level=level))
    unit = queries.unit(level, code, seen.on, known_at=seen.known_at)
    became = [share for share in queries.today_of(unit) if share.unit.pk != unit.pk]
    made_of = queries.predecessors(unit)
    below = queries.below(unit, seen.on)
    names = queries.addresses([unit, *(share.unit for share in (*became, *made_of)), *below])
    link = "catalogues:unit" if office else "catalogues:public_unit"
    return {
        "unit": unit,
        "address": names[unit.pk],
        "facts": _facts(unit, office=office),
        "became": [_line(share, names, link) for share in became],
        "made_of": [_line(share, names, link) for share in made_of],
        "below": [(each, _address(each, link, seen)) for each in below],
        "bearers": _bearers(unit, link),
        "disagreements": list(unit.disagreements.all()) if office else [],
        "seen": seen,
    }


def _line(share: queries.Share, names: dict[int, str], link: str) -> dict[str, Any]:
    return {"share": share, "address": names[share.unit.pk], "url": _address(share.unit, link)}


def _facts(unit: AdministrativeUnit, *, office: bool) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Mã"), unit.code),
        (_("Loại"), unit.get_kind_display()),
        (_("Hiệu lực"), spell(unit.period)),
        (_("Diện tích (km²)"), number(unit.area_km2, 2) if unit.area_km2 else None),
        (_("Dân số"), number(unit.population) if unit.population else None),
        (_("Trụ sở"), unit.seat or None),
        (_("Văn bản"), unit.legal_document or None),
    ]
    if office:
        facts += [(_("Nguồn"), unit.source), (_("Tình trạng"), _sureness(unit)[0])]
    return [(label, value) for label, value in facts if value is not None]


def spell(period: Any) -> str:
    """Return a period in words."""
    end = until(period)
    if period.lower and end:
        return _("từ {start} đến hết {end}").format(start=day(period.lower), end=day(end))
    if end:
        return _("đến hết {end}").format(end=day(end))
    return _("từ {start} đến nay").format(start=day(period.lower)) if period.lower else _("không ghi")


def _bearers(unit: AdministrativeUnit, link: str) -> list[Moment]:
    """Everything that has had this code, so that nobody takes one for another."""
    rows = [row for row in queries.history(unit.level, unit.code) if row.replaced_at is None]
    return [
        Moment(
            spell(row.period),
            row.name,
            _("đang xem") if row.pk == unit.pk else "",
            tone="accent" if row.pk == unit.pk else "neutral",
            url=_address(row, link) if row.pk != unit.pk else "",
        )
        for row in rows
    ]


def found_units(actor: Actor, text: str, limit: int) -> list[Found]:
    """Answer the global search: administrative units by old and new name."""
    units = queries.find_units(text, limit=limit)
    names = queries.addresses(units)
    link = "catalogues:unit" if actor.can(rules.Can.SEE_SOURCES) else "catalogues:public_unit"
    return [
        Found(unit.name, f"{names[unit.pk]}, {spell(unit.period)}", _address(unit, link), "map-pin") for unit in units
    ]


def _address(unit: AdministrativeUnit, link: str, seen: AsOf | None = None) -> str:
    return f"{reverse(link, args=[unit.level, unit.code])}{when(unit, seen)}"
