"""Breach files: the clock from the moment of finding, the persons found by what was read, Form 08 before reporting."""

from datetime import timedelta

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.rules import WrongState
from khue.people import actions as people
from khue.people.models import Reading
from khue.privacy import actions, queries
from khue.privacy.actions import Telling
from khue.privacy.actions.breaches import NobodyToTell, NoSpan, NotComplete, NothingTouched, NoticedBefore
from khue.privacy.models import Breach
from khue.privacy.tests.conftest import NOW

FACTS = {"title": "Lộ danh sách lớp", "kind": "disclosed", "found_at": NOW, "what": "Gửi nhầm thư", "is_serious": True}
FORM = {"cause": "Nhầm địa chỉ", "harm": "Lộ số điện thoại", "remedy": "Thu hồi thư", "contact": "Văn thư"}


def do(who, run, *args, **more):
    with acting_as(who):
        return run(who, *args, **more)


@pytest.fixture
def breach(here):
    return do(here.minh, actions.open_breach, here.units.school_a, Telling({**FACTS, "tells_people": True}))


def test_the_clocks_run_from_the_moment_it_was_found(here, breach):
    clocks = queries.clocks(breach, NOW + timedelta(hours=30))
    assert [(one.name, one.hours_left, one.is_late) for one in clocks] == [
        ("first_notice", -6, True),
        ("breach_report", 42, False),
        ("tell_people", 42, False),
    ]


def test_opening_is_denied_to_the_clerk_and_at_another_school(here):
    for who in (here.lan, here.quan):
        with pytest.raises(Denied):
            do(who, actions.open_breach, here.units.school_a, Telling(FACTS))


def test_a_breach_does_not_exist_for_quan(here, breach):
    for run in (queries.breach, actions.find_affected):
        with pytest.raises(Missing):
            do(here.quan, run, breach.pk)
    with acting_as(here.quan):
        assert queries.breaches(here.quan, NOW) == [] and not Breach.objects.exists()


def test_form_08_is_whole_before_the_report(here, breach):
    with pytest.raises(NotComplete):
        do(here.minh, actions.report, breach.pk, at=NOW)
    do(here.minh, actions.tell_more, breach.pk, Telling(FORM))
    do(here.minh, actions.notice, breach.pk, at=NOW)
    with pytest.raises(NoticedBefore):
        do(here.minh, actions.notice, breach.pk, at=NOW)
    with pytest.raises(WrongState):
        do(here.minh, actions.close, breach.pk, "Xong", at=NOW)
    assert do(here.minh, actions.report, breach.pk, at=NOW + timedelta(hours=73)).state == "reported"
    with acting_as(here.minh):
        late = queries.clocks(queries.breach(here.minh, breach.pk), NOW)
    assert [one.is_late for one in late if one.name == "breach_report"] == [True]
    do(here.minh, actions.note, breach.pk, "Đã họp")
    assert do(here.minh, actions.close, breach.pk, "Xong", at=NOW).state == "closed"
    with acting_as(here.minh):
        assert queries.alerts(here.minh, NOW) == []


def test_the_home_shows_a_running_clock_to_who_handles_it(here, breach):
    with acting_as(here.minh):
        assert [row.clock and row.clock.name for row in queries.alerts(here.minh, NOW)] == ["first_notice"]
    with acting_as(here.lan):
        assert queries.alerts(here.lan, NOW) == []


def test_affected_persons_are_found_by_what_was_read(here, breach):
    with pytest.raises(NoSpan):
        do(here.minh, actions.find_affected, breach.pk)
    with acting_as(system_actor()):
        people.log_reading(here.lan, here.people.an.pk, "people.record", "")
        people.log_reading(here.lan, here.people.an.pk, "people.record", "")
        at = Reading.objects.latest("at").at
    span = {"suspect_id": 101, "happened_from": at - timedelta(hours=1), "happened_until": at}
    do(here.minh, actions.tell_more, breach.pk, Telling(span))
    assert do(here.minh, actions.find_affected, breach.pk) == 1
    with pytest.raises(NothingTouched):
        do(here.minh, actions.find_affected, breach.pk)
    assert do(here.minh, actions.add_affected, breach.pk, [here.people.bich.pk, here.people.cuong.pk]) == 1
    with acting_as(here.minh):
        found = queries.affected(queries.breach(here.minh, breach.pk))
    assert [(one.name, one.affected.count) for one in found] == [("Nguyễn Văn An", 2), ("Nguyễn Thị Bích", 0)]


def test_the_family_reads_what_it_was_told(here, breach):
    with pytest.raises(NobodyToTell):
        do(here.minh, actions.tell_people, breach.pk, "Chúng tôi đã gửi nhầm.", at=NOW)
    do(here.minh, actions.add_affected, breach.pk, [here.people.an.pk])
    assert do(here.minh, actions.tell_people, breach.pk, "Chúng tôi đã gửi nhầm.", at=NOW) == 1
    with acting_as(here.mai):
        assert [one.notice for one in queries.notices(here.mai)] == ["Chúng tôi đã gửi nhầm."]
