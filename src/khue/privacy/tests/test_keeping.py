"""Impact assessments, holds and the terms: what is past the border goes, what is before it stays."""

from datetime import date, datetime, timedelta

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.clock import ZONE
from khue.core.errors import Denied, Missing
from khue.core.models import Event
from khue.people.models import Person, Reading, Relation
from khue.privacy import actions, queries
from khue.privacy.actions import Assessment
from khue.privacy.actions.assessments import HeldAlready, NotSentYet, SentBefore
from khue.privacy.actions.retention import NothingPast, NotTheProvince
from khue.privacy.models import RetentionRun
from khue.privacy.queries.registry import rows_of
from khue.privacy.tasks import delete_what_is_past
from khue.privacy.tests.conftest import TODAY
from khue.students.models import Enrolment, HealthCheck, Recognition

TOLD = Assessment(date(2026, 3, 20), "Nguyễn Thị Hoa", "Lộ dữ liệu", "Phân quyền theo hàng")


def do(who, run, *args, **more):
    with acting_as(who):
        return run(who, *args, **more)


def test_an_assessment_counts_the_records_and_says_the_level(here):
    row = do(here.minh, actions.make_dossier, here.units.school_a, TOLD, on=TODAY)
    assert (row.edition, row.facts["persons"], row.facts["pupils"], row.facts["level"]) == (1, 3, 2, 2)
    assert row.facts["sensitive"] == 0


def test_the_province_is_level_three(here):
    row = do(here.hoa, actions.make_dossier, here.units.department, TOLD, on=TODAY)
    assert row.facts["level"] == 3 and "procedures" in row.facts["level_reasons"]


def test_the_next_edition_waits_for_the_last_to_be_sent(here):
    row = do(here.minh, actions.make_dossier, here.units.school_a, TOLD, on=TODAY)
    with acting_as(here.minh):
        assert queries.due_of(row) == date(2026, 5, 19)
    with pytest.raises(NotSentYet):
        do(here.minh, actions.make_dossier, here.units.school_a, TOLD, on=TODAY)
    do(here.minh, actions.send_dossier, row.pk, "12/CV", on=TODAY)
    with pytest.raises(SentBefore):
        do(here.minh, actions.send_dossier, row.pk, "12/CV", on=TODAY)
    with acting_as(here.minh):
        assert [(one.due, one.is_late) for one in queries.dossiers(here.minh, TODAY)] == [(date(2027, 5, 20), False)]
    assert do(here.minh, actions.make_dossier, here.units.school_a, TOLD, on=TODAY).edition == 2


def test_assessments_are_denied_to_the_clerk_and_do_not_exist_for_quan(here):
    row = do(here.minh, actions.make_dossier, here.units.school_a, TOLD, on=TODAY)
    with pytest.raises(Denied):
        do(here.lan, actions.make_dossier, here.units.school_a, TOLD, on=TODAY)
    for run in (lambda who, pk: actions.send_dossier(who, pk, "1", on=TODAY), queries.dossier):
        with pytest.raises(Missing):
            do(here.quan, run, row.pk)


def at_noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


@pytest.fixture
def old(here):
    """An left school long ago, Bích is still there; both have rows on either side of the borders."""
    with acting_as(system_actor()):
        Enrolment.objects.filter(person=here.people.an).update(
            period=(date(2020, 9, 1), date(2024, 11, 19)), left_how="finished"
        )
        Person.objects.filter(pk=here.people.an.pk).update(phone="0905000111", email="a@example.vn")
        for person in (here.people.an, here.people.bich):
            HealthCheck.objects.create(person=person, school_id=here.units.school_a, on=date(2024, 1, 1), height_cm=150)
        for lifted in (date(2024, 11, 19), date(2024, 11, 20), None):
            Recognition.objects.create(
                person=here.people.bich, school_id=here.units.school_a, kind="discipline", title="Khiển trách",
                on=date(2024, 1, 1), lifted_on=lifted,
            )  # fmt: skip
        for day in (date(2024, 11, 19), date(2024, 11, 20)):
            Reading.objects.create(person=here.people.bich, what="people.record", at=at_noon(day))
    return here


def counts(on=TODAY):
    with acting_as(system_actor()) as actor:
        return {one.term.code: one.count for one in queries.past(actor, on) if one.count}


def test_the_dry_run_counts_and_changes_nothing(old):
    expected = {
        "people.Reading:delete": 1,
        "people.Relation:delete": 1,
        "people.Person:erase": 1,
        "students.HealthCheck:delete": 1,
        "students.Recognition:delete": 1,
    }
    assert counts() == expected
    assert counts() == expected


def test_a_run_deletes_what_is_past_and_keeps_what_is_not(old):
    run = do(old.hoa, actions.run_retention, on=TODAY)
    assert run.counts == {
        "people.Reading:delete": 1,
        "people.Relation:delete": 1,
        "people.Person:erase": 1,
        "students.HealthCheck:delete": 1,
        "students.Recognition:delete": 1,
    }
    with acting_as(system_actor()):
        an = Person.objects.get(pk=old.people.an.pk)
        assert (an.phone, an.email, an.full_name) == ("", "", "Nguyễn Văn An")
        assert HealthCheck.objects.get().person_id == old.people.bich.pk
        assert Reading.objects.get().at == at_noon(date(2024, 11, 20))
        assert Recognition.objects.count() == 2 and not Relation.objects.filter(person=old.people.an).exists()
        assert Event.objects.get(name="privacy.retention_run").facts == {"counts": run.counts}
    with pytest.raises(NothingPast):
        do(old.hoa, actions.run_retention, on=TODAY)


def test_nothing_of_a_held_person_goes(old):
    do(old.minh, actions.hold, old.people.an.pk, "Đang thanh tra", on=TODAY)
    with pytest.raises(HeldAlready):
        do(old.minh, actions.hold, old.people.an.pk, "Lần nữa", on=TODAY)
    assert set(counts()) == {"people.Reading:delete", "students.Recognition:delete"}
    do(old.minh, actions.release, old.people.an.pk, on=TODAY - timedelta(days=1))
    assert "people.Person:erase" in counts()
    with pytest.raises(Missing):
        do(old.minh, actions.release, old.people.an.pk, on=TODAY)


def test_nothing_goes_while_a_request_is_open(old):
    do(old.mai, actions.ask, old.people.an.pk, "access", "Xin xem", on=TODAY)
    assert "people.Person:erase" not in counts()


def test_holding_is_denied_to_the_clerk(here):
    with pytest.raises(Denied):
        do(here.lan, actions.hold, here.people.an.pk, "Thử", on=TODAY)


def test_only_the_province_runs_the_terms(old):
    with pytest.raises(Denied):
        do(old.minh, actions.run_retention, on=TODAY)
    school_only = type(old.minh)(9, grants={"privacy.run_retention": frozenset({old.units.school_a})})
    with pytest.raises(NotTheProvince):
        do(school_only, actions.run_retention, on=TODAY)


def test_rows_that_others_stand_on_wait_for_a_later_run(old):
    later = date(2045, 1, 1)
    with acting_as(system_actor()) as actor:
        assert actions.run_retention(actor, on=later).counts
        assert rows_of("people.Person").count() == 4


def test_the_night_deletes_by_itself(old):
    done = delete_what_is_past()
    assert done["students.HealthCheck:delete"] == 1
    assert delete_what_is_past() == {}
    with acting_as(old.hoa):
        assert [run.counts for run in queries.runs(old.hoa)] == [{}, done]
        assert set(RetentionRun.objects.values_list("user_id", flat=True)) == {None}


def test_every_table_with_personal_data_has_a_purpose_and_a_term():
    missing = queries.undeclared()
    assert not missing, f"rules/register.py and rules/retention.py: say purpose and term of {missing}"


def test_the_register_says_who_may_see_and_what_is_sensitive():
    lines = {line.label: line for line in queries.register()}
    assert "Hiệu trưởng" in lines["people.Person"].roles
    assert "Dân tộc" in lines["people.Person"].sensitive and "Họ và tên" in lines["people.Person"].basic
    assert lines["students.HealthCheck"].basic != lines["students.HealthCheck"].sensitive
