"""The HTTP API of catalogues: open data, no session needed."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from khue.catalogues import queries
from khue.catalogues.models import AdministrativeUnit, Entry
from khue.core.web.api import Page, Paging, page_of

router = Router()
Level = Literal["province", "district", "commune"]


class Unit(Schema):
    """An administrative unit in the period in which its code meant it."""

    level: Level
    code: str
    kind: str
    name: str
    province_code: str
    district_code: str | None
    valid_from: date | None = Field(None, description="null: không ghi ngày bắt đầu")
    valid_until: date | None = Field(None, description="ngày đầu tiên không còn hiệu lực; null: đang dùng")
    area_km2: Decimal | None
    population: int | None
    longitude: float | None
    latitude: float | None
    source: str
    legal_document: str


class Part(Schema):
    """The other end of a change; weight null: a part whose share is not known."""

    unit: Unit
    weight: Decimal | None
    extent: str
    effective_on: date | None


class UnitCard(Unit):
    """A unit with what it was made of and what it is today."""

    formed_from: str
    today: list[Part]
    made_of: list[Part]


class AdministrativeUnitPage(Page):
    """A page of units."""

    items: list[Unit]


class UnitQuery(Paging):
    """Which units to list."""

    level: Level = "commune"
    as_of: date | None = Field(None, description="ngày; bỏ trống là hôm nay")
    province: str = Field("", max_length=2)
    district: str = Field("", max_length=3)
    search: str = Field("", max_length=100, description="tên có dấu hoặc không dấu, hoặc mã")


class Found(Schema):
    """A unit that an address may mean, and what it is today."""

    unit: Unit
    address: str
    exact_marks: bool
    today: list[Part]
    today_addresses: list[str]


class Answer(Schema):
    """What an address may mean, best first."""

    text: str
    is_guess: bool
    has_more: bool
    matches: list[Found]


class Value(Schema):
    """A value of a code list."""

    code: str
    name: str
    valid_from: date | None
    valid_until: date | None
    source: str
    is_unsure: bool
    attributes: dict[str, str]


class ValuePage(Page):
    """A page of values."""

    items: list[Value]


def unit_out(unit: AdministrativeUnit) -> dict[str, Any]:
    """Show a unit."""
    plain = ("level", "code", "kind", "name", "province_code", "area_km2", "population", "longitude", "latitude")
    return {
        **{name: getattr(unit, name) for name in (*plain, "source", "legal_document")},
        "district_code": unit.district_code or None,
        "valid_from": unit.period.lower,
        "valid_until": unit.period.upper,
    }


def part_out(share: queries.Share) -> dict[str, Any]:
    """Show the other end of a change."""
    return {
        "unit": unit_out(share.unit),
        "weight": share.weight,
        "extent": share.extent,
        "effective_on": share.effective_on,
    }


def value_out(entry: Entry) -> dict[str, Any]:
    """Show a value."""
    return {
        **{name: getattr(entry, name) for name in ("code", "name", "source", "is_unsure")},
        "valid_from": entry.period.lower,
        "valid_until": entry.period.upper,
        "attributes": entry.extra,
    }


@router.get("/administrative-units", response=AdministrativeUnitPage, summary="Đơn vị hành chính theo ngày")
def administrative_units(request: HttpRequest, asked: Query[UnitQuery]) -> dict[str, Any]:
    """List the units of a level on a date, by code."""
    rows = queries.units_on(asked.level, asked.as_of)
    rows = rows.filter(province_code=asked.province) if asked.province else rows
    rows = rows.filter(district_code=asked.district) if asked.district else rows
    rows = queries.named(rows, asked.search) if asked.search else rows
    return page_of(rows, ("code",), asked, unit_out)


@router.get("/administrative-units/{level}/{code}", response=UnitCard, summary="Một đơn vị hành chính")
def administrative_unit(request: HttpRequest, level: Level, code: str, as_of: date | None = None) -> dict[str, Any]:
    """Show the unit that has the code on a date; 44 is Quảng Bình until 30 June 2025 and Quảng Trị since."""
    unit = queries.unit(level, code, as_of)
    return {
        **unit_out(unit),
        "formed_from": unit.formed_from,
        "today": [part_out(share) for share in queries.today_of(unit)],
        "made_of": [part_out(share) for share in queries.predecessors(unit)],
    }


@router.get("/addresses/today", response=Answer, summary="Địa chỉ cũ thành địa chỉ hôm nay")
def address_today(request: HttpRequest, q: Query[str], as_of: date | None = None, limit: int = 10) -> dict[str, Any]:
    """Find what an address, old or new, with or without marks, is on a date."""
    answer = queries.find_address(q, on=as_of, limit=max(1, min(limit, 50)))
    return {
        "text": answer.text,
        "is_guess": answer.is_guess,
        "has_more": answer.has_more,
        "matches": [
            {
                "unit": unit_out(match.unit),
                "address": match.address,
                "exact_marks": match.is_exact,
                "today": [part_out(share) for share in match.today],
                "today_addresses": [address for _share, address in match.lines],
            }
            for match in answer.matches
        ],
    }


@router.get("/catalogues/{code}/entries", response=ValuePage, summary="Các mục của một danh mục theo ngày")
def entries(request: HttpRequest, code: str, paging: Query[Paging], as_of: date | None = None) -> dict[str, Any]:
    """List the values of a code list on a date."""
    rows = queries.entries(queries.catalogue(code).code, as_of)
    return page_of(rows, ("position", "code"), paging, value_out)
