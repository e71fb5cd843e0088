"""Signing in: the right name and password, the count of failures, the way onward, and nothing said to strangers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.models import Event
from khue.core.web import limits
from khue.security import actions, queries
from khue.security.models import User
from khue.security.samples import PASSWORD, Cast, cast, signed_in

PAGE = "/dang-nhap"


@pytest.fixture
def people(db: None, settings: Any) -> Cast:
    limits.forget()
    settings.KHUE_DEMO = True  # the second factor has its own tests
    with acting_as(system_actor()):
        return cast()


def try_in(client: Client, username: str, password: str, page: str = PAGE) -> int:
    return client.post(page, {"username": username, "password": password}).status_code


def test_the_right_password_leads_to_the_desk(people: Cast) -> None:
    client = Client()
    answer = client.post(PAGE, {"username": "lan", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/van-phong/")
    desk = client.get("/van-phong/")
    assert desk.status_code == 200
    assert "Trần Thị Lan" in desk.content.decode()
    assert Event.objects.filter(name="security.signed_in", user_id=people.lan.pk).count() == 1


def test_signing_in_leads_to_the_page_that_was_asked_but_never_elsewhere(people: Cast) -> None:
    here = Client().post(f"{PAGE}?next=/van-phong/tai-khoan", {"username": "lan", "password": PASSWORD})
    away = Client().post(f"{PAGE}?next=https://example.org/", {"username": "lan", "password": PASSWORD})
    assert here.headers["Location"] == "/van-phong/tai-khoan"
    assert away.headers["Location"] == "/van-phong/"


@pytest.mark.parametrize(("username", "password"), [("lan", "sai"), ("khong-co", PASSWORD), ("LAN", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(people: Cast, username: str, password: str) -> None:
    answer = Client().post(PAGE, {"username": username, "password": password})
    assert answer.status_code == 409
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.content.decode()


def test_five_failures_lock_the_account_even_for_the_right_password(people: Cast) -> None:
    client = Client()
    for _ in range(5):
        assert try_in(client, "lan", "sai") == 409
    answer = client.post(PAGE, {"username": "lan", "password": PASSWORD})
    assert "tạm khoá" in answer.content.decode()
    User.objects.filter(pk=people.lan.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    assert try_in(client, "lan", PASSWORD) == 302


def test_many_tries_from_one_address_are_slowed(people: Cast) -> None:
    codes = [try_in(Client(), f"ten-{number}", "x") for number in range(25)]
    assert codes[0] == 409 and codes[-1] == 429


def test_an_office_page_sends_strangers_to_sign_in_and_back(db: None) -> None:
    answer = Client().get("/van-phong/tai-khoan")
    assert answer.headers["Location"] == "/dang-nhap?next=%2Fvan-phong%2Ftai-khoan"


def test_signing_out_ends_the_session(people: Cast) -> None:
    client = signed_in(people.lan)
    assert client.get("/van-phong/").status_code == 200
    client.post("/dang-xuat")
    assert client.get("/van-phong/").status_code == 302


def test_a_closed_account_is_nobody(people: Cast) -> None:
    client = signed_in(people.lan)
    with acting_as(system_actor()):
        User.objects.filter(pk=people.lan.pk).update(is_active=False)
    assert client.get("/van-phong/").status_code == 302


def test_the_api_signs_in_and_asks_for_its_token_on_every_change(people: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    body = {"username": "hoa", "password": PASSWORD}
    token = client.post("/api/v1/session", body, content_type="application/json").json()["csrf_token"]
    assert client.get("/api/v1/me").json()["name"] == "Nguyễn Thị Hoa"
    refused = client.delete("/api/v1/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "core.NoToken")
    assert client.delete("/api/v1/session", headers={"X-CSRFToken": token}).status_code == 204
    assert client.get("/api/v1/me").status_code == 403


def test_a_grant_reaches_down_the_tree_and_ends_with_its_term(people: Cast) -> None:
    with acting_as(system_actor()):
        lan, hoa = queries.actor_for(people.lan.pk), queries.actor_for(people.hoa.pk)
        before = queries.actor_for(people.lan.pk, on=timezone.localdate().replace(year=2019))
    school_a, school_b = people.units.school_a, people.units.school_b
    assert lan.can("organisations.edit", at=school_a) and not lan.can("organisations.edit", at=school_b)
    assert hoa.can("exams.manage", at=school_b) and hoa.everywhere
    assert not before.grants and not before.everywhere


def test_the_trail_is_read_by_those_who_watch_the_whole_province(people: Cast) -> None:
    with acting_as(system_actor()) as system:
        actions.give(
            system, people.minh, "system_administrator", people.units.school_a, start=date(2020, 1, 1), basis="Thử"
        )
    page = signed_in(people.binh).get("/van-phong/nhat-ky")
    assert page.status_code == 200 and "security.grant_given" in page.content.decode()
    assert signed_in(people.minh).get("/van-phong/nhat-ky").status_code == 403
    assert signed_in(people.lan).get("/van-phong/nhat-ky").status_code == 403
