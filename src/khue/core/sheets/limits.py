"""How much of a file is read before it is refused, and what was noticed on the way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Each number with its reason; a caller may pass other limits."""

    workbook_bytes: int = 100 * MEGABYTE  # a million rows of ten columns zip to 50 MB
    unpacked_bytes: int = 2048 * MEGABYTE  # the same rows as XML are 600 MB; they are streamed, so this bounds time
    ratio: int = 400  # real sheet XML packs 10 to 100 times; bombs pack 1,000 times
    ratio_from: int = 20 * MEGABYTE  # below this an entry may pack as it likes: it cannot hurt
    entries: int = 2_000  # parts of a package; real workbooks have tens
    part_bytes: int = 32 * MEGABYTE  # workbook, styles, relations: read whole
    sheets: int = 64
    rows: int = 1_048_576  # what Excel itself can show on one sheet
    columns: int = 512  # no official form is wider; blank formatted cells beyond it do not count
    cell_length: int = 32_767  # what Excel itself can hold in one cell
    strings: int = 2_000_000  # shared texts are held in memory: about 200 MB at this number
    string_characters: int = 64_000_000
    merges: int = 20_000
    old_cells: int = 6_000_000  # an .xls is read whole, at about 70 bytes a cell


LIMITS = Limits()

GUIDE_SHEET, LIST_SHEET, ERROR_SHEET = "Hướng dẫn", "Danh mục", "Lỗi"
OWN_SHEETS = frozenset({GUIDE_SHEET, LIST_SHEET, ERROR_SHEET})  # what our own workbooks add to the data


@dataclass(frozen=True)
class Notice:
    """Something about the file as a whole that the person should know; nothing was refused for it."""

    says: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the text in Vietnamese."""
        return self.says.format(**self.facts)
