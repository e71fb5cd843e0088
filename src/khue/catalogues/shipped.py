"""What comes with Khuê: the code lists in `data/`, and the units since 1 July 2025 of the package vietnam-provinces.

The codes of 123 communes in the package differ from both official lists (`data/package_codes.csv`); the codes of the
official lists are used and the difference is kept as a disagreement. Pure: files in, lines out.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import vietnam_provinces

from khue.catalogues import rules
from khue.core.names import nfc

FOLDER = Path(__file__).parent / "data"
PACKAGE = f"Gói vietnam-provinces {vietnam_provinces.__version__}, dữ liệu ngày {vietnam_provinces.__data_version__}"
DECISION = "Quyết định 19/2025/QĐ-TTg"
NOT_ENTRIES = {"catalogues", "provinces_before_2025", "package_codes", "renamed_after_2025"}
COMMON = ("code", "name", "valid_from", "valid_to", "source", "confidence")


@dataclass(frozen=True)
class UnitLine:
    """A unit to be stored: what a list says about it."""

    level: str
    code: str
    name: str
    province_code: str
    start: date | None
    end: date | None
    source: str
    district_code: str = ""
    is_unsure: bool = False
    facts: dict[str, Any] = field(default_factory=dict)  # further columns of AdministrativeUnit


@dataclass(frozen=True)
class ChangeLine:
    """What became of a unit, by codes: on the day before `effective_on` it was `old`, since then it is `new`."""

    old_level: str
    old_code: str
    new_level: str
    new_code: str
    effective_on: date
    extent: str
    source: str
    legal_document: str = ""


@dataclass(frozen=True)
class EntryLine:
    """A value of a code list."""

    catalogue: str
    code: str
    name: str
    start: date | None
    end: date | None
    source: str
    is_unsure: bool
    position: int
    extra: dict[str, str]


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def catalogues() -> list[dict[str, str]]:
    """Return the code lists: code, title, description, source, owner."""
    return list(rows("catalogues"))


def entries() -> list[EntryLine]:
    """Return the values of all code lists."""
    names = sorted(path.stem for path in FOLDER.glob("*.csv") if path.stem not in NOT_ENTRIES)
    return [
        EntryLine(
            name,
            row["code"],
            row["name"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
            row["source"],
            row["confidence"] == "check",
            position,
            {key: value for key, value in row.items() if key not in COMMON and value},
        )
        for name in names
        for position, row in enumerate(rows(name), start=1)
    ]


def units() -> list[UnitLine]:
    """Return the 63 provinces of before, the 34 and the communes since 1 July 2025, and what was renamed since."""
    before = [
        UnitLine(
            "province",
            row["code"],
            row["name"],
            row["code"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
            row["source"],
        )
        for row in rows("provinces_before_2025")
    ]
    after = {(line.level, line.code): line for line in _of_package()}
    later = []
    for row in rows("renamed_after_2025"):
        line = after[row["level"], row["code"]]
        day = date.fromisoformat(row["valid_from"])
        after[row["level"], row["code"]] = _ended(line, day)
        unsure = row["confidence"] == "check"
        later.append(
            UnitLine(line.level, line.code, row["name"], line.province_code, day, None, row["source"], is_unsure=unsure)
        )
    return [*before, *after.values(), *later]


def _ended(line: UnitLine, day: date) -> UnitLine:
    return UnitLine(line.level, line.code, line.name, line.province_code, line.start, day, line.source)


def _of_package() -> Iterator[UnitLine]:
    codes = {(row["province_code"], row["package_code"]): row["code"] for row in rows("package_codes")}
    content = json.loads(vietnam_provinces.NESTED_DIVISIONS_JSON_PATH.read_text(encoding="utf-8"))
    start = rules.TWO_LEVELS_SINCE
    for province in content:
        province_code = f"{province['code']:02}"
        name = nfc(province["name"])
        name = name if rules.split_name("province", name) else f"Tỉnh {name}"
        yield UnitLine("province", province_code, name, province_code, start, None, PACKAGE)
        for ward in province["wards"]:
            code = f"{ward['code']:05}"
            code = codes.get((province_code, code), code)
            yield UnitLine("commune", code, rules.full_name(ward["name"]), province_code, start, None, PACKAGE)


def changes() -> list[ChangeLine]:
    """Return what became of the 63 provinces, and the renamings since."""
    start = rules.TWO_LEVELS_SINCE
    ended = [row for row in rows("provinces_before_2025") if row["valid_to"] == start.isoformat()]
    into: dict[str, int] = {}
    for row in ended:
        into[row["became"]] = into.get(row["became"], 0) + 1
    merged = [
        ChangeLine(
            "province",
            row["code"],
            "province",
            row["became"],
            start,
            "kept" if into[row["became"]] == 1 else "whole",
            "Nghị quyết 202/2025/QH15",
            "Nghị quyết 202/2025/QH15",
        )
        for row in ended
    ]
    early = [row for row in rows("provinces_before_2025") if row["valid_to"] < start.isoformat()]
    renamed = [*early, *rows("renamed_after_2025")]
    return merged + [
        ChangeLine(
            (level := row.get("level") or "province"),
            row["code"],
            level,
            row["code"],
            date.fromisoformat(row["valid_from"] if "level" in row else row["valid_to"]),
            "kept",
            row["source"],
            row["source"] if "level" in row else "Nghị quyết 175/2024/QH15",
        )
        for row in renamed
    ]


def package_codes() -> list[tuple[str, str]]:
    """Return (code of the official lists, code in the package) where they differ."""
    return [(row["code"], row["package_code"]) for row in rows("package_codes")]
