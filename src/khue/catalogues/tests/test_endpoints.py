"""The open API: by date, by page, unchanged answers, refusals in one shape."""

import pytest
from django.test import Client

BASE = "/api/v1"


@pytest.fixture(autouse=True)
def known(units):
    return units


@pytest.fixture
def api():
    client = Client()
    return lambda path, **query: client.get(f"{BASE}{path}", query)


def test_units_are_listed_by_date_and_cursor(api):
    first = api("/administrative-units", province="51", limit=60).json()
    second = api("/administrative-units", province="51", limit=60, cursor=first["next"]).json()
    codes = [unit["code"] for unit in first["items"] + second["items"]]
    assert len(codes) == 96 and second["next"] is None and codes == sorted(codes)
    before = api("/administrative-units", level="province", as_of="2025-06-30").json()["items"]
    assert len(before) == 63


def test_search_takes_marks_or_none(api):
    found = api("/administrative-units", province="51", search="ba to").json()["items"]
    assert "Xã Ba Tơ" in [unit["name"] for unit in found]


def test_a_code_means_what_it_meant_on_the_date(api):
    assert api("/administrative-units/province/44", as_of="2023-01-01").json()["name"] == "Tỉnh Quảng Bình"
    today = api("/administrative-units/province/44").json()
    assert today["name"] == "Tỉnh Quảng Trị"
    assert [part["unit"]["code"] for part in today["made_of"]] == ["44", "45"]


def test_an_old_address_gives_todays_with_unknown_shares_said(api):
    answer = api("/addresses/today", q="Xã Trà Bùi, Trà Bồng").json()
    assert answer["matches"][0]["today_addresses"] == ["Xã Cà Đam, Tỉnh Quảng Ngãi", "Xã Tây Trà Bồng, Tỉnh Quảng Ngãi"]
    assert [part["weight"] for part in answer["matches"][0]["today"]] == [None, None]


def test_values_of_a_code_list_come_with_source_and_period(api):
    groups = api("/catalogues/ethnic_groups/entries").json()["items"]
    assert len(groups) == 55 and groups[51]["attributes"]["very_small"] == "yes" and groups[0]["source"]


def test_an_unchanged_answer_is_not_sent_again(api):
    client = Client()
    tag = client.get(f"{BASE}/catalogues/grades/entries").headers["ETag"]
    assert client.get(f"{BASE}/catalogues/grades/entries", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/administrative-units", {"level": "village"}, 422),
        ("/administrative-units", {"as_of": "31/12/2025"}, 422),
        ("/administrative-units", {"cursor": "xyz"}, 422),
        ("/administrative-units/province/99", {}, 404),
        ("/administrative-units/province/%00", {}, 404),
        ("/catalogues/nothing/entries", {}, 404),
        ("/addresses/today", {}, 422),
    ],
)
def test_a_wrong_question_is_refused_in_the_one_shape(api, path, query, status):
    response = api(path, **query)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert {"code", "text", "facts", "problems"} <= set(response.json())
