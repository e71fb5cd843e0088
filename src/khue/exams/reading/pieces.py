"""A file as a stream of pieces: frames of text cells, each with the line numbers that a person would count."""

import codecs
import gzip
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import polars as pl

from khue.core.sheets import Damaged, NotASheet, Row, open_rows, shown
from khue.core.sheets.compound import MAGIC
from khue.core.words import N_
from khue.exams.reading import crawls, texts
from khue.exams.reading.columns import (
    SAMPLE_ROWS,
    Columns,
    Expected,
    columns_by_content,
    find_columns,
    goes_on,
)
from khue.exams.reading.refusals import NoResultColumns, SheetWithoutColumns

BATCH_ROWS = 20_000


class Piece(NamedTuple):
    """Some rows of a sheet as text.

    frame: columns named by their index ("0", "1", …), only those in use, and `line`; `more` is true where a row of
    a text file has more cells than the titles. read: bytes of the file read so far.
    """

    sheet: str
    columns: Columns
    frame: pl.DataFrame
    read: int = 0


def read_pieces(path: Path, name: str, expected: Expected) -> Iterator[Piece]:
    """Yield the rows of a result file below its titles, in any of the known layouts and formats.

    name: what the person calls the file; the content, not the name, tells the format.
    Raises: the refusals of `khue.core.sheets` and of `khue.exams.reading`.
    """
    try:
        with path.open("rb") as file:
            yield from _of_file(file, name, expected)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Damaged(name=name) from error


def _of_file(file: BinaryIO, name: str, expected: Expected) -> Iterator[Piece]:
    is_packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if is_packed else file
    head = stream.read(4096)
    stream.seek(0)
    if head.startswith((b"PK\x03\x04", MAGIC)):
        if is_packed:
            raise NotASheet(name=name, form=N_("bảng tính nén gzip"))
        found = _of_workbook(stream, name, expected)
    elif head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        found = _of_crawl(stream, name, expected)
    else:
        found = _of_text(stream, name, expected)
    for piece in found:
        yield piece._replace(read=file.tell())


def _of_text(stream: BinaryIO, name: str, expected: Expected) -> Iterator[Piece]:
    table = texts.open_table(stream, name)
    head = table.head(SAMPLE_ROWS)
    columns = find_columns(head, expected) or columns_by_content(head, expected, name)
    for frame in table.frames(columns.width):
        yield Piece("", columns, _kept(frame.filter(pl.col("line") > columns.header_row), columns))


def _kept(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    return frame.select(["line", "more", *(str(index) for index in sorted(columns.used))])


def _of_workbook(stream: BinaryIO, name: str, expected: Expected) -> Iterator[Piece]:
    before: Columns | None = None
    with open_rows(stream, name=name) as opened:
        for sheet, rows in _by_sheet(opened):
            head = list(islice(rows, SAMPLE_ROWS))
            cells = [[shown(cell) for cell in row.cells] for row in head]
            if not any(cell.strip() for row in cells for cell in row):
                continue  # the empty second and third sheet that old Excel adds by itself
            columns = find_columns(cells, expected)
            if columns is not None:
                titles = head[columns.header_row - 1].number
            elif before is None:
                columns, titles = columns_by_content(cells, expected, name), 0
            elif goes_on(cells, before, expected.year):
                columns, titles = before, 0
            else:
                raise SheetWithoutColumns(sheet=sheet)
            before = columns
            for frame in _frames(chain(head, rows), columns):
                yield Piece(sheet, columns, frame.filter(pl.col("line") > titles))
    if before is None:
        raise NoResultColumns(name=name)


def _by_sheet(rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    stream = iter(rows)
    first = next(stream, None)
    while first is not None:
        following: list[Row] = []

        def of_sheet(row: Row = first, following: list[Row] = following) -> Iterator[Row]:
            name = row.sheet
            yield row
            for row in stream:
                if row.sheet != name:
                    following.append(row)
                    return
                yield row

        here = of_sheet()
        yield first.sheet, here
        for _ in here:  # whatever the reader left
            pass
        first = following[0] if following else None


def _frames(rows: Iterator[Row], columns: Columns) -> Iterator[pl.DataFrame]:
    used = sorted(columns.used)
    while batch := list(islice(rows, BATCH_ROWS)):
        kept = {
            str(index): [shown(row.cells[index]) if index < len(row.cells) else None for row in batch] for index in used
        }
        lines = pl.Series("line", [row.number for row in batch], dtype=pl.Int64)
        frame = pl.DataFrame(kept, schema=dict.fromkeys(kept, pl.String))
        yield frame.with_columns(lines, pl.lit(value=False).alias("more"))


def _of_crawl(stream: BinaryIO, name: str, expected: Expected) -> Iterator[Piece]:
    records = crawls.records(stream, name)
    head = list(islice(records, SAMPLE_ROWS))
    keys = list(dict.fromkeys(key for record in head for key in record))
    columns = find_columns([keys], expected)
    if columns is None:
        raise NoResultColumns(name=name)
    stream_of_all = chain(head, records)
    line = 0
    while batch := list(islice(stream_of_all, BATCH_ROWS)):
        kept = {str(i): [record.get(keys[i]) for record in batch] for i in sorted(columns.used)}
        frame = pl.DataFrame(kept, schema=dict.fromkeys(kept, pl.String))
        lines = pl.int_range(line + 1, line + len(batch) + 1, dtype=pl.Int64, eager=True).alias("line")
        line += len(batch)
        yield Piece("", columns, frame.with_columns(lines, pl.lit(value=False).alias("more")))
