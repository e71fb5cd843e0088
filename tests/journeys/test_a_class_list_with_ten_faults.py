"""A school's clerk imports a class list with ten planted faults and mends them in the file of faults."""

import csv
import json
from pathlib import Path

import openpyxl.reader.excel as excel
import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, shots, sideways, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")
COLUMNS = ("Lớp", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh cá nhân", "Mã học sinh của Bộ")
FAULTS = {  # line of the list -> column, what is planted there, what is right
    0: ("Lớp", "99Z", None),
    1: ("Họ và tên", "NguyÔn V¨n An", "Nguyễn Văn An"),
    2: ("Ngày sinh", "31/11/2013", "30/11/2013"),
    3: ("Ngày sinh", "29/02/2013", "28/02/2013"),
    4: ("Giới tính", "Nữ", "Nam"),
    5: ("Ngày sinh", "05/06/2012", "05/06/2013"),
    6: ("Số định danh cá nhân", "05121", "051213900006"),
    7: ("Dân tộc", "Kinhh", "Kinh"),
    9: ("Họ và tên", "Trần Văn Mười 10", "Trần Văn Mười"),
    11: ("Mã học sinh của Bộ", "5190000010", "5190000011"),
}
NAMES = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Kha", "Khôi")


def clerk(served: Served) -> tuple[str, str, str]:
    """Return the name and password of a school's clerk, and the school."""
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    who = next(one for one in accounts if one["role"] == "Văn thư, giáo vụ")
    return str(who["user"]), str(who["password"]), str(who["organisation"])


def class_of(served: Served, school: str, folder: Path) -> str:
    """Return the name of a class of grade 8 of the school."""
    path = folder / "lop.csv"
    served.khue("export", "classes", str(path))
    with path.open(encoding="utf-8-sig") as lines:
        return next(row["Tên lớp"] for row in csv.DictReader(lines) if row["Trường"] == school and row["Khối"] == "8")


def right_rows(name: str) -> list[dict[str, str]]:
    """Return twelve pupils as they should be written."""
    return [
        {
            "Lớp": name,
            "Họ và tên": f"Trần Văn {given}",
            "Ngày sinh": "05/06/2013",
            "Giới tính": "Nam",
            "Dân tộc": "Kinh",
            "Số định danh cá nhân": f"0512139{line:05d}",
            "Mã học sinh của Bộ": f"51900000{line:02d}",
        }
        for line, given in enumerate(NAMES)
    ]


def fill(template: Path, rows: list[dict[str, str]], target: Path) -> Path:
    """Write the rows below the example of the template."""
    book = excel.load_workbook(template)
    page = book.worksheets[0]
    places = {str(cell.value).removesuffix(" *"): cell.column for cell in page[4]}
    for line, row in enumerate(rows, start=6):
        for title, value in row.items():
            page.cell(line, places[title], value)
    book.save(target)
    return target


def mend(faults: Path, name: str, target: Path) -> Path:
    """Put right what is marked in the file of faults."""
    book = excel.load_workbook(faults)
    page = next(one for one in book.worksheets if one.title != "Lỗi")
    places = {str(cell.value).removesuffix(" *"): cell.column for cell in page[4]}
    for line, (title, planted, right) in FAULTS.items():
        cell = page.cell(6 + line, places[title])
        assert cell.value == planted, (line, title, cell.value)
        assert any(one.comment for one in page[6 + line]), f"nothing is marked in row {6 + line}"
        cell.value = right or name
    book.save(target)
    return target


def submit(page: Page, kind: str, file: Path) -> None:
    page.goto(kind)
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Nộp và kiểm tra").click()


def test_ten_faults_are_mended_in_the_file_of_faults(served: Served, page: Page, tmp_path: Path) -> None:
    user, password, school = clerk(served)
    name = class_of(served, school, tmp_path)
    sign_in(page, served.url, user, password)
    kind = f"{served.url}/van-phong/nhap-lieu/roster/"
    page.goto(kind)
    assert axe(page) == []
    shots(page, "roster-import")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp mẫu").click()
    template = tmp_path / "mau.xlsx"
    download.value.save_as(template)

    rows = right_rows(name)
    for line, (title, planted, _right) in FAULTS.items():
        rows[line][title] = planted
    submit(page, kind, fill(template, rows, tmp_path / "danh-sach.xlsx"))
    for text in (
        "trường chưa có lớp này",
        "là chữ TCVN3 (ABC), đọc đúng là «Nguyễn Văn An»",
        "tháng 11 chỉ có 30 ngày",
        "năm 2013 không nhuận",
        "số định danh cho biết giới tính nam, hồ sơ ghi nữ",
        "số định danh cho biết năm sinh 2013, hồ sơ ghi 2012",
        "phải có đúng 12 chữ số",
        "không có trong danh mục dân tộc",
        "trùng với dòng",
        "có chữ số",
    ):
        expect(page.get_by_text(text).first).to_be_visible(timeout=60_000)
    assert axe(page) == []
    assert sideways(page) == 0
    shots(page, "roster-faults")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp lỗi").click()
    faults = tmp_path / "loi.xlsx"
    download.value.save_as(faults)

    submit(page, kind, mend(faults, name, tmp_path / "da-sua.xlsx"))
    page.get_by_role("link", name="Ghi dữ liệu").click(timeout=60_000)
    expect(page.get_by_text("Ghi tất cả 12 dòng?")).to_be_visible()
    page.get_by_role("button", name="Ghi dữ liệu").click()
    expect(page.get_by_role("link", name="Hoàn tác")).to_be_visible(timeout=60_000)
    shots(page, "roster-written")
    page.get_by_role("link", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác", exact=True)).to_be_visible()
