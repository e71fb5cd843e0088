"""Files as they come, and as an attacker would send them: read or refused with a clear text, never a crash."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook as NewBook
from xlwt.Style import default_style, easyxf
from xlwt.Workbook import Workbook as OldBook

from khue.core.sheets import (
    CellError,
    Damaged,
    EmptyFile,
    Encrypted,
    Limits,
    NotASheet,
    Suspicious,
    TooLarge,
    UnreadableFile,
    open_rows,
)
from khue.core.sheets.tests.samples import changed, csv, ods, part, saved, xls, xlsx

ROWS: list[list[Any]] = [
    ["Họ tên", "Điểm", "Ngày"],
    ["An", 7.5, date(2015, 12, 31)],
    [None, 3, None],
    ["Bình", None, None],
]


def cells(content: Any, name: str = "", **options: Any) -> list[list[Any]]:
    with open_rows(content, name=name, **options) as opened:
        return [row.cells for row in opened]


def plain(rows: list[list[Any]]) -> list[list[Any]]:
    """Make the three workbook forms comparable: days without time, nothing blank at the end."""
    made = []
    for row in rows:
        values = [value.date() if isinstance(value, datetime) else value for value in row]
        while values and values[-1] is None:
            values.pop()
        made.append(values)
    return made


@pytest.mark.parametrize("write", [xlsx, ods])
def test_the_same_table_reads_the_same(write: Any) -> None:
    assert plain(cells(write(("A", ROWS)))) == plain(ROWS)


def test_an_old_workbook_reads_the_same() -> None:
    book = OldBook()
    page = book.add_sheet("A")
    for number, row in enumerate(ROWS):
        for index, value in enumerate(row):
            look = easyxf(num_format_str="dd/mm/yyyy") if isinstance(value, date) else default_style
            if value is not None:
                page.write(number + 2, index + 1, value, look)
    with open_rows(saved(book)) as opened:
        rows = list(opened)
    assert [row.number for row in rows] == [3, 4, 5, 6]
    assert plain([row.cells[1:] for row in rows]) == plain(ROWS)


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    book = NewBook()
    book.active["C7"] = "x"
    book.active["A9"] = "y"
    with open_rows(saved(book)) as opened:
        rows = [(row.number, row.cells) for row in opened]
    assert rows[0] == (7, [None, None, "x"]) and rows[-1] == (9, ["y"])


def test_dates_follow_the_format_and_the_calendar_of_the_workbook() -> None:
    book = NewBook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime(2015, 12, 31, 7, 30)
    book.active["B1"] = 42369
    book.active["B1"].number_format = '0.0 "day"'
    assert cells(saved(book)) == [[datetime(2015, 12, 31, 7, 30), 42369.0]]


def test_formulas_errors_and_truths_keep_what_was_calculated() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>NOW()</f></c><c r="C1" t="e"><v>#N/A</v></c>'
        b'<c r="D1" t="b"><v>1</v></c><c r="E1" t="str"><f>"a"</f><v>a</v></c>'
        b'<c r="F1" t="inlineStr"><is><r><t>b</t></r><r><t>c</t></r></is></c></row></sheetData></worksheet>'
    )
    content = changed(xlsx(("A", [["x"]])), {"xl/worksheets/sheet1.xml": sheet})
    with open_rows(content) as opened:
        (row,) = list(opened)
    assert row.cells == [2.0, None, "#N/A", True, "a", "bc"] and row.formulas == (0, 1, 4)
    assert isinstance(row.cells[2], CellError)
    assert "3 ô công thức" in opened.notices[0].text


def test_hidden_sheets_are_left_out_and_hidden_rows_are_read() -> None:
    book = NewBook()
    book.active.append(["a"])
    book.active.append(["b"])
    book.active.row_dimensions[2].hidden = True
    hidden = book.create_sheet("Bí mật")
    hidden.append(["c"])
    hidden.sheet_state = "veryHidden"
    with open_rows(saved(book)) as opened:
        rows = list(opened)
    assert [(row.cells, row.hidden) for row in rows] == [(["a"], False), (["b"], True)]
    said = " ".join(notice.text for notice in opened.notices)
    assert "Bí mật" in said and "1 dòng bị ẩn" in said


@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_merged_cells_give_each_row_their_value(form: str) -> None:
    content: BytesIO
    if form == "xlsx":
        book = NewBook()
        row: list[Any]
        for row in (["Lớp", "Tên"], ["6A", "An"], [None, "Bình"], [None, "Chi"], ["6B", "Dũng"]):
            book.active.append(row)
        book.active.merge_cells("A2:A4")
        content = saved(book)
    else:
        old = OldBook()
        page = old.add_sheet("A")
        under: list[list[Any]] = [["Lớp", "Tên"], [None, "An"], [None, "Bình"], [None, "Chi"], ["6B", "Dũng"]]
        for number, row in enumerate(under):
            for index, value in enumerate(row):
                if value is not None:
                    page.write(number, index, value)
        page.write_merge(1, 3, 0, 0, "6A")
        content = saved(old)
    with open_rows(content) as opened:
        rows = [row.cells for row in opened]
    assert [row[0] for row in rows] == ["Lớp", "6A", "6A", "6A", "6B"]
    assert "1 vùng ô gộp" in opened.notices[0].text


def test_macros_and_links_are_not_followed_but_said() -> None:
    content = changed(xlsx(("A", ROWS)), {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"})
    with open_rows(content, name="a.xlsm") as opened:
        assert len(list(opened)) == 4
    said = " ".join(notice.text for notice in opened.notices)
    assert opened.form == "xlsm" and "macro" in said and "liên kết" in said


def test_content_decides_and_a_wrong_ending_is_said() -> None:
    with open_rows(xlsx(("A", ROWS)), name="diem.csv") as opened:
        assert opened.form == "xlsx"
    assert "đuôi .csv nhưng nội dung là xlsx" in opened.notices[0].text


def test_a_file_is_opened_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with open_rows(path) as opened:
        assert [(row.number, row.cells) for row in opened] == [(1, ["a", "b"]), (2, ["1", "2"])]
        assert len(list(opened)) == 2
    assert (opened.form, opened.encoding, opened.separator, opened.name) == ("csv", "utf-8", ";", "a.csv")


def test_a_quoted_line_break_keeps_row_numbers_right() -> None:
    content = BytesIO(b'a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n')
    with open_rows(content, name="a.csv") as opened:
        assert [row.number for row in opened] == [1, 2, 5]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", b"\x00" * 50])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyFile):
        open_rows(BytesIO(content), name="a.csv")


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n", "ảnh"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\x1f\x8b\x08\x00abc", "gzip"),
    ],
)
def test_other_files_are_refused_by_what_they_are(content: bytes, form: str) -> None:
    with pytest.raises(NotASheet, match=form):
        open_rows(BytesIO(content), name="a.xls")


def test_other_packages_are_refused() -> None:
    for inside, form in (("word/document.xml", "Word"), ("xl/workbook.bin", "xlsb"), ("readme.txt", "zip")):
        content = BytesIO()
        with zipfile.ZipFile(content, "w") as package:
            package.writestr(inside, "x")
        with pytest.raises(NotASheet, match=form):
            open_rows(content, name="a.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(xlsx(("A", ROWS)), {"xl/worksheets/sheet1.xml": b" " * (60 * 2**20)})
    with pytest.raises(Suspicious, match="bom nén"):
        open_rows(bomb)
    with pytest.raises(TooLarge, match="giải nén"):
        open_rows(xlsx(("A", ROWS)), limits=Limits(unpacked_bytes=1000))
    with pytest.raises(Suspicious, match="phần bên trong"):
        open_rows(xlsx(("A", ROWS)), limits=Limits(entries=3))


@pytest.mark.parametrize("inside", ["workbook.xml", "sharedStrings.xml", "worksheets/sheet1.xml", "styles.xml"])
def test_xml_entities_are_refused(inside: str) -> None:
    attack = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&b;&d;</a>'
    content = changed(xlsx(("A", ROWS)), {f"xl/{inside}": attack})
    with pytest.raises(Suspicious, match="thực thể"):
        cells(content)


def test_xml_entities_in_ods_are_refused() -> None:
    content = changed(ods(("A", ROWS)), {"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    with pytest.raises(Suspicious):
        cells(content)


def sheet_xml(rows: str) -> bytes:
    return f'<worksheet xmlns="x"><sheetData>{rows}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "1048576 dòng"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "cột thứ 512"),
        (f'<row r="1"><c r="A1" t="str"><v>{"x" * 40_000}</v></c></row>', "dài hơn 32767"),
        (f'<row r="1">{"<c><v>1</v></c>" * 600}</row>', "cột thứ 512"),
    ],
)
def test_a_sheet_beyond_the_limits_is_refused(rows: str, says: str) -> None:
    content = changed(xlsx(("A", ROWS)), {"xl/worksheets/sheet1.xml": sheet_xml(rows)})
    with pytest.raises(TooLarge, match=says):
        cells(content)


def test_blank_formatted_cells_to_the_last_column_do_not_count() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    content = changed(xlsx(("A", ROWS)), {"xl/worksheets/sheet1.xml": sheet_xml(rows)})
    assert cells(content) == [[1.0], []]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="một"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="?1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>một</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        '<row r="1"><c r="A1" s="x"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
    ],
)
def test_a_broken_sheet_is_damaged(rows: str) -> None:
    content = changed(xlsx(("A", ROWS)), {"xl/worksheets/sheet1.xml": sheet_xml(rows)})
    with pytest.raises(Damaged):
        cells(content)


@pytest.mark.parametrize("missing", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_missing_part_is_damaged(missing: str) -> None:
    with pytest.raises(Damaged):
        cells(changed(xlsx(("A", ROWS)), {missing: None}))


def test_ods_repeats_are_counted_before_anything_is_built() -> None:
    content = ods(("A", [["x"]]))
    xml = part(content, "content.xml").decode()
    wide = xml.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" ', 1)
    with pytest.raises(TooLarge, match="cột thứ"):
        cells(changed(content, {"content.xml": wide.encode()}))
    high = xml.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2000000000">', 1)
    with pytest.raises(TooLarge, match="dòng"):
        cells(changed(content, {"content.xml": high.encode()}))


def test_ods_blank_padding_and_repeats_are_read() -> None:
    content = ods(("A", [["x", None], [None], ["y"]]))
    xml = part(content, "content.xml").decode()
    xml = xml.replace("<table:table-cell/>", '<table:table-cell table:number-columns-repeated="16384"/>')
    xml = xml.replace(
        "</table:table>",
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>',
    )
    with open_rows(changed(content, {"content.xml": xml.encode()})) as opened:
        assert [(row.number, row.cells) for row in opened] == [(1, ["x"]), (3, ["y"])]


def test_encrypted_workbooks_are_refused_with_what_to_do() -> None:
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    with pytest.raises(Encrypted, match="mật khẩu"):
        open_rows(changed(ods(("A", ROWS)), {"META-INF/manifest.xml": manifest}))
    old = xls(("A", [["x"]])).getvalue()
    password_record = b"\x2f\x00\x10\x00\x00\x06\x05\x00"
    with pytest.raises(Encrypted):
        open_rows(BytesIO(old.replace(b"\x09\x08\x10\x00\x00\x06\x05\x00", password_record, 1)))
    new = bytearray(old)
    entry = old.index("Workbook".encode("utf-16-le"))
    new[entry : entry + 66] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + b"\x22\x00"
    with pytest.raises(Encrypted):
        open_rows(BytesIO(bytes(new)))


def test_an_old_workbook_too_wide_to_read_whole_is_refused() -> None:
    book = OldBook()
    for name in ("A", "B"):
        page = book.add_sheet(name)
        page.write(0, 0, 1)
        page.write(65_535, 255, 1)
    with pytest.raises(TooLarge, match=".xlsx"):
        open_rows(saved(book))


def test_too_many_sheets_are_refused() -> None:
    many = [(f"S{number}", [["x"]]) for number in range(5)]
    for content in (xlsx(*many), ods(*many), xls(*many)):
        with pytest.raises(TooLarge, match="trang tính"):
            cells(content, limits=Limits(sheets=4))


def test_a_text_table_beyond_the_limits_is_refused() -> None:
    with pytest.raises(TooLarge, match="ký tự"):
        cells(csv([["a", "b"], ["x" * 40_000, "y"]]), "a.csv")
    with pytest.raises(TooLarge, match="cột thứ"):
        cells(csv([["a"] * 600]), "a.csv")


@pytest.mark.parametrize("write", [xlsx, ods, xls])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_a_file_cut_off_is_damaged(write: Any, share: float) -> None:
    whole = write(("A", [["Họ tên", "Điểm"], *[[f"Người {n}", n] for n in range(500)]])).getvalue()
    with pytest.raises(UnreadableFile):
        cells(BytesIO(whole[: int(len(whole) * share)]), "a.xlsx")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["xlsx", "ods", "xls"]), st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
def test_a_file_with_any_bytes_changed_is_read_or_refused(form: str, place: int, noise: bytes) -> None:
    content = bytearray(_ORIGINALS[form])
    place %= len(content)
    content[place : place + len(noise)] = noise
    try:
        cells(BytesIO(bytes(content)), f"a.{form}")
    except UnreadableFile as refusal:
        assert "Hãy" in str(refusal)


_TABLE: tuple[str, list[list[Any]]] = ("Trang", [["Họ tên", "Điểm"], ["Nguyễn Văn An", 7.5], ["Bình", 8]])
_ORIGINALS = {"xlsx": xlsx(_TABLE).getvalue(), "ods": ods(_TABLE).getvalue(), "xls": xls(_TABLE).getvalue()}
