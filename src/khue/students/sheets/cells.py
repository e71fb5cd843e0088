"""What cells of pupils' sheets may hold beyond the common kinds: catalogue values, school years, places.

A catalogue is read once a minute, not once a cell: a list of a whole school names the same few values again and again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any

from khue.catalogues import queries as catalogues
from khue.core.clock import NotASchoolYear, school_year
from khue.core.sheets import BadCell, Kind, code_of, shown
from khue.core.sheets.cells import Cell
from khue.core.words import N_
from khue.students.rules import is_eyesight, is_insurance_card

BETWEEN = ";"  # several values in one cell; titles of catalogues hold commas


def minute() -> int:
    """Return a number that changes every minute: what is remembered under it is read again."""
    return int(monotonic() // 60)


@lru_cache(maxsize=64)
def _labels(catalogue: str, what: str, _minute: int) -> dict[str, str]:
    found = catalogues.labels(catalogue)
    if not found:
        says = N_("danh mục {what} chưa được nạp; hãy nhờ người quản trị nạp danh mục rồi nộp lại")
        raise BadCell(says, what=what)
    return found


def catalogue_cells(catalogue: str, what: str) -> Kind:
    """Accept a value of a catalogue by its code or name. what: the Vietnamese name of the catalogue."""
    kind = code_of(what, lambda: _labels(catalogue, what, minute()))
    return Kind(
        _remembering(kind.read), kind.schema, kind.note, kind.note_facts, options=lambda: catalogues.labels(catalogue)
    )


def several(kind: Kind) -> Kind:
    """Accept several values of a kind in one cell, with ; between; the value is a tuple."""

    def read(cell: Cell) -> tuple[str, ...]:
        parts = [part.strip() for part in shown(cell).split(BETWEEN)]
        return tuple(dict.fromkeys(str(kind.read(part)) for part in parts if part))

    return Kind(read, {"type": "string"}, kind.note, kind.note_facts, options=kind.options)


def _remembering(read: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    """Read each text once a minute; what is refused is read again."""

    @lru_cache(maxsize=10_000)
    def once(cell: Cell, _minute: int) -> object:
        return read(cell)

    return lambda cell: once(cell, minute())


def year_cells() -> Kind:
    """Accept a school year written 2026-2027; the value is the year in which it begins."""

    def read(cell: Cell) -> int:
        try:
            return school_year(shown(cell)).start
        except NotASchoolYear as refusal:
            raise BadCell(refusal.text, **refusal.facts) from None

    return Kind(read, {"type": "string", "pattern": r"^\d{4}-\d{4}$"}, N_("Hai năm liền nhau, ví dụ 2026-2027"))


def card_cells() -> Kind:
    """Accept the number of a health insurance card."""

    def read(cell: Cell) -> str:
        value = shown(cell).replace(" ", "").upper()
        if not is_insurance_card(value):
            raise BadCell(N_("số thẻ gồm 10 chữ số, 12 chữ số, hoặc 2 chữ cái và 13 chữ số; hãy chép lại như trên thẻ"))
        return value

    return Kind(read, {"type": "string", "maxLength": 20}, N_("Như in trên thẻ, ví dụ HS4511512345678"))


def eyesight_cells() -> Kind:
    """Accept how well an eye sees, as school health cards write it."""

    def read(cell: Cell) -> str:
        value = shown(cell).strip()
        if not is_eyesight(value):
            raise BadCell(N_("hãy ghi thị lực dạng 8/10, 0,8 hoặc ĐNT 3m"))
        return value

    return Kind(read, {"type": "string", "maxLength": 10}, N_("Dạng 8/10, 0,8 hoặc ĐNT 3m"))


@dataclass(frozen=True)
class Place:
    """What a written place means: the unit, or the units that may be meant."""

    unit_id: int | None
    candidates: tuple[str, ...] = ()


def place_of(text: str) -> Place:
    """Return the administrative unit, of any time, that a code or an address means; nothing is guessed."""
    return _place(text, minute())


@lru_cache(maxsize=20_000)
def _place(text: str, _minute: int) -> Place:
    if text.isdigit() and len(text) in (2, 5):
        level = "commune" if len(text) == 5 else "province"
        row = catalogues.current().filter(level=level, code=text).order_by("-period").first()
        return Place(row.pk if row else None)
    answer = catalogues.find_address(text, limit=4)
    if answer.is_guess or not answer.matches:
        return Place(None)
    today = [found for found in answer.matches if not found.is_former]
    best = today if len(today) == 1 else answer.matches
    if len(best) == 1:
        return Place(best[0].unit.pk)
    return Place(None, tuple(found.address for found in best))
