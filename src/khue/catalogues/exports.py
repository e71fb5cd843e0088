"""Administrative units as a file, as of a day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from khue.catalogues import queries
from khue.core.actor import Actor
from khue.core.manifest import Export

COLUMNS = (
    ("level", "Cấp: province, district, commune"),
    ("code", "Mã của cơ quan thống kê, giữ số 0 ở đầu"),
    ("name", "Tên đầy đủ"),
    ("province_code", "Mã tỉnh"),
    ("district_code", "Mã huyện; trống từ 01/7/2025"),
    ("area_km2", "Diện tích, km²"),
    ("population", "Dân số"),
    ("valid_from", "Ngày bắt đầu; trống là không rõ"),
    ("legal_document", "Văn bản lập đơn vị"),
    ("source", "Nguồn"),
)


def rows(actor: Actor, on: date) -> Iterator[tuple[Any, ...]]:
    """Return the provinces of a day, then the districts, then the communes."""
    for province in queries.provinces(on):
        yield _row(province)
    for province in queries.provinces(on):
        yield from map(_row, queries.districts_of(province.code, on))
    for province in queries.provinces(on):
        yield from map(_row, queries.communes_of(province.code, on))


def _row(unit: Any) -> tuple[Any, ...]:
    names = (unit.level, unit.code, unit.name, unit.province_code, unit.district_code)
    return (*names, unit.area_km2, unit.population, unit.period.lower, unit.legal_document, unit.source)


UNITS_EXPORT = Export("administrative-units", "Đơn vị hành chính", COLUMNS, rows)
