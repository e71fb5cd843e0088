"""The front door: what citizens find without an account, the desk of each role, one search over everything."""

import pytest
from django.test import Client

from khue.catalogues import samples as catalogues
from khue.core.actor import acting_as, system_actor
from khue.security.samples import Cast, cast, signed_in

SEARCH = "/van-phong/tim-kiem"


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        catalogues.load()
        return cast()


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_home_opens_to_everybody_and_names_what_can_be_looked_up(db: None) -> None:
    page = text(Client(), "/")
    assert all(address in page for address in ("/tra-cuu/diem-thi", "/tra-cuu/dia-chi", "/truong-hoc"))


def test_home_speaks_english_when_asked(db: None) -> None:
    client = Client()
    client.cookies["khue_language"] = "en"
    page = text(client, "/")
    assert '<html lang="en"' in page and "Đăng nhập" not in page


def test_a_desk_holds_only_what_its_role_may_open(people: Cast) -> None:
    officer, clerk = text(signed_in(people.hoa), "/van-phong/"), text(signed_in(people.lan), "/van-phong/")
    assert "/van-phong/khao-thi" in officer and "/van-phong/khao-thi" not in clerk
    assert "/van-phong/nhat-ky" not in officer


@pytest.mark.parametrize("words", ["Quảng Ngãi", "quang ngai"])
def test_one_search_finds_units_and_places_with_and_without_marks(people: Cast, words: str) -> None:
    page = text(signed_in(people.hoa), f"{SEARCH}?q={words}")
    assert "Quảng Ngãi" in page
    assert page.count("list-group-item") >= 1 or page.count("<li") >= 1


@pytest.mark.parametrize("words", ["", "a", "%", "'; DROP TABLE core_event; --", "𝕏" * 300, "\x00"])
def test_a_search_for_nothing_sensible_finds_nothing_and_breaks_nothing(people: Cast, words: str) -> None:
    assert signed_in(people.hoa).get(SEARCH, {"q": words}).status_code == 200


def test_strangers_cannot_search_the_office(db: None) -> None:
    assert Client().get(f"{SEARCH}?q=tran").status_code == 302
