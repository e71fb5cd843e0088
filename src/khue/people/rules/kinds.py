"""What cells of sheets about people may hold: names, birth dates, telephone numbers, codes. Pure.

Source: the rules of each (names, births, contacts, numbers); here they only meet the cells of spreadsheets.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from khue.core.errors import Refused
from khue.core.sheets.cells import BadCell, Cell, Mended, clean_text, shown
from khue.core.sheets.kinds import Kind, day
from khue.core.words import N_
from khue.people.rules.births import Birth, read_birth
from khue.people.rules.contacts import read_email, read_phone
from khue.people.rules.names import LONGEST, read_name
from khue.people.rules.numbers import masked, read_identifier

ZERO_PUT_BACK = N_("thiếu số 0 ở đầu, đã đọc là «{mended}»")


def name_cells() -> Kind:
    """Accept the name of a person; what an old font made of it is refused with its right reading.

    Source: `names`.
    """

    def read(cell: Cell) -> str | Mended:
        if isinstance(cell, str) and len(cell) <= LONGEST["given_name"] and all(map(_is_ordinary, cell.split(" "))):
            return cell
        found = _ruled(read_name, cell if isinstance(cell, str) else shown(cell))
        name: str = found.name.full
        for remark in found.remarks:
            return Mended(name, remark.says, remark.facts)
        return name

    return Kind(read, {"type": "string", "maxLength": 100}, N_("Họ, tên đệm và tên, chữ Unicode"))


@lru_cache(maxsize=65_536)
def _is_ordinary(word: str) -> bool:
    """Whether a word is stored as it is written, in whatever name; nearly every word of a list is."""
    try:
        found = read_name(f"An {word} An")
    except Refused:
        return False
    return bool(word) and word.istitle() and not found.remarks and found.name.full == f"An {word} An"


def birth_cells(today: Callable[[], date]) -> Kind:
    """Accept a date of birth, or its month, or its year; the value is a `Birth`. today: asked when a cell is read.

    Source: `births`.
    """
    exact = day()

    def read(cell: Cell) -> Birth:
        if isinstance(cell, str):
            return _birth(clean_text(cell))
        if isinstance(cell, int | float) and 1890 <= cell <= 2100 and cell == int(cell):
            return _birth(str(int(cell)))
        return _birth(exact.read(cell).strftime("%d/%m/%Y"))

    def _birth(text: str) -> Birth:
        found: Birth = _ruled(lambda value: read_birth(value, today=today()), text)
        return found

    note = N_("Ngày dạng 31/12/2015; chỉ biết tháng thì ghi 12/2015, chỉ biết năm thì ghi 2015")
    return Kind(read, {"type": "string"}, note)


def phone_cells() -> Kind:
    """Accept a telephone number; the zero that a spreadsheet took away is put back with a warning.

    Source: `contacts`.
    """

    def read(cell: Cell) -> str | Mended:
        value = clean_text(cell) if isinstance(cell, str) else shown(cell)
        if len(value) == 9 and value.isdigit() and value[0] != "0":
            mended = _ruled(read_phone, f"0{value}")
            return Mended(mended, ZERO_PUT_BACK, {"mended": mended})
        found: str = _ruled(read_phone, value)
        return found

    return Kind(read, {"type": "string", "maxLength": 20}, N_("10 chữ số bắt đầu bằng 0, hoặc + và mã nước"))


def email_cells() -> Kind:
    """Accept a mail address.

    Source: `contacts`.
    """
    return Kind(lambda cell: _ruled(read_email, shown(cell)), {"type": "string"}, N_("Địa chỉ dạng ten@donvi.vn"))


def identifier_cells(scheme: str, width: int = 0) -> Kind:
    """Accept a code of people; width: of codes of digits only, whose lost zeros are put back with a warning.

    Source: `numbers`.
    """

    def read(cell: Cell) -> str | Mended:
        if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
            raise BadCell(N_("bảng tính đã làm tròn số quá 15 chữ số; hãy định dạng cột là Văn bản rồi gõ lại"))
        value = clean_text(cell) if isinstance(cell, str) else shown(cell)
        bare = value.removeprefix("'").replace(" ", "")
        if width and bare.isdigit() and width - 3 <= len(bare) < width:
            mended = str(_ruled(lambda text: read_identifier(scheme, text), bare.zfill(width)))
            return Mended(mended, ZERO_PUT_BACK, {"mended": masked(scheme, mended)})
        return str(_ruled(lambda text: read_identifier(scheme, text), value))

    note = N_("Đúng {width} chữ số, giữ cả số 0 ở đầu") if width else N_("Chữ cái, chữ số, dấu chấm, gạch")
    return Kind(read, {"type": "string"}, note, {"width": width} if width else {})


def _ruled(rule: Callable[[str], Any], text: str) -> Any:
    """Read by a rule; its refusal becomes the problem of the cell."""
    try:
        return rule(text)
    except Refused as refusal:
        raise BadCell(refusal.text, **refusal.facts) from None
