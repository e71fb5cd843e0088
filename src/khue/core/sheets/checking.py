"""Reads the stored file of a batch under its declaration, counts what is found and keeps it beside the file."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from khue.core.actor import Actor
from khue.core.sheets.declaration import Checked, Line, Problem, Seen, Sheet
from khue.core.sheets.error_workbook import write_errors
from khue.core.sheets.imports import Import
from khue.core.sheets.limits import Notice
from khue.core.sheets.mappings import mapping_of, reading_of
from khue.core.sheets.models import Batch
from khue.core.sheets.opening import open_rows
from khue.core.sheets.reading import LineReader
from khue.core.words import N_

API_ROWS = "rows.json"  # the name of a batch whose rows came as JSON
CHUNK = 2_000  # lines checked against the database at a time
KEPT_PROBLEMS = 100_000  # beyond this a file is better sent again than mended cell by cell
SHOWN_PROBLEMS = 200

Progress = Callable[[int], None]


class JsonReader:
    """Streams the lines of rows that came as JSON, counted from 1."""

    def __init__(self, sheet: Sheet, path: Path) -> None:
        self._sheet, self._path = sheet, path

    def __iter__(self) -> Iterator[Checked]:
        seen = Seen(self._sheet)
        for number, cells in enumerate(json.loads(self._path.read_text()), start=1):
            yield self._sheet.read_row(cells, number, seen)

    def notices(self) -> list[Notice]:
        """Say nothing: rows from a program have no layout."""
        return []


class Check:
    """One pass over the file of a batch. Iterate `lines`, then read the counts; `keep` stores what was found."""

    def __init__(self, actor: Actor, declared: Import, batch: Batch, progress: Progress | None = None) -> None:
        self._actor, self._declared, self._batch = actor, declared, batch
        self._progress = progress
        self.read = self.accepted = self.warnings = self.errors = 0
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []

    @property
    def refused(self) -> int:
        """Return how many rows cannot be written."""
        return self.read - self.accepted

    def lines(self) -> Iterator[Line]:
        """Yield the accepted lines in order. Raises: UnreadableFile."""
        self._clear_kept()
        if self._batch.file_name == API_ROWS:
            reader = JsonReader(self._declared.sheet, self._batch.source)
            yield from self._checked(reader)
            self.notices = reader.notices()
            self._keep(None)
            return
        with open_rows(self._batch.source, name=self._batch.file_name) as opened:
            mapping = mapping_of(self._batch, opened)
            foreign = reading_of(mapping) if mapping else None
            file_reader = LineReader(self._declared.sheet, opened, foreign=foreign)
            yield from self._checked(file_reader)
            self.notices = file_reader.notices()
            if mapping:
                self.notices.append(Notice(N_("Đã đọc theo cách ghép cột «{name}»."), {"name": mapping.name}))
            self._keep(file_reader)

    def _checked(self, reader: JsonReader | LineReader) -> Iterator[Line]:
        rows = iter(reader)
        while chunk := list(islice(rows, CHUNK)):
            good = [line for line, _ in chunk if line is not None]
            found = [problem for _, problems in chunk for problem in problems]
            if self._declared.check is not None and good:
                found += self._declared.check(self._actor, good, self._batch.organisation_id)
            self._count(found)
            bad = {(problem.sheet, problem.row) for problem in found if problem.severity == "error"}
            accepted = [line for line in good if (line.sheet, line.row) not in bad]
            self.read += len(chunk)
            self.accepted += len(accepted)
            if self._progress is not None:
                self._progress(self.read)
            yield from accepted

    def _count(self, found: list[Problem]) -> None:
        errors = sum(problem.severity == "error" for problem in found)
        self.errors += errors
        self.warnings += len(found) - errors
        self.problems += found[: KEPT_PROBLEMS - len(self.problems)]

    def counts(self) -> dict[str, Any]:
        """Return the figures that the batch keeps."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "refused": self.refused,
            "errors": self.errors,
            "warnings": self.warnings,
        }

    def _clear_kept(self) -> None:
        self._batch.problems_workbook.unlink(missing_ok=True)
        (self._batch.folder / "found.json").unlink(missing_ok=True)

    def _keep(self, reader: LineReader | None) -> None:
        self.problems.sort(key=lambda problem: (problem.sheet, problem.row))
        if self.problems and reader is not None:
            write_errors(self._batch.problems_workbook, reader, self.problems)
        found = {
            "notices": [{"says": notice.says, "facts": dict(notice.facts)} for notice in self.notices],
            "problems": [_plain(problem) for problem in self.problems[:SHOWN_PROBLEMS]],
        }
        text = json.dumps(found, ensure_ascii=False, default=str)
        (self._batch.folder / "found.json").write_text(text, encoding="utf-8")


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "says": problem.says,
        "facts": dict(problem.facts),
        "severity": problem.severity,
        "sheet": problem.sheet,
    }


def found_in(batch: Batch) -> tuple[list[Notice], list[Problem]]:
    """Return the notices and the first problems that were kept when the file was last read."""
    path = batch.folder / "found.json"
    if not path.exists():
        return [], []
    found = json.loads(path.read_text(encoding="utf-8"))
    return [Notice(**notice) for notice in found["notices"]], [Problem(**problem) for problem in found["problems"]]
