"""Kinds of columns: each reads one cell and states the same limit as JSON Schema. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from khue.core.sheets.cells import BadCell, Cell, Mended, clean_text, fold, shown
from khue.core.words import N_


@dataclass(frozen=True)
class Kind:
    """How one column is read. `read` raises BadCell, or returns a value, or a Mended value with a warning."""

    read: Callable[[Cell], Any]
    schema: Mapping[str, Any]
    note: str
    note_facts: Mapping[str, Any] = field(default_factory=dict)
    form: str = "text"  # how the template formats its cells: text, day, number
    options: Callable[[], Mapping[str, str]] | None = None


def text(longest: int) -> Kind:
    """Accept any text of at most this many characters."""

    def read(cell: Cell) -> str:
        value = clean_text(cell) if isinstance(cell, str) else shown(cell)
        if len(value) > longest:
            raise BadCell(N_("dài {length} ký tự, chỉ được tối đa {longest}"), length=len(value), longest=longest)
        return value

    return Kind(read, {"type": "string", "maxLength": longest}, N_("Tối đa {longest} ký tự"), {"longest": longest})


_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")


def code(width: int, *, digits: bool = True) -> Kind:
    """Accept a code of a fixed width; zeros lost by the spreadsheet are put back with a warning."""

    def read(cell: Cell) -> str | Mended:
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
            raise BadCell(N_("bảng tính đã làm tròn số quá 15 chữ số; hãy định dạng cột là Văn bản rồi gõ lại"))
        value = "".join(shown(cell).split()) if isinstance(cell, str) else shown(cell)
        value = clean_text(value).removeprefix("'")
        if _SCIENTIFIC.fullmatch(value):
            raise BadCell(N_("bảng tính đã đổi mã thành số dạng luỹ thừa; hãy định dạng cột là Văn bản rồi gõ lại"))
        if digits and not (value.isascii() and value.isdigit()):
            raise BadCell(N_("chỉ được gồm {width} chữ số"), width=width)
        if value.isdigit() and len(value) < width:
            mended = value.zfill(width)
            return Mended(mended, N_("thiếu số 0 ở đầu, đã đọc là «{mended}»"), {"mended": mended})
        if len(value) != width:
            raise BadCell(N_("phải có đúng {width} ký tự"), width=width)
        return value

    pattern = f"^[0-9]{{{width}}}$" if digits else f"^.{{{width}}}$"
    note = N_("Đúng {width} chữ số, giữ cả số 0 ở đầu") if digits else N_("Đúng {width} ký tự")
    return Kind(read, {"type": "string", "pattern": pattern}, note, {"width": width})


_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?: 0{1,2}:00(?::00)?)?")
_ISO_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")
_DAY_ZERO = date(1899, 12, 30)  # serial 1 is 1 January 1900, and Excel counts a 29 February 1900 that never was
_NOT_A_DAY = N_("phải là ngày dạng 31/12/2015 (ngày trước, tháng sau)")


def _day_of_text(value: str) -> date:
    if found := _DAY.fullmatch(value):
        day_, month, year = map(int, found.groups())
    elif found := _ISO_DAY.fullmatch(value):
        year, month, day_ = map(int, found.groups())
    elif _SHORT_YEAR.fullmatch(value):
        raise BadCell(N_("năm phải viết đủ 4 chữ số, ví dụ 31/12/2015"))
    else:
        raise BadCell(_NOT_A_DAY)
    try:
        return date(year, month, day_)
    except ValueError:
        raise BadCell(N_("không có ngày này trong lịch; viết dạng 31/12/2015 (ngày trước, tháng sau)")) from None


def _day_of_number(serial: float) -> date:
    if not 61 <= serial <= 2958465:  # 1 March 1900 to 31 December 9999
        raise BadCell(_NOT_A_DAY)
    if serial == int(serial) and 1900 <= serial <= 2100:
        raise BadCell(N_("chỉ có năm; cần đủ ngày, tháng, năm dạng 31/12/2015"))
    return _DAY_ZERO + timedelta(days=int(serial))


def day(*, earliest: date = date(1900, 1, 1), latest: date = date(2100, 12, 31)) -> Kind:
    """Accept a day: a date cell, a serial number, 31/12/2015 or 2015-12-31."""

    def read(cell: Cell) -> date:
        match cell:
            case datetime():
                value = cell.date()
            case date():
                value = cell
            case str():
                value = _day_of_text(clean_text(cell))
            case int() | float() if not isinstance(cell, bool):
                value = _day_of_number(cell)
            case _:
                raise BadCell(_NOT_A_DAY)
        if not earliest <= value <= latest:
            low, high = earliest.strftime("%d/%m/%Y"), latest.strftime("%d/%m/%Y")
            raise BadCell(N_("phải trong khoảng từ {low} đến {high}"), low=low, high=high)
        return value

    return Kind(read, {"type": "string", "format": "date"}, N_("Ngày dạng 31/12/2015"), form="day")


_PLAIN = re.compile(r"[+-]?\d+")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([.,  ])\d{3})(?:\1\d{3})*")
_SHORT = re.compile(r"[+-]?\d+[.,]\d{1,2}")  # one or two digits after the mark can only be decimals
_BOTH = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+)")
_POINT = re.compile(r"[+-]?\d+[.,]\d+")
_NOT_A_NUMBER = N_("phải là số, ví dụ 28,69 hoặc 3.359,80")


def number_of(cell: Cell, places: int) -> Decimal:
    """Read a number written the Vietnamese way, or the other way where only one reading is possible.

    places: how many decimals are allowed; decides `3.359`, which is 3359 when three decimals cannot be meant.
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise BadCell(_NOT_A_NUMBER)
    if not isinstance(cell, str):
        value = Decimal(format(cell, ".15g"))
        if not value.is_finite() or abs(value) >= 10**18:
            raise BadCell(_NOT_A_NUMBER)
        return value
    value_text = clean_text(cell)
    if len(value_text) > 24:
        raise BadCell(_NOT_A_NUMBER)
    if _PLAIN.fullmatch(value_text):
        return Decimal(value_text)
    if _SHORT.fullmatch(value_text):
        return Decimal(value_text.replace(",", "."))
    separators = [c for c in value_text if c in ".,"]
    if _BOTH.fullmatch(value_text):
        decimal_mark = separators[-1]
        grouping = "." if decimal_mark == "," else ","
        return Decimal(value_text.replace(grouping, "").replace(decimal_mark, "."))
    if _GROUPS.fullmatch(value_text) and not value_text.lstrip("+-").startswith("0"):
        if len(separators) == 1 and (places >= 3 or (separators == [","] and places)):
            plain = re.sub(r"[., ]", "", value_text)
            raise BadCell(
                N_("có thể hiểu theo hai cách; hãy viết {plain} hoặc {point}0"),
                plain=plain,
                point=value_text.replace(".", ","),
            )
        return Decimal(re.sub(r"[., ]", "", value_text))
    if _POINT.fullmatch(value_text):
        return Decimal(value_text.replace(",", "."))
    raise BadCell(_NOT_A_NUMBER)


def _within(value: Decimal, low: Decimal | None, high: Decimal | None) -> None:
    if low is not None and value < low:
        raise BadCell(N_("phải từ {low} trở lên"), low=f"{low:f}".replace(".", ","))
    if high is not None and value > high:
        raise BadCell(N_("phải từ {high} trở xuống"), high=f"{high:f}".replace(".", ","))


def _limits(low: Decimal | int | None, high: Decimal | int | None) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if low is not None:
        limits["minimum"] = low if isinstance(low, int) else float(low)
    if high is not None:
        limits["maximum"] = high if isinstance(high, int) else float(high)
    return limits


def whole(low: int | None = None, high: int | None = None) -> Kind:
    """Accept a whole number between two limits, both included."""
    floor = None if low is None else Decimal(low)
    ceiling = None if high is None else Decimal(high)

    def read(cell: Cell) -> int:
        value = Decimal(cell) if type(cell) is int else number_of(cell, 0)
        if value != value.to_integral_value():
            raise BadCell(N_("phải là số nguyên"))
        _within(value, floor, ceiling)
        return int(value)

    return Kind(read, {"type": "integer", **_limits(low, high)}, N_("Số nguyên"), form="number")


def decimal(low: Decimal | int | None = None, high: Decimal | int | None = None, *, places: int = 2) -> Kind:
    """Accept a number with at most this many decimals between two limits, both included."""
    floor = None if low is None else Decimal(low)
    ceiling = None if high is None else Decimal(high)

    def read(cell: Cell) -> Decimal:
        value = number_of(cell, places)
        rounded = round(value, places)
        if value != rounded:
            raise BadCell(N_("chỉ được nhiều nhất {places} chữ số thập phân"), places=places)
        _within(value, floor, ceiling)
        return rounded

    schema = {"type": "number", "multipleOf": float(Decimal(1).scaleb(-places)), **_limits(low, high)}
    note = N_("Số, nhiều nhất {places} chữ số thập phân, ví dụ 28,69")
    return Kind(read, schema, note, {"places": places}, form="number")


_YES = frozenset({"co", "x", "dung", "yes", "true", "1"})
_NO = frozenset({"khong", "sai", "no", "false", "0"})


def truth() -> Kind:
    """Accept yes or no: `Có` or `Không`, `x`, 1 or 0."""

    def read(cell: Cell) -> bool:
        if isinstance(cell, bool):
            return cell
        word = fold(shown(cell))
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise BadCell(N_("phải là «Có» hoặc «Không»"))

    return Kind(read, {"type": "boolean"}, N_("«Có» hoặc «Không»"), options=lambda: {"1": "Có", "0": "Không"})


def _choose(cell: Cell, options: Mapping[str, str], what: str) -> str | Mended:
    """Find the code meant by a code, a label, or `code - label`; never guess between two."""
    value = clean_text(cell) if isinstance(cell, str) else shown(cell)
    if value in options:
        return value
    written = value.casefold()
    exact = [
        c for c, label in options.items() if written in (c.casefold(), label.casefold(), f"{c} - {label}".casefold())
    ]
    if len(exact) == 1:
        return exact[0]
    folded = fold(value)
    alike = exact or [c for c, label in options.items() if folded and folded == fold(label)]
    if len(alike) == 1:
        return alike[0]
    if not alike and value.isdigit():
        numbered = [c for c in options if c.isdigit() and int(c) == int(value)]
        if len(numbered) == 1:
            return Mended(numbered[0], N_("thiếu số 0 ở đầu, đã đọc là «{mended}»"), {"mended": numbered[0]})
    if alike:
        raise BadCell(N_("trùng tên giữa các mã {codes}; hãy ghi mã"), codes=", ".join(alike))
    if len(options) > 12:
        raise BadCell(N_("không có trong danh mục {what}"), what=what)
    raise BadCell(N_("phải là một trong: {labels}"), labels=", ".join(options.values()))


def one_of(**codes: str) -> Kind:
    """Accept one of a few labels, known when the sheet is written: `one_of(male="Nam", female="Nữ")`."""
    exact = {label: code for code, label in codes.items()} if len(set(codes.values())) == len(codes) else {}

    def read(cell: Cell) -> str | Mended:
        found = exact.get(cell) if isinstance(cell, str) else None
        return found or _choose(cell, codes, "")

    note = N_("Một trong: {labels}")
    return Kind(
        read,
        {"enum": list(codes)},
        note,
        {"labels": ", ".join(codes.values())},
        options=lambda: codes,
    )


def code_of(what: str, options: Callable[[], Mapping[str, str]]) -> Kind:
    """Accept a value of a catalogue, by its code or its name; the catalogue is looked up when rows are read.

    what: the Vietnamese name of the catalogue, for messages.
    options: returns code -> name; called once per row, so it should be cached by its owner.
    """
    return Kind(
        lambda cell: _choose(cell, options(), what),
        {"type": "string", "description": what},
        N_("Mã hoặc tên trong danh mục {what}"),
        {"what": what},
        options=options,
    )
