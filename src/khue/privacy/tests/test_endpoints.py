"""Privacy over the API and from the command line."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from khue.core.actor import acting_as, system_actor
from khue.people.models import Reading
from khue.privacy import actions
from khue.privacy.actions import Telling
from khue.privacy.commands import privacy
from khue.privacy.tests.conftest import NOW, TODAY
from khue.privacy.tests.test_views import cast, mai, minh, quan  # noqa: F401 (fixtures)

API = "/api/v1/privacy"


def test_purposes_are_for_who_is_signed_in(client, mai):  # noqa: F811
    assert client.get(f"{API}/purposes").status_code == 403
    assert {"code", "text", "version", "child_too"} <= set(mai.get(f"{API}/purposes").json()[0])


def test_a_guardian_answers_and_asks(cast, mai, minh, quan):  # noqa: F811
    an = cast["family"].an.pk
    told = {"purpose": "prizes", "answer": "agree"}
    assert mai.post(f"{API}/persons/{an}/consents", told, content_type="application/json").status_code == 201
    assert mai.get(f"{API}/persons/{an}/consents").json()[0]["answer"] == "agree"
    assert minh.get(f"{API}/persons/{an}/may/prizes").json()["waiting"] == ["child"]
    assert minh.get(f"{API}/persons/{an}/may/nothing").status_code == 404
    for purpose in ("prizes", "register"):  # also of what the law itself allows
        assert quan.get(f"{API}/persons/{an}/may/{purpose}").status_code == 404
    assert minh.get(f"{API}/persons/999999/may/prizes").status_code == 404
    asked = {"person_id": an, "right": "access", "words": "Xin xem"}
    made = mai.post(f"{API}/requests", asked, content_type="application/json").json()
    assert mai.get(f"{API}/requests").json()[0]["id"] == made["id"]
    assert minh.get(f"{API}/requests", {"state": "received"}).json()[0]["id"] == made["id"]
    assert minh.get(f"{API}/requests/{made['id']}").json()["reply_due"] == made["reply_due"]


def test_the_office_handles_a_request(cast, minh, quan):  # noqa: F811
    asked = {"person_id": cast["family"].an.pk, "right": "correct", "words": "Sai", "asker_id": cast["family"].mai.pk}
    made = minh.post(f"{API}/requests", asked, content_type="application/json").json()

    def step(**told):
        return minh.post(f"{API}/requests/{made['id']}/steps", told, content_type="application/json")

    assert step(verb="jump").status_code == 422
    assert step(verb="accept", note="Sẽ sửa").json()["state"] == "accepted"
    assert step(verb="extend", note="Chờ").json()["is_extended"]
    assert step(verb="assign").status_code == 409
    assert step(verb="carry_out", note="Đã sửa").json()["state"] == "done"
    assert step(verb="refuse", note="Không", ground="not_held").status_code == 409
    assert quan.get(f"{API}/requests/{made['id']}").status_code in (403, 404)


def test_a_breach_is_opened_with_its_time_zone(cast, minh):  # noqa: F811
    told = {"organisation_id": cast["cast"].units.school_a, "title": "Lộ", "kind": "fell", "what": "Gửi nhầm",
            "found_at": "2026-11-20T16:45:00"}  # fmt: skip
    problems = minh.post(f"{API}/breaches", told, content_type="application/json").json()["problems"]
    assert [one["place"] for one in problems] == ["kind", "found_at"]
    told |= {"kind": "lost", "found_at": "2026-11-20T16:45:00+07:00"}
    assert minh.post(f"{API}/breaches", told, content_type="application/json").status_code == 201
    assert minh.get(f"{API}/breaches").json()[0]["title"] == "Lộ"


def test_register_dossiers_and_terms(minh):  # noqa: F811
    assert any(line["label"] == "people.Person" for line in minh.get(f"{API}/register").json())
    assert minh.get(f"{API}/dossiers").json() == []
    assert minh.get(f"{API}/retention").status_code == 403


def told(*arguments):
    result = CliRunner().invoke(privacy, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_the_register_is_printed():
    assert "people.Person" in told("register")
    assert any(line["label"] == "people.Person" for line in json.loads(told("register", "--json")))


def test_terms_are_counted_before_they_are_run(here):
    with acting_as(system_actor()):
        Reading.objects.create(person=here.people.an, what="people.record", at=NOW.replace(year=2020))
    assert json.loads(told("retention", "--dry-run", "--json")) == {"people.Reading:delete": 1}
    assert "Xoá people.Reading: 1 dòng" in told("retention")


def test_what_is_due_is_listed(here):
    with acting_as(here.mai):
        actions.ask(here.mai, here.people.an.pk, "access", "Xin xem", on=TODAY)
    with acting_as(here.minh):
        facts = {"title": "Lộ", "kind": "lost", "found_at": NOW, "what": "Mất sổ"}
        actions.open_breach(here.minh, here.units.school_a, Telling(facts))
    assert "breach_report" in told("due") and len(json.loads(told("due", "--json"))) == 2


@pytest.mark.parametrize("verb", ["register", "retention", "due"])
def test_a_command_has_help(verb):
    assert "Usage" in told(verb, "--help")


def test_a_breach_goes_all_its_steps(cast, minh, quan):  # noqa: F811
    told = {"organisation_id": cast["cast"].units.school_a, "title": "Lộ", "kind": "lost", "what": "Gửi nhầm",
            "found_at": "2026-11-20T16:45:00+07:00", "is_serious": True}  # fmt: skip
    url = f"{API}/breaches/{minh.post(f'{API}/breaches', told, content_type='application/json').json()['id']}"

    def step(**told):
        return minh.post(f"{url}/steps", told, content_type="application/json")

    assert step(verb="report").status_code == 422
    more = {"cause": "Nhầm", "harm": "Ít", "remedy": "Thu hồi", "contact": "Lan", "data_kinds": ["nonsense"]}
    assert minh.patch(url, more, content_type="application/json").status_code == 422
    more["data_kinds"] = []
    assert minh.patch(url, more, content_type="application/json").json()["cause"] == "Nhầm"
    assert step(verb="note").status_code == step(verb="jump").status_code == 422
    assert step(verb="notice").json()["noticed_at"]
    assert step(verb="add_affected", persons=[cast["family"].an.pk]).json()["affected"] == [cast["family"].an.pk]
    assert step(verb="tell", text="Hãy đổi mật khẩu").json()["told_at"]
    assert [one["name"] for one in step(verb="report").json()["clocks"]] == ["first_notice", "breach_report"]
    assert step(verb="close", text="Xong").json()["state"] == "closed"
    assert quan.get(url).status_code in (403, 404)


def test_a_family_reads_copies_and_takes_back(cast, mai, minh):  # noqa: F811
    an, others = cast["family"].an.pk, cast["cast"].lan.pk
    assert any(group["label"] == "people.Person" for group in mai.get(f"{API}/persons/{an}/data").json())
    assert minh.get(f"{API}/persons/{an}/data").status_code == 404
    copied = mai.post(f"{API}/persons/{an}/copy", {}, content_type="application/json").json()
    assert "079210001234" in copied["identifiers"].values() and "people.Person" in copied["tables"]
    shown = mai.post(f"{API}/persons/{an}/identifiers/personal_number/show")
    assert shown.json() == {"value": "079210001234"}
    assert mai.post(f"{API}/persons/{others}/identifiers/personal_number/show").status_code == 404
    asked = {"person_id": an, "right": "correct", "words": "Sai"}
    made = mai.post(f"{API}/requests", asked, content_type="application/json").json()
    assert mai.post(f"{API}/requests/{made['id']}/withdraw").json()["state"] == "withdrawn"
    assert mai.post(f"{API}/requests/{made['id']}/withdraw").status_code == 409
    with acting_as(system_actor()):
        read = Reading.objects.filter(person_id=an, user_id=cast["mai"].pk, what="people.personal_number")
        assert read.count() == 2


def test_the_office_records_paper_reminds_and_holds(cast, minh):  # noqa: F811
    an, mother = cast["family"].an.pk, cast["family"].mai.pk
    told = {"purpose": "prizes", "answer": "agree", "giver_id": mother}
    for name, status in (("scan.exe", 422), ("scan.pdf", 201)):
        scan = SimpleUploadedFile(name, b"%PDF-1.7")
        assert minh.post(f"{API}/persons/{an}/consents/paper", {**told, "paper": scan}).status_code == status
    reminded = {"purpose": "research", "school_id": cast["cast"].units.school_a}
    assert minh.post(f"{API}/reminders", reminded, content_type="application/json").json()["count"] > 0
    held = minh.post(f"{API}/persons/{an}/hold", {"reason": "Thanh tra"}, content_type="application/json")
    assert held.json() == {"is_restricted": False, "is_held": True}
    assert minh.delete(f"{API}/persons/{an}/hold").json()["is_held"] is False
    assert minh.delete(f"{API}/persons/{an}/restriction").status_code == 404
    assert minh.post(f"{API}/retention").status_code == 403


def test_an_assessment_is_made_and_sent(cast, minh):  # noqa: F811
    told = {"organisation_id": cast["cast"].units.school_a, "first_processing_on": "2026-03-20", "officer": "Lan",
            "risks": "Lộ", "measures": "Khoá"}  # fmt: skip
    made = minh.post(f"{API}/dossiers", told, content_type="application/json").json()
    sent = {"number": "12/CV", "on": "2026-11-21"}
    answer = minh.post(f"{API}/dossiers/{made['id']}/sent", sent, content_type="application/json")
    assert answer.json()["sent_on"] == answer.json()["made_on"] or answer.json()["sent_on"] == "2026-11-21"
