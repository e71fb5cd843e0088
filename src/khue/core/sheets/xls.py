"""Reads .xls: surveyed first, then read whole by a child process, within a limit of cells. Pure."""

import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from khue.core.sheets import packages
from khue.core.sheets.cells import Cell, CellError, Row
from khue.core.sheets.compound import OldSheet, survey
from khue.core.sheets.limits import Limits, Notice
from khue.core.sheets.merges import fill_down
from khue.core.sheets.refusals import Damaged, TooLarge
from khue.core.words import N_

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
TOO_MANY_CELLS = N_("Tệp .xls có vùng dữ liệu hơn {limit} ô. Hãy mở bằng Excel, lưu thành .xlsx rồi nộp lại.")


class Workbook:
    """One .xls: its visible sheets, what is odd about it, and its rows."""

    def __init__(self, content: bytes, name: str, limits: Limits) -> None:
        self._content, self._name = content, name
        self.seen: Counter[str] = Counter()
        self._book = survey(content, name)
        shown = [sheet for sheet in self._book.sheets if sheet.visible]
        self.sheets = tuple(sheet.name for sheet in shown)
        self.hidden_sheets = [sheet.name for sheet in self._book.sheets if not sheet.visible]
        self._check(limits)

    def _check(self, limits: Limits) -> None:
        if not self.sheets or any("\0" in name for name in self.sheets):
            raise Damaged(name=self._name)
        if len(self._book.sheets) > limits.sheets:
            raise TooLarge(packages.TOO_MANY_SHEETS, limit=limits.sheets)
        if sum(sheet.rows * sheet.columns for sheet in self._book.sheets) > limits.old_cells:
            raise TooLarge(TOO_MANY_CELLS, limit=limits.old_cells)

    def notices(self) -> list[Notice]:
        """Say what is odd about the file."""
        found = []
        if self._book.has_links:
            found.append(Notice(N_("Tệp có liên kết tới tệp khác; liên kết không được mở, chỉ đọc giá trị đã lưu.")))
        if self._book.has_macros:
            found.append(Notice(N_("Tệp có macro; macro không được chạy, chỉ đọc giá trị trong ô.")))
        return found

    def rows(self) -> Iterator[Row]:
        """Give the rows of all visible sheets, one sheet after the other."""
        self.seen.clear()
        sheets = [sheet for sheet in self._book.sheets if sheet.visible and sheet.rows]
        with TemporaryFile() as kept:
            kept.write(self._content)
            kept.seek(0)
            command = [sys.executable, "-m", "khue.core.sheets.old_rows", *(sheet.name for sheet in sheets)]
            child = subprocess.Popen(command, stdin=kept, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            try:
                for sheet in sheets:
                    yield from self._rows_of(cast(BinaryIO, child.stdout), sheet)
            except (EOFError, pickle.UnpicklingError, MemoryError):
                raise Damaged(name=self._name) from None
            finally:
                child.kill()
                child.communicate()

    def _rows_of(self, stream: BinaryIO, sheet: OldSheet) -> Iterator[Row]:
        self.seen["formulas"] += len(sheet.formulas)
        self.seen["merged"] += sheet.merged
        left, areas = pickle.load(stream)
        merges = sorted((top + 1, bottom + 1, side) for (top, side), (bottom, _) in areas if bottom > top)
        rows = self._plain(_rows_from(stream), left, sheet)
        yield from fill_down(rows, merges) if merges else rows

    def _plain(self, rows: Iterator[list[Any]], left: int, sheet: OldSheet) -> Iterator[Row]:
        by_row: dict[int, list[int]] = {}
        for row, column in sheet.formulas:
            by_row.setdefault(row, []).append(column)
        for number, values in enumerate(rows):
            cells = [None] * left + [_cell(value) for value in values]
            while cells and cells[-1] is None:
                cells.pop()
            if not cells:
                continue
            hidden = number in sheet.hidden_rows
            self.seen["hidden rows"] += hidden
            yield Row(sheet.name, number + 1, cells, tuple(sorted(by_row.get(number, ()))), hidden)


def _rows_from(stream: BinaryIO) -> Iterator[list[Any]]:
    while chunk := pickle.load(stream):
        yield from chunk


def _cell(value: Any) -> Cell:
    if value == "":
        return None
    if isinstance(value, timedelta):
        return str(value)
    result: Cell = CellError(value) if isinstance(value, str) and value in _ERRORS else value
    return result
