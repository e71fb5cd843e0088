"""Lists: sorted by what may be sorted, page by page, as a fragment, as a file."""

from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse
from django.utils.translation import override
from openpyxl.reader.excel import load_workbook

from khue.core.web import tables
from khue.core.web.guide import SCHOOLS, sample_rows
from khue.core.web.tables import Column, Table, TooLong, lines, listing


def shown(request, table=SCHOOLS, rows=None):
    order = tables._order(request, table)
    return lines(request, table, sample_rows() if rows is None else rows, order=order, page=tables._page(request))


def sheet_of(response):
    assert isinstance(response, FileResponse)
    return load_workbook(BytesIO(response.getvalue())).active


def test_a_list_is_sorted_both_ways_by_its_headings(rf):
    upwards = shown(rf.get("/x?sap-xep=pupils"))
    assert upwards.headings[4].direction == "ascending"
    assert upwards.headings[4].url == "/x?sap-xep=-pupils"
    downwards = shown(rf.get("/x?sap-xep=-pupils"))
    assert downwards.lines[0][4].value == max(row["pupils"] for row in sample_rows())


@pytest.mark.parametrize("asked", ["share", "secret", "-", "code;drop", "__class__"])
def test_only_declared_columns_can_be_sorted_by(rf, asked):
    assert shown(rf.get("/x", {"sap-xep": asked})).headings[0].direction == "ascending"


def test_pages_lead_on_and_back_and_keep_what_was_asked(rf):
    page = shown(rf.get("/x?q=a&trang=2"))
    assert (page.first, page.last, page.total) == (9, 16, 20)
    assert page.before == "/x?q=a"
    assert page.after == "/x?q=a&trang=3"
    assert shown(rf.get("/x?trang=3")).after == ""


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999999999999", "²"])
def test_a_page_that_is_no_number_is_the_first(rf, asked):
    assert shown(rf.get("/x", {"trang": asked})).page == 1


def test_an_empty_list_says_what_to_do(rf):
    page = listing(rf.get("/x", headers={"HX-Target": SCHOOLS.id}), "core/guide.html", SCHOOLS, [])
    assert isinstance(page, HttpResponse)
    assert "Không có dòng nào" in page.content.decode()


def test_htmx_gets_only_the_table(rf):
    page = listing(rf.get("/x", headers={"HX-Target": SCHOOLS.id}), "core/guide.html", SCHOOLS, sample_rows())
    assert isinstance(page, HttpResponse)
    text = page.content.decode()
    assert "<html" not in text
    assert text.count("<tr>") == 9
    assert 'data-label="Học sinh"' in text


def test_the_file_holds_the_whole_list_with_real_numbers_and_dates(rf):
    response = listing(rf.get("/x?xuat=xlsx&q=x"), "core/guide.html", SCHOOLS, sample_rows())
    sheet = sheet_of(response)
    assert sheet.max_row == 21
    assert [cell.value for cell in sheet[1]][:2] == ["Mã", "Tên đơn vị"]
    assert sheet["A2"].value == "510000"
    assert sheet["D2"].value.isoformat().startswith("1975-01-01")
    assert sheet["E2"].value == 240
    assert sheet["G2"].value == "Đang hoạt động"


def test_a_value_that_looks_like_a_formula_stays_text():
    table = Table("core.test", "Thử", (Column("name", "Tên"),))
    response = tables.workbook(table, [{"name": "=1+1"}, {"name": "http://example.test"}])
    sheet = sheet_of(response)
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")
    assert sheet["A3"].hyperlink is None


def test_a_list_too_long_for_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_EXPORTED", 3)
    with pytest.raises(TooLong, match="lọc bớt"):
        tables.workbook(SCHOOLS, sample_rows())


def test_cells_are_written_in_the_language_of_the_page(rf):
    with override("en"):
        assert shown(rf.get("/x")).lines[0][5].text == "60.0%"
