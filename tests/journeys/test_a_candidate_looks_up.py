"""Result day: a candidate looks up on a phone, without scripts; others read statistics and check signatures."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe, shots, sideways
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")
SESSION = "thpt-2026"


def test_a_candidate_looks_up_on_a_phone_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{served.url}/tra-cuu/diem-thi")
    page.get_by_label("Kì thi").select_option(SESSION)
    page.get_by_label("Số báo danh").fill("51 000001")
    page.get_by_role("button", name="Xem điểm").click()
    with urlopen(f"{served.url}/api/v1/results/{SESSION}/51000001") as answer:
        known = json.load(answer)
    assert page.get_by_role("heading", name="Số báo danh 51000001").is_visible()
    shown = page.locator(".score-value").all_inner_texts()
    assert shown == [f"{line['score']:.2f}".replace(".", ",") for line in known["papers"]]
    page.get_by_label("Số báo danh").fill("51999999")
    page.get_by_role("button", name="Xem điểm").click()
    assert "Hãy kiểm tra lại từng chữ số" in page.get_by_role("alert").inner_text()
    context.close()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("form", "/tra-cuu/diem-thi"),
        ("result", f"/tra-cuu/diem-thi?ki-thi={SESSION}&so-bao-danh=51000001"),
        ("signature", "/tra-cuu/diem-thi/kiem-chung"),
        ("statistics", "/tra-cuu/pho-diem?ki-thi=thpt-2025&theo=council&mon=mathematics&so-voi=thpt-2026&noi=35"),
        ("static", "/published/index.html"),
    ],
)
def test_every_page_of_results_is_readable_everywhere(page: Page, served: Served, name: str, path: str) -> None:
    response = page.goto(served.url + path)
    assert response is not None and response.status == 200
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert (sideways(page), axe(page)) == (0, [])
    shots(page, f"exams-{name}")


def test_the_static_page_checks_the_signature_itself(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/published/")
    page.get_by_label("Kì thi").select_option(SESSION)
    page.get_by_label("Số báo danh").fill("51000001")
    page.get_by_role("button", name="Xem điểm").click()
    page.get_by_role("heading", name="Số báo danh 51000001").wait_for()
    assert "đã được kiểm tra trong trình duyệt" in page.locator("#answer").inner_text()


def test_a_stranger_checks_a_copy_of_the_folder(served: Served, tmp_path: Path) -> None:
    folder = served.home / "published" / "results" / SESSION
    assert "nguyên vẹn" in served.khue("exams", "verify", str(folder)).stdout
    shard = next(folder.rglob("shards/*/*.json"))
    content = shard.read_bytes()
    shard.write_bytes(content + b" ")
    try:
        refused = served.khue("exams", "verify", str(folder), check=False)
        assert refused.returncode == 1 and shard.name in refused.stderr
    finally:
        shard.write_bytes(content)
