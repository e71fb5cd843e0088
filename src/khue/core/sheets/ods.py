"""Reads .ods as a stream of rows. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from khue.core.sheets import packages
from khue.core.sheets.cells import Cell, CellError, Row
from khue.core.sheets.limits import Limits, Notice
from khue.core.sheets.packages import Attributes, Package, local, reading, xml_parser
from khue.core.sheets.refusals import Damaged, Encrypted, TooLarge
from khue.core.words import N_


class Workbook:
    """One .ods: its visible sheets, what is odd about it, and its rows."""

    def __init__(self, package: Package) -> None:
        if b"encryption-data" in package.whole("META-INF/manifest.xml"):
            raise Encrypted(name=package.name)
        self._package = package
        self.seen: Counter[str] = Counter()
        self.sheets: tuple[str, ...] = ()
        self.hidden_sheets: list[str] = []
        self._look_ahead()

    def notices(self) -> list[Notice]:
        """Say what is odd about the package."""
        if any(part.startswith("Basic/") for part in self._package.parts):
            return [Notice(N_("Tệp có macro; macro không được chạy, chỉ đọc giá trị trong ô."))]
        return []

    def _look_ahead(self) -> None:
        """Find the names of the sheets without building any cell."""
        reader = _Tables(self._package.limits, Counter(), names_only=True)
        for _ in self._stream(reader):
            pass
        self.sheets = tuple(reader.names)
        self.hidden_sheets = reader.hidden
        if not reader.names:
            raise Damaged(name=self._package.name)

    def rows(self) -> Iterator[Row]:
        """Stream the rows of all visible sheets, one sheet after the other."""
        self.seen.clear()
        yield from self._stream(_Tables(self._package.limits, self.seen))

    def _stream(self, reader: "_Tables") -> Iterator[Row]:
        parser = xml_parser(reader.start, reader.end, reader.text)
        for chunk in self._package.chunks("content.xml"):
            with reading(self._package.name):
                parser.Parse(chunk, False)
            yield from reader.take()
        with reading(self._package.name):
            parser.Parse(b"", True)
        yield from reader.take()


class _Tables:
    """Turns the XML events of content.xml into rows; repeats are counted before anything is built."""

    def __init__(self, limits: Limits, seen: Counter[str], *, names_only: bool = False) -> None:
        self._limits, self._seen, self._names_only = limits, seen, names_only
        self.names: list[str] = []
        self.hidden: list[str] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: str | None = None
        self._rows: list[tuple[Row, int]] = []
        self._number = 0
        self._repeat = 1
        self._row_hidden = False
        self._cells: list[Cell] = []
        self._formulas: list[int] = []
        self._cell: Attributes | None = None
        self._paragraphs: list[str] = []
        self._depth = 0  # inside text:p of the cell itself
        self._notes = 0  # inside comments

    def take(self) -> Iterator[Row]:
        """Return the rows that are complete so far, repeated ones one by one."""
        rows, self._rows = self._rows, []
        for row, repeat in rows:
            for offset in range(repeat):
                yield row._replace(number=row.number + offset, cells=list(row.cells))

    def start(self, tag: str, attributes: Attributes) -> None:
        """Note where a sheet, a row, a cell or a text begins."""
        name = local(tag)
        if name == "table" and tag.startswith("table:"):
            self._start_table(attributes)
        elif self._sheet is None or self._names_only:
            self._start_style(name, attributes)
        elif name == "table-row":
            self._repeat = _times(attributes.get("table:number-rows-repeated"))
            self._row_hidden = attributes.get("table:visibility", "visible") != "visible"
            self._cells, self._formulas = [], []
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._paragraphs = attributes, []
            if _times(attributes.get("table:number-rows-spanned")) > 1:
                self._seen["merged"] += 1
        elif name == "annotation":
            self._notes += 1
        elif name == "p" and self._cell is not None and not self._notes:
            self._depth += 1
            self._paragraphs.append("")
        elif name == "s" and self._depth:
            self._paragraphs[-1] += " " * min(_times(attributes.get("text:c")), 100)

    def _start_style(self, name: str, attributes: Attributes) -> None:
        if name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: Attributes) -> None:
        self._number = 0
        if attributes.get("table:style-name") in self._hidden_styles:
            self.hidden.append(attributes.get("table:name", ""))
            self._sheet = None
            return
        self._sheet = attributes.get("table:name", "")
        self.names.append(self._sheet)
        if len(self.names) > self._limits.sheets:
            raise TooLarge(packages.TOO_MANY_SHEETS, limit=self._limits.sheets)

    def text(self, piece: str) -> None:
        """Collect the text of a cell."""
        if self._depth:
            self._paragraphs[-1] += piece
            if len(self._paragraphs[-1]) > self._limits.cell_length:
                raise TooLarge(packages.CELL_TOO_LONG, sheet=self._sheet, limit=self._limits.cell_length)

    def end(self, tag: str) -> None:
        """Close a text, a cell, a row or a sheet."""
        name = local(tag)
        if name == "table" and tag.startswith("table:"):
            self._sheet = None
        elif self._sheet is None or self._names_only:
            return
        elif name == "p" and self._depth:
            self._depth -= 1
        elif name == "annotation":
            self._notes -= 1
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row(self._sheet)

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        times = _times(attributes.get("table:number-columns-repeated"))
        value = self._value(attributes)
        is_formula = "table:formula" in attributes
        if value is None and not is_formula:
            # blank cells beyond the limit are padding that every office program writes
            times = max(0, min(times, self._limits.columns - len(self._cells)))
        elif len(self._cells) + times > self._limits.columns:
            raise TooLarge(packages.TOO_MANY_COLUMNS, sheet=self._sheet, limit=self._limits.columns)
        if is_formula:
            self._formulas += range(len(self._cells), len(self._cells) + times)
        self._cells.extend([value] * times)

    def _end_row(self, sheet: str) -> None:
        first, repeat = self._number + 1, self._repeat
        self._number += repeat
        while self._cells and self._cells[-1] is None:
            self._cells.pop()
        if not self._cells:
            return
        if self._number > self._limits.rows:
            raise TooLarge(packages.TOO_MANY_ROWS, sheet=sheet, limit=self._limits.rows)
        if self._row_hidden:
            self._seen["hidden rows"] += repeat
        self._seen["formulas"] += len(self._formulas) * repeat
        row = Row(sheet, first, self._cells, tuple(self._formulas), self._row_hidden)
        self._rows.append((row, repeat))

    def _value(self, attributes: Attributes) -> Cell:
        shown = "\n".join(self._paragraphs)
        kind = attributes.get("office:value-type", "")
        if attributes.get("calcext:value-type") == "error":
            return CellError(shown)
        if kind in ("float", "percentage", "currency"):
            return float(attributes.get("office:value", "nan"))
        if kind == "date":
            return datetime.fromisoformat(attributes.get("office:date-value", "").removesuffix("Z"))
        if kind == "boolean":
            return attributes.get("office:boolean-value") == "true"
        if kind == "time":
            return _time_of(attributes.get("office:time-value", ""))
        if not shown:
            return attributes.get("office:string-value")
        is_error = "table:formula" in attributes and shown.startswith("#")
        return CellError(shown) if is_error else shown


def _times(value: str | None) -> int:
    return max(1, int(value)) if value else 1


def _time_of(value: str) -> Cell:
    """Read `PT07H30M00S`; a length of more than a day stays a text."""
    hours, minutes, seconds = (float(part or 0) for part in _split_time(value))
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return (datetime.min + length).time() if timedelta() <= length < timedelta(days=1) else value


def _split_time(value: str) -> tuple[str, str, str]:
    body = value.removeprefix("PT").removesuffix("S")
    hours, _, rest = body.rpartition("H")
    minutes, _, seconds = rest.rpartition("M")
    return hours, minutes, seconds
