"""Sheets and files that the tests of sheets share."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.workbook.workbook import Workbook as NewBook
from xlwt.Workbook import Workbook as OldBook

from khue.core.sheets import Column, Sheet, code, code_of, day, decimal, one_of, text, truth, whole

COMMUNES = {f"{number:05d}": f"Xã Số {number}" for number in range(1, 60)}

PUPILS = Sheet(
    "tests.pupils",
    "Danh sách học sinh",
    (
        Column("full_name", "Họ và tên", text(40), "Nguyễn Văn An"),
        Column("born_on", "Ngày sinh", day(earliest=date(1990, 1, 1)), "31/12/2015", synonyms=("NS",)),
        Column("sex", "Giới tính", one_of(male="Nam", female="Nữ"), "Nam"),
        Column("number", "Số định danh", code(12), "079215000001", required=False),
        Column("mean", "Điểm trung bình", decimal(0, 10), "8,25"),
        Column("siblings", "Số anh chị em", whole(0, 20), "2", required=False),
        Column("commune", "Xã, phường", code_of("đơn vị hành chính", lambda: COMMUNES), "Xã Số 7"),
        Column("boards", "Nội trú", truth(), "Không", required=False),
    ),
    source="Biểu mẫu của các phép thử",
    unique=("full_name", "born_on"),
)
TITLES = [column.title for column in PUPILS.columns]
GOOD: list[Any] = ["Trần Thị Bình", "02/01/2016", "Nữ", "079215000002", "7,5", "1", "Xã Số 12", "Có"]

MARKS = Sheet(
    "tests.marks",
    "Điểm",
    (
        Column("number", "Số báo danh", code(8), "02000001"),
        Column("maths", "Toán", decimal(0, 10), "8,25", required=False),
    ),
    source="Biểu mẫu của các phép thử",
)


def xlsx(*sheets: tuple[str, Sequence[Any]]) -> BytesIO:
    """Write sheets with openpyxl; None leaves a cell out."""
    book = NewBook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    return saved(book)


def saved(book: Any) -> BytesIO:
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def xls(*sheets: tuple[str, Sequence[Any]]) -> BytesIO:
    book = OldBook()
    for name, rows in sheets:
        page = book.add_sheet(name)
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if value is not None:
                    page.write(number, index, value)
    return saved(book)


def ods(*sheets: tuple[str, Sequence[Any]]) -> BytesIO:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets:
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    content = BytesIO()
    document.write(content)
    content.seek(0)
    return content


def _ods_cell(value: Any) -> Any:
    if value is None:
        return TableCell()
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def changed(content: BytesIO, parts: Mapping[str, bytes | None]) -> BytesIO:
    """Copy a zip with some parts put in, replaced or (None) left out."""
    target = BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    target.seek(0)
    return target


def part(content: BytesIO, name: str) -> bytes:
    with zipfile.ZipFile(content) as package:
        return package.read(name)


def csv(rows: Iterable[Sequence[str]], encoding: str = "utf-8", separator: str = ",") -> BytesIO:
    lines = [separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows]
    return BytesIO("\r\n".join(lines).encode(encoding))
