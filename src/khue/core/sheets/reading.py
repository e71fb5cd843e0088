"""Reads a file under a declaration: finds the columns, checks every row, streams or collects the result. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from khue.core.sheets.cells import Cell, Row, fold, is_blank, shown
from khue.core.sheets.declaration import Checked, Known, Line, Problem, Seen, Sheet
from khue.core.sheets.foreign import Reading as ForeignReading
from khue.core.sheets.foreign import find_foreign
from khue.core.sheets.layout import Layout, by_sheet, find_layout, goes_on, require_columns
from khue.core.sheets.limits import GUIDE_SHEET, LIMITS, OWN_SHEETS, Limits, Notice
from khue.core.sheets.opening import Opened, open_rows
from khue.core.words import N_


class LineReader:
    """Streams the lines of an opened file. `layouts`, `ignored_sheets` and `examples` fill while it runs."""

    def __init__(
        self, sheet: Sheet, opened: Opened, *, keep_example: bool = False, foreign: ForeignReading | None = None
    ) -> None:
        self.sheet, self.opened = sheet, opened
        self._foreign = foreign
        self._keep_example = keep_example
        self.layouts: list[Layout] = []
        self.ignored_sheets: list[str] = []
        self.examples = 0
        self.example_rows: set[tuple[str, int]] = set()
        self._example = {column.name: fold(column.example) for column in sheet.columns}

    def __iter__(self) -> Iterator[Checked]:
        """Yield one (line or None, problems) a data row. Raises: NoHeader, TwiceNamed, UnreadableFile."""
        self.layouts.clear()
        self.ignored_sheets.clear()
        self.examples = 0
        self.example_rows.clear()
        seen, known = Seen(self.sheet), self.sheet.known()
        for name, head, rows in by_sheet(self.opened):
            is_ours = name in OWN_SHEETS and len(self.opened.sheets) > 1
            layout = None if is_ours else self._layout(name, head)
            if layout is None:
                self.ignored_sheets.append(name)
                continue
            yield from self._check(rows, layout, seen, known)
        if not self.layouts:
            require_columns(None, self.sheet.columns)

    def _layout(self, name: str, head: list[Row]) -> Layout | None:
        if self._foreign is not None:
            mapped = find_foreign(name, head, self._foreign)
            self.layouts += [mapped] if mapped else []
            return mapped
        found = find_layout(name, head, self.sheet.columns)
        if found is None and self.layouts:
            last = self.layouts[-1]
            going_on = Layout(name, 0, last.places, last.ignored)
            found = going_on if goes_on(self.sheet, going_on, head) else None
        elif found is not None and (not self.layouts or len(self.opened.sheets) == 1):
            require_columns(found, self.sheet.columns)
        if found is not None:
            self.layouts.append(found)
        return found

    def _check(self, rows: Iterator[Row], layout: Layout, seen: Seen, known: Known) -> Iterator[Checked]:
        sheet_name = layout.sheet if len(self.opened.sheets) > 1 else ""
        titles: list[Cell] = []
        first = GUIDE_SHEET in self.opened.sheets  # only our own template holds an example
        for row in rows:
            if row.number <= layout.header_row:
                titles = row.cells
                continue
            if all(map(is_blank, row.cells)) and not row.formulas:
                continue
            cells = layout.cells(row)
            if first and not self._keep_example and self._is_example(cells):
                self.examples += 1
                self.example_rows.add((row.sheet, row.number))
                first = False
                continue
            first = False
            if row.cells == titles:
                continue  # a printed page repeats its titles
            formulas = (
                frozenset(name for name, index in layout.places.items() if index in row.formulas)
                if row.formulas
                else frozenset()
            )
            values, problems, refused = self.sheet.look(
                cells, row=row.number, sheet=sheet_name, formulas=formulas, known=known
            )
            line, again = seen.line(values, refused, row.number, sheet_name)
            yield line, problems + again if again else problems

    def _is_example(self, cells: Mapping[str, Cell]) -> bool:
        """Recognise the example row of the template, left in place."""
        return all(fold(shown(cells.get(name))) == example for name, example in self._example.items())

    def notices(self) -> list[Notice]:
        """Say what was noticed, once the lines have been read."""
        found = list(self.opened.notices)
        if ignored := list(dict.fromkeys(title for layout in self.layouts for title in layout.ignored)):
            says = N_("Cột không dùng đến, đã bỏ qua: {titles}.")
            found.append(Notice(says, {"titles": ", ".join(ignored)}))
        if self.examples:
            found.append(Notice(N_("Dòng ví dụ của tệp mẫu đã được bỏ qua.")))
        if unknown := [name for name in self.ignored_sheets if name not in OWN_SHEETS]:
            says = N_("Trang không có tiêu đề cột của biểu này, đã bỏ qua: {sheets}.")
            found.append(Notice(says, {"sheets": ", ".join(unknown)}))
        return found


@dataclass(frozen=True)
class Reading:
    """A whole file, read: for files that fit in memory."""

    lines: list[Line]
    problems: list[Problem]
    notices: list[Notice]
    layouts: list[Layout]
    read: int

    @property
    def errors(self) -> list[Problem]:
        """Return the problems that stopped a row."""
        return [problem for problem in self.problems if problem.severity == "error"]


def lines_of(sheet: Sheet, opened: Opened, *, keep_example: bool = False) -> LineReader:
    """Return the reader that streams the lines of an opened file under a declaration."""
    return LineReader(sheet, opened, keep_example=keep_example)


def read_file(
    sheet: Sheet,
    source: str | Path | BinaryIO,
    *,
    name: str = "",
    keep_example: bool = False,
    limits: Limits = LIMITS,
) -> Reading:
    """Read and check a whole file. Raises: UnreadableFile."""
    with open_rows(source, name=name, limits=limits) as opened:
        reader = lines_of(sheet, opened, keep_example=keep_example)
        lines: list[Line] = []
        problems: list[Problem] = []
        read = 0
        for line, found in reader:
            read += 1
            problems += found
            if line is not None and all(problem.severity != "error" for problem in found):
                lines.append(line)
        return Reading(lines, problems, reader.notices(), list(reader.layouts), read)
