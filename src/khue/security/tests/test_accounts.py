"""Accounts one manages: listed, locked, closed; over pages, API and the command line."""

import re
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from khue.core.actor import acting_as
from khue.core.errors import Missing
from khue.security import actions
from khue.security.commands import accounts
from khue.security.models import Attempt, User
from khue.security.samples import PASSWORD, Cast, signed_in
from khue.security.tests.conftest import GOOD, LIST, actor_of, admin_at
from khue.security.tests.test_factors import equip


def test_the_list_is_filtered_and_leaves_as_excel(people: Cast, admin: User) -> None:
    for _ in range(5):
        Client().post("/dang-nhap", {"username": "minh", "password": "sai"})
    equip(people.hoa)
    with acting_as(actor_of(admin)) as actor:
        actions.invite(actor, "moi", "Người mới", at=timezone.now())
    client = signed_in(admin)

    def names(**asked: str) -> set[str]:
        page = client.get(LIST, asked).content.decode()
        return set(re.findall(r'href="/van-phong/tai-khoan/\d+/">([^<]+)<', page))

    assert {"lan", "minh", "hoa", "moi"} <= names()
    assert names(state="locked") == {"minh"}
    assert names(state="invited") == {"moi"}
    assert "hoa" not in names(state="no_factor")
    assert names(text="Trần Thị") == {"lan"}
    assert client.get(LIST, {"xuat": "xlsx"}).headers["Content-Type"].endswith("sheet")
    tried = client.get("/van-phong/tai-khoan/dang-nhap-sai?locked=on").content.decode()
    assert tried.count("<tr><td") == 1
    client.post(f"/van-phong/tai-khoan/{people.minh.pk}/mo-khoa")
    assert Client().post("/dang-nhap", {"username": "minh", "password": PASSWORD}).status_code == 302
    assert Attempt.objects.count() == 5


def test_closing_ends_the_sessions_and_reopening_lets_in_again(people: Cast, admin: User) -> None:
    lan, client = signed_in(people.lan), signed_in(admin)
    card = f"/van-phong/tai-khoan/{people.lan.pk}/"
    assert client.get(f"{card}dong").status_code == 200
    client.post(f"{card}dong")
    assert lan.get("/van-phong/").status_code == 302
    assert Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD}).status_code == 409
    assert "đã đóng" in client.get(card).content.decode()
    client.post(f"{card}mo-lai")
    assert Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD}).status_code == 302
    with pytest.raises(actions.NotOneself):
        actions.close_account(actor_of(admin), admin.pk, at=timezone.now())


def test_an_administrator_of_a_school_reaches_no_account_beyond_it(people: Cast) -> None:
    local = admin_at(people, people.units.school_a, "quantri-a")
    client = signed_in(local)
    page = client.get(LIST).content.decode()
    assert ">lan<" in page and ">quan<" not in page and ">hoa<" not in page
    assert client.get(f"/van-phong/tai-khoan/{people.quan.pk}/").status_code == 404
    actor = actor_of(local)
    for act in (
        lambda: actions.close_account(actor, people.hoa.pk, at=timezone.now()),
        lambda: actions.set_password(actor, people.binh.pk, GOOD, at=timezone.now()),
        lambda: actions.end_sessions(actor, people.quan.pk, at=timezone.now()),
    ):
        with pytest.raises(Missing):
            act()
    with acting_as(actor):
        mine = actions.invite(actor, "moi-a", "Người mới", at=timezone.now())
    assert client.get(f"/van-phong/tai-khoan/{mine.user.pk}/").status_code == 200
    assert signed_in(people.quan).get(LIST).status_code == 403


def test_the_api_manages_accounts_like_the_pages(people: Cast, admin: User) -> None:
    client = signed_in(admin)

    def call(method: str, path: str, body: Any = None) -> Any:
        return getattr(client, method)(f"/api/v1{path}", body, content_type="application/json")

    made = call("post", "/accounts", {"username": "api", "full_name": "Qua API"})
    assert made.status_code == 201 and "/dang-nhap/thu-moi/" in made.json()["url"]
    assert call("post", "/accounts", {"username": "Có Dấu", "full_name": "x"}).status_code == 422
    user_id = made.json()["id"]
    assert call("post", f"/accounts/{user_id}/invitation").status_code == 201
    assert call("delete", f"/accounts/{user_id}/invitation").status_code == 204
    assert client.get("/api/v1/accounts?state=closed").json()["items"] == []
    assert call("delete", f"/accounts/{people.lan.pk}/sessions").json() == {"count": 0}
    assert call("post", f"/accounts/{people.lan.pk}/reset-factor", {"reason": "lost"}).status_code == 409
    assert call("post", f"/accounts/{people.lan.pk}/unlock").status_code == 204
    assert call("delete", f"/accounts/{people.lan.pk}").status_code == 204
    assert client.get("/api/v1/accounts?state=closed").json()["items"][0]["username"] == "lan"
    assert call("post", f"/accounts/{people.lan.pk}/reopen").status_code == 204
    listed = client.get("/api/v1/accounts").content.decode()
    assert "password" not in listed and "sealed" not in listed
    assert signed_in(people.lan).get("/api/v1/accounts").status_code == 403


def test_the_api_lists_and_ends_ones_own_devices(people: Cast) -> None:
    here, there = signed_in(people.lan), signed_in(people.lan)
    listed = here.get("/api/v1/me/sessions").json()
    assert sorted(one["is_current"] for one in listed) == [False, True]
    assert here.delete("/api/v1/me/sessions").json() == {"count": 1}
    assert there.get("/api/v1/me").status_code == 401
    body = {"password": PASSWORD, "new_password": GOOD}
    assert here.put("/api/v1/me/password", body, content_type="application/json").status_code == 204
    mine = here.session["session_id"]
    assert here.delete(f"/api/v1/me/sessions/{mine}").status_code == 204
    assert here.get("/api/v1/me").status_code == 401


def test_the_command_line_invites_resets_and_signs_out(people: Cast) -> None:
    def run(*words: str) -> str:
        ran = CliRunner().invoke(accounts, words, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return ran.output

    assert "/dang-nhap/thu-moi/" in run("invite", "moi", "--name", "Người mới")
    assert "/dang-nhap/thu-moi/" in run("invite", "moi")
    equip(people.lan)
    client = signed_in(people.lan)
    assert "Đã đăng xuất 1 thiết bị" in run("end-sessions", "lan")
    assert client.get("/van-phong/").status_code == 302
    assert "Đã đặt lại" in run("reset-factor", "lan", "--reason", "lost")
    User.objects.filter(pk=people.lan.pk).update(locked_until=timezone.now() + timedelta(minutes=9))
    assert "Đã mở khoá" in run("unlock", "lan")
    assert Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD}).status_code == 302
