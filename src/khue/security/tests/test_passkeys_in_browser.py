"""Passkeys in a real browser with a virtual key; and the pages of the account: accessible, and fit for a phone."""

import json
import re
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, shots, sideways

pytestmark = pytest.mark.xdist_group("served")
BASE = "/van-phong/tai-khoan"


@pytest.fixture
def site(served: Any) -> str:
    """The address by name: a passkey belongs to a name, never to a number."""
    return str(served.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def people(served: Any) -> dict[str, dict[str, str]]:
    return {one["user"]: one for one in json.loads(served.khue("demo", "accounts", "--json").stdout)}


def virtual_key(page: Page) -> Any:
    """Plug a key into the browser that verifies its owner; returns the debugger session and the key's id."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return debugger, key


def enter(page: Page, site: str, who: dict[str, str]) -> None:
    page.goto(f"{site}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(who["user"])
    page.get_by_label("Mật khẩu").fill(who["password"])
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()


def leave(page: Page, site: str) -> None:
    page.goto(f"{site}/van-phong/")
    page.locator(".account").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Bạn đã đăng xuất.").wait_for()


def test_a_passkey_is_added_signs_in_alone_and_as_second_step_and_a_copy_is_refused(
    served: Any, site: str, page: Page, told: list[str], people: Any
) -> None:
    debugger, key = virtual_key(page)
    enter(page, site, people["tochuc"])
    page.wait_for_url(f"{site}/van-phong/**")
    page.goto(f"{site}{BASE}/hai-buoc")
    assert axe(page) == []
    page.get_by_label("Tên gọi của khoá").fill("Máy phòng văn thư")
    page.get_by_role("button", name="Thêm khoá truy cập").click()
    codes = page.locator(".codes code")
    expect(codes).to_have_count(10)
    assert axe(page) == []
    shots(page, "security-recovery-codes")
    page.get_by_role("link", name="Tôi đã cất mã").click()
    page.get_by_text("Máy phòng văn thư").wait_for()
    leave(page, site)

    page.goto(f"{site}/dang-nhap")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    page.wait_for_url(f"{site}/van-phong/**")
    leave(page, site)

    enter(page, site, people["tochuc"])
    page.wait_for_url(f"{site}/dang-nhap/xac-thuc")
    assert axe(page) == []
    shots(page, "security-second-factor")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    page.wait_for_url(f"{site}/van-phong/**")
    leave(page, site)

    (credential,) = debugger.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    debugger.send("WebAuthn.removeCredential", {"authenticatorId": key, "credentialId": credential["credentialId"]})
    debugger.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": {**credential, "signCount": 0}})
    page.goto(f"{site}/dang-nhap")
    page.get_by_role("button", name="Dùng khoá truy cập").click()
    page.get_by_text("Khoá truy cập chưa được chấp nhận").wait_for()

    enter(page, site, people["tochuc"])
    page.get_by_label("Mã xác thực").fill("AAAAA-AAAAA")
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_text("Mã xác thực chưa đúng").first.wait_for()
    assert [line for line in told if "409" not in line] == []


def test_an_authenticator_is_set_up_from_the_account_page(
    served: Any, site: str, page: Page, told: list[str], people: Any
) -> None:
    enter(page, site, people["kehoach"])
    page.goto(f"{site}{BASE}")
    assert axe(page) == [] and sideways(page) == 0
    shots(page, "security-account")
    page.get_by_role("link", name="Thiết lập").click()
    shots(page, "security-second-step")
    page.get_by_role("link", name="Cài ứng dụng xác thực").click()
    assert axe(page) == []
    shots(page, "security-authenticator")
    secret = page.locator("main code").inner_text()
    page.get_by_label("Mã đang hiện").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator(".codes code")).to_have_count(10)
    code = page.locator(".codes code").first.inner_text()
    leave(page, site)
    enter(page, site, people["kehoach"])
    page.get_by_label("Mã xác thực").fill(code)
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url(f"{site}/van-phong/**")
    page.goto(f"{site}{BASE}/thiet-bi")
    assert axe(page) == [] and sideways(page) == 0
    shots(page, "security-devices")
    page.goto(f"{site}{BASE}/mat-khau")
    assert axe(page) == []
    assert told == []


def test_accounts_are_managed_and_an_invited_person_comes_in(
    served: Any, site: str, page: Page, told: list[str], people: Any
) -> None:
    enter(page, site, people["quantri"])
    page.wait_for_url(f"{site}/van-phong/**")
    for name, path in {"accounts": "danh-sach", "attempts": "dang-nhap-sai", "invite": "moi"}.items():
        page.goto(f"{site}{BASE}/{path}")
        assert axe(page) == [], path
        shots(page, f"security-{name}")
        page.set_viewport_size({"width": 390, "height": 844})
        assert sideways(page) == 0, path
        page.set_viewport_size({"width": 1280, "height": 860})
    page.get_by_label("Tên đăng nhập").fill("nguoi.moi")
    page.get_by_label("Họ và tên").fill("Lò Thị Mới")
    page.get_by_role("button", name="Mời", exact=True).click()
    page.locator(".slip").wait_for()
    assert axe(page) == []
    shots(page, "security-letters")
    link = re.search(r"/dang-nhap/thu-moi/\S+", page.locator(".slip code").inner_text())
    assert link
    page.goto(f"{site}{BASE}/danh-sach?text=nguoi.moi")
    page.get_by_role("link", name="nguoi.moi").first.click()
    assert axe(page) == []
    shots(page, "security-managed")
    leave(page, site)
    page.goto(f"{site}{link[0]}")
    assert axe(page) == []
    shots(page, "security-invitation")
    page.get_by_label("Mật khẩu mới", exact=True).fill("hoa phuong do thang nam")
    page.get_by_label("Nhập lại").fill("hoa phuong do thang nam")
    page.get_by_role("button", name="Bắt đầu dùng").click()
    page.get_by_text("Tài khoản đã sẵn sàng").wait_for()
    page.goto(f"{site}{BASE}")
    page.get_by_text("Lò Thị Mới").first.wait_for()
    assert told == []
