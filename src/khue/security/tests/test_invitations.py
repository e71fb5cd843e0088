"""Invitations: a link that works once, printed or sent; two who use it at once."""

import re
import socketserver
from datetime import timedelta
from email import message_from_bytes
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.security import actions
from khue.security.models import Invitation, User
from khue.security.samples import PASSWORD, Cast, signed_in
from khue.security.tests.conftest import GOOD, LIST, actor_of
from khue.security.tests.test_factors import equip, shown


def test_an_invitation_opens_an_account_once(people: Cast, admin: User) -> None:
    client = signed_in(admin)
    page = client.post("/van-phong/tai-khoan/moi", {"username": "co.moi", "full_name": "Lò Thị Mới"})
    link = re.search(r"<code>http://127\.0\.0\.1:8000(/dang-nhap/thu-moi/[A-Z2-9-]+)</code>", page.content.decode())
    assert link and page.content.decode().count('class="qr"') == 1 and "style=" not in page.content.decode()
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
    with acting_as(actor):
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
    with acting_as(actor):
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
