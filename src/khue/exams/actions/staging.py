"""Results on their way into the table: copied to a temporary table first, compared there, stored by one statement.

Row-level security does not allow COPY into a guarded table; the temporary table also makes all-or-nothing and the
comparison with what is stored cheap, however large the file is.
"""

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import polars as pl
from django.db import connection

from khue.core.models import Batch
from khue.core.words import N_
from khue.exams.models import ExamSession
from khue.exams.reading import Cleaned, ProblemFile

TWICE = N_("số báo danh có ở nhiều dòng với điểm khác nhau")
REPEATED = N_("dòng lặp lại y hệt một dòng trước (chỉ ghi một lần)")
STORED_OTHERWISE = N_("thí sinh đã có trong kì thi với điểm khác; hãy dùng chức năng đính chính")

TABLE = """
CREATE TEMP TABLE exams_staged (
    line bigint, candidate_number text COLLATE "C", council text, scores smallint[], language text,
    second_factor bytea
) ON COMMIT DROP
"""
# Lines of candidates that occur more than once: the first of equal lines stays, unequal lines all go.
REPEATS = """
WITH twice AS (
    SELECT candidate_number, count(DISTINCT row(scores, language)) > 1 AS differ, min(line) AS first
    FROM exams_staged GROUP BY candidate_number HAVING count(*) > 1
)
DELETE FROM exams_staged AS staged USING twice
WHERE staged.candidate_number = twice.candidate_number AND (twice.differ OR staged.line > twice.first)
RETURNING staged.line, staged.candidate_number, twice.differ
"""
KNOWN = """
DELETE FROM exams_staged AS staged USING exams_result AS stored
WHERE stored.session_id = %s AND stored.candidate_number = staged.candidate_number
RETURNING staged.line, staged.candidate_number,
    (stored.scores, stored.language) IS DISTINCT FROM (staged.scores, staged.language)
"""
STORE = """
INSERT INTO exams_result
    (session_id, organisation_id, batch_id, candidate_number, council, scores, language, second_factor)
SELECT %s, %s, %s, candidate_number, council, scores, language, second_factor FROM exams_staged
"""
COPY = "COPY exams_staged (line, candidate_number, council, scores, language, second_factor) FROM STDIN"
COUNCILS = "SELECT council, count(*) FROM exams_staged GROUP BY council ORDER BY council"

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Iterator[T]:
    """Yield the items while the next one is already being made on another core."""
    source = iter(items)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, source, None)
        while (item := waiting.result()) is not None:
            waiting = pool.submit(next, source, None)
            yield item


def copy_text(rows: pl.DataFrame) -> bytes:
    """Write cleaned rows as the lines that COPY reads."""
    target = io.BytesIO()
    rows.write_csv(target, include_header=False, separator="\t", null_value="\\N", quote_style="never")
    return target.getvalue()


class Staging:
    """The temporary table of one import, in the transaction that is open."""

    def __init__(self, session: ExamSession, problems: ProblemFile) -> None:
        self.session = session
        self.problems = problems
        self.read = self.bad_rows = self.unchanged = 0
        self._numbers: list[pl.Series] = []
        with connection.cursor() as cursor:
            cursor.execute(TABLE)

    def fill(self, piece: Cleaned) -> None:
        """Copy the rows of a cleaned piece into the table and note its problems."""
        self.read += piece.read
        self.bad_rows += piece.read - len(piece.rows)
        self.problems.add(piece.faults)
        self._numbers.append(piece.rows["candidate"].hash())
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write(copy_text(piece.rows))

    def settle(self) -> None:
        """Take out what is there already or contradicts itself, and note it."""
        numbers = pl.concat(self._numbers) if self._numbers else pl.Series([], dtype=pl.UInt64)
        self._numbers.clear()
        if numbers.n_unique() < len(numbers):
            lines = self._rows(REPEATS)
            self._note([line for line in lines if line[2]], TWICE, "error")
            self._note([line for line in lines if not line[2]], REPEATED, "warning")
        if self._rows("SELECT FROM exams_result WHERE session_id = %s LIMIT 1", self.session.pk):
            lines = self._rows(KNOWN, self.session.pk)
            self._note([line for line in lines if line[2]], STORED_OTHERWISE, "error")
            self.unchanged = sum(not line[2] for line in lines)

    def _note(self, lines: list[Any], says: str, severity: str) -> None:
        if severity == "error":
            self.bad_rows += len(lines)
        self.problems.add(
            pl.DataFrame(
                {
                    "sheet": "",
                    "line": [line[0] for line in lines],
                    "candidate": [line[1] for line in lines],
                    "column": "SBD",
                    "value": [line[1] for line in lines],
                    "says": says,
                    "severity": severity,
                },
                schema_overrides={"line": pl.Int64, "candidate": pl.String, "value": pl.String},
            )
        )

    def store(self, batch: Batch) -> int:
        """Move everything that is left into the guarded table; return how many rows."""
        with connection.cursor() as cursor:
            cursor.execute(STORE, [self.session.pk, self.session.organisation_id, batch.pk])
            return int(cursor.rowcount)

    def councils(self) -> dict[str, int]:
        """Return how many of the rows belong to each council."""
        return dict(self._rows(COUNCILS))

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
