"""Units as a file: who there is on a day, what they are called, who manages them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from khue.core.actor import Actor
from khue.core.manifest import Export
from khue.organisations import queries
from khue.organisations.rules import KINDS, LEVELS

COLUMNS = (
    ("code", "Mã đơn vị trong Khuê, không đổi suốt đời đơn vị"),
    ("name", "Tên đầy đủ tại ngày xuất"),
    ("kind", "Loại đơn vị"),
    ("levels", "Cấp học, cách nhau bằng dấu chấm phẩy"),
    ("ownership", "Loại hình: public, people_founded, private, non_profit"),
    ("managed_by", "Tên đơn vị quản lí trực tiếp"),
    ("area_code", "Mã đơn vị hành chính của thời ấy"),
    ("area_name", "Địa bàn"),
    ("address", "Địa chỉ"),
    ("valid_from", "Ngày bắt đầu đúng của các thông tin này"),
    ("is_synthetic", "Đơn vị mẫu, không có thật"),
)


def rows(actor: Actor, on: date) -> Iterator[tuple[Any, ...]]:
    """Return the units of a day in the Vietnamese order of their names."""
    found = queries.as_of(on).select_related("organisation").order_by("sort_key", "organisation_id")
    names = queries.names({row.parent_id for row in found if row.parent_id}, on)
    for row in found:
        levels = "; ".join(LEVELS[level] for level in row.levels)
        parent = names.get(row.parent_id or 0, "")
        area = (row.area_code, row.area_name, row.address)
        named = (row.organisation.code, row.name, KINDS[row.kind], levels, row.ownership, parent)
        yield (*named, *area, row.valid.lower, row.organisation.is_synthetic)


UNITS_EXPORT = Export("organisations", "Đơn vị", COLUMNS, rows)
