"""Reads .xlsx and .xlsm as a stream of rows; memory holds the shared texts and one chunk. Pure."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from khue.core.sheets import packages
from khue.core.sheets.cells import Cell, CellError, Row
from khue.core.sheets.limits import Limits, Notice
from khue.core.sheets.merges import Merge, fill_down
from khue.core.sheets.packages import Attributes, Package, elements, local, reading, xml_parser
from khue.core.sheets.refusals import Damaged, TooLarge
from khue.core.words import N_

_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA-376 part 1, 18.8.30
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_MERGE = re.compile(rb'mergeCell [^>]{0,100}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def column_index(letters: str) -> int:
    """Return the column counted from 0: `A` is 0, `AB` is 27."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def moment(serial: float, *, since_1904: bool = False) -> Cell:
    """Turn a serial number under a date format into a time, a date with time, or leave it a number."""
    days = serial + 1462 if since_1904 else serial
    if 0 <= days < 1:
        return (datetime(1900, 1, 1) + timedelta(seconds=round(days * 86400))).time() if days else time()
    if not 1 <= days < 2958466:
        return serial
    if days < 60:
        days += 1  # Excel counts 29 February 1900
    return datetime(1899, 12, 30) + timedelta(seconds=round(days * 86400))


class Workbook:
    """One .xlsx or .xlsm: which sheets it has, what is odd about it, and its rows."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._limits: Limits = package.limits
        self.seen: Counter[str] = Counter()
        self.hidden_sheets: list[str] = []
        self._since_1904 = False
        self._sheets = self._find_sheets()
        self.sheets = tuple(name for name, _ in self._sheets)
        self._dates = self._find_date_styles()
        self._strings: list[str] | None = None

    def _find_sheets(self) -> list[tuple[str, str]]:
        package = self._package
        targets = {}
        for tag, a in elements(package.whole("xl/_rels/workbook.xml.rels"), package.name):
            if tag == "Relationship" and a.get("Type", "").endswith("/worksheet"):
                target = a.get("Target", "")
                targets[a.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        sheets = []
        for tag, a in elements(package.whole("xl/workbook.xml"), package.name):
            if tag == "workbookPr":
                self._since_1904 = a.get("date1904") in ("1", "true")
            if tag == "sheet" and a.get("id", "") in targets:
                if a.get("state", "visible") != "visible":
                    self.hidden_sheets.append(a.get("name", ""))
                else:
                    sheets.append((a.get("name", ""), targets[a["id"]]))
        if len(sheets) > self._limits.sheets:
            raise TooLarge(packages.TOO_MANY_SHEETS, limit=self._limits.sheets)
        if not sheets:
            raise Damaged(name=package.name)
        return sheets

    def _find_date_styles(self) -> list[bool]:
        formats: dict[int, bool] = {}
        styles: list[bool] = []
        inside = False
        for tag, a in elements(self._package.whole("xl/styles.xml"), self._package.name):
            if tag == "numFmt" and a.get("numFmtId", "").isdigit():
                plain = _LITERAL.sub("", a.get("formatCode", "")).casefold()
                formats[int(a["numFmtId"])] = bool(re.search(r"[dmyhs]", plain)) and "general" not in plain
            elif tag in ("cellXfs", "cellStyles", "dxfs"):
                inside = tag == "cellXfs"
            elif tag == "xf" and inside:
                number = int(a["numFmtId"]) if a.get("numFmtId", "").isdigit() else 0
                styles.append(formats.get(number, number in _DATE_FORMATS))
        return styles

    def notices(self) -> list[Notice]:
        """Say what is odd about the package."""
        found = []
        if any(part.startswith("xl/externalLinks/") for part in self._package.parts):
            found.append(Notice(N_("Tệp có liên kết tới tệp khác; liên kết không được mở, chỉ đọc giá trị đã lưu.")))
        if any(part.endswith("vbaProject.bin") for part in self._package.parts):
            found.append(Notice(N_("Tệp có macro; macro không được chạy, chỉ đọc giá trị trong ô.")))
        return found

    def _shared_strings(self) -> list[str]:
        if self._strings is None:
            part = "xl/sharedStrings.xml"
            self._strings = _read_strings(self._package, part) if part in self._package.parts else []
        return self._strings

    def rows(self) -> Iterator[Row]:
        """Stream the rows of all visible sheets, one sheet after the other."""
        strings = self._shared_strings()
        self.seen.clear()
        for name, part in self._sheets:
            merges = self._merges(part)
            if merges:
                self.seen["merged"] += len(merges)
            reader = SheetReader(name, strings, self._dates, self._since_1904, self._limits, self.seen)
            rows = self._stream(reader, part)
            yield from fill_down(rows, merges) if merges else rows

    def _stream(self, reader: "SheetReader", part: str) -> Iterator[Row]:
        parser = xml_parser(reader.start, reader.end, reader.text)
        for chunk in self._package.chunks(part):
            with reading(self._package.name):
                parser.Parse(chunk, False)
            yield from reader.take()
        with reading(self._package.name):
            parser.Parse(b"", True)
        yield from reader.take()

    def _merges(self, part: str) -> list[Merge]:
        """List the merged areas that span rows; they are written after the rows, so they need a look ahead."""
        found: list[Merge] = []
        tail = b""
        for chunk in self._package.chunks(part):
            block = tail + chunk
            end = 0
            for match in _MERGE.finditer(block):
                end = match.end()
                left, top, _, bottom = match.groups()
                if int(bottom) > int(top):
                    found.append((int(top), int(bottom), column_index(left.decode())))
            if len(found) > self._limits.merges:
                raise TooLarge(packages.TOO_MANY_MERGES, limit=self._limits.merges)
            tail = block[max(end, len(block) - 200) :]
        return sorted(found)


def _read_strings(package: Package, part: str) -> list[str]:
    """Read the shared texts, runs joined, phonetic hints left out."""
    strings: list[str] = []
    pieces: list[str] = []
    in_text = in_hint = False
    limits = package.limits
    total = 0

    def start(tag: str, _: Attributes) -> None:
        nonlocal in_text, in_hint
        tag = tag if tag in _TEXT_TAGS else local(tag)
        if tag == "t":
            in_text = True
        elif tag == "rPh":
            in_hint = True

    def end(tag: str) -> None:
        nonlocal in_text, in_hint, total
        tag = tag if tag in _TEXT_TAGS else local(tag)
        if tag == "t":
            in_text = False
        elif tag == "rPh":
            in_hint = False
        elif tag == "si":
            strings.append(pieces[0] if len(pieces) == 1 else "".join(pieces))
            total += len(strings[-1])
            pieces.clear()
            if len(strings) > limits.strings or total > limits.string_characters:
                raise TooLarge(packages.TOO_MANY_STRINGS, limit=limits.strings)

    def text(piece: str) -> None:
        if in_text and not in_hint:
            pieces.append(piece)

    parser = xml_parser(start, end, text)
    for chunk in package.chunks(part):
        with reading(package.name):
            parser.Parse(chunk, False)
    with reading(package.name):
        parser.Parse(b"", True)
    return strings


class SheetReader:
    """Turns the XML events of one sheet into rows."""

    def __init__(
        self,
        sheet: str,
        strings: list[str],
        dates: list[bool],
        since_1904: bool,
        limits: Limits,
        seen: Counter[str],
    ) -> None:
        self._sheet, self._strings, self._dates, self._since_1904 = sheet, strings, dates, since_1904
        self._limits, self._seen = limits, seen
        self._rows: list[Row] = []
        self._columns: dict[str, int] = {}
        self._number = 0
        self._hidden = False
        self._cells: list[Cell] = []
        self._formulas: list[int] = []
        self._cell: Attributes = {}
        self._pieces: list[str] = []
        self._capturing = False
        self._is_formula = False
        self._length = 0

    def take(self) -> list[Row]:
        """Return the rows that are complete so far."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: Attributes) -> None:
        """Note where a row, a cell or a value begins."""
        if tag not in _TAGS:
            tag = local(tag)
        if tag == "c":
            self._cell = attributes
            self._is_formula = False
        elif tag == "v" or tag == "t":
            self._capturing = True
        elif tag == "f":
            self._is_formula = True
        elif tag == "row":
            self._start_row(attributes)

    def _start_row(self, attributes: Attributes) -> None:
        self._number = int(attributes.get("r", self._number + 1))
        self._hidden = attributes.get("hidden") in ("1", "true")
        self._cells, self._formulas = [], []
        if self._number > self._limits.rows:
            raise TooLarge(packages.TOO_MANY_ROWS, sheet=self._sheet, limit=self._limits.rows)

    def text(self, piece: str) -> None:
        """Collect the text of a value."""
        if self._capturing:
            self._pieces.append(piece)
            self._length += len(piece)
            if self._length > self._limits.cell_length:
                raise TooLarge(packages.CELL_TOO_LONG, sheet=self._sheet, limit=self._limits.cell_length)

    def end(self, tag: str) -> None:
        """Close a value, a cell or a row."""
        if tag not in _TAGS:
            tag = local(tag)
        if tag == "c":
            self._end_cell()
        elif tag == "v" or tag == "t":
            self._capturing = False
        elif tag == "row":
            if self._hidden and self._cells:
                self._seen["hidden rows"] += 1
            if self._formulas:
                self._seen["formulas"] += len(self._formulas)
            self._rows.append(Row(self._sheet, self._number, self._cells, tuple(self._formulas), self._hidden))

    def _end_cell(self) -> None:
        pieces = self._pieces
        content = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        self._length = 0
        if not content and not self._is_formula:
            if "r" not in self._cell and len(self._cells) < self._limits.columns:
                self._cells.append(None)
            return
        index = self._place()
        if index >= self._limits.columns:
            raise TooLarge(packages.TOO_MANY_COLUMNS, sheet=self._sheet, limit=self._limits.columns)
        cells = self._cells
        if index > len(cells):
            cells.extend([None] * (index - len(cells)))
        value = self._value(content) if content else None
        if index < len(cells):
            cells[index] = value
        else:
            cells.append(value)
        if self._is_formula:
            self._formulas.append(index)

    def _place(self) -> int:
        reference = self._cell.get("r")
        if reference is None:
            return len(self._cells)
        letters = reference.rstrip("0123456789")
        index = self._columns.get(letters)
        if index is None:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise Damaged(name=self._sheet)
            index = self._columns[letters] = column_index(letters)
        return index

    def _value(self, content: str) -> Cell:
        kind = self._cell.get("t", "n")
        try:
            if kind == "s":
                return self._strings[int(content)]
            if kind == "n":
                style = self._cell.get("s")
                number = float(content)
                if style is not None and (at := int(style)) < len(self._dates) and self._dates[at]:
                    return moment(number, since_1904=self._since_1904)
                return number
            if kind == "d":
                return datetime.fromisoformat(content.removesuffix("Z"))
        except (ValueError, IndexError, OverflowError):
            raise Damaged(name=self._sheet) from None
        if kind == "b":
            return content in ("1", "true")
        return CellError(content) if kind == "e" else content


_TAGS = frozenset({"c", "v", "t", "f", "row", "is", "r"})
_TEXT_TAGS = frozenset({"si", "t", "r", "rPr", "rPh"})
