"""A clerk opens the record of a pupil; the guardian reads on her phone who looked, and asks for a correction."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import WIDTHS, axe, shots, sideways, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")


def enter(served: Served, page: Page, user: str) -> str:
    """Sign in as a demo account, anew; return where it works."""
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    found = next(account for account in accounts if account["user"] == user)
    page.context.clear_cookies()
    sign_in(page, served.url, user, str(found["password"]))
    return str(found["organisation"])


def test_a_guardian_reads_who_looked_and_asks_for_a_correction(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": WIDTHS[390]})
    school = enter(served, page, "phuhuynh")
    expect(page).to_have_url(f"{served.url}/gia-dinh/")
    assert axe(page) == []
    assert sideways(page) == 0
    shots(page, "family-phone")
    card = page.locator(".family-card").filter(has_text=school).locator(".family-who")
    child = re.sub(r"\D", "", str(card.get_attribute("href")))

    page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})
    enter(served, page, "giaovu")
    page.goto(f"{served.url}/van-phong/hoc-sinh/{child}/")
    name = page.get_by_role("heading", level=1).inner_text().strip()

    page.set_viewport_size({"width": 390, "height": WIDTHS[390]})
    enter(served, page, "phuhuynh")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    looked = page.locator("#ai-da-xem li").first
    expect(looked).to_contain_text("Văn thư, giáo vụ")
    expect(looked).to_contain_text(school)
    expect(looked).to_contain_text("hồ sơ")
    assert axe(page) == []
    assert sideways(page) == 0
    shots(page, "family-child-phone")

    page.get_by_role("link", name="Yêu cầu sửa thông tin").click()
    page.locator("main textarea").fill("Tên đệm của con ghi sai, xin sửa theo giấy khai sinh.")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Đã gửi yêu cầu.").first).to_be_visible()
    assert axe(page) == []

    assert page.goto(f"{served.url}/van-phong/hoc-sinh/{child}/").status == 404  # type: ignore[union-attr]
    assert page.goto(f"{served.url}/gia-dinh/con/{int(child) + 5000}/").status == 404  # type: ignore[union-attr]
