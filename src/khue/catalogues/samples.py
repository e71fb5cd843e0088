"""Sample units for tests that do not need the official lists: a few former communes of Quảng Ngãi and Kon Tum."""

from collections.abc import Sequence

from django.utils import timezone

from khue.catalogues import actions, rules
from khue.catalogues.actions.loading import store_lists
from khue.catalogues.actions.storing import Units, store_changes, store_units
from khue.catalogues.shipped import ChangeLine, UnitLine
from khue.core.actor import system_actor

SOURCE = "Đơn vị mẫu để thử"
DISTRICTS = (
    ("525", "Huyện Trà Bồng", "51"),
    ("535", "Huyện Ba Tơ", "51"),
    ("536", "Huyện Lý Sơn", "51"),
    ("608", "Thành phố Kon Tum", "62"),
)
COMMUNES = (  # code, name, province, district, what it became (more than one: divided)
    ("21142", "Xã Trà Bùi", "51", "525", ("21136", "21157")),
    ("21484", "Thị trấn Ba Tơ", "51", "535", ("21484",)),
    ("21499", "Xã Ba Dinh", "51", "535", ("21499",)),
    ("21502", "Xã Ba Liên", "51", "535", ("21496",)),
    ("23281", "Phường Quang Trung", "62", "608", ("23293",)),
    ("23326", "Xã Ia Chim", "62", "608", ("23326",)),
)


def load() -> actions.Loaded:
    """Load what comes with Khuê, as the system."""
    return actions.load(system_actor())


def load_lists() -> None:
    """Load the code lists only: a tenth of the time, enough where no place is named."""
    store_lists(timezone.now())


def old_units(communes: Sequence[tuple[str, str, str, str, tuple[str, ...]]] = COMMUNES) -> None:
    """Add some districts and communes of before 1 July 2025 and what became of them; call `load` first."""
    known, end = Units(), rules.TWO_LEVELS_SINCE
    lines = [UnitLine("district", code, name, province, None, end, SOURCE) for code, name, province in DISTRICTS]
    lines += [
        UnitLine("commune", code, name, province, None, end, SOURCE, district_code=district)
        for code, name, province, district, _became in communes
    ]
    store_units(known, lines, timezone.now(), overrule=False)
    changes = [
        ChangeLine("commune", code, "commune", new, end, "whole" if len(became) == 1 else "part", SOURCE)
        for code, _name, _province, _district, became in communes
        for new in became
    ]
    changes.append(ChangeLine("district", "536", "commune", "21548", end, "whole", SOURCE))
    store_changes(known, changes)
