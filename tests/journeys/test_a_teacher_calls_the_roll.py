"""The homeroom teacher calls the roll of her class on a phone, and finds it in the month of the class book."""

import json
from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from khue.students.rules import day_problem
from tests.browser import WIDTHS, axe, shots, sideways, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")


def day_of_school() -> date:
    """Return the last day of school; the demo has called the rolls of the days before today."""
    today = day = localdate()
    while day_problem(day, today=today, school_year=day.year if day.month > 8 else day.year - 1):
        day -= timedelta(days=1)
    return day


def test_a_homeroom_teacher_calls_the_roll_on_a_phone(served: Served, page: Page, told: list[str]) -> None:
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    found = next(account for account in accounts if account["user"] == "chunhiem")
    page.set_viewport_size({"width": 390, "height": WIDTHS[390]})
    sign_in(page, served.url, "chunhiem", str(found["password"]))
    page.goto(f"{served.url}/van-phong/lop/cua-toi")
    page.get_by_role("link", name="Điểm danh", exact=True).first.click()
    page.goto(f"{page.url.split('?')[0]}?ngay={day_of_school()}")

    taps = page.locator("[data-tap]")
    names = taps.all_inner_texts()
    marks = page.locator(".roll-mark")
    taps.nth(0).click()
    expect(marks.nth(0)).to_have_value("excused")
    taps.nth(1).click()
    taps.nth(1).click()
    expect(marks.nth(1)).to_have_value("unexcused")
    taps.nth(2).press("m")
    expect(marks.nth(2)).to_have_value("late")
    page.locator(".roll-note").nth(0).fill("sốt")
    assert axe(page) == []
    assert sideways(page) == 0
    shots(page, "roll-call-phone")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("vắng 2").first).to_be_visible()
    expect(page.get_by_text("Đã điểm danh").first).to_be_visible()
    expect(marks.nth(1)).to_have_value("unexcused")

    page.get_by_role("link", name="Cả tháng").click()
    row = page.locator("table.month tbody tr").first
    expect(row).to_contain_text(names[0].split("\n")[-1].strip())
    expect(row).to_contain_text("P")
    assert axe(page) == []
    assert sideways(page) == 0
    shots(page, "roll-month")
    assert told == []
