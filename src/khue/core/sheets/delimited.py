"""Reads text tables (.csv, .tsv, .txt): separator, quotes, streaming, no limit of rows. Pure."""

import csv
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from khue.core.sheets import packages
from khue.core.sheets.cells import Row
from khue.core.sheets.legacy_encodings import decode, detect_encoding, open_text
from khue.core.sheets.limits import Limits, Notice
from khue.core.sheets.refusals import Damaged, TooLarge
from khue.core.words import N_

SAMPLE = 256 * 1024
SEPARATORS = ",;\t|"


def detect_separator(text: str) -> str:
    """Tell the separator: the one that splits most lines into the same number of parts, two or more."""
    if text[:4].casefold() == "sep=" and text[4:5] in SEPARATORS:
        return text[4]
    lines = [line for line in text.splitlines()[:200] if line.strip()][:100]
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        try:
            widths = Counter(len(fields) for fields in csv.reader(lines, delimiter=separator))
        except csv.Error:  # one field over the reader's limit: not split by this one
            continue
        width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        score = times * (width > 1) + width / 1000
        if score > best_score:
            best, best_score = separator, score
    return best


class Table:
    """One text table; its only sheet has no name."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits, encoding: str = "") -> None:
        self._stream, self._name, self._limits = stream, name, limits
        stream.seek(0)
        sample = stream.read(SAMPLE)
        self.encoding = encoding or self._detect(sample)
        self.separator = detect_separator(decode(sample, self.encoding).removeprefix("\ufeff"))
        self.sheets: tuple[str, ...] = ("",)
        self.seen: Counter[str] = Counter()
        self.hidden_sheets: list[str] = []

    def _detect(self, sample: bytes) -> str:
        """Read on while a file begins with plain ASCII: its first marked letter may come late."""
        while sample.isascii() and b"\x00" not in sample and (more := self._stream.read(SAMPLE)):
            sample = sample[-1024:] + more
        return detect_encoding(sample)

    def notices(self) -> list[Notice]:
        """Say what was noticed in the rows read so far."""
        if self.seen["undecodable"]:
            says = N_(
                "Tệp có {count} dòng chứa ký tự không đọc được; hãy lưu lại thành CSV UTF-8 và kiểm tra các dòng đó."
            )
            return [Notice(says, {"count": self.seen["undecodable"]})]
        return []

    def rows(self) -> Iterator[Row]:
        """Stream the rows; `number` is the line on which the row begins, as a text editor counts."""
        self.seen.clear()
        self._stream.seek(0)
        lines = self._lines()
        reader = csv.reader(lines, delimiter=self.separator)
        begins = 1
        limit = csv.field_size_limit(self._limits.cell_length)
        try:
            for fields in reader:
                number, begins = begins, reader.line_num + 1
                if len(fields) > self._limits.columns:
                    raise TooLarge(packages.TOO_MANY_COLUMNS, sheet=self._name, limit=self._limits.columns)
                if any(fields):
                    yield Row("", number, list(fields))
        except csv.Error as error:
            if "field limit" in str(error):
                raise TooLarge(packages.CELL_TOO_LONG, sheet=self._name, limit=self._limits.cell_length) from None
            raise Damaged(name=self._name) from None
        finally:
            csv.field_size_limit(limit)

    def _lines(self) -> Iterator[str]:
        for number, line in enumerate(open_text(self._stream, self.encoding)):
            if "\ufffd" in line:
                self.seen["undecodable"] += 1
            if number == 0:
                line = line.removeprefix("\ufeff")
                if line[:4].casefold() == "sep=" and len(line.rstrip()) <= 5:
                    yield "\n"
                    continue
            yield line
