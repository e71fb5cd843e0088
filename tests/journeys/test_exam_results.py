"""Results of an exam, from the file of the board to the candidate's phone: imported with its faults shown, checked by
two people, published, looked up, and corrected after re-marking. In a browser, with the real worker.
"""

import json
import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, sign_in
from tests.served import Served

pytestmark = pytest.mark.xdist_group("served")

CANDIDATES = 400
SESSION = "journey-2025"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file as the boards publish it: a title row, padded texts, names that must not be kept, three bad lines."""
    draw = random.Random(7)
    lines = ["SỞ GIÁO DỤC VÀ ĐÀO TẠO,,,,", "SBD,HỌ VÀ TÊN,TOÁN,VĂN,NGÀY SINH"]
    for ordinal in range(1, CANDIDATES + 1):
        marks = f"{draw.randrange(0, 201) / 20:.2f},  {draw.randrange(8, 41) / 4:g} "
        lines.append(f"35{ordinal:06d},Nguyễn Văn Thử,{marks},01/01/2007")
    lines[10] = "35000009,Trần Thị Thử,11.5,7,01/01/2007"
    lines[11] = "35000010,Trần Thị Thử,bảy,7,01/01/2007"
    lines[12] = "3500001X,Trần Thị Thử,5,7,01/01/2007"
    path = tmp_path_factory.mktemp("files") / "diem-thi.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def accounts(served: Served) -> dict[str, str]:
    return {
        account["user"]: account["password"] for account in json.loads(served.khue("demo", "accounts", "--json").stdout)
    }


def enter(page: Page, served: Served, user: str) -> None:
    page.context.clear_cookies()
    sign_in(page, served.url, user, accounts(served)[user])


def button(page: Page, name: str) -> None:
    """Press what leads to a step and confirm it, by the dialog."""
    page.get_by_role("main").get_by_text(name, exact=True).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog).to_be_hidden()


def test_results_go_from_the_file_to_the_candidate(page: Page, served: Served, results: Path, told: list[str]) -> None:
    enter(page, served, "chuyenvien")
    page.goto(f"{served.url}/van-phong/khao-thi/moi")
    page.get_by_label("Năm thi").fill("2025")
    page.get_by_label("Mã kì thi").fill(SESSION)
    page.get_by_label("Tên kì thi").fill("Kì thi thử nghiệm 2025")
    page.get_by_role("button", name=re.compile("Tạo")).click()
    page.wait_for_url(f"**/{SESSION}")

    page.goto(f"{served.url}/van-phong/khao-thi/{SESSION}/nop-tep")
    page.locator("input[type=file]").set_input_files(results)
    page.locator("main").get_by_role("button").last.click()
    page.wait_for_url("**/nhap/*")
    expect(page.locator(".lead-line")).to_contain_text("Đã kiểm tra", timeout=60_000)
    main = page.locator("main")
    for text in ("HỌ VÀ TÊN", "NGÀY SINH", "11.5", "bảy"):
        expect(main).to_contain_text(text)
    assert "Nguyễn Văn Thử" not in page.content() and "01/01/2007" not in page.content()
    assert axe(page) == []

    batch = page.url
    button(page, "Chỉ ghi các dòng hợp lệ")
    page.goto(batch)
    expect(page.locator(".lead-line").get_by_text("Đã ghi", exact=True)).to_be_visible(timeout=60_000)

    page.goto(f"{served.url}/van-phong/khao-thi/{SESSION}")
    expect(page.locator("main")).to_contain_text(str(CANDIDATES - 3))
    button(page, "Kiểm tra lần một")
    expect(page.get_by_role("link", name="Kiểm tra lần hai")).to_have_count(0)

    enter(page, served, "lanhdao")
    page.goto(f"{served.url}/van-phong/khao-thi/{SESSION}")
    button(page, "Kiểm tra lần hai")
    page.goto(f"{served.url}/van-phong/khao-thi/{SESSION}/cong-bo")
    page.get_by_role("button", name="Công bố").click()
    expect(page.locator("main")).to_contain_text("Đã xong", timeout=60_000)

    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.url}/tra-cuu/diem-thi?ki-thi={SESSION}&so-bao-danh=35000001")
    expect(page.locator("main")).to_contain_text("35000001")
    expect(page.locator("main")).to_contain_text("Toán")
    assert axe(page) == []
    page.goto(f"{served.url}/tra-cuu/pho-diem?ki-thi={SESSION}")
    expect(page.locator("main")).to_contain_text(str(CANDIDATES - 3))
    assert told == []


def test_what_was_published_is_whole_by_its_signature(served: Served) -> None:
    assert served.khue("exams", "verify", str(served.home / "published")).returncode == 0


def test_the_trail_of_all_of_it_is_whole(served: Served) -> None:
    assert "nguyên vẹn" in served.khue("audit", "verify").stdout
