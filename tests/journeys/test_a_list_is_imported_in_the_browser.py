"""The same journey as a person sees it, with the worker at work: a list with a mistake, then the mended one."""

import json
from pathlib import Path

import openpyxl.reader.excel as excel
import pytest
from playwright.sync_api import Page, expect

from khue.organisations.sheets import SCHOOLS_IMPORT
from tests.browser import axe, shots, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")


def officer(served: Served) -> tuple[str, str]:
    """Return the name and password of the department's specialist in the demo."""
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    who = next(account for account in accounts if account["user"] == "chuyenvien")
    return str(who["user"]), str(who["password"])


def fill(template: Path, name: str, target: Path) -> Path:
    """Put the example into the row below it, under another name and without the codes of the other school."""
    book = excel.load_workbook(template)
    page = book.worksheets[0]
    for column in range(1, page.max_column + 1):
        page.cell(6, column, page.cell(5, column).value)
    page.cell(6, 1, name)
    for column in (2, 3, 4):
        page.cell(6, column).value = None
    book.save(target)
    return target


def test_a_list_with_a_mistake_is_mended_written_and_undone(served: Served, page: Page, tmp_path: Path) -> None:
    sign_in(page, served.url, *officer(served))
    page.goto(f"{served.url}/van-phong/nhap-lieu/")
    assert axe(page) == []
    shots(page, "imports")
    page.locator(f'a[href$="{SCHOOLS_IMPORT.kind}/"]').first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp mẫu").click()
    template = tmp_path / "mau.xlsx"
    download.value.save_as(template)
    assert axe(page) == []
    shots(page, "import-kind")
    kind = page.url

    page.get_by_label("Đơn vị").select_option(index=1)
    page.set_input_files("input[type=file]", fill(template, "", tmp_path / "sai.xlsx"))
    page.get_by_role("button", name="Nộp và kiểm tra").click()
    expect(page.get_by_text("không được để trống")).to_be_visible(timeout=60_000)
    assert axe(page) == []
    shots(page, "import-problems")

    page.goto(kind)
    page.get_by_label("Đơn vị").select_option(index=1)
    page.set_input_files("input[type=file]", fill(template, "Trường THPT Hành Trình", tmp_path / "đúng.xlsx"))
    page.get_by_role("button", name="Nộp và kiểm tra").click()
    page.get_by_role("link", name="Ghi dữ liệu").click(timeout=60_000)
    page.get_by_role("button", name="Ghi dữ liệu").click()
    expect(page.get_by_role("link", name="Hoàn tác")).to_be_visible(timeout=60_000)
    assert axe(page) == []
    shots(page, "import-done")
    page.get_by_role("link", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác", exact=True)).to_be_visible()
