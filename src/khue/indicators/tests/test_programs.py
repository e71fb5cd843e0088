"""Figures over the interface for programs and from the command line."""

import json

import pytest
from click.testing import CliRunner
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.indicators import exports
from khue.indicators.commands import indicators
from khue.indicators.models import Answer
from khue.security import samples as security
from khue.security.samples import signed_in

API = "/api/v1/indicators"


@pytest.fixture
def cast(world):
    with acting_as(system_actor()):
        return security.cast(world.units)


def sent(client, method, address, body):
    call = getattr(client, method)
    return call(f"/api/v1/{address}", json.dumps(body), content_type="application/json")


def run(*arguments):
    answer = CliRunner().invoke(indicators, [*arguments, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_a_program_reads_definitions_values_groups_units_and_records(cast):
    hoa = signed_in(cast.hoa)
    assert len(hoa.get(API).json()) >= 120
    assert hoa.get(f"{API}/students.girls_share").json()["numerator"] == "students.girls"
    whole = hoa.get(f"{API}/students.girls_share/values").json()
    assert (whole["read_from"], whole["values"][0]["denominator"]) == ("live", 9)
    grades = hoa.get(f"{API}/students.pupils/values?by=grade").json()["values"]
    assert {one["group"]: one["value"] for one in grades} == {"10": 6, "6": 3}
    below = hoa.get(f"{API}/students.pupils/units").json()["values"]
    assert {one["unit"]: one["value"] for one in below} == {cast.units.commune: 3, cast.units.school_a: 6}
    found = hoa.get(f"{API}/students.pupils/records?unit={cast.units.school_a}").json()
    assert found["counted"] == len(found["records"]) == 6
    every = {one["code"]: one["state"] for one in hoa.get(f"{API}/values").json()["values"]}
    assert (every["students.pupils"], every["indicators.computers"]) == ("known", "waiting")


def test_a_program_is_told_what_is_wrong(cast):
    hoa, quan = signed_in(cast.hoa), signed_in(cast.quan)
    assert hoa.get(f"{API}/khong.co").status_code == 404
    assert hoa.get(f"{API}/students.pupils/values?by=mau").status_code == 422
    assert hoa.get(f"{API}/students.pupils/values?on=2999-01-01").status_code == 422
    assert quan.get(f"{API}/students.pupils/values?unit={cast.units.school_a}").status_code == 403


def test_snapshots_and_collections_over_the_interface(cast):
    hoa, binh, minh = signed_in(cast.hoa), signed_in(cast.binh), signed_in(cast.minh)
    today = localdate().isoformat()
    taken = sent(hoa, "post", "snapshots", {"on": today}).json()
    assert sent(hoa, "post", f"snapshots/{taken['id']}/publish", {}).status_code == 403
    assert sent(binh, "post", f"snapshots/{taken['id']}/publish", {}).json()["state"] == "published"
    assert hoa.get("/api/v1/snapshots").json()["items"][0]["id"] == taken["id"]
    points = hoa.get(f"{API}/students.pupils/history").json()
    assert [(one["value"], one["changed"]) for one in points] == [(9, False)]
    body = {
        "at": cast.units.department, "indicator": "indicators.swimming_share", "title": "Biết bơi", "first_day": today,
        "last_day": today, "due": today, "units": [cast.units.school_a],
    }  # fmt: skip
    held = sent(hoa, "post", "collections", body).json()
    with acting_as(system_actor()):
        answer = Answer.objects.get().pk
    filled = {"numerator": 3, "denominator": 6, "evidence": "Danh sách lớp"}
    assert sent(minh, "put", f"answers/{answer}", filled).json()["numerator"] == 3
    assert sent(minh, "post", f"answers/{answer}/send", None).json()["state"] == "sent"
    assert sent(hoa, "post", f"answers/{answer}/give_back", {"why": "Thiếu chữ kí"}).json()["state"] == "returned"
    assert sent(minh, "post", f"answers/{answer}/send", None).status_code == 200
    assert sent(hoa, "post", f"answers/{answer}/check", None).json()["state"] == "checked"
    assert sent(hoa, "post", f"answers/{answer}/khac", None).status_code == 404
    assert hoa.get("/api/v1/collections").json()["items"][0]["checked"] == 1
    assert len(hoa.get(f"/api/v1/collections/{held['id']}/answers").json()["items"]) == 1
    assert hoa.get(f"{API}/indicators.swimming_share/values").json()["values"][0]["value"] == 50.0


def test_the_command_line_takes_rebuilds_compares_and_shows(world):
    assert len(run("list")) >= 120
    first = run("take", "--publish")
    again = run("take")
    assert first["values_digest"] == again["values_digest"]
    assert run("rebuild", str(first["snapshot"]))["digest"] == first["values_digest"]
    assert run("compare", str(first["snapshot"]), str(again["snapshot"])) == {
        "differences": [],
        "definitions_changed": [],
    }
    shown = run("show", "students.pupils")
    assert (shown["values"][0]["value"], shown["as_of"]) == (9, localdate().isoformat())
    assert {one["group"] for one in run("show", "students.pupils", "--by", "sex")["values"]} == {"male", "female"}
    assert CliRunner().invoke(indicators, ["recount"], catch_exceptions=False).exit_code == 0
    with pytest.raises(Missing):
        CliRunner().invoke(indicators, ["show", "students.pupils", "--at", "KHONG-CO"], catch_exceptions=False)


def test_the_whole_table_leaves_with_a_line_for_each_indicator(world):
    with acting_as(system_actor()) as system:
        lines = {line[0]: line for line in exports.rows(system, localdate())}
    assert len(lines) >= 120
    assert lines["students.pupils"][2] == 9
    assert lines["indicators.computers"][2] is None
    assert {len(line) for line in lines.values()} == {len(exports.COLUMNS)}
