"""A file under its declaration: columns found, every row checked, every problem at its place."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook as NewBook

from khue.core.sheets import NoHeader, TwiceNamed, read_file
from khue.core.sheets.kinds import number_of
from khue.core.sheets.tests.samples import GOOD, MARKS, PUPILS, TITLES, csv, ods, saved, xls, xlsx


@pytest.mark.parametrize("write", [xlsx, ods, xls])
def test_title_rows_blank_columns_and_another_order_are_understood(write: Any) -> None:
    order = [1, 0, *range(2, len(TITLES))]
    rows = [
        ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"],
        [None, None, "DANH SÁCH HỌC SINH NĂM HỌC 2026-2027"],
        [None],
        ["TT", None, *[TITLES[index].upper() for index in order], "Ghi chú"],
        [1, None, *[GOOD[index] for index in order], "x"],
    ]
    reading = read_file(PUPILS, write(("Lớp 6A", rows)), name="a")
    assert not reading.problems
    (line,) = reading.lines
    assert (line.row, line.values["born_on"], line.values["mean"]) == (5, date(2016, 1, 2), Decimal("7.5"))
    assert line.values == {
        "full_name": "Trần Thị Bình",
        "born_on": date(2016, 1, 2),
        "sex": "female",
        "number": "079215000002",
        "mean": Decimal("7.50"),
        "siblings": 1,
        "commune": "00012",
        "boards": True,
    }
    assert "TT (A), Ghi chú (K)" in " ".join(notice.text for notice in reading.notices)


def test_every_problem_of_every_row_is_reported_at_its_place() -> None:
    bad = ["", "31/13/2015", "Khác", "12", "11", "1,5", "Xã Không Có", "có lẽ"]
    good = list(GOOD)
    reading = read_file(PUPILS, xlsx(("A", [["Tiêu đề"], TITLES, good, bad, [*bad[:2], *GOOD[2:]]])))
    assert [line.row for line in reading.lines] == [3]
    errors = [(problem.row, problem.column) for problem in reading.errors]
    assert errors == [(4, TITLES[n]) for n in (0, 1, 2, 4, 5, 6, 7)] + [(5, TITLES[0]), (5, TITLES[1])]
    assert all(problem.text and "None" not in problem.text for problem in reading.problems)
    (mended,) = [problem for problem in reading.problems if problem.severity == "warning"]
    assert (mended.column, mended.value) == ("Số định danh", "12") and "000000000012" in mended.text


def test_zeros_that_excel_dropped_come_back() -> None:
    reading = read_file(MARKS, xlsx(("A", [["Số báo danh", "Toán"], [2000001, 8.25], ["02000002", None]])))
    assert [line.values["number"] for line in reading.lines] == ["02000001", "02000002"]
    assert [problem.row for problem in reading.problems] == [2]


@pytest.mark.parametrize("repeated", [True, False])
@pytest.mark.parametrize("write", [xlsx, ods, xls])
def test_a_second_sheet_continues_the_first(write: Any, repeated: bool) -> None:
    head = [["Số báo danh", "Toán"]]
    first = ("Sheet1", [["KẾT QUẢ"], *head, *[[f"{n:08d}", 5] for n in range(1, 4)]])
    second = ("Sheet2", [*(head if repeated else []), *[[f"{n:08d}", 6] for n in range(4, 7)]])
    other = ("Ghi chú", [["Liên hệ", "phòng khảo thí"]])
    reading = read_file(MARKS, write(first, second, other))
    assert [line.values["number"] for line in reading.lines] == [f"{n:08d}" for n in range(1, 7)]
    assert reading.lines[-1].sheet == "Sheet2" and reading.lines[-1].row == (4 if repeated else 3)
    assert "Ghi chú" in " ".join(notice.text for notice in reading.notices)
    assert not reading.problems


def test_titles_repeated_on_every_printed_page_are_skipped() -> None:
    rows = [["Số báo danh", "Toán"], ["02000001", "5"], ["Số báo danh", "Toán"], ["02000002", "6"]]
    assert [line.row for line in read_file(MARKS, csv(rows), name="a.csv").lines] == [2, 4]


def test_a_file_without_the_titles_is_refused_and_says_which_are_missing() -> None:
    with pytest.raises(NoHeader, match="Họ và tên, Ngày sinh"):
        read_file(PUPILS, csv([["a", "b"], ["1", "2"]]), name="a.csv")
    titles = [title for title in TITLES if title != "Giới tính"]
    with pytest.raises(NoHeader, match="còn thiếu: Giới tính"):
        read_file(PUPILS, csv([titles]), name="a.csv")


def test_a_title_that_occurs_twice_is_refused() -> None:
    with pytest.raises(TwiceNamed, match="cột A và cột C"):
        read_file(MARKS, csv([["Số báo danh", "Toán", "SỐ BÁO DANH"]]), name="a.csv")


def test_only_titles_is_a_file_without_rows() -> None:
    reading = read_file(MARKS, csv([["Số báo danh", "Toán"]]), name="a.csv")
    assert (reading.read, reading.lines, reading.problems) == (0, [], [])


def test_an_optional_column_may_be_absent() -> None:
    reading = read_file(MARKS, csv([["SBD khác", "Số báo danh"], ["x", "02000001"]]), name="a.csv")
    assert reading.lines[0].values == {"number": "02000001", "maths": None}


def test_a_row_that_comes_twice_is_refused_with_the_first_place() -> None:
    reading = read_file(PUPILS, xlsx(("A", [TITLES, GOOD, GOOD])))
    (problem,) = reading.errors
    assert problem.row == 3 and "trùng với dòng 2" in problem.text and len(reading.lines) == 1


def test_formulas_without_a_value_and_error_cells_are_problems() -> None:
    book = NewBook()
    book.active.append(["Số báo danh", "Toán"])
    book.active.append(["02000001", "=A1+1"])
    book.active.append(["02000002", "#N/A"])
    reading = read_file(MARKS, saved(book))
    assert [problem.row for problem in reading.errors] == [2, 3]
    assert "chưa được tính" in reading.errors[0].text and "#N/A" in reading.errors[1].text


def test_rows_of_a_program_are_checked_alike() -> None:
    rows: list[dict[str, Any]] = [
        {"number": "02000001", "maths": 8.25},
        {"number": "02000002", "maths": 11, "name": "x"},
        {"number": ["x"], "maths": {"a": 1}},
        {"maths": 5},
    ]
    clean, problems = MARKS.read(rows)
    assert clean == [{"number": "02000001", "maths": Decimal("8.25")}]
    assert [problem.row for problem in problems if problem.severity == "error"] == [2, 3, 4]
    assert any("name" in problem.text for problem in problems)


def test_the_schema_holds_the_same_limits_as_the_reader() -> None:
    schema = PUPILS.json_schema()
    assert schema["required"] == ["full_name", "born_on", "sex", "mean", "commune"]
    assert schema["properties"]["mean"] == {
        "type": "number",
        "multipleOf": 0.01,
        "minimum": 0,
        "maximum": 10,
        "title": "Điểm trung bình",
        "description": "Số, nhiều nhất 2 chữ số thập phân, ví dụ 28,69",
        "examples": [8.25],
    }
    example = {name: field["examples"][0] for name, field in schema["properties"].items()}
    assert PUPILS.read([example])[1] == []


def test_the_documentation_lists_every_column() -> None:
    text = PUPILS.documentation()
    assert all(f"| {column.title} | {column.name} |" in text for column in PUPILS.columns)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=12))
def test_any_text_table_is_read_or_refused(rows: list[list[str]]) -> None:
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("utf-8", "replace")
    try:
        reading = read_file(MARKS, BytesIO(content), name="a.csv")
    except Exception as refusal:
        assert type(refusal).__module__ == "khue.core.sheets.refusals"
    else:
        assert reading.read >= len(reading.lines)


def test_a_number_keeps_what_the_cell_shows() -> None:
    assert number_of(0.1 + 0.2, 2) == Decimal("0.3")
