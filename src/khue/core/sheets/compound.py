"""Looks inside an old .xls (a compound file) before it is read whole: how large, how odd. Pure.

Source: [MS-CFB] for the container, [MS-XLS] for the records.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from khue.core.sheets.refusals import Damaged, Encrypted

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors

_CELLS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00BE, 0x00FD, 0x00D6}
_MULTIPLE = {0x00BD, 0x00BE}
_BOF, _FORMULA, _ROW, _MERGED, _SHEET, _PASSWORD, _BOOK = 0x0809, 0x0006, 0x0208, 0x00E5, 0x0085, 0x002F, 0x01AE


@dataclass
class OldSheet:
    """What one sheet of an .xls holds, counted from its records."""

    name: str = ""
    visible: bool = True
    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    merged: int = 0


@dataclass
class OldBook:
    """What an .xls holds."""

    sheets: list[OldSheet] = field(default_factory=list)
    has_macros: bool = False
    has_links: bool = False


def streams(content: bytes, name: str) -> dict[str, tuple[int, int]]:
    """List the streams of a compound file: name -> first sector and length. Raises: Damaged."""
    try:
        directory = _chain(content, struct.unpack_from("<I", content, 48)[0])
        found = {}
        for start in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, start + 64)[0]
            label = directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if label:
                found[label] = struct.unpack_from("<II", directory, start + 116)
    except (struct.error, IndexError, OverflowError):
        raise Damaged(name=name) from None
    return found


def _chain(content: bytes, first: int) -> bytes:
    """Join the sectors of one chain; a loop or an end outside the file ends it with an error."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    table = _allocation(content, size)
    parts = []
    steps = 0
    while first < _END:
        start = (first + 1) * size
        if first >= len(table) or start >= len(content) or steps > len(table):
            raise IndexError(first)
        parts.append(content[start : start + size])
        first = table[first]
        steps += 1
    return b"".join(parts)


def _allocation(content: bytes, size: int) -> list[int]:
    sectors = [s for s in struct.unpack_from("<109I", content, 76) if s < _END]
    more, count = struct.unpack_from("<II", content, 68)
    per_sector = size // 4
    while more < _END and count > 0 and len(sectors) * size <= len(content):
        entries = struct.unpack_from(f"<{per_sector}I", content, (more + 1) * size)
        sectors += [s for s in entries[:-1] if s < _END]
        more, count = entries[-1], count - 1
    table: list[int] = []
    for sector in sectors:
        start = (sector + 1) * size
        if start + size > len(content):
            break
        table += struct.unpack_from(f"<{per_sector}I", content, start)
    return table


def survey(content: bytes, name: str) -> OldBook:
    """Count what the workbook stream holds. Raises: Encrypted, Damaged."""
    listing = streams(content, name)
    place = listing.get("Workbook") or listing.get("Book")
    if place is None:
        raise Damaged(name=name)
    first, length = place
    try:
        stream = _chain(content, first)[:length] if length >= 4096 else _short(content, first, length)
        return _survey(stream, name, has_macros="_VBA_PROJECT_CUR" in listing or "_VBA_PROJECT" in listing)
    except (struct.error, IndexError, OverflowError):
        raise Damaged(name=name) from None


def _short(content: bytes, first: int, length: int) -> bytes:
    """Read a stream below 4,096 bytes, which lies in the container's store of short sectors."""
    directory = _chain(content, struct.unpack_from("<I", content, 48)[0])
    store = _chain(content, struct.unpack_from("<I", directory, 116)[0])
    table_bytes = _chain(content, struct.unpack_from("<I", content, 60)[0])
    table = struct.unpack(f"<{len(table_bytes) // 4}I", table_bytes)
    parts: list[bytes] = []
    while first < _END and len(parts) <= len(table):
        parts.append(store[first * 64 : first * 64 + 64])
        first = table[first]
    return b"".join(parts)[:length]


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Step through the records: kind, offset of the body, length of the body."""
    offset, end = 0, len(stream) - 4
    unpack = struct.Struct("<HH").unpack_from
    while offset <= end:
        kind, length = unpack(stream, offset)
        yield kind, offset + 4, length
        offset += 4 + length


def _survey(stream: bytes, name: str, *, has_macros: bool) -> OldBook:
    book = OldBook(has_macros=has_macros)
    starts: dict[int, OldSheet] = {}
    sheet = OldSheet()
    pair = struct.Struct("<HH").unpack_from
    for kind, body, length in _records(stream):
        if kind in _CELLS and length >= 4:
            row, column = pair(stream, body)
            if kind in _MULTIPLE:
                column = struct.unpack_from("<H", stream, body + length - 2)[0]
            sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
            if kind == _FORMULA:
                sheet.formulas.add((row, column))
        elif kind == _ROW and length >= 16:
            if stream[body + 12] & 0x20:
                sheet.hidden_rows.add(pair(stream, body)[0])
        elif kind == _BOF:
            sheet = starts.get(body - 4, sheet)
        elif kind == _SHEET:
            if stream[body + 5] == 0:
                found = OldSheet(_label(stream[body + 6 : body + length]), stream[body + 4] & 3 == 0)
                starts[struct.unpack_from("<I", stream, body)[0]] = found
                book.sheets.append(found)
        elif kind == _MERGED:
            sheet.merged += pair(stream, body)[0]
        elif kind == _PASSWORD:
            raise Encrypted(name=name)
        elif kind == _BOOK and length > 4:
            book.has_links = True
    return book


def _label(content: bytes) -> str:
    length, wide = content[0], content[1] & 1
    raw = content[2 : 2 + length * (2 if wide else 1)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")
