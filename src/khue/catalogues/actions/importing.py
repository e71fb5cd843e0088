"""Imports the official lists of units: all problems at once, nothing half-stored, twice changes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from khue.catalogues import rules
from khue.catalogues.actions.loading import UNITS
from khue.catalogues.actions.storing import Tally, Units, store_changes, store_disagreements, store_units
from khue.catalogues.models import AdministrativeUnit, Catalogue, Disagreement
from khue.catalogues.reading import FIRST_LIST, SECOND_LIST, Reading, lists, read
from khue.catalogues.shipped import ChangeLine, UnitLine
from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Refused
from khue.core.names import fold
from khue.core.sheets import Line
from khue.core.words import N_

Progress = Callable[[str], None]
COMPLETED = ("area_km2", "population", "seat", "longitude", "latitude", "formed_from")


class NotLoaded(Refused):
    """The units since 1 July 2025 must be there before lists that refer to them."""

    text = N_("Chưa có đơn vị hành chính từ ngày 01/7/2025. Hãy chạy «khue catalogues load» trước.")


class NothingToImport(Refused):
    """No file was given, or the folder holds no list."""

    status = 422
    text = N_("Không có tệp danh mục nào để nạp. Hãy chọn tệp .csv, .xlsx, .json hoặc .geojson.gz như cơ quan công bố.")


@dataclass
class Imported:
    """What an import did, by kind of list, and what was noticed on the way."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    notices: list[Fault] = field(default_factory=list)

    @property
    def is_change(self) -> bool:
        """Whether anything was added or changed."""
        return any(tally.added or tally.changed for tally in self.tallies.values())


@transaction.atomic
def import_units(
    actor: Actor,
    files: Iterable[tuple[str, Path]],
    *,
    now: datetime | None = None,
    progress: Progress = lambda text: None,
) -> Imported:
    """Import official lists, given as (name, path), in any order.

    Raises: Denied, Invalid with every problem, NothingToImport, NotLoaded, UnknownList, UnreadableFile.
    Source: lists of the statistics office and of the 2025 resolutions; Decision 19/2025/QĐ-TTg.
    """
    actor.must(rules.Can.IMPORT)
    now = now or timezone.now()
    progress(N_("Đang đọc tệp"))
    reading = read(files)
    if not reading.files:
        raise NothingToImport()
    catalogue = Catalogue.objects.select_for_update().filter(code=UNITS).first()
    if catalogue is None:
        raise NotLoaded()
    known = Units()
    steps = (
        (N_("Đơn vị cấp huyện trước 01/7/2025"), _districts),
        (N_("Đơn vị cấp xã trước 01/7/2025"), _communes),
        (N_("Đơn vị cấp xã từ 01/7/2025"), _first_list),
        (N_("Chỗ khác nhau giữa hai danh mục"), _second_list),
        (N_("Diện tích, dân số, hình thành từ"), _merge_texts),
        (N_("Xã cũ thành xã mới"), _mapping),
        (N_("Ranh giới"), _outlines),
    )
    imported = Imported(notices=reading.notices)
    for title, step in steps:
        progress(title)
        tally = step(reading, known, now)
        if tally != Tally():
            imported.tallies[title] = tally
    if reading.problems:
        raise Invalid(reading.problems)
    if imported.is_change:
        counts = {str(number): tally.added + tally.changed for number, tally in enumerate(imported.tallies.values())}
        record(actor, "catalogues.units_imported", catalogue, files=reading.files, rows=counts)
    return imported


def _districts(reading: Reading, known: Units, now: datetime) -> Tally:
    lines = [
        UnitLine(
            "district",
            line.values["code"],
            rules.full_name(line.values["name"]),
            line.values["province_code"],
            None,
            rules.TWO_LEVELS_SINCE,
            lists.GSO,
        )
        for line in _within_provinces(reading, known, reading.districts)
    ]
    return store_units(known, lines, now, overrule=True)


def _communes(reading: Reading, known: Units, now: datetime) -> Tally:
    lines = [
        UnitLine(
            "commune",
            line.values["code"],
            rules.full_name(line.values["name"]),
            line.values["province_code"],
            None,
            rules.TWO_LEVELS_SINCE,
            lists.GSO,
            district_code=line.values["district_code"],
        )
        for line in _within_provinces(reading, known, reading.communes)
    ]
    return store_units(known, lines, now, overrule=True)


def _within_provinces(reading: Reading, known: Units, lines: list[Line]) -> list[Line]:
    """Keep the lines whose name can be read; report a province code of another province."""
    kept = []
    eve = rules.TWO_LEVELS_SINCE.replace(month=6, day=30)
    level = "district" if lines and "district_code" not in lines[0].values else "commune"
    for line in lines:
        province = known.on("province", line.values["province_code"], eve)
        if province is None or rules.same_name_key(province.name) != rules.same_name_key(line.values["province"]):
            says = (
                f"mã tỉnh này trước 01/7/2025 là {province.name}"
                if province
                else "không có mã tỉnh này trước 01/7/2025"
            )
            value = f"{line.values['province_code']} {line.values['province']}"
            reading.problems.append(Fault(f"dòng {line.row}, cột «Mã TP»", value, says))
        elif rules.split_name(level, rules.full_name(line.values["name"])):
            kept.append(line)
    return kept


def _first_list(reading: Reading, known: Units, now: datetime) -> Tally:
    lines = []
    for named in reading.first_list:
        unit = known.since("commune", named.code, rules.TWO_LEVELS_SINCE)
        if unit is None or unit.province_code != named.province_code:
            says = "không có mã này trong tỉnh đó từ 01/7/2025"
            reading.problems.append(Fault(named.place, f"{named.code} {named.written}", says))
            continue
        end = unit.period.upper
        facts = {"legal_document": named.document}
        name = rules.full_name(named.written)
        start = rules.TWO_LEVELS_SINCE
        lines.append(UnitLine("commune", named.code, name, named.province_code, start, end, FIRST_LIST, facts=facts))
    return store_units(known, lines, now, overrule=True)


def _second_list(reading: Reading, known: Units, now: datetime) -> Tally:
    """Compare the second list with the first one as written, or with what is stored."""
    first = {named.code: named.written for named in reading.first_list}
    by_name = {
        (unit.province_code, rules.same_name_key(unit.name)): unit
        for units in known.by_code.values()
        for unit in units
        if unit.level == "commune" and unit.period.lower == rules.TWO_LEVELS_SINCE
    }
    found = []
    for named in reading.second_list:
        unit = known.since("commune", named.code, rules.TWO_LEVELS_SINCE)
        if unit is None:
            unit = by_name.get((named.province_code, rules.same_name_key(named.written)))
            if unit is None:
                says = "không có mã này và cũng không có tên này trong tỉnh"
                reading.problems.append(Fault(named.place, f"{named.code} {named.written}", says))
                continue
            found.append(_disagreement(unit, "code", unit.code, named.code))
        ours = first.get(unit.code, unit.name)
        if kind := rules.disagreement("commune", ours, named.written):
            found.append(_disagreement(unit, kind, ours, named.written))
    return store_disagreements(found)


def _disagreement(
    unit: AdministrativeUnit, kind: str, first: str, second: str, source: str = SECOND_LIST
) -> Disagreement:
    return Disagreement(
        unit=unit, kind=kind, first_source=FIRST_LIST, first_value=first, second_source=source, second_value=second
    )


def _merge_texts(reading: Reading, known: Units, now: datetime) -> Tally:
    """Complete the units since 1 July 2025; a list that names the kind wrongly is a disagreement."""
    places = _Places(known)
    tally = Tally()
    found = []
    for line in [*reading.merged_provinces, *reading.merged_communes]:
        facts = {name: line.values[name] for name in COMPLETED}
        kind, name = line.values.get("kind", ""), line.values.get("name", "")
        unit = places.find(line.values["province"], f"{kind} {name}".strip(), name)
        if unit is None:
            value = f"{line.values['province']}: {kind} {name}"
            reading.problems.append(Fault(f"dòng {line.row}", value, "không có đơn vị này từ 01/7/2025"))
            continue
        tally += known.complete(unit, facts, now)
        if name and kind != unit.get_kind_display().lower():
            found.append(_disagreement(unit, "kind", unit.name, f"{kind.capitalize()} {name}", lists.MERGE_TEXT))
    known.save()
    return tally + store_disagreements(found)


class _Places:
    """The units since 1 July 2025 by name: province, then commune by full name or, when only one fits, own name."""

    def __init__(self, known: Units) -> None:
        self.provinces: dict[str, AdministrativeUnit] = {}
        self.communes: dict[tuple[str, object], list[AdministrativeUnit]] = {}
        for unit in (unit for units in known.by_code.values() for unit in units):
            if unit.period.lower != rules.TWO_LEVELS_SINCE:
                continue
            if unit.level == "province":
                self.provinces[fold(unit.short_name)] = unit
                continue
            for name in (unit.name, unit.short_name):
                self.communes.setdefault((unit.province_code, rules.same_name_key(name)), []).append(unit)

    def find(self, province: str, full: str, own: str) -> AdministrativeUnit | None:
        """Return the province, or its commune when one is named."""
        named = rules.split_name("province", rules.full_name(province))
        upper = self.provinces.get(fold(named[1])) if named else None
        if upper is None or not own:
            return upper
        for name in (full, own):
            fitting = self.communes.get((upper.code, rules.same_name_key(name)), [])
            if len(fitting) == 1:
                return fitting[0]
        return None


def _mapping(reading: Reading, known: Units, now: datetime) -> Tally:
    times: dict[str, int] = {}
    for line in reading.mapping:
        code = line.values["code"]
        times[code] = times.get(code, 0) + 1
    start, documents = rules.TWO_LEVELS_SINCE, _documents(known)
    lines, rows = [], {}
    for line in reading.mapping:
        values = line.values
        level, code = ("commune", values["code"]) if values["code"] else ("district", values["district_code"])
        divided = level == "commune" and times[code] > 1
        extent = "part" if divided else "whole" if values["is_merged"] else "kept"
        change = ChangeLine(
            level,
            code,
            "commune",
            values["new_code"],
            start,
            extent,
            lists.MAPPING.source,
            documents.get(values["new_code"], ""),
        )
        lines.append(change)
        rows[change] = line
    tally, lost = store_changes(known, lines)
    for change in lost:
        says = "chưa có xã cũ hoặc xã mới mang mã này; hãy nạp danh mục trước 01/7/2025 cùng lúc"
        value = f"{change.old_code} → {change.new_code}"
        reading.problems.append(Fault(f"dòng {rows[change].row}, cột «wardCode»", value, says))
    return tally


def _documents(known: Units) -> dict[str, str]:
    """Return code -> resolution of the communes since 1 July 2025."""
    start = rules.TWO_LEVELS_SINCE
    return {
        unit.code: unit.legal_document
        for units in known.by_code.values()
        for unit in units
        if unit.level == "commune" and unit.period.lower == start
    }


def _outlines(reading: Reading, known: Units, now: datetime) -> Tally:
    """Give every row since 1 July 2025 its outline; an outline is a drawing, not a fact that is corrected."""
    tally = Tally()
    current = Q(replaced_at=None, period__startswith__gte=rules.TWO_LEVELS_SINCE)
    for outline in reading.outlines:
        level = "province" if len(outline.code) == 2 else "commune"
        rows = AdministrativeUnit.objects.filter(current, level=level, code=outline.code)
        if not rows.exists():
            reading.problems.append(Fault("properties.code", outline.code, "không có mã này từ 01/7/2025"))
            continue
        same = rows.filter(outline=outline.geometry).count()
        tally.unchanged += same
        tally.changed += rows.exclude(outline=outline.geometry, outline__isnull=False).update(outline=outline.geometry)
    return tally
