"""The browser of the tests: Debian's Chromium, shut off from all but this machine; accessibility and pictures."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the tests
ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SHOTS = ROOT / "var/shots"
WIDTHS = {1280: 860, 390: 844}
GRAVE = {"serious", "critical"}
expect.set_options(timeout=20_000)  # a busy machine is not a fault of the page
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's Chromium; no browser is downloaded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Thiếu Chromium. Hãy chạy «bash scripts/system.sh test» (gói chromium và fonts-noto-core)."
    return {
        "executable_path": chromium,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """Meet the pages as an office computer does."""
    return {"viewport": {"width": 1280, "height": WIDTHS[1280]}, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def told(page: Page) -> Iterator[list[str]]:
    """What the page complained about in the console: refused contents, errors of scripts. Assert that it is empty."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found


def axe(page: Page) -> list[str]:
    """Return the serious and critical violations of WCAG 2.2 AA on the page, one line each; empty is right."""
    page.evaluate(AXE.read_text())  # through the debugger, so that the content policy of the page stays as it is
    result = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:200]} {node.get('failureSummary', '')}"
        for found in result["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the window; nought is right, on a phone too."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, width)


def shots(page: Page, name: str) -> list[Path]:
    """Take the page's picture on a desk and on a phone, light and dark, under var/shots; look at them."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    before, taken = page.viewport_size, []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(450)  # charts draw themselves anew
            taken.append(SHOTS / f"{name}-{width}-{scheme}.png")
            page.screenshot(path=taken[-1], full_page=True)
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return taken


def sign_in(page: Page, url: str, user: str, password: str) -> None:
    """Sign in through the page, as people do."""
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(user)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(re.compile(f"{url}/(van-phong|gia-dinh)/"))
