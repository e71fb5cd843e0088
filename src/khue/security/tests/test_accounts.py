"""Accounts: invited, listed, locked, closed; sessions and devices; passwords of one's own choice."""

import re
import socketserver
from datetime import date, timedelta
from email import message_from_bytes
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.models import Event
from khue.core.web import limits
from khue.security import actions, queries
from khue.security.commands import accounts
from khue.security.models import Attempt, Grant, Invitation, Session, User
from khue.security.rules import device_words, session_over, weaknesses
from khue.security.samples import PASSWORD, Cast, cast, signed_in
from khue.security.tests.test_factors import equip, shown

GOOD = "hoa phuong do thang nam"
LIST = "/van-phong/tai-khoan/danh-sach"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def people(db: None, settings: Any) -> Cast:
    limits.forget()
    settings.KHUE_DEMO = True
    with acting_as(system_actor()):
        return cast()


def admin_at(people: Cast, place: int, username: str = "quantri") -> User:
    """An administrator of accounts at a place."""
    with acting_as(system_actor()) as system:
        user = actions.open_account(system, username, "Phạm Hữu Nghĩa", PASSWORD)
        period = (date(2020, 1, 1), None)
        Grant.objects.create(user=user, role="system_administrator", organisation_id=place, period=period, basis="Thử")
    return user


@pytest.fixture
def admin(people: Cast) -> User:
    return admin_at(people, people.units.department)


def actor_of(user: User) -> Actor:
    with acting_as(system_actor()):
        return queries.actor_for(user.pk)


# invitations


def test_an_invitation_opens_an_account_once(people: Cast, admin: User) -> None:
    client = signed_in(admin)
    page = client.post("/van-phong/tai-khoan/moi", {"username": "co.moi", "full_name": "Lò Thị Mới"})
    link = re.search(r"<code>http://127\.0\.0\.1:8000(/dang-nhap/thu-moi/[A-Z2-9-]+)</code>", page.content.decode())
    assert link and page.content.decode().count("<svg xmlns") == 1 and "style=" not in page.content.decode()
    token = link[1].rpartition("/")[2]
    assert token.replace("-", "") not in str(list(Invitation.objects.values()))
    invited = Client()
    assert "co.moi" in invited.get(link[1].lower().replace("thu-moi", "thu-moi")).content.decode()
    weak = invited.post(link[1], {"new_password": "12345678", "again": "12345678"})
    assert weak.status_code == 422 and "hay bị đoán" in weak.content.decode()
    differ = invited.post(link[1], {"new_password": GOOD, "again": GOOD + "x"})
    assert "khác nhau" in differ.content.decode()
    assert invited.post(link[1], {"new_password": GOOD, "again": GOOD}).headers["Location"] == "/van-phong/"
    assert invited.get("/van-phong/tai-khoan").status_code == 200
    assert "đã được dùng" in Client().post(link[1], {"new_password": GOOD, "again": GOOD}).content.decode()
    assert Client().post("/dang-nhap", {"username": "co.moi", "password": GOOD}).status_code == 302


def test_an_invitation_expires_is_withdrawn_and_replaced(people: Cast, admin: User) -> None:
    actor, now = actor_of(admin), timezone.now()
    first = actions.invite(actor, "thay-ba", "Hà Văn Ba", at=now)
    with pytest.raises(actions.InvitationExpired):
        actions.accept(first.token, GOOD, at=now + timedelta(days=7))
    (second,) = actions.invite_again(actor, [first.user.pk], at=now)
    with pytest.raises(actions.UnknownInvitation):
        actions.accept(first.token, GOOD, at=now)
    actions.withdraw_invitation(actor, first.user.pk, at=now)
    with pytest.raises(actions.UnknownInvitation):
        actions.accept(second.token, GOOD, at=now)
    with pytest.raises(Missing):
        actions.withdraw_invitation(actor, first.user.pk, at=now)
    with pytest.raises(actions.UnknownInvitation):
        actions.accept("khong-co", GOOD, at=now)
    with pytest.raises(actions.NameTaken):
        actions.invite(actor, "lan", "Ai đó", at=now)
    with pytest.raises(Denied):
        actions.invite(actor_of(people.lan), "moi", "Ai đó", at=now)


def test_inviting_again_ends_password_and_sessions(people: Cast, admin: User) -> None:
    lan = signed_in(people.lan)
    client = signed_in(admin)
    letter = client.post(f"/van-phong/tai-khoan/{people.lan.pk}/moi-lai")
    assert letter.status_code == 200 and "Trần Thị Lan" in letter.content.decode()
    assert lan.get("/van-phong/").status_code == 302
    assert Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD}).status_code == 409
    with pytest.raises(actions.NotOneself):
        actions.invite_again(actor_of(admin), [admin.pk], at=timezone.now())


def test_letters_are_printed_for_all_who_did_not_come(people: Cast, admin: User) -> None:
    actor = actor_of(admin)
    for number in range(3):
        actions.invite(actor, f"giao-vien-{number}", f"Giáo viên {number}", at=timezone.now())
    client = signed_in(admin)
    assert "3 người" in client.get(f"{LIST}/thu-moi").content.decode()
    assert client.post(f"{LIST}/thu-moi").content.decode().count('class="slip"') == 3


def test_two_who_open_one_invitation_at_once_choose_one_password(fresh_database: str) -> None:
    with acting_as(system_actor()) as system:
        invited = actions.invite(system, "chung", "Chung", at=timezone.now())
    outcomes: list[str] = []

    def take(password: str) -> None:
        try:
            with acting_as(system_actor()):
                actions.accept(invited.token, password, at=timezone.now())
            outcomes.append("in")
        except actions.InvitationUsed:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [Thread(target=take, args=[f"{GOOD} {number}"]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "used"]


def test_one_code_used_by_two_at_once_lets_one_in(fresh_database: str) -> None:
    with acting_as(system_actor()) as system:
        user = actions.open_account(system, "lan", "Lan", PASSWORD)
        secret, _codes = equip(user)
    at, outcomes = timezone.now(), []

    def use() -> None:
        with acting_as(system_actor()):
            outcomes.append(actions.check_code(user.pk, shown(secret, at), at=at, visitor=actions.Visitor()))
        connection.close()

    threads = [Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in outcomes) == ["CodeUsed", "str"]


# passwords


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


# sessions and devices


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


# the administrator


def test_the_list_is_filtered_and_leaves_as_excel(people: Cast, admin: User) -> None:
    for _ in range(5):
        Client().post("/dang-nhap", {"username": "minh", "password": "sai"})
    equip(people.hoa)
    actions.invite(actor_of(admin), "moi", "Người mới", at=timezone.now())
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


class Sink(socketserver.StreamRequestHandler):
    """The end of the line of a mail: takes everything and keeps it."""

    taken: list[bytes] = []

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline().decode().strip():
            if line.upper().startswith("DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (said := self.rfile.readline()) != b".\r\n":
                    lines.append(said)
                self.taken.append(b"".join(lines))
            elif line.upper().startswith("QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


def test_an_invitation_goes_by_mail_where_mail_is_set_up(people: Cast, admin: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    body = {"username": "co.thu", "full_name": "Vi Thị Thư", "email": "co.thu@truong.example"}
    with socketserver.TCPServer(("127.0.0.1", 0), Sink) as server:
        settings.EMAIL_PORT = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        page = signed_in(admin).post("/van-phong/tai-khoan/moi", body).content.decode()
        server.shutdown()
    text = message_from_bytes(Sink.taken[0]).get_payload(decode=True)
    assert isinstance(text, bytes) and "/dang-nhap/thu-moi/" in text.decode() and "co.thu" in text.decode()
    assert "Đã gửi qua thư điện tử" in page
    settings.EMAIL_PORT = 9
    away = signed_in(admin).post("/van-phong/tai-khoan/moi", {**body, "username": "co.hai"})
    assert away.status_code == 200 and "Đã gửi" not in away.content.decode(), "the letter is still there to print"


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
