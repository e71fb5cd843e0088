"""Sheets: one declaration gives template, reading, checking, error workbook, JSON schema and documentation.

Everything exported here is pure. Writers are in `writing`, `template_workbook` and `error_workbook`, which take
longer to import than most programs can spare; the import as an action of the platform is in `batches`.
"""

from khue.core.sheets.cells import CLEARED, BadCell, Cell, CellError, Mended, Row, clean_text, fold, is_blank, shown
from khue.core.sheets.declaration import Column, Line, Problem, Sheet
from khue.core.sheets.delimited import detect_separator
from khue.core.sheets.kinds import (
    Kind,
    code,
    code_of,
    day,
    decimal,
    one_of,
    text,
    truth,
    whole,
)
from khue.core.sheets.legacy_encodings import decode, detect_encoding, open_text
from khue.core.sheets.limits import LIMITS, Limits, Notice
from khue.core.sheets.opening import Opened, open_rows
from khue.core.sheets.reading import LineReader, Reading, lines_of, read_file
from khue.core.sheets.refusals import (
    Damaged,
    EmptyFile,
    Encrypted,
    NoHeader,
    NotASheet,
    Suspicious,
    TooLarge,
    TwiceNamed,
    UnknownEncoding,
    UnreadableFile,
)

__all__ = [
    "CLEARED",
    "LIMITS",
    "BadCell",
    "Cell",
    "CellError",
    "Column",
    "Damaged",
    "EmptyFile",
    "Encrypted",
    "Kind",
    "Limits",
    "Line",
    "LineReader",
    "Mended",
    "NoHeader",
    "NotASheet",
    "Notice",
    "Opened",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "Suspicious",
    "TooLarge",
    "TwiceNamed",
    "UnknownEncoding",
    "UnreadableFile",
    "clean_text",
    "code",
    "code_of",
    "day",
    "decimal",
    "decode",
    "detect_encoding",
    "detect_separator",
    "fold",
    "is_blank",
    "lines_of",
    "one_of",
    "open_rows",
    "open_text",
    "read_file",
    "shown",
    "text",
    "truth",
    "whole",
]
