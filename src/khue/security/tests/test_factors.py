"""The second factor: set up, asked for, used once, lost, reset; and forced for staff outside the demo."""

from datetime import date, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing, Refused
from khue.core.models import Event
from khue.core.web import limits
from khue.security import actions, queries
from khue.security.models import Authenticator, Grant, RecoveryCode, Session, User
from khue.security.samples import PASSWORD, Cast, cast, signed_in
from khue.security.sealing import seal, unseal

PAGE, STEP = "/dang-nhap", "/dang-nhap/xac-thuc"
SET_UP = "/van-phong/tai-khoan/hai-buoc"
FROM = actions.Visitor("192.0.2.7", "Chrome trên Windows", "x")


@pytest.fixture
def people(db: None) -> Cast:
    limits.forget()
    with acting_as(system_actor()):
        return cast()


def equip(user: User, *, at: datetime | None = None) -> tuple[str, list[str]]:
    """Give an account an authenticator; returns its secret and the recovery codes."""
    at = at or timezone.now() - timedelta(minutes=5)
    proposal = queries.propose_authenticator(user)
    with acting_as(Actor(user.pk)) as actor:
        codes = actions.add_authenticator(actor, proposal.kept, shown(proposal.secret, at), at=at)
    return proposal.secret, codes


def shown(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def half_way(username: str = "lan") -> Client:
    client = Client()
    answer = client.post(PAGE, {"username": username, "password": PASSWORD})
    assert answer.headers["Location"] == STEP
    return client


def test_the_password_alone_opens_nothing_and_the_code_lets_in(people: Cast) -> None:
    secret, _codes = equip(people.lan)
    client = half_way()
    before = client.cookies["khue_session"].value
    assert client.get("/van-phong/").status_code == 302
    assert client.get("/api/v1/me").status_code == 403
    answer = client.post(STEP, {"code": shown(secret, timezone.now())})
    assert answer.headers["Location"] == "/van-phong/"
    assert client.cookies["khue_session"].value != before
    assert client.get("/van-phong/").status_code == 200
    assert Event.objects.get(name="security.signed_in").facts["factor"] == "totp"


def test_a_code_works_once_and_within_one_step_of_the_clock(people: Cast) -> None:
    secret, _codes = equip(people.lan)
    at = timezone.now()

    def use(code_at: datetime) -> str | Refused:
        return actions.check_code(people.lan.pk, shown(secret, code_at), at=at, visitor=FROM)

    with acting_as(system_actor()):
        assert isinstance(use(at - timedelta(seconds=90)), actions.WrongCode)
        assert use(at - timedelta(seconds=30)) == "totp"
        assert isinstance(use(at - timedelta(seconds=30)), actions.CodeUsed)
        assert use(at + timedelta(seconds=30)) == "totp"
        assert isinstance(use(at), actions.CodeUsed), "an older step after a newer one is a replay"
        assert isinstance(use(at + timedelta(seconds=90)), actions.WrongCode)


def test_wrong_codes_lock_the_account_and_the_password_does_not_forgive_them(people: Cast) -> None:
    equip(people.lan)
    for _ in range(4):
        assert half_way().post(STEP, {"code": "000000"}).status_code == 409
    client = half_way()
    assert "tạm khoá" in client.post(STEP, {"code": "000000"}).content.decode()
    assert "tạm khoá" in Client().post(PAGE, {"username": "lan", "password": PASSWORD}).content.decode()
    assert Event.objects.get(name="security.account_locked").facts == {"step": "factor", "minutes": 15}


def test_half_a_sign_in_lasts_five_minutes(people: Cast) -> None:
    secret, _codes = equip(people.lan)
    client = half_way()
    session = client.session
    session["half_signed"] = {**session["half_signed"], "at": timezone.now().timestamp() - 301}
    session.save()
    assert client.post(STEP, {"code": shown(secret, timezone.now())}).headers["Location"] == PAGE
    assert client.get("/van-phong/").status_code == 302


def test_a_recovery_code_replaces_the_factor_once(people: Cast) -> None:
    _secret, codes = equip(people.lan)
    assert len(codes) == len(set(codes)) == 10
    written = f" {codes[0][:5].lower()}-{codes[0][5:]} "
    assert half_way().post(STEP, {"code": written}).headers["Location"] == "/van-phong/"
    again = half_way().post(STEP, {"code": codes[0]})
    assert again.status_code == 409 and "đã dùng" in again.content.decode()
    assert half_way().post(STEP, {"code": codes[1]}).status_code == 302
    assert RecoveryCode.objects.filter(user=people.lan, used_at=None).count() == 8


def test_neither_secret_nor_codes_stand_in_the_database(people: Cast) -> None:
    secret, codes = equip(people.lan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed::text FROM security_authenticator")
        kept = bytes.fromhex(cursor.fetchone()[0][2:])
        cursor.execute("SELECT string_agg(digest, ' ') FROM security_recoverycode")
        digests = cursor.fetchone()[0]
    assert secret.encode() not in kept and unseal(kept, user_id=people.lan.pk) == secret
    assert not any(code in digests for code in codes)
    assert unseal(kept, user_id=people.minh.pk) is None, "a seal is bound to its account"
    assert unseal(seal("x", user_id=1)[:-1], user_id=1) is None


def test_staff_without_a_factor_reach_nothing_but_the_set_up_page(people: Cast) -> None:
    client = Client()
    client.post(PAGE, {"username": "lan", "password": PASSWORD})
    for page in ("/van-phong/", "/van-phong/don-vi/", "/van-phong/tai-khoan", "/truong-hoc", "/tim-kiem?q=a"):
        assert client.get(page).headers["Location"] == SET_UP, page
    for address in ("/api/v1/me", "/api/v1/organisations", "/api/v1/accounts"):
        refused = client.get(address)
        assert (refused.status_code, refused.json()["code"]) == (403, "security.FactorMissing"), address
    assert client.post("/van-phong/tai-khoan/mat-khau", {}).headers["Location"] == SET_UP
    assert client.get(SET_UP).status_code == 200
    secret = client.get(f"{SET_UP}/ung-dung").context["secret"]
    codes = client.post(f"{SET_UP}/ung-dung", {"code": shown(secret, timezone.now())})
    assert codes.status_code == 200 and codes.content.decode().count("<li><code>") == 10
    assert client.get("/van-phong/").status_code == 200
    assert client.post("/dang-xuat").status_code == 302


def test_the_demo_offers_the_factor_and_does_not_force_it(people: Cast, settings: Any) -> None:
    settings.KHUE_DEMO = True
    client = Client()
    assert client.post(PAGE, {"username": "lan", "password": PASSWORD}).headers["Location"] == "/van-phong/"
    assert client.get("/van-phong/").status_code == 200


def test_who_holds_no_office_is_not_forced(people: Cast) -> None:
    with acting_as(system_actor()) as system:
        actions.open_account(system, "chi-ba", "Nguyễn Thị Ba", PASSWORD)
    client = Client()
    client.post(PAGE, {"username": "chi-ba", "password": PASSWORD})
    assert client.get("/van-phong/tai-khoan").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(people: Cast) -> None:
    client = signed_in(people.lan)
    client.get(f"{SET_UP}/ung-dung")
    assert client.post(f"{SET_UP}/ung-dung", {"code": "000000"}).status_code == 422
    assert not Authenticator.objects.exists()
    with pytest.raises(actions.NotConfirmed):
        actions.add_authenticator(Actor(people.lan.pk), "không phải", "000000", at=timezone.now())


def test_removing_the_last_factor_asks_the_password_and_leads_back_to_the_set_up(people: Cast) -> None:
    equip(people.lan)
    client = signed_in(people.lan)
    assert client.post(f"{SET_UP}/ung-dung/go", {"password": "sai"}).status_code == 422
    assert Authenticator.objects.exists()
    client.post(f"{SET_UP}/ung-dung/go", {"password": PASSWORD})
    assert not Authenticator.objects.exists() and not RecoveryCode.objects.exists()
    assert client.get("/van-phong/").headers["Location"] == SET_UP


def test_recovery_codes_are_renewed_by_the_password(people: Cast) -> None:
    _secret, codes = equip(people.lan)
    client = signed_in(people.lan)
    page = client.post(f"{SET_UP}/ma-khoi-phuc", {"password": PASSWORD}).content.decode()
    assert page.count("<li><code>") == 10
    assert half_way().post(STEP, {"code": codes[0]}).status_code == 409
    with pytest.raises(actions.NoFactor):
        actions.renew_recovery_codes(Actor(people.minh.pk), PASSWORD, at=timezone.now())


def test_an_administrator_resets_the_factor_of_another_and_never_sees_it(people: Cast) -> None:
    secret, _codes = equip(people.lan)
    with acting_as(system_actor()) as system:
        admin = actions.open_account(system, "quantri", "Phạm Hữu Nghĩa", PASSWORD)
        period, place = (date(2020, 1, 1), None), people.units.department
        Grant.objects.create(user=admin, role="system_administrator", organisation_id=place, period=period, basis="Thử")
        actor = queries.actor_for(admin.pk)
    lan = signed_in(people.lan)
    client = signed_in(admin)
    card = client.get(f"/van-phong/tai-khoan/{people.lan.pk}/").content.decode()
    assert secret not in card and "đã có" in card
    page = f"/van-phong/tai-khoan/{people.lan.pk}/dat-lai-hai-buoc"
    assert client.post(page, {"reason": "vì thích"}).status_code == 422
    assert client.post(page, {"reason": "lost"}).status_code == 302
    assert Event.objects.get(name="security.factor_reset").facts == {"cause": "lost"}
    assert not Authenticator.objects.exists()
    assert lan.get("/van-phong/").status_code == 302, "its sessions ended"
    with pytest.raises(actions.NoFactor):
        actions.reset_factor(actor, people.lan.pk, "lost", at=timezone.now())
    with pytest.raises(Denied):
        actions.reset_factor(Actor(people.quan.pk), people.lan.pk, "lost", at=timezone.now())
    equip(admin)
    with pytest.raises(actions.NotOneself):
        actions.reset_factor(actor, admin.pk, "lost", at=timezone.now())
    with pytest.raises(Invalid):
        actions.reset_factor(system_actor(), admin.pk, "khác", at=timezone.now())
    with pytest.raises(Missing):
        actions.reset_factor(actor, 0, "lost", at=timezone.now())


def test_the_api_asks_for_the_code_and_names_the_factor(people: Cast) -> None:
    secret, _codes = equip(people.hoa)
    client, body = Client(), {"username": "hoa", "password": PASSWORD}

    def post(**more: str) -> Any:
        return client.post("/api/v1/session", {**body, **more}, content_type="application/json")

    missing = post()
    assert (missing.status_code, missing.json()["code"]) == (401, "security.FactorNeeded")
    assert missing.json()["facts"] == {"factors": "totp, recovery"}
    assert client.get("/api/v1/me").status_code == 403
    assert post(code="000000").json()["code"] == "security.WrongCode"
    assert post(code=shown(secret, timezone.now())).status_code == 200
    assert client.get("/api/v1/me").json()["name"] == "Nguyễn Thị Hoa"
    assert Session.objects.get(user=people.hoa).factor == "totp"
