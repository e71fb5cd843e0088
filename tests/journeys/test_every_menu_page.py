"""Everybody's menu, page by page: it opens, speaks to a screen reader, fits a phone, and the console stays silent."""

import json
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser import axe, sideways, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")


def look(page: Page, url: str) -> list[str]:
    """Open a page on a desk and on a phone; return what is wrong with it."""
    response = page.goto(url)
    wrong = [] if response and response.status == 200 else [f"{url}: {response.status if response else 'no answer'}"]
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        if over := sideways(page):
            wrong.append(f"{url}: {over} px wider than a window of {width}")
        wrong += [f"{url} ({width}): {line}" for line in axe(page)]
    return wrong


@pytest.mark.parametrize("user", ["lanhdao", "quantri", "giaovu"])
def test_every_page_of_the_office_menu(page: Page, served: Served, told: list[str], user: str) -> None:
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    sign_in(page, served.url, user, next(account["password"] for account in accounts if account["user"] == user))
    lines = page.locator(".side a[href]").evaluate_all("links => links.map(link => link.href)")
    wrong = [line for url in dict.fromkeys(lines) for line in look(page, url)]
    assert wrong + told == []


def test_every_page_of_the_public_menu(page: Page, served: Served, told: list[str]) -> None:
    page.goto(served.url)
    lines = page.locator(".public-lines a[href]").evaluate_all("links => links.map(link => link.href)")
    wrong = [line for url in (served.url, f"{served.url}/dang-nhap", *lines) for line in look(page, url)]
    assert wrong + told == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_in_both_themes(
    page: Page, served: Served, told: list[str], theme: Literal["light", "dark"]
) -> None:
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    page.emulate_media(color_scheme=theme)
    sign_in(page, served.url, "chuyenvien", next(a["password"] for a in accounts if a["user"] == "chuyenvien"))
    assert look(page, f"{served.url}/van-phong/mau-giao-dien") + told == []
    assert page.locator("[data-chart] canvas").count() == 4


def test_the_office_works_by_keyboard_and_a_theme_chosen_stays(page: Page, served: Served) -> None:
    accounts = json.loads(served.khue("demo", "accounts", "--json").stdout)
    sign_in(page, served.url, "chuyenvien", next(a["password"] for a in accounts if a["user"] == "chuyenvien"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("quang ngai")
    page.locator("#search-answers .found").first.wait_for()
    page.get_by_role("button", name="Ngôn ngữ và giao diện").click()
    page.get_by_role("button", name="Tối").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
