"""Text tables (.csv) in pieces of bytes: whole lines, quotes respected, parsed by columns."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

import polars as pl

from khue.core.sheets import LIMITS, TooLarge, decode, open_rows
from khue.core.sheets.limits import MEGABYTE
from khue.exams.reading.refusals import TEXT_TOO_LARGE, LineTooLong

SAMPLE_BYTES = 256 * 1024
CHUNK_BYTES = 2 * 1024 * 1024  # a piece needs some thirty times as much while it is checked
LONGEST_LINE = 128 * 1024  # what the csv module reads as one cell


class Table:
    """An open text table; `head` may be read before `frames`, which reads the rest once."""

    def __init__(self, stream: BinaryIO, sample: bytes, encoding: str, separator: str) -> None:
        self.stream = stream
        self.sample = sample
        self.encoding = encoding
        self.separator = separator

    def head(self, rows: int) -> list[list[str]]:
        """Return the first rows, as far as the sample reaches."""
        cut = self.sample.rfind(b"\n") + 1 or len(self.sample)
        text = decode(self.sample[:cut], self.encoding).replace("\x00", "")
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        found: list[list[str]] = []
        for row in lines:
            found.append(row)
            if len(found) == rows:
                break
        return found

    def frames(self, width: int) -> Iterator[pl.DataFrame]:
        """Yield frames of text columns "0".."width-1" with `line` and `more`."""
        line = 0
        for chunk in self._chunks():
            frame = self._parse(chunk, width)
            numbers = pl.int_range(line + 1, line + len(frame) + 1, dtype=pl.Int64, eager=True).alias("line")
            line += len(frame)
            more = (pl.col("more").str.strip_chars() != "").fill_null(value=False)
            yield frame.with_columns(numbers, more.alias("more"))

    def _parse(self, chunk: bytes, width: int) -> pl.DataFrame:
        names = [*map(str, range(width)), "more"]
        whole = self.separator.join(names).encode() + b"\n" + chunk
        for quote in ('"', None):
            try:
                return pl.read_csv(
                    io.BytesIO(whole),
                    separator=self.separator,
                    schema=dict.fromkeys(names, pl.String),
                    quote_char=quote,
                    truncate_ragged_lines=True,
                    encoding="utf8-lossy",
                )
            except pl.exceptions.ComputeError:
                if quote is None:
                    raise
        raise AssertionError

    def _chunks(self) -> Iterator[bytes]:
        rest, read, lines = b"", 0, 0
        recode = _recoder(self.encoding)
        block = self.sample
        while block:
            read += len(block)
            if read > LIMITS.unpacked_bytes:
                raise TooLarge(TEXT_TOO_LARGE, limit=LIMITS.unpacked_bytes // MEGABYTE)
            rest += recode(block, False)
            cut = _whole_lines(rest)
            if cut == 0 and len(rest) > LONGEST_LINE:
                raise LineTooLong(line=lines + 1, limit=LONGEST_LINE // 1024)
            if cut:
                lines += rest.count(b"\n", 0, cut)
                yield rest[:cut]
                rest = rest[cut:]
            block = self.stream.read(CHUNK_BYTES)
        rest += recode(b"", True)
        if rest:
            yield rest


def _whole_lines(block: bytes) -> int:
    """Return how many bytes make whole records: up to the last line end that stands outside quotes."""
    cut = end = block.rfind(b"\n") + 1
    if b'"' not in block:
        return cut
    quotes = block.count(b'"', 0, cut)
    while cut and quotes % 2:
        before = block.rfind(b"\n", 0, cut - 1) + 1
        quotes -= block.count(b'"', before, cut)
        cut = before
        if end - cut > LONGEST_LINE:
            return end  # a quote that never closes: read the lines as they stand
    return cut or (end if end > LONGEST_LINE else 0)


def open_table(stream: BinaryIO, name: str) -> Table:
    """Open a text table: encoding and separator are told from its beginning.

    Raises: NotASheet, UnknownEncoding, EmptyFile, LineTooLong.
    """
    sample = stream.read(SAMPLE_BYTES)
    for number, line in enumerate(sample.split(b"\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise LineTooLong(line=number, limit=LONGEST_LINE // 1024)
    with open_rows(io.BytesIO(sample), name=name) as opened:
        return Table(stream, sample, opened.encoding, opened.separator)


def _recoder(encoding: str) -> Callable[[bytes, bool], bytes]:
    """Return a function that turns blocks, cut anywhere, into UTF-8."""
    if encoding == "utf-8":
        return _without_mark()
    if encoding.startswith("utf-16"):
        wide = codecs.getincrementaldecoder(encoding)(errors="replace")
        return lambda block, last: wide.decode(block, last).replace("\ufeff", "").encode()
    waiting = b""

    def by_lines(block: bytes, last: bool) -> bytes:
        nonlocal waiting
        block = waiting + block
        cut = len(block) if last else block.rfind(b"\n") + 1
        waiting = block[cut:]
        return decode(block[:cut], encoding).encode()

    return by_lines


def _without_mark() -> Callable[[bytes, bool], bytes]:
    is_first = True

    def recode(block: bytes, last: bool) -> bytes:
        nonlocal is_first
        block = block.removeprefix(codecs.BOM_UTF8) if is_first else block
        is_first = False
        return block

    return recode
