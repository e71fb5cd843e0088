"""Writes tables for people: workbooks with typed cells, and CSV. User text is never written as a formula. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from khue.core.sheets.cells import column_letter
from khue.core.words import N_

Target = str | Path | BinaryIO
Translate = Any  # str -> str; lazily translated texts are accepted

LAST_ROW = 1_048_576
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DICTIONARY_TITLES = (N_("Cột"), N_("Ý nghĩa"))


@contextmanager
def workbook(target: Target, *, title: str = "") -> Iterator[Workbook]:
    """Open a workbook for writing rows in order with bounded memory; it is complete when the block ends."""
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    book.set_properties({"title": title})
    try:
        yield book
    finally:
        book.close()


def sheet_name(title: str) -> str:
    """Make a title fit for the tab of a sheet."""
    return _NOT_IN_NAMES.sub(" ", title).strip()[:31].strip() or "Sheet"


def header_format(book: Workbook) -> Format:
    """Return the look of a header cell, the same in every workbook."""
    return book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"})


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, look: Format | None = None) -> None:
    """Write one value by its type; text stays text whatever it begins with."""
    match value:
        case None:
            sheet.write_blank(row, column, None, look)
        case bool():
            sheet.write_boolean(row, column, value, look)
        case int() if abs(value) >= 10**15:
            sheet.write_string(row, column, str(value), look)
        case int() | float() | Decimal():
            sheet.write_number(row, column, float(value), look)
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None), look)
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), look)
        case time():
            sheet.write_string(row, column, value.strftime("%H:%M:%S"), look)
        case _:
            sheet.write_string(row, column, str(value)[:32_767], look)


def write_table(
    target: Target,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    dictionary: Sequence[Sequence[str]] = (),
    dictionary_header: Sequence[str] = DICTIONARY_TITLES,
    notes: Sequence[str] = (),
) -> None:
    """Write a table to a workbook, with its data dictionary and notes on a second sheet.

    rows: as many values each as `header` has titles; rows beyond what one sheet holds go on to the next.
    dictionary: rows of what each column means, under `dictionary_header`.
    """
    with workbook(target, title=title) as book:
        look = header_format(book)
        rest = iter(rows)
        part = 1
        row = next(rest, None)
        while part == 1 or row is not None:
            sheet = book.add_worksheet(sheet_name(title if part == 1 else f"{title[:25]} ({part})"))
            _begin(sheet, header, look)
            number = 1
            while row is not None and number < LAST_ROW:
                for column, value in enumerate(row):
                    write_cell(sheet, number, column, value)
                number += 1
                row = next(rest, None)
            sheet.autofilter(0, 0, max(number - 1, 1), max(len(header) - 1, 0))
            part += 1
        if dictionary or notes:
            _write_dictionary(book, look, dictionary, dictionary_header, notes)


def _begin(sheet: Worksheet, header: Sequence[str], look: Format) -> None:
    for column, title in enumerate(header):
        sheet.set_column(column, column, min(max(len(title) + 2, 10), 40))
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, look)
    sheet.freeze_panes(1, 0)


def _write_dictionary(
    book: Workbook, look: Format, rows: Sequence[Sequence[str]], header: Sequence[str], notes: Sequence[str]
) -> None:
    sheet = book.add_worksheet("Từ điển dữ liệu")
    sheet.set_column(0, len(header), 30)
    number = 0
    if rows:
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, look)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, number, column, value)
        number += 2
    for offset, note in enumerate(notes):
        sheet.write_string(number + offset, 0, note)


def safe_text(value: Any) -> str:
    """Write a value for CSV; a text that a spreadsheet would run as a formula gets an apostrophe first."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case date():
            return value.isoformat()
        case str() if value.startswith(_FORMULA_STARTS):
            return f"'{value}"
        case _:
            return str(value)


def safe_csv(target: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table as CSV that Excel opens with Vietnamese letters right (UTF-8 with mark, CRLF)."""
    target.write("\ufeff")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([safe_text(title) for title in header])
    writer.writerows([safe_text(value) for value in row] for row in rows)


def area(column: int, first: int, last: int) -> str:
    """Return an absolute area of one column: `$B$2:$B$9`."""
    letter = column_letter(column)
    return f"${letter}${first}:${letter}${last}"
