"""Reads the official lists of administrative units into lines. Pure: files in, lines and problems out.

A file is recognised by what it holds, not by its name. Dirt that has one meaning is mended with a notice (byte-order
mark, lost zeros, spaces, decomposed letters); what has no meaning is a problem with its line.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from khue.catalogues import rules
from khue.catalogues.reading import lists
from khue.core.errors import Fault, Refused
from khue.core.sheets import Line, Problem, Sheet, fold, open_rows, read_file
from khue.core.sheets.cells import shown
from khue.core.sheets.layout import names_of
from khue.core.words import N_

FIRST_LIST = "Danh mục 3.321 đơn vị cấp xã theo nghị quyết sắp xếp năm 2025"
SECOND_LIST = "Danh sách tỉnh, xã theo Quyết định 19/2025/QĐ-TTg"
OUTLINES = "Ranh giới đơn vị hành chính"
LARGEST = 200 * 1024 * 1024  # of a JSON list, unpacked
NOTICES_KEPT = 200  # of one file; the rest is counted


class UnknownList(Refused):
    """The file is none of the lists that are read here."""

    status = 422
    text = N_(
        "Tệp «{name}» không phải danh mục đơn vị hành chính nào đã biết. Hãy gửi tệp gốc như cơ quan ban hành công bố."
    )


class ListTooLarge(Refused):
    """The file is larger than any official list."""

    status = 422
    text = N_("Tệp «{name}» lớn hơn {size} MB. Hãy kiểm tra lại, danh mục của cả nước chỉ vài MB.")


class NamedUnit(NamedTuple):
    """A unit as a list names it: code, the name exactly as written, province, and the document."""

    code: str
    written: str
    province_code: str
    document: str
    place: str


class Outline(NamedTuple):
    """The outline of a unit."""

    code: str
    geometry: dict[str, Any]


@dataclass
class Reading:
    """Everything read from one or several files, by kind of list."""

    districts: list[Line] = field(default_factory=list)
    communes: list[Line] = field(default_factory=list)
    first_list: list[NamedUnit] = field(default_factory=list)
    second_list: list[NamedUnit] = field(default_factory=list)
    merged_communes: list[Line] = field(default_factory=list)
    merged_provinces: list[Line] = field(default_factory=list)
    mapping: list[Line] = field(default_factory=list)
    outlines: list[Outline] = field(default_factory=list)
    problems: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def read(files: Iterable[tuple[str, Path]]) -> Reading:
    """Read files given as (name, path). Raises: UnknownList, ListTooLarge, UnreadableFile."""
    reading = Reading()
    for name, path in files:
        reading.files.append(name)
        if name.lower().endswith((".json", ".geojson", ".json.gz", ".geojson.gz")):
            _read_json(reading, name, path)
        else:
            _read_sheet(reading, name, path)
    return reading


def list_files(folder: Path) -> list[tuple[str, Path]]:
    """Return the lists in a folder, in a stable order; other files are passed over."""
    endings = (".csv", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".geojson.gz", ".json.gz")
    return [(path.name, path) for path in sorted(folder.iterdir()) if path.name.lower().endswith(endings)]


def recognise(name: str, path: Path) -> Sheet:
    """Return the list whose titles stand in the file. Raises: UnknownList, UnreadableFile."""
    with open_rows(path, name=name) as opened:
        for number, row in enumerate(opened):
            titles = {sheet_title(cell) for cell in row.cells}
            for sheet in lists.LISTS:
                if all(names_of(column) & titles for column in sheet.columns if column.required):
                    return sheet
            if number > 40:
                break
    raise UnknownList(name=name)


def sheet_title(cell: Any) -> str:
    """Return a title as declarations compare it."""
    return fold(shown(cell))


def _read_sheet(reading: Reading, name: str, path: Path) -> None:
    sheet = recognise(name, path)
    found = read_file(sheet, path, name=name, keep_example=True)
    target: dict[str, list[Line]] = {
        lists.DISTRICTS_BEFORE.name: reading.districts,
        lists.COMMUNES_BEFORE.name: reading.communes,
        lists.MERGE_COMMUNES.name: reading.merged_communes,
        lists.MERGE_PROVINCES.name: reading.merged_provinces,
        lists.MAPPING.name: reading.mapping,
    }
    target[sheet.name] += found.lines
    reading.problems += [_fault(name, problem) for problem in found.errors]
    reading.notices += [Fault(name, "", notice.text) for notice in found.notices]
    mended = [problem for problem in found.problems if problem.severity == "warning"]
    reading.notices += [_fault(name, problem) for problem in mended[:NOTICES_KEPT]]
    if len(mended) > NOTICES_KEPT:
        reading.notices.append(Fault(name, str(len(mended) - NOTICES_KEPT), "chỗ khác cũng được đọc lại tương tự"))
    _check_names(reading, name, sheet, found.lines)


def _fault(name: str, problem: Problem) -> Fault:
    return Fault(f"{name}: {problem.place}", problem.value, problem.text)


def _check_names(reading: Reading, name: str, sheet: Sheet, lines: Sequence[Line]) -> None:
    """Every name must begin with a kind of its level."""
    levels = {lists.DISTRICTS_BEFORE.name: "district", lists.COMMUNES_BEFORE.name: "commune"}
    level = levels.get(sheet.name)
    for line in lines if level else ():
        if rules.split_name(str(level), rules.full_name(line.values["name"])) is None:
            place = f"{name}: dòng {line.row}, cột «Tên»"
            kinds = ", ".join(rules.PREFIXES[str(level)])
            reading.problems.append(Fault(place, line.values["name"], f"phải bắt đầu bằng một trong: {kinds}"))


def _read_json(reading: Reading, name: str, path: Path) -> None:
    content = _load_json(name, path)
    readers: list[tuple[Callable[[Any], bool], Callable[[Reading, str, Any], None]]] = [
        (lambda c: isinstance(c, dict) and isinstance(c.get("communes"), list), _read_first_list),
        (lambda c: isinstance(c, dict) and c.get("type") == "FeatureCollection", _read_outlines),
        (lambda c: isinstance(c, list) and bool(c) and isinstance(c[0], dict) and "Wards" in c[0], _read_second_list),
    ]
    for knows, reader in readers:
        if knows(content):
            reader(reading, name, content)
            return
    raise UnknownList(name=name)


def _load_json(name: str, path: Path) -> Any:
    opener = gzip.open if name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, EOFError) as error:
        raise UnknownList(name=name) from error
    if len(data) > LARGEST:
        raise ListTooLarge(name=name, size=LARGEST // 1024**2)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnknownList(name=name) from error


def _named(
    reading: Reading, place: str, code: Any, written: Any, province: Any, document: Any = ""
) -> NamedUnit | None:
    """Check one commune of a JSON list."""
    problems = []
    for value, width, what in ((code, 5, "mã"), (province, 2, "mã tỉnh")):
        if not (isinstance(value, str) and len(value) == width and value.isascii() and value.isdigit()):
            problems.append(Fault(f"{place}, {what}", str(value), f"phải có đúng {width} chữ số"))
    if not isinstance(written, str) or rules.split_name("commune", rules.full_name(written)) is None:
        kinds = ", ".join(rules.PREFIXES["commune"])
        problems.append(Fault(f"{place}, tên", str(written)[:100], f"phải bắt đầu bằng một trong: {kinds}"))
    reading.problems += problems
    return None if problems else NamedUnit(code, written, province, _document(str(document or "")), place)


def _document(text: str) -> str:
    """Return `Số: 1656/NQ-UBTVQH15; Ngày: 16/06/2025` as a document is cited."""
    found = re.fullmatch(r"Số:\s*(\S+);\s*Ngày:\s*(\d{2}/\d{2}/\d{4})", text.strip())
    return f"Nghị quyết {found[1]} ngày {found[2]}" if found else text.strip()[:200]


def _read_first_list(reading: Reading, name: str, content: Any) -> None:
    for number, item in enumerate(content["communes"], start=1):
        item = item if isinstance(item, dict) else {}
        place = f"{name}: mục {number}"
        unit = _named(reading, place, item.get("code"), item.get("name"), item.get("provinceCode"), item.get("decree"))
        if unit:
            reading.first_list.append(unit)


def _read_second_list(reading: Reading, name: str, content: Any) -> None:
    for province in content:
        for number, item in enumerate(province.get("Wards") or [], start=1):
            item = item if isinstance(item, dict) else {}
            place = f"{name}: tỉnh {province.get('Code')}, mục {number}"
            unit = _named(reading, place, item.get("Code"), item.get("FullName"), province.get("Code"))
            if unit:
                reading.second_list.append(unit)


def _read_outlines(reading: Reading, name: str, content: Any) -> None:
    for number, item in enumerate(content.get("features") or [], start=1):
        item = item if isinstance(item, dict) else {}
        code = (item.get("properties") or {}).get("code")
        geometry = item.get("geometry") or {}
        place = f"{name}: vùng {number}"
        if not (isinstance(code, str) and code.isdigit() and len(code) in (2, 5)):
            reading.problems.append(Fault(f"{place}, code", str(code), "phải là mã tỉnh 2 chữ số hoặc mã xã 5 chữ số"))
        elif geometry.get("type") not in ("Polygon", "MultiPolygon") or not _in_vietnam(geometry.get("coordinates")):
            says = "phải là Polygon hoặc MultiPolygon với kinh độ, vĩ độ trong lãnh thổ Việt Nam"
            reading.problems.append(Fault(f"{place}, geometry", str(geometry.get("type")), says))
        else:
            reading.outlines.append(Outline(code, {"type": geometry["type"], "coordinates": geometry["coordinates"]}))


def _in_vietnam(coordinates: Any) -> bool:
    """Whether every point of nested coordinates is a longitude and latitude in Vietnam, its seas included."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if isinstance(coordinates[0], int | float):
        return len(coordinates) >= 2 and 100 <= coordinates[0] <= 120 and 5 <= coordinates[1] <= 25
    return all(_in_vietnam(part) for part in coordinates)
