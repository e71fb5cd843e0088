"""What one cell may hold, how its text is cleaned and how titles are compared. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any, NamedTuple

from khue.core.words import N_


class CellError(str):
    """An error shown by the spreadsheet in place of a value: `#N/A`, `#REF!`."""


Cell = str | int | float | bool | date | datetime | time | CellError | None


class Row(NamedTuple):
    """One row as the person sees it: `number` counts from 1 and includes title rows."""

    sheet: str
    number: int
    cells: list[Cell]
    formulas: tuple[int, ...] = ()
    hidden: bool = False


class BadCell(ValueError):
    """A value that a kind does not accept; `says` is a template filled from `facts`."""

    def __init__(self, says: str, **facts: Any) -> None:
        self.says = says
        self.facts: Mapping[str, Any] = facts
        super().__init__(says.format(**facts))


class Cleared(Enum):
    """What a person writes to empty a field that an empty cell would leave as it is: «(xoá)»."""

    CLEARED = "(xoá)"

    def __str__(self) -> str:
        return str(self.value)


CLEARED = Cleared.CLEARED
_CLEARING = frozenset({"(xoá)", "(xóa)", "(xoa)"})


def is_clearing(cell: Cell) -> bool:
    """Whether the cell says that the field be emptied."""
    return isinstance(cell, str) and cell[:1] == "(" and clean_text(cell).casefold() in _CLEARING


class Mended(NamedTuple):
    """A value that was accepted after a repair which the person should see."""

    value: Any
    says: str
    facts: Mapping[str, Any]


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean_text(value: str) -> str:
    """Bring a text to NFC, drop invisible characters, keep single ordinary spaces only."""
    if value.isprintable() and unicodedata.is_normalized("NFC", value):
        return " ".join(value.split())
    return _SPACES.sub(" ", _CONTROL.sub(" ", unicodedata.normalize("NFC", value).translate(_INVISIBLE))).strip()


def fold(title: str) -> str:
    """Reduce a title to what is compared: no marks, no case, letters and digits only.

    >>> fold(" Số báo  danh (*)")
    'sobaodanh'
    """
    bare = unicodedata.normalize("NFD", title.casefold().replace("đ", "d"))
    return _NOT_WORD.sub("", "".join(c for c in bare if not unicodedata.combining(c)).translate(_INVISIBLE))


def shown(cell: Cell) -> str:
    """Write a cell as a person would read it in the spreadsheet."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return f"{int(cell)}" if cell.is_integer() and abs(cell) < 1e18 else f"{cell:.15g}"
        case datetime():
            return cell.strftime("%d/%m/%Y %H:%M") if cell.time() != time() else cell.strftime("%d/%m/%Y")
        case date():
            return cell.strftime("%d/%m/%Y")
        case time():
            return cell.strftime("%H:%M")
        case _:
            return str(cell)


def is_blank(cell: Cell) -> bool:
    """Say whether a cell holds nothing that a person would see."""
    if not isinstance(cell, str):
        return cell is None
    stripped = cell.strip()
    return not stripped or (ord(stripped[0]) in _INVISIBLE and not clean_text(stripped))


def column_letter(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is `A`, 27 is `AB`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


EMPTY = N_("không được để trống")
IN_ERROR = N_("ô đang báo lỗi {value} trong bảng tính; hãy sửa công thức hoặc gõ thẳng giá trị")
NOT_CALCULATED = N_("ô có công thức chưa được tính; hãy mở tệp bằng Excel, lưu lại rồi nộp")
