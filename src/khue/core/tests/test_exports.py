"""A table leaves as Excel, CSV or JSON lines, whole or not at all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.reader.excel import load_workbook

from khue.core.exports import UnknownExport, UnknownForm, find, write
from khue.core.manifest import Export

TABLE = Export("tried.rows", "Thử", (("Tên", "Tên đơn vị"), ("Số", "Số lớp")), lambda actor, on: [])
ROWS: list[tuple[Any, ...]] = [("Trường Trần Hưng Đạo", 12), ("=HYPERLINK(1)", 3)]


def test_excel_holds_the_rows_and_what_the_columns_mean(tmp_path: Path) -> None:
    write(TABLE, ROWS, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    sheet, meaning = book.worksheets[0], book.worksheets[1]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=2)] == [["Tên", "Số"], list(ROWS[0])]
    assert sheet["A3"].data_type == "s"
    assert "Tên đơn vị" in [cell.value for row in meaning.iter_rows() for cell in row]


def test_csv_opens_in_excel_and_runs_nothing(tmp_path: Path) -> None:
    write(TABLE, ROWS, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text("utf-8")
    assert text.startswith("\ufeffTên,Số")
    assert "\n=" not in text


def test_json_lines_name_their_columns(tmp_path: Path) -> None:
    write(TABLE, ROWS, tmp_path / "a.jsonl")
    assert json.loads((tmp_path / "a.jsonl").read_text().splitlines()[0]) == {"Tên": "Trường Trần Hưng Đạo", "Số": 12}


def test_a_broken_export_leaves_no_half_file(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield ROWS[0]
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write(TABLE, rows(), tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()


def test_an_unknown_form_and_an_unknown_table_are_refused_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(UnknownForm, match=r"\.xlsx"):
        write(TABLE, ROWS, tmp_path / "a.docx")
    with pytest.raises(UnknownExport, match="Hãy chọn một trong"):
        find("không có")
