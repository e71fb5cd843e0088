"""Single sign-on through a real provider on this machine, and every way in which it must be refused."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Missing
from khue.core.web import limits
from khue.security import actions, sso
from khue.security.models import Identity, Session, User
from khue.security.rules import Provider, read_providers
from khue.security.samples import PASSWORD, Cast, cast, signed_in
from khue.security.tests.test_factors import equip, shown
from tests import oidc

BACK = "http://testserver/dang-nhap/mot-lan/thu/ve"
LEAVE, LINK = "/dang-nhap/mot-lan/thu", "/van-phong/tai-khoan/lien-ket/thu"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc.running(BACK) as address:
        yield address


@pytest.fixture
def people(db: None, settings: Any, issuer: str) -> Iterator[Cast]:
    limits.forget()
    settings.KHUE_DEMO = True
    settings.KHUE_SSO = declared(issuer)
    sso.providers.cache_clear()
    with acting_as(system_actor()):
        made = cast()
    yield made
    sso.providers.cache_clear()


def declared(issuer: str, **more: Any) -> str:
    one = {"code": "thu", "label": "Cổng thử", "issuer": issuer, "client_id": oidc.CLIENT}
    return json.dumps([{**one, "client_secret": oidc.SECRET, **more}])


def redeclare(settings: Any, issuer: str, **more: Any) -> None:
    settings.KHUE_SSO = declared(issuer, **more)
    sso.providers.cache_clear()


def through(client: Client, account: str, start: str = "") -> Any:
    """Leave for the provider, sign in there, come back; returns our answer."""
    address = start or client.get(LEAVE).headers["Location"]
    return client.get(oidc.sign_in_there(address, account).removeprefix("http://testserver"))


def linked(client: Client, account: str) -> Any:
    page = client.post(LINK)
    return through(client, account, page.context["address"])


def said(client: Client, answer: Any) -> str:
    """Return the page to which we sent the browser."""
    return client.get(answer.headers["Location"]).content.decode()


def test_a_linked_account_signs_in_through_the_provider(people: Cast) -> None:
    at_work = signed_in(people.lan)
    assert linked(at_work, "lan-o-cong").headers["Location"] == "/van-phong/tai-khoan"
    identity = Identity.objects.get(user=people.lan)
    assert identity.subject == "lan-o-cong"
    client = Client()
    assert "Đăng nhập bằng Cổng thử" in client.get("/dang-nhap").content.decode()
    assert through(client, "lan-o-cong").headers["Location"] == "/van-phong/"
    assert "Trần Thị Lan" in client.get("/van-phong/").content.decode()
    assert Session.objects.latest("pk").factor == "sso_only"


def test_an_unknown_subject_is_refused_in_words(people: Cast) -> None:
    client = Client()
    answer = through(client, "nguoi-la")
    assert "chưa liên kết với tài khoản nào" in said(client, answer)
    assert client.get("/van-phong/").status_code == 302


def test_the_exact_claim_links_the_first_time(people: Cast, settings: Any, issuer: str) -> None:
    redeclare(settings, issuer, claim="preferred_username", match="username")
    assert through(Client(), "lan").headers["Location"] == "/van-phong/"
    assert Identity.objects.get(user=people.lan).subject == "lan"
    stranger = Client()
    assert "chưa liên kết" in said(stranger, through(stranger, "LAN")), "another spelling is another account"
    with acting_as(system_actor()):
        User.objects.filter(pk=people.lan.pk).update(is_active=False)
    closed = Client()
    assert "chưa liên kết" in said(closed, through(closed, "lan"))


def test_our_second_step_is_asked_unless_the_provider_proves_one(people: Cast, settings: Any, issuer: str) -> None:
    settings.KHUE_DEMO = False
    linked(signed_in(people.lan), "lan")
    secret, _codes = equip(people.lan)
    client = Client()
    assert through(client, "lan").headers["Location"] == "/dang-nhap/xac-thuc"
    assert client.get("/van-phong/").status_code == 302
    client.post("/dang-nhap/xac-thuc", {"code": shown(secret, timezone.now())})
    assert client.get("/van-phong/").status_code == 200
    linked(signed_in(people.minh), "minh")
    unproved = Client()
    through(unproved, "minh")
    assert unproved.get("/van-phong/").headers["Location"] == "/van-phong/tai-khoan/hai-buoc"
    redeclare(settings, issuer, proves_factor=True)
    proved = Client()
    through(proved, "lan")
    assert proved.get("/van-phong/").status_code == 200


def test_one_account_there_is_one_account_here(people: Cast) -> None:
    linked(signed_in(people.lan), "chung")
    minh = signed_in(people.minh)
    assert "đã liên kết với người khác" in said(minh, linked(minh, "chung"))
    lan = signed_in(people.lan)
    assert "đã liên kết một tài khoản" in said(lan, linked(lan, "khac"))


def test_a_link_is_taken_away_by_the_password(people: Cast) -> None:
    client = signed_in(people.lan)
    linked(client, "lan")
    page = f"/van-phong/tai-khoan/lien-ket/{Identity.objects.get().pk}/bo"
    assert signed_in(people.minh).post(page, {"password": PASSWORD}).status_code == 404
    client.post(page, {"password": "sai"})
    assert Identity.objects.exists()
    client.post(page, {"password": PASSWORD})
    assert not Identity.objects.exists()
    stranger = Client()
    assert "chưa liên kết" in said(stranger, through(stranger, "lan"))


def test_an_answer_that_did_not_begin_in_this_browser_is_refused(people: Cast) -> None:
    begun = Client()
    back = oidc.sign_in_there(begun.get(LEAVE).headers["Location"], "lan").removeprefix("http://testserver")
    other = Client()
    assert "bắt đầu ở trình duyệt khác" in said(other, other.get(back))
    assert begun.get(back).status_code == 302
    assert "đã hết hạn" in said(begun, begun.get(back)), "an answer is used once"
    late = Client()
    back = oidc.sign_in_there(late.get(LEAVE).headers["Location"], "lan").removeprefix("http://testserver")
    session = late.session
    session["single_sign_on"] = {**session["single_sign_on"], "began": time.time() - 601}
    session.save()
    assert "đã hết hạn" in said(late, late.get(back))


def test_breaking_off_there_is_said_in_words(people: Cast) -> None:
    client = Client()
    client.get(LEAVE)
    state = client.session["single_sign_on"]["state"]
    answer = client.get(f"{LEAVE}/ve?error=access_denied&state={state}")
    assert "access_denied" in said(client, answer)


def test_a_verifier_of_another_browser_does_not_fit_the_code(people: Cast) -> None:
    client = Client()
    back = oidc.sign_in_there(client.get(LEAVE).headers["Location"], "lan").removeprefix("http://testserver")
    session = client.session
    session["single_sign_on"] = {**session["single_sign_on"], "verifier": "x" * 64}
    session.save()
    assert "invalid_grant" in said(client, client.get(back))


def test_a_provider_that_is_away_leaves_the_password(people: Cast, settings: Any) -> None:
    redeclare(settings, "http://127.0.0.1:9")
    answer = Client().get(LEAVE)
    assert answer.status_code == 503 and "Chưa kết nối được với Cổng thử" in answer.content.decode()
    assert Client().get("/dang-nhap/mot-lan/khong-co").status_code == 404


FORGED = Provider("gia", "Cổng giả", "http://127.0.0.1:8", "khue", "x", claim="name", match="username")


def forged(monkeypatch: pytest.MonkeyPatch, *, signed_by: RSAKey | None = None, **changes: Any) -> Any:
    """Ask our reader about an identity token of a provider whose keys we hold; `changes` spoil it."""
    key = RSAKey.generate_key(2048, {"kid": "k"}, auto_kid=False)
    keys = {"keys": [key.as_dict(private=False)]}
    issuer = FORGED.issuer
    there = {"issuer": issuer, "jwks_uri": f"{issuer}/jwks"}
    kept = {f"{issuer}/.well-known/openid-configuration": there, f"{issuer}/jwks": keys}
    monkeypatch.setattr(sso, "_kept", {address: (time.monotonic() + 60, one) for address, one in kept.items()})
    trip = sso.Trip("gia", "s", "nonce", "v", BACK, "/", time.time(), False)
    now = int(time.time())
    claims = {"iss": issuer, "sub": "s", "aud": "khue", "iat": now, "exp": now + 60, "nonce": "nonce", **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    token = jwt.encode({"alg": "RS256", "kid": "k"}, claims, signed_by or key)
    return sso._claims(FORGED, trip, {"id_token": token})


def test_a_whole_token_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert forged(monkeypatch)["sub"] == "s"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"iss": "http://127.0.0.1:7"}, sso.TokenRefused),
        ({"aud": "another"}, sso.TokenRefused),
        ({"nonce": "of another sign-in"}, sso.TokenRefused),
        ({"nonce": None}, sso.TokenRefused),
        ({"sub": ""}, sso.TokenRefused),
        ({"exp": -600}, sso.ClockSkew),
        ({"iat": 600}, sso.ClockSkew),
        ({"exp": -5}, None),
    ],
)
def test_a_spoilt_token_is_refused(monkeypatch: pytest.MonkeyPatch, changes: Any, refusal: Any) -> None:
    changes = {name: int(time.time()) + value if isinstance(value, int) else value for name, value in changes.items()}
    if refusal is None:
        assert forged(monkeypatch, **changes), "clocks may differ by a minute"
    else:
        with pytest.raises(refusal):
            forged(monkeypatch, **changes)


def test_a_token_that_another_signed_or_nobody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(sso.TokenRefused):
        forged(monkeypatch, signed_by=RSAKey.generate_key(2048, {"kid": "k"}, auto_kid=False))
    trip = sso.Trip("gia", "s", "nonce", "v", BACK, "/", time.time(), False)
    for token in ("eyJhbGciOiJub25lIn0.e30.", "a.b.c", "..", ""):
        with pytest.raises((sso.TokenRefused, sso.ProviderAway)):
            sso._claims(FORGED, trip, {"id_token": token})


def test_the_declaration_is_read_with_all_its_faults() -> None:
    assert read_providers("") == ((), [])
    assert read_providers("{")[1] and read_providers('{"a": 1}')[1]
    good = {"code": "a", "label": "A", "issuer": "https://a.example", "client_id": "x", "client_secret": "y"}
    providers, faults = read_providers(json.dumps([good]))
    assert providers[0].issuer == "https://a.example" and not faults
    bad = {"code": "A b", "issuer": "http://a.example", "claim": "x", "more": 1, "proves_factor": "yes", "label": 3}
    texts = " ".join(fault.text for fault in read_providers(json.dumps([bad, good, good]))[1])
    for part in (
        "thiếu",
        "không có mục này",
        "https",
        "chữ thường",
        "match",
        "true hoặc false",
        "phải là chữ",
        "trùng",
    ):
        assert part in texts, part


def test_who_has_no_account_links_nothing(people: Cast) -> None:
    with pytest.raises(Missing):
        actions.link(Actor(None), FORGED, actions.Subject("i", "s"), at=timezone.now())
