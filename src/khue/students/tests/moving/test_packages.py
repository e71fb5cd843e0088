"""A signed package: made by the school that lets go, read and admitted once by one outside."""

import json
import zipfile
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from khue.core import signing
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing, Refused
from khue.people import actions as people
from khue.people import queries as persons
from khue.people.models import Person
from khue.students import actions, queries
from khue.students.actions import RecognitionFacts, StatusFacts, Wish
from khue.students.actions.refusals import NotYetApproved, UnknownKey
from khue.students.models import Recognition, Status, Transfer
from khue.students.packages import FORMAT, NotAPackage, PackageStatus, TamperedWith, read_package, write_package
from khue.students.packages.keys import known_keys, own_key, trust
from khue.students.samples import clerk_of
from khue.students.tests.moving.conftest import DAY, NOW, Stage

GIVES = (
    *("people.see", "people.edit", "people.hand_over", "people.show_number"),
    *("students.see", "students.edit", "students.request_transfer", "students.decide_transfer"),
)


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> Path:
    settings.KHUE_HOME = tmp_path
    return tmp_path


def outside(stage: Stage) -> Transfer:
    minh = clerk_of(stage.school_a, permissions=GIVES)
    pupil = stage.work.pupils[0]
    with acting_as(minh):
        told = Wish(pupil.pk, DAY, "Chuyển nhà", stage.school_a, taker_text="Trường THPT ở tỉnh khác")
        return actions.request_transfer(minh, told, requester_id=stage.school_a, now=NOW)


def agreed(stage: Stage) -> Transfer:
    row = outside(stage)
    minh = clerk_of(stage.school_a, permissions=GIVES)
    with acting_as(minh):
        row = actions.release(minh, row.pk, now=NOW)
    assert (row.state, row.supervisor_id) == ("supervised", stage.units.department)
    office = clerk_of(stage.units.department, permissions=("students.supervise_transfer",))
    with acting_as(office):
        return actions.approve(office, row.pk)


def made(stage: Stage) -> bytes:
    row = agreed(stage)
    minh = clerk_of(stage.school_a, permissions=GIVES)
    with acting_as(minh):
        people.give_identifier(minh, stage.work.pupils[0].pk, "learner_code", "5100000017")
        return actions.make_package(minh, row.pk, now=NOW)[1]


def forget(stage: Stage) -> None:
    """As if the receiving school were in another installation: the code is not taken here."""
    with acting_as(system_actor()) as system:
        (code,) = persons.identifiers(system, stage.work.pupils[0].pk)
        people.end_identifier(system, code.pk, on=DAY)


def test_a_package_is_whole_signed_and_says_who_it_is(stage: Stage) -> None:
    content = made(stage)
    read = read_package(content, "goi.zip", known_keys())
    assert read.is_known
    assert (read.pupil.full_name, read.pupil.grade) == (stage.work.pupils[0].full_name, "10")
    assert read.pupil.identifiers == {"learner_code": "5100000017"}
    assert read.pupil.stays[0].classes[0][:2] == ("10A1", "10")
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert "Giấy giới thiệu chuyển trường" in package.read("giay-chuyen-truong.html").decode()


def test_the_pupil_leaves_when_the_package_is_handed_out(stage: Stage) -> None:
    row = agreed(stage)
    minh = clerk_of(stage.school_a, permissions=GIVES)
    with acting_as(minh):
        assert actions.hand_out(minh, row.pk, on=DAY, now=NOW).state == "received"
        stay = queries.time_line(stage.work.pupils[0].pk)[0][0]
        assert (stay.left_how, stay.left_to) == ("transferred", "Trường THPT ở tỉnh khác")
        assert persons.cards(minh, [stage.work.pupils[0].pk])


def test_no_package_before_everybody_agreed_and_none_for_strangers(stage: Stage) -> None:
    row = outside(stage)
    minh = clerk_of(stage.school_a, permissions=GIVES)
    with acting_as(minh), pytest.raises(NotYetApproved):
        actions.make_package(minh, row.pk, now=NOW)
    with acting_as(stage.quan) as quan, pytest.raises(Missing):
        actions.make_package(quan, row.pk, now=NOW)
    lan = clerk_of(stage.school_a, permissions=("students.see",))
    with acting_as(lan), pytest.raises(Denied):
        actions.make_package(lan, row.pk, now=NOW)


def test_a_package_is_admitted_once(stage: Stage) -> None:
    read = read_package(made(stage), "goi.zip", known_keys())
    forget(stage)
    told: dict[str, Any] = {"on": DAY, "now": NOW, "class_id": stage.class_c.pk}
    with acting_as(stage.dung) as dung:
        first = actions.admit_package(dung, stage.school_c, read, **told)
        again = actions.admit_package(dung, stage.school_c, read, **told)
        assert (first.is_new, again.is_new, again.transfer.pk) == (True, False, first.transfer.pk)
        assert Person.objects.count() == 1
        stay = queries.stay_of(first.transfer.person_id or 0)
        assert stay is not None
        assert (stay.entered_how, stay.entered_from) == ("transferred", "Trường THPT Trần Phú")
        assert queries.place_of(stay.person_id) is not None
    with acting_as(stage.quan) as quan, pytest.raises(Denied):
        actions.admit_package(quan, stage.school_c, read, **told)


def test_statuses_awards_and_discipline_go_along_as_far_as_each_side_may(stage: Stage) -> None:
    pupil, row = stage.work.pupils[0], agreed(stage)
    with acting_as(system_actor()) as system:
        today = NOW.date()
        begun = date(2026, 9, 1)
        for kind, code, end in (
            ("boarding", "semi_boarding", None),
            ("insurance", "HS4512345678901", date(2027, 12, 31)),
            ("boarding", "boarding", date(2026, 10, 1)),
        ):
            actions.give_status(system, pupil.pk, StatusFacts(kind, code, begun, end), today=today)
        for told in (("award", "Học sinh giỏi", "school"), ("discipline", "Đi học muộn", "reminder")):
            actions.recognise(system, pupil.pk, RecognitionFacts(*told, date(2026, 10, 5)), today=today)
        whole = read_package(actions.make_package(system, row.pk, now=NOW)[1], "goi.zip", known_keys()).pupil
    assert [(one.kind, one.until) for one in whole.statuses] == [("boarding", ""), ("insurance", "2027-12-31")]
    minh = clerk_of(stage.school_a, permissions=GIVES)
    with acting_as(minh):
        read = read_package(actions.make_package(minh, row.pk, now=NOW)[1], "goi.zip", known_keys())
    assert [one.kind for one in read.pupil.statuses] == ["boarding"], "who may not see health tells nothing of it"
    assert [one.title for one in read.pupil.recognitions] == ["Học sinh giỏi", "Đi học muộn"]
    strange = PackageStatus("boarding", "?", "2026-09-01")
    richer = replace(read, pupil=replace(whole, statuses=(*whole.statuses, strange)))
    with acting_as(stage.dung) as dung:
        made_here = actions.admit_package(dung, stage.school_c, richer, on=DAY, now=NOW)
        assert len(made_here.left_out) == 2, "health data is written by who may; an unknown code is named"
        (status,) = Status.objects.filter(school=stage.school_c)
        assert (status.code, status.period.lower) == ("semi_boarding", DAY)
        assert Recognition.objects.filter(school=stage.school_c).count() == 2


def test_a_package_of_the_first_format_is_still_read(stage: Stage) -> None:
    content, key = made(stage), own_key(NOW)
    with zipfile.ZipFile(BytesIO(content)) as package:
        data = json.loads(package.read("hoc-sinh.json"))
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["format"] == FORMAT
    del data["statuses"], data["recognitions"]
    old = json.dumps(data).encode()
    manifest |= {"format": "khue.transfer/1"}
    manifest["files"]["hoc-sinh.json"] = sha256(old).hexdigest()
    written = json.dumps(manifest).encode()
    parts = {"hoc-sinh.json": old, "manifest.json": written, "manifest.sig": b64encode(key.sign(written))}
    for part, said in parts.items():
        content = rewritten(content, part, lambda _read, said=said: said)
    read = read_package(content, "goi.zip", known_keys())
    assert (read.pupil.full_name, read.pupil.statuses) == (stage.work.pupils[0].full_name, ())
    later = json.dumps(manifest | {"format": "khue.transfer/9"}).encode()
    with pytest.raises(NotAPackage):
        read_package(rewritten(content, "manifest.json", lambda _read: later), "goi.zip", known_keys())


def test_an_unknown_key_asks_for_confirmation(stage: Stage, tmp_path: Path, settings: Any) -> None:
    content = made(stage)
    forget(stage)
    own = tmp_path / "keys" / "transfers"
    settings.KHUE_HOME = tmp_path / "elsewhere"
    read = read_package(content, "goi.zip", known_keys())
    assert not read.is_known
    with acting_as(stage.dung) as dung:
        with pytest.raises(UnknownKey) as refused:
            actions.admit_package(dung, stage.school_c, read, on=DAY, now=NOW)
        assert read.key_id in str(refused.value)
        assert actions.admit_package(dung, stage.school_c, read, on=DAY, now=NOW, trusted=True).is_new
    (public,) = own.glob("*.pub.pem")
    assert trust(public) == read.key_id
    assert read_package(content, "goi.zip", known_keys()).is_known


def rewritten(content: bytes, part: str, change: Any) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            read = old.read(name)
            new.writestr(name, change(read) if name == part else read)
    return stream.getvalue()


@pytest.mark.parametrize("part", ["hoc-sinh.json", "giay-chuyen-truong.html", "manifest.json", "manifest.sig"])
def test_a_package_that_was_changed_is_refused(stage: Stage, part: str) -> None:
    content = rewritten(made(stage), part, lambda read: read[:9] + bytes([read[9] ^ 1]) + read[10:])
    with pytest.raises(Refused) as refused:
        read_package(content, "goi.zip", known_keys())
    assert isinstance(refused.value, TamperedWith | NotAPackage)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"xin chao", b"PK" + b"0" * 6_000_000])
def test_what_is_no_package_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_package(content, "goi.zip", {})


@pytest.mark.parametrize("part", ["manifest.json", "hoc-sinh.json", "key.pem"])
def test_a_package_with_a_part_of_another_kind_is_refused(stage: Stage, part: str) -> None:
    for text in (b"[]", b"{", b"-----BEGIN"):
        with pytest.raises(Refused):
            read_package(rewritten(made_once(stage), part, lambda _read, said=text: said), "goi.zip", known_keys())


_MADE: dict[int, bytes] = {}


def made_once(stage: Stage) -> bytes:
    if id(stage) not in _MADE:
        _MADE[id(stage)] = made(stage)
    return _MADE[id(stage)]


def test_the_same_pupil_number_and_key_give_the_same_package(stage: Stage) -> None:
    read = read_package(made(stage), "goi.zip", known_keys())
    key = own_key(NOW)
    assert write_package(read.pupil, "7", key, NOW) == write_package(read.pupil, "7", key, NOW)
    assert write_package(read.pupil, "7", key, NOW + timedelta(hours=1)) != write_package(read.pupil, "7", key, NOW)
    assert signing.key_id(key.public_key()) == read.key_id
