"""Passwords of one's own choice; sessions and devices, listed and ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.models import Event
from khue.security import actions
from khue.security.models import Session
from khue.security.rules import device_words, session_over, weaknesses
from khue.security.samples import PASSWORD, Cast, signed_in
from khue.security.tests.conftest import GOOD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_password_of_ones_own_asks_the_old_one_and_signs_others_out(people: Cast) -> None:
    here, there = signed_in(people.lan), signed_in(people.lan)
    page = "/van-phong/tai-khoan/mat-khau"
    assert here.get(page).status_code == 200
    new = {"new_password": GOOD, "again": GOOD}
    assert here.post(page, {"password": "sai", **new}).status_code == 422
    own = {"new_password": "tranthilan2026", "again": "tranthilan2026"}
    assert "không liên quan đến tên" in here.post(page, {"password": PASSWORD, **own}).content.decode()
    same = {"new_password": PASSWORD, "again": PASSWORD}
    assert "trùng mật khẩu" in here.post(page, {"password": PASSWORD, **same}).content.decode()
    assert here.post(page, {"password": PASSWORD, **new}).status_code == 302
    assert here.get("/van-phong/").status_code == 200
    assert there.get("/van-phong/").status_code == 302
    assert Event.objects.filter(name="security.password_changed").count() == 1


def test_a_password_given_by_somebody_else_must_be_changed(people: Cast) -> None:
    with acting_as(system_actor()) as system:
        actions.set_password(system, people.lan.pk, "tam-thoi-cho-co-lan", at=timezone.now())
    client = Client()
    client.post("/dang-nhap", {"username": "lan", "password": "tam-thoi-cho-co-lan"})
    page = "/van-phong/tai-khoan/mat-khau"
    assert client.get("/van-phong/").headers["Location"] == page
    assert client.get("/api/v1/me").json()["code"] == "security.PasswordDue"
    client.post(page, {"password": "tam-thoi-cho-co-lan", "new_password": GOOD, "again": GOOD})
    assert client.get("/van-phong/").status_code == 200


@pytest.mark.parametrize(
    ("password", "is_staff", "count"),
    [
        ("muoihaikitu!", True, 0),
        ("muoimotkitu", True, 1),
        ("tamkitu!", False, 0),
        ("baykitu", False, 1),
        ("password1234", False, 1),
        ("aaaaaaaaaaaaaa", True, 1),
        ("Trần Thị Lan 1", True, 1),
        ("x-LAN-nhung-dai-hon", True, 1),
        ("x" * 129, True, 2),
    ],
)
def test_a_password_is_long_and_not_guessable(password: str, is_staff: bool, count: int) -> None:
    common = {"password1234"}
    found = weaknesses(password, username="lan", full_name="Trần Thị Lan", is_staff=is_staff, common=common)
    assert len(found) == count, found


def test_failures_and_a_new_device_are_told_at_the_next_sign_in(people: Cast) -> None:
    first = Client(headers={"user-agent": FIREFOX})
    first.post("/dang-nhap", {"username": "lan", "password": PASSWORD})
    for _ in range(2):
        Client(REMOTE_ADDR="192.0.2.66").post("/dang-nhap", {"username": "lan", "password": "sai"})
    second = Client()
    second.post("/dang-nhap", {"username": "lan", "password": PASSWORD})
    page = second.get("/van-phong/tai-khoan").content.decode()
    assert "2 lần đăng nhập sai, gần nhất từ địa chỉ 192.0.2.66" in page
    assert Session.objects.latest("pk").is_new_device
    assert Event.objects.filter(name="security.new_device").count() == 1
    first.post("/dang-nhap", {"username": "lan", "password": PASSWORD})
    assert not Session.objects.latest("pk").is_new_device, "the first device is known again"


def test_devices_are_listed_and_ended_one_by_one_and_all_at_once(people: Cast) -> None:
    here, there, third = (signed_in(people.lan) for _ in range(3))
    page = here.get("/van-phong/tai-khoan/thiet-bi").content.decode()
    assert page.count("Kiểm thử</strong>") == 3 and "thiết bị này" in page
    target = there.session["session_id"]
    assert signed_in(people.minh).post(f"/van-phong/tai-khoan/thiet-bi/{target}/dang-xuat").status_code == 404
    here.post(f"/van-phong/tai-khoan/thiet-bi/{target}/dang-xuat")
    assert there.get("/van-phong/").headers["Location"].startswith("/dang-nhap")
    assert there.get("/van-phong/").status_code == 302
    assert third.get("/van-phong/").status_code == 200
    here.post("/van-phong/tai-khoan/thiet-bi/khac/dang-xuat")
    assert third.get("/truong-hoc").headers["Location"] == "/truong-hoc", "read on as a stranger"
    assert here.get("/van-phong/").status_code == 200


def test_an_ended_session_is_refused_by_the_api_and_its_cookie_revived_by_nobody(people: Cast) -> None:
    client = signed_in(people.lan)
    key = client.cookies["khue_session"].value
    with acting_as(system_actor()) as system:
        actions.end_sessions(system, people.lan.pk, at=timezone.now())
    refused = client.get("/api/v1/me")
    assert (refused.status_code, refused.json()["code"]) == (401, "security.SessionOver")
    thief = Client()
    thief.cookies["khue_session"] = key
    assert thief.get("/van-phong/").status_code == 302


def test_a_session_is_seen_once_a_minute_and_dies_of_idleness(people: Cast) -> None:
    client = signed_in(people.lan)
    session = Session.objects.get(pk=client.session["session_id"])
    client.get("/van-phong/")
    assert Session.objects.get(pk=session.pk).seen_at == session.seen_at
    Session.objects.filter(pk=session.pk).update(seen_at=timezone.now() - timedelta(minutes=2))
    client.get("/van-phong/")
    assert Session.objects.get(pk=session.pk).seen_at >= session.seen_at
    Session.objects.filter(pk=session.pk).update(seen_at=timezone.now() - timedelta(minutes=61))
    assert client.get("/van-phong/").status_code == 302


def test_the_borders_of_a_session() -> None:
    now = timezone.now()

    def over(idle: timedelta, age: timedelta, is_staff: bool) -> bool:
        return session_over(started_at=now - age, seen_at=now - idle, at=now, is_staff=is_staff)

    hour = timedelta(hours=1)
    assert not over(hour, hour, True) and over(hour + timedelta(seconds=1), 2 * hour, True)
    assert not over(2 * hour, 12 * hour, False) and over(hour / 2, 12 * hour + timedelta(seconds=1), False)


def test_a_session_id_without_its_account_opens_nothing(people: Cast) -> None:
    client = signed_in(people.lan)
    session = client.session
    session["user_id"] = people.hoa.pk
    session.save()
    assert client.get("/van-phong/").status_code == 302


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox trên Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome trên Android"),
        ("python-requests/2.34", "chương trình Python"),
        ("\x00<script>", "thiết bị không rõ"),
    ],
)
def test_a_device_has_words(agent: str, words: str) -> None:
    assert device_words(agent) == words
