"""What is written for people: templates that pass their own check, error workbooks, tables without live formulas."""

import csv as plain_csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.reader.excel import load_workbook

from khue.core.sheets import Column, Sheet, code_of, lines_of, open_rows, read_file
from khue.core.sheets.error_workbook import write_errors
from khue.core.sheets.template_workbook import HEADER_ROW, write_template
from khue.core.sheets.tests.samples import GOOD, MARKS, PUPILS, TITLES, csv, xlsx
from khue.core.sheets.writing import safe_csv, write_table

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "http://x", "007"]


def template(sheet: Sheet) -> BytesIO:
    content = BytesIO()
    write_template(sheet, content)
    content.seek(0)
    return content


@pytest.mark.parametrize("sheet", [PUPILS, MARKS])
def test_a_template_prints_its_example_through_its_own_check(sheet: Sheet) -> None:
    reading = read_file(sheet, template(sheet), name="mau.xlsx", keep_example=True)
    assert not reading.problems and not reading.notices
    (line,) = reading.lines
    assert line.row == HEADER_ROW + 2 and None not in line.values.values()


def test_the_example_left_in_a_filled_template_is_skipped() -> None:
    book = load_workbook(template(PUPILS))
    for column, value in enumerate(GOOD, start=1):
        book.worksheets[0].cell(HEADER_ROW + 3, column, value)
    content = BytesIO()
    book.save(content)
    reading = read_file(PUPILS, content, name="mau.xlsx")
    assert [line.row for line in reading.lines] == [HEADER_ROW + 3]
    assert [notice.text for notice in reading.notices] == ["Dòng ví dụ của tệp mẫu đã được bỏ qua."]


def test_a_template_has_drop_downs_notes_frozen_titles_and_text_codes() -> None:
    book = load_workbook(template(PUPILS))
    page = book.worksheets[0]
    rules = {str(rule.sqref).split(":")[0][0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules == {"C": '"Nam,Nữ"', "G": "'Danh mục'!$A$1:$A$59", "H": '"Có,Không"'}
    assert book["Danh mục"].sheet_state == "hidden" and book["Danh mục"]["A59"].value == "Xã Số 59"
    assert page.freeze_panes == f"A{HEADER_ROW + 2}"
    assert page.cell(HEADER_ROW + 1, 1).value == "Họ và tên *" and page.cell(HEADER_ROW + 1, 4).value == "Số định danh"
    assert "12 chữ số" in page.cell(HEADER_ROW + 1, 4).comment.text
    assert page.cell(HEADER_ROW + 2, 4).number_format == "@" and page.cell(HEADER_ROW + 2, 4).value == "079215000001"
    assert page.cell(HEADER_ROW + 2, 2).value == datetime(2015, 12, 31)
    assert book["Hướng dẫn"]["A4"].value == "Họ và tên"


def test_names_that_occur_twice_are_offered_with_their_codes() -> None:
    sheet = Sheet(
        "tests.units",
        "Đơn vị: [xã]/phường",
        (Column("unit", "Xã", code_of("xã", lambda: {"01": "Tân Lập", "02": "Tân Lập"}), "01 - Tân Lập"),),
        source="Phép thử",
    )
    page = load_workbook(template(sheet)).worksheets[0]
    assert page.data_validations.dataValidation[0].formula1 == '"01 - Tân Lập,02 - Tân Lập"'
    assert read_file(sheet, template(sheet), keep_example=True).lines[0].values == {"unit": "01"}


WORD = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ "), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(
    WORD.map(lambda word: f"A{word}".strip()),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.decimals(0, 10, places=2),
)
def test_what_is_typed_into_a_template_is_read_back(name: str, born_on: date, mean: Decimal) -> None:
    book = load_workbook(template(PUPILS))
    row = [
        name,
        datetime.combine(born_on, datetime.min.time()),
        "Nam",
        "079215000002",
        float(mean),
        None,
        "00012",
        None,
    ]
    for column, value in enumerate(row, start=1):
        book.worksheets[0].cell(HEADER_ROW + 2, column, value)
    content = BytesIO()
    book.save(content)
    (line,) = read_file(PUPILS, content, keep_example=True).lines
    assert (line.values["full_name"], line.values["born_on"], line.values["mean"]) == (
        " ".join(name.split()),
        born_on,
        mean,
    )


def problems_workbook(sheet: Sheet, content: BytesIO, name: str = "a.xlsx") -> Any:
    target = BytesIO()
    with open_rows(content, name=name) as opened:
        reader = lines_of(sheet, opened)
        found = [problem for _, problems in reader for problem in problems]
        write_errors(target, reader, found)
    return load_workbook(target)


def test_bad_cells_are_red_and_commented_at_the_place_where_they_were() -> None:
    rows = [["DANH SÁCH"], [None], TITLES, GOOD, ["", *GOOD[1:4], "11", *GOOD[5:]]]
    book = problems_workbook(PUPILS, xlsx(("Lớp 6A", rows)))
    assert book.sheetnames == ["Lỗi", "Lớp 6A"]
    listed = [[cell.value for cell in row] for row in book["Lỗi"].iter_rows(min_row=2)]
    assert [(row[1], row[2], row[3]) for row in listed] == [(5, "Họ và tên", ""), (5, "Điểm trung bình", "11")]
    page = book["Lớp 6A"]
    assert page["E5"].value == "11" and page["E5"].fill.fgColor.rgb == "FFFFC7CE"
    assert "từ 10 trở xuống" in page["E5"].comment.text and "không được để trống" in page["A5"].comment.text
    assert page["E4"].comment is None and page["D4"].value == "079215000002"


def test_a_mended_error_workbook_can_be_submitted() -> None:
    book = problems_workbook(PUPILS, csv([TITLES, ["", *GOOD[1:]]]), "a.csv")
    book["Dữ liệu"]["A2"] = "Trần Thị Bình"
    content = BytesIO()
    book.save(content)
    reading = read_file(PUPILS, content, name="loi.xlsx")
    assert not reading.problems and len(reading.lines) == 1


@pytest.mark.parametrize("value", FORMULAS)
def test_text_of_people_never_becomes_a_formula(value: str) -> None:
    target = BytesIO()
    write_table(target, "Bảng", ["Tên"], [[value]])
    cell = load_workbook(target).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (value, "s", None)
    text_target = StringIO()
    safe_csv(text_target, ["Tên"], [[value]])
    (_, row) = plain_csv.reader(StringIO(text_target.getvalue().removeprefix("\ufeff")))
    assert row[0].startswith(("'", "h", "0")) and row[0].endswith(value)


def test_a_table_keeps_types_and_carries_its_dictionary() -> None:
    target = BytesIO()
    rows = [["02", 7, Decimal("8.25"), date(2015, 12, 31), None, True, 10**15]]
    write_table(target, "Điểm: [thi]", list("ABCDEFG"), rows, dictionary=[("A", "mã")], notes=["Nguồn: phép thử"])
    book = load_workbook(target)
    assert book.sheetnames == ["Điểm   thi", "Từ điển dữ liệu"]
    values = [cell.value for cell in book.worksheets[0][2]]
    assert values == ["02", 7, 8.25, datetime(2015, 12, 31), None, True, str(10**15)]
    assert book["Từ điển dữ liệu"]["B2"].value == "mã" and book["Từ điển dữ liệu"]["A4"].value == "Nguồn: phép thử"


def test_a_text_too_long_for_a_cell_is_cut_to_what_excel_holds() -> None:
    target = BytesIO()
    write_table(target, "A", ["x"], [["y" * 40_000]])
    assert len(load_workbook(target).active["A2"].value) == 32_767


def test_numbers_are_typed_in_csv() -> None:
    target = StringIO()
    safe_csv(target, ["a", "b", "c"], [[-1, Decimal("-2.5"), None]])
    assert target.getvalue() == "\ufeffa,b,c\r\n-1,-2.5,\r\n"
