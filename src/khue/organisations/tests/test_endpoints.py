"""Units for programs: lists by cursor, cards, life, decisions under the same rights, figures in other borders."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from khue.catalogues import samples as catalogues
from khue.core.actor import acting_as, system_actor
from khue.organisations import samples
from khue.organisations.models import Decision
from khue.security import samples as security
from khue.security.samples import signed_in

THEN = datetime(2023, 9, 5, tzinfo=UTC)
URL = "/api/v1/organisations"


@pytest.fixture
def people(db):
    with acting_as(system_actor()):
        return security.cast(samples.cast(date(2020, 7, 1), THEN))


def send(client, url, body):
    """Post JSON as a signed-in program does, with the token of its session."""
    client.handler.enforce_csrf_checks = False
    return client.post(url, body, content_type="application/json")


def test_the_list_goes_by_cursor_and_every_unit_comes_once(people):
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = Client().get(URL, {"limit": "3", "cursor": cursor, "as_of": "2024-01-01"}).json()
        seen += [unit["id"] for unit in answer["items"]]
        cursor = answer["next"]
    assert sorted(seen) == sorted(vars(people.units).values())


def test_the_list_is_narrowed_and_dated(people):
    found = Client().get(URL, {"text": "tran phu"}).json()["items"]
    assert [unit["name"] for unit in found] == ["Trường THPT Trần Phú"]
    assert Client().get(URL, {"as_of": "2019-01-01"}).json()["items"] == []
    assert (
        Client().get(URL, {"kind": "school", "level": "lower_secondary"}).json()["items"][0]["id"]
        == people.units.school_b
    )


def test_an_unchanged_answer_is_not_sent_again(people):
    first = Client().get(URL)
    assert Client().get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_bad_cursor_and_a_bad_date_are_problems_with_their_place(people):
    for asked in ({"cursor": "x"}, {"as_of": "32/13/2025"}, {"limit": "10000"}):
        answer = Client().get(URL, asked)
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json" and answer.json()["problems"]


def test_a_card_tells_authority_and_kin(people):
    card = Client().get(f"{URL}/{people.units.school_b}").json()
    supervising = next(one for one in card["authority"] if one["act"] == "supervise")
    assert supervising["holder_id"] == people.units.commune
    assert Client().get(f"{URL}/999999").status_code == 404


def test_what_was_known_earlier_is_for_those_who_may_see_history(people):
    asked = {"known_at": "2024-01-01T00:00:00+07:00"}
    assert Client().get(URL, asked).status_code == 403
    assert signed_in(people.hoa).get(URL, asked).status_code == 200
    assert signed_in(people.hoa).get(URL, {"known_at": "2024-01-01T00:00:00"}).status_code == 422
    assert Client().get(f"{URL}/{people.units.school_b}/timeline").status_code == 403


def paper(**changes):
    return {
        "title": "Về việc đổi tên",
        "number": "1/QĐ",
        "signed_on": "2026-09-01",
        "effective_on": "2026-09-01",
        "form_key": "5b1ab9b0-9f5e-4a07-9c43-2a4c8a3f5a03",
        **changes,
    }


def bodies(units):
    school, other = units.school_b, units.school_a
    heirs = [
        {"unit": school, "share": "1/2"},
        {"unit": {"name": "Mới", "parent_id": units.commune, "levels": ["primary"]}, "share": "1/2"},
    ]
    facts = {"name": "Trường Mới", "parent_id": units.commune, "levels": ["primary"]}
    return {
        "found": {"facts": facts},
        "rename": {"units": [school], "name": "Tên mới"},
        "move": {"units": [school], "parent_id": units.department},
        "merge": {"units": [school], "heirs": [{"unit": other}]},
        "split": {"units": [school], "heirs": heirs},
        "dissolve": {"units": [school]},
        "correct": {"units": [school], "changes": {"address": "Thôn 9"}},
    }


@pytest.mark.parametrize("kind", ["found", "rename", "move", "merge", "split", "dissolve", "correct"])
def test_every_kind_of_decision_can_be_sent_and_taken_back(people, kind):
    hoa = signed_in(people.hoa)
    body = {"kind": kind, "document": paper(), **bodies(people.units)[kind]}
    answer = send(hoa, f"{URL}/decisions", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert send(hoa, f"{URL}/decisions", body).json() == made
    assert Decision.objects.filter(kind=kind).count() == 1
    undo = {"kind": "undo", "undoes": made["id"], "document": paper(form_key="5b1ab9b0-9f5e-4a07-9c43-2a4c8a3f5a04")}
    assert send(hoa, f"{URL}/decisions", undo).status_code == 201
    unit = people.units.commune if kind == "found" else people.units.school_b
    life = hoa.get(f"{URL}/{unit}/timeline").json()
    assert kind == "found" or any(step["is_undone"] for step in life)


def test_a_decision_is_denied_and_refused_like_on_the_pages(people):
    body = {"kind": "rename", "units": [people.units.school_b], "name": "Tên mới", "document": paper()}
    assert send(Client(), f"{URL}/decisions", body).status_code == 403
    assert send(signed_in(people.quan), f"{URL}/decisions", body).status_code == 403
    hoa = signed_in(people.hoa)
    wrongs: list[dict[str, Any]] = [
        {"kind": "found"},
        {"kind": "nothing"},
        {"units": []},
        {"kind": "correct", "changes": {"id": 1}},
        {"kind": "split", "heirs": [{"unit": 1, "share": "x"}]},
    ]
    for wrong in wrongs:
        answer = send(hoa, f"{URL}/decisions", {**body, **wrong})
        assert answer.status_code == 422 and answer.json()["problems"], wrong
    assert not Decision.objects.filter(kind="rename").exists()


def test_figures_are_carried_exactly(people):
    with acting_as(system_actor()):
        catalogues.load()
    days = {"from_on": "2025-06-30", "to_on": "2025-07-01"}
    answer = send(Client(), f"{URL}/restate", {"figures": {"44": "1/3", "45": "2"}, **days}).json()
    assert answer == {"values": {"44": "7/3"}, "undivided": [], "total": "7/3"}
    wrong = send(Client(), f"{URL}/restate", {"figures": {"44": "nhiều"}, **days})
    assert wrong.status_code == 422
    by_unit = {"figures": {str(people.units.school_a): "5"}, "by": "unit", **days}
    assert send(Client(), f"{URL}/restate", by_unit).json()["total"] == "5"
