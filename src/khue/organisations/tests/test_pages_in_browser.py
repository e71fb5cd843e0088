"""The pages in a browser: nothing inaccessible, nothing refused by the content policy, no side scrolling on a phone."""

import json

import pytest

from tests.browser import axe, shots, sideways, sign_in

pytestmark = pytest.mark.xdist_group("served")


@pytest.fixture
def officer(served):
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    return next(account for account in accounts if account["user"] == "chuyenvien")


PAGES = {
    "organisations-tree": "/van-phong/don-vi/",
    "organisations-tree-before": "/van-phong/don-vi/?tinh-den=2025-06-30",
    "organisations-list": "/van-phong/don-vi/danh-sach",
    "organisations-decisions": "/van-phong/don-vi/quyet-dinh/",
    "organisations-split": "/van-phong/don-vi/ghi-nhan/chia-tach",
    "organisations-authorities": "/van-phong/don-vi/tham-quyen",
    "organisations-restate": "/van-phong/don-vi/doi-dia-gioi",
    "organisations-map": "/van-phong/don-vi/ban-do",
    "organisations-schools": "/truong-hoc",
}


def test_every_page_is_accessible_and_fits_a_phone(served, page, told, officer):
    sign_in(page, served.url, officer["user"], officer["password"])
    for name, path in PAGES.items():
        page.goto(served.url + path)
        assert axe(page) == [], path
        shots(page, name)
        assert sideways(page) <= 0, path
    assert told == []


def test_from_the_tree_to_a_card_and_a_decision_taken_back(served, page, told, officer):
    sign_in(page, served.url, officer["user"], officer["password"])
    page.goto(f"{served.url}/van-phong/don-vi/")
    branch = page.locator("a.tree-open[hx-get]").nth(1)
    below = page.locator(branch.get_attribute("hx-target") or "")
    branch.click()
    below.get_by_role("link", name="Trường THCS").click()
    page.get_by_role("link", name="Đổi tên").click()
    page.get_by_label("Tên mới").fill("Trường THCS Ánh Dương")
    page.get_by_label("Trích yếu").fill("Về việc đổi tên trường")
    page.get_by_label("Số, kí hiệu").fill("77/QĐ-UBND")
    page.get_by_label("Ngày ký").fill("01/09/2026")
    page.get_by_label("Ngày có hiệu lực").fill("01/09/2026")
    page.get_by_role("button", name="Xem tác động").click()
    assert axe(page) == []
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    page.get_by_text("Đã ghi nhận quyết định.").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="Huỷ bỏ").click()
    page.get_by_label("Lý do huỷ bỏ").fill("Ghi nhầm")
    page.get_by_role("button", name="Xem tác động").click()
    page.get_by_role("button", name="Ghi nhận quyết định").click()
    page.get_by_text("Đã ghi nhận quyết định.").wait_for()
    assert told == []
