"""People for programs and by command: the same rights, versions and logs as on the pages."""

import json

import pytest
from click.testing import CliRunner

from khue.core.actor import acting_as, system_actor
from khue.people import samples
from khue.people.commands import people as commands
from khue.people.models import Reading
from khue.security.samples import cast as accounts
from khue.security.samples import signed_in

URL = "/api/v1/people"


@pytest.fixture
def office(db):
    with acting_as(system_actor()):
        cast = accounts()
        return cast, samples.cast(cast.units.school_a, cast.units.school_b)


@pytest.fixture
def lan(office):
    return signed_in(office[0].lan)


@pytest.fixture
def quan(office):
    return signed_in(office[0].quan)


def send(client, method, url, body, **headers):
    return getattr(client, method)(url, json.dumps(body), content_type="application/json", headers=headers)


def test_people_are_found_by_those_who_see_them(office, lan, quan):
    found = lan.get(URL, {"q": "nguyen an"}).json()
    assert [(one["full_name"], one["birth"], one["how"]) for one in found["items"]] == [
        ("Nguyễn Văn An", "2010-05-03", "words")
    ]
    assert quan.get(URL, {"q": "nguyen van an"}).json()["items"] == []


def test_a_person_is_read_masked_and_the_reading_is_kept(office, lan, quan):
    an = office[1].an
    told = lan.get(f"{URL}/{an.pk}").json()
    assert (told["full_name"], told["birth"], told["version"]) == ("Nguyễn Văn An", "2010-05-03", 1)
    assert lan.get(f"{URL}/{an.pk}/identifiers").json()[0]["shown"] == "•••••••••234"
    assert quan.get(f"{URL}/{an.pk}").status_code == 404
    with acting_as(system_actor()):
        assert Reading.objects.get(person=an).what == "people.record"


def test_a_person_is_amended_under_a_version(office, lan):
    url = f"{URL}/{office[1].an.pk}"
    assert send(lan, "patch", url, {"phone": "0905111222"}).status_code == 428
    assert send(lan, "patch", url, {"phone": "0905111222"}, if_match='"một"').status_code == 422
    changed = send(lan, "patch", url, {"phone": "0905111222", "birth": "2010"}, if_match='"1"').json()
    assert (changed["phone"], changed["birth"], changed["version"]) == ("0905111222", "2010", 2)
    stale = send(lan, "patch", url, {"phone": "0905333444", "version": 1})
    assert stale.status_code == 409
    problem = stale.json()
    assert problem["code"] == "people.StaleRecord"
    assert problem["facts"]["version"] == 2
    assert [(one["field"], one["theirs"], one["yours"]) for one in problem["facts"]["both"]] == [
        ("phone", "0905111222", "0905333444")
    ]


def test_a_person_is_entered_and_every_problem_is_told(office, lan):
    unit = office[0].units.school_a
    wrong = send(lan, "post", URL, {"full_name": "Lê 1", "birth": "31/11/2014", "custody_id": unit})
    assert wrong.status_code == 422
    assert {one["place"] for one in wrong.json()["problems"]} == {"họ và tên", "ngày sinh"}
    right = {"full_name": "Lê Văn Bảy", "birth": "05/2014", "custody_id": unit}
    made = send(lan, "post", URL, right | {"identifiers": {"learner_code": "5112345678"}})
    assert made.status_code == 201 and made.json()["birth"] == "2014-05"
    assert send(lan, "post", URL, right | {"custody_id": office[0].units.school_b}).status_code == 403


def test_a_full_number_is_shown_for_a_purpose(office, lan):
    url = f"{URL}/{office[1].an.pk}/identifiers/personal_number/show"
    assert send(lan, "post", url, {"purpose": "làm học bạ"}).json() == {"value": "079210001234"}
    assert send(lan, "post", url, {"purpose": ""}).status_code == 422


def test_identifiers_and_relatives_are_entered(office, lan):
    an, bich = office[1].an, office[1].bich
    code = {"scheme": "learner_code", "value": "5112345678"}
    assert send(lan, "post", f"{URL}/{an.pk}/identifiers", code).json()["shown"] == "5112345678"
    tie = {"relative_id": bich.pk, "kind": "sibling", "told": []}
    made = send(lan, "post", f"{URL}/{an.pk}/relatives", tie).json()
    assert {one["name"] for one in made} == {"Trần Thị Mai", "Nguyễn Thị Bích"}
    assert len(lan.get(f"{URL}/{an.pk}/relatives").json()) == 2


def test_a_search_elsewhere_tells_little_and_the_holder_sees_it(office, quan):
    minh = signed_in(office[0].minh)
    asked = {"scheme": "personal_number", "value": "079210001234", "purpose": "tiếp nhận chuyển đến"}
    found = send(quan, "post", f"{URL}/elsewhere", asked).json()
    assert found == {
        "custody_id": office[0].units.school_a,
        "custody": "Trường THPT Trần Phú",
        "birth_year": 2010,
        "masked_name": "N. V. An",
    }
    looked = minh.get(f"{URL}/{office[1].an.pk}/readings").json()
    assert [(one["what"], one["user_id"]) for one in looked] == [("people.elsewhere", office[0].quan.pk)]
    assert quan.get(f"{URL}/{office[1].an.pk}/readings").status_code in (403, 404)


def run(*arguments):
    return CliRunner().invoke(commands, arguments, catch_exceptions=False).output


def test_people_are_found_and_shown_by_command(office):
    assert "Nguyễn Văn An  03/05/2010  Trường THPT Trần Phú" in run("find", "nguyen van an")
    assert json.loads(run("find", "an 2010", "--json"))[0]["how"] == "words"
    shown = run("show", str(office[1].an.pk))
    assert "•••••••••234" in shown and "mother: Trần Thị Mai" in shown
    assert json.loads(run("show", str(office[1].an.pk), "--json"))["birth"] == "03/05/2010"


def test_a_number_is_checked_by_command(db):
    told = run("check-number", "044209000321", "--birth", "2010", "--sex", "female")
    assert "nam; năm sinh: 2009" in told
    assert "hồ sơ ghi 2010" in told and "hồ sơ ghi nữ" in told
