"""What was found wrong in a file: counted completely, written to a file line by line, shown up to a limit."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl
import xlsxwriter

from khue.core.words import N_

TITLES = (
    N_("Trang tính"), N_("Dòng"), N_("Số báo danh"), N_("Cột"), N_("Giá trị"), N_("Vấn đề"), N_("Mức độ"),
)  # fmt: skip
SEVERITIES = {"error": N_("lỗi"), "warning": N_("cảnh báo")}
WORKBOOK_ROWS = 100_000  # a person does not read more; the text file holds all
SHOWN = 50  # of each severity: a person mends these first
KINDS = 60  # different kinds of problems that are counted apart
_COLUMNS = ("sheet", "line", "candidate", "column", "value", "says", "severity")
_FORMULA = r"^([=+@\t\r]|-[^0-9.,])"


@dataclass(frozen=True)
class Fault:
    """One problem as it is shown: only line, candidate number, score column and bad value, never another cell."""

    sheet: str
    line: int
    candidate: str
    column: str
    value: str
    says: str
    severity: str


class ProblemFile:
    """The growing file of problems (CSV, UTF-8) and the counts over it. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors = self.warnings = 0
        self.by_kind: Counter[tuple[str, str, str]] = Counter()
        self.first: dict[str, list[Fault]] = {"error": [], "warning": []}

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = self.path.open("wb")
        self._file.write(("\ufeff" + ",".join(_COLUMNS) + "\n").encode())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self.errors and not self.warnings:
            self.path.unlink()
        shown = [asdict(fault) for faults in self.first.values() for fault in faults]
        shown_path(self.path).write_text(json.dumps(shown, ensure_ascii=False), encoding="utf-8")

    def add(self, faults: pl.DataFrame) -> None:
        """Add the faults of one piece."""
        if faults.is_empty():
            return
        for severity, column, says, count in faults.group_by("severity", "column", "says").len().iter_rows():
            key = (severity, column, says)
            self.by_kind[key if key in self.by_kind or len(self.by_kind) < KINDS else (severity, "", "…")] += count
            if severity == "error":
                self.errors += count
            else:
                self.warnings += count
        harmless = pl.when(pl.col("value").str.contains(_FORMULA)).then("'" + pl.col("value")).otherwise("value")
        cleared = harmless.str.replace_all("\x00", "�").alias("value")
        faults = faults.sort("line", maintain_order=True).with_columns(cleared).select(_COLUMNS)
        faults.write_csv(self._file, include_header=False)
        for severity, first in self.first.items():
            if len(first) < SHOWN:
                rows = faults.filter(pl.col("severity") == severity).head(SHOWN - len(first))
                first.extend(Fault(**row) for row in rows.iter_rows(named=True))

    def counts(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        kinds = [[*key, count] for key, count in self.by_kind.most_common()]
        return {"errors": self.errors, "warnings": self.warnings, "kinds": kinds}


def shown_path(path: Path) -> Path:
    """Return where the problems that are shown first stand, beside the file of all."""
    return path.with_suffix(".json")


def first_faults(path: Path) -> list[Fault]:
    """Return the first problems of a file, errors before warnings."""
    shown = shown_path(path)
    return [Fault(**fault) for fault in json.loads(shown.read_text(encoding="utf-8"))] if shown.exists() else []


def read_faults(path: Path, limit: int | None = None) -> Iterator[Fault]:
    """Yield the problems of a file in the order of its lines; none when there is no such file."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in islice(csv.DictReader(file), limit):
            yield Fault(**{**line, "line": int(line["line"])})  # type: ignore[arg-type]


def write_workbook(path: Path, target: Path | Any, titles: tuple[str, ...], words: dict[str, str]) -> None:
    """Write the problems as a workbook. words: what a code or text of the file is called for the reader."""
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, titles, book.add_format({"bold": True, "bg_color": "#e7edf5"}))
        sheet.freeze_panes(1, 0)
        sheet.set_column(5, 5, 60)
        for row, fault in enumerate(read_faults(path, WORKBOOK_ROWS), start=1):
            cells = (fault.sheet, fault.line, fault.candidate, fault.column, fault.value)
            sheet.write_row(row, 0, (*cells, words.get(fault.says, fault.says), words[fault.severity]))
