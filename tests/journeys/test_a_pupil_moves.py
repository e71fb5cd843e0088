"""A head lets a pupil go, the office agrees, and the other school receives her; the old school sees her no more."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, shots, sideways, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")


def enter(served: Served, page: Page, user: str) -> None:
    """Sign in as a demo account, anew."""
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    found = next(account for account in accounts if account["user"] == user)
    page.context.clear_cookies()
    sign_in(page, served.url, user, str(found["password"]))


def school_of(served: Served, user: str) -> str:
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    return str(next(account["organisation"] for account in accounts if account["user"] == user))


def step(page: Page, name: str) -> None:
    """Press a step of the transfer and confirm it, in the dialog or on the page."""
    page.get_by_role("link", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).first.click()
    dialog = page.get_by_role("dialog").get_by_role("button", name=name, exact=True)
    dialog.or_(page.locator("main form").get_by_role("button", name=name, exact=True)).first.click()


def test_a_head_transfers_a_pupil_and_the_other_school_receives_her(served: Served, page: Page) -> None:
    taker = school_of(served, "hieutruong2")
    enter(served, page, "hieutruong")
    page.goto(f"{served.url}/van-phong/hoc-sinh/?khoi=7")
    page.locator("main table tbody a").first.click()
    page.wait_for_url(re.compile(r"/van-phong/hoc-sinh/\d+/"))
    pupil = page.url.split("?")[0]
    name = page.get_by_role("heading", level=1).inner_text().strip()
    page.get_by_text("Ghi thêm").click()
    page.get_by_role("link", name="Chuyển trường", exact=True).last.click()
    page.get_by_label("Trường đến", exact=False).first.fill(taker)
    page.get_by_label("Lí do").fill("Gia đình chuyển nơi ở")
    assert axe(page) == []
    shots(page, "transfer-request")
    page.get_by_role("button", name="Lập hồ sơ").click()
    page.wait_for_url(re.compile(r"/van-phong/chuyen-truong/\d+/"))
    transfer = page.url
    step(page, "Đồng ý cho chuyển")
    expect(page.get_by_text("Đã ghi nhận.")).to_be_visible()
    assert axe(page) == []
    shots(page, "transfer")
    needs_office = page.get_by_text("Chờ cơ quan quản lí").count() > 0

    if needs_office:
        enter(served, page, "hocsinhsv")
        page.goto(transfer)
        step(page, "Đồng ý")
        expect(page.get_by_text("Chờ trường đến tiếp nhận").first).to_be_visible()

    enter(served, page, "hieutruong2")
    page.goto(pupil)
    expect(page.get_by_text("Không tìm thấy").first).to_be_visible()
    page.goto(f"{served.url}/van-phong/chuyen-truong/")
    assert axe(page) == []
    shots(page, "transfers")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="Tiếp nhận", exact=True).click()
    page.get_by_label("Lớp").select_option(index=1)
    assert sideways(page) == 0
    shots(page, "transfer-receive")
    page.get_by_role("button", name="Tiếp nhận").click()
    page.wait_for_url(re.compile(r"/van-phong/hoc-sinh/\d+/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    enter(served, page, "hieutruong")
    page.goto(transfer)
    expect(page.get_by_text("Đã tiếp nhận").first).to_be_visible()
    expect(page.get_by_text(name).first).to_be_visible()
