"""A pupil moves: nothing is seen before the record is accepted, all of it after; the old school the other way round."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing, Refused
from khue.core.models import Event
from khue.core.rules import WrongState
from khue.people import actions as people
from khue.people import queries as persons
from khue.people.actions.custody import AlreadyOffered, KeptElsewhere, WasMerged
from khue.people.models import Custody, Handover, Person
from khue.students import actions, queries
from khue.students.actions import Wish
from khue.students.actions.refusals import AlreadyMoving, NotTaughtHere, SameSchool, TooEarly
from khue.students.models import Enrolment, Placement, Transfer
from khue.students.samples import another_school, clerk_of
from khue.students.tests.moving.conftest import DAY, NOW, Stage


def wish(stage: Stage, **more: object) -> Wish:
    told = {"giver_id": stage.school_a, "taker_id": stage.school_c, "on": DAY, "why": "Gia đình chuyển nhà"}
    return Wish(stage.work.pupils[0].pk, **{**told, **more})  # type: ignore[arg-type]


def requested(stage: Stage, **more: object) -> Transfer:
    with acting_as(stage.minh):
        return actions.request_transfer(stage.minh, wish(stage, **more), requester_id=stage.school_a, now=NOW)


def released(stage: Stage, **more: object) -> Transfer:
    row = requested(stage, **more)
    with acting_as(stage.minh):
        return actions.release(stage.minh, row.pk, now=NOW)


def received(stage: Stage, row: Transfer, **more: object) -> Enrolment:
    told = {"on": DAY, "now": NOW, "class_id": stage.class_c.pk, **more}
    with acting_as(stage.dung):
        return actions.receive(stage.dung, row.pk, **told)  # type: ignore[arg-type]


def test_release_offers_the_record_and_the_taker_sees_a_card_only(stage: Stage) -> None:
    row = released(stage)
    pupil = stage.work.pupils[0]
    assert row.state == "approved"
    with acting_as(stage.dung) as dung:
        assert not persons.cards(dung, [pupil.pk])
        assert queries.time_line(pupil.pk) == []
        card = persons.offered_cards()[pupil.pk]
        assert (card.full_name, card.birth_date, card.sex) == (pupil.full_name, pupil.birth_date, pupil.sex)
        (one,) = queries.shown(queries.transfers(dung))
        assert (one.name, one.row.grade, one.giver) == (pupil.full_name, "10", "Trường THPT Trần Phú")
    with acting_as(stage.quan) as quan:
        assert persons.offered_cards() == {}
        assert not queries.transfers(quan)


def test_receive_moves_record_stay_and_place_in_one_step(stage: Stage) -> None:
    row = released(stage)
    pupil = stage.work.pupils[0]
    stay = received(stage, row)
    with acting_as(stage.dung) as dung:
        assert persons.cards(dung, [pupil.pk])[pupil.pk].custody_id == stage.school_c
        ((mine, places),) = queries.time_line(pupil.pk)
        assert (mine.pk, mine.entered_how, mine.entered_from) == (stay.pk, "transferred", "Trường THPT Trần Phú")
        assert (places[0].class_group_id, places[0].how, places[0].grade) == (stage.class_c.pk, "transferred", "10")
        assert [one.about for one in persons.journal(dung, pupil.pk)] != []
    with acting_as(stage.minh) as minh:
        assert not persons.cards(minh, [pupil.pk])
        ((old, kept),) = queries.time_line(pupil.pk)
        assert (old.kept_name, old.kept_birth, old.left_how) == (pupil.full_name, pupil.birth_date, "transferred")
        assert (old.period.upper, kept[0].period.upper, old.left_to) == (DAY, DAY, "Trường THPT Lê Khiết Mẫu")
        (one,) = queries.shown(queries.transfers(minh))
        assert (one.name, one.row.state, one.due) == (pupil.full_name, "received", None)
    with acting_as(system_actor()):
        assert Custody.objects.filter(person=pupil).count() == 2
        event = Event.objects.get(name="students.transfer_received")
        assert (event.user_id, event.facts["person"]) == (12, pupil.pk)


def test_a_transfer_is_invisible_and_closed_to_a_third_school(stage: Stage) -> None:
    row = requested(stage)
    with acting_as(stage.quan) as quan:
        with pytest.raises(Missing):
            queries.transfer(quan, row.pk)
        for take in (actions.release, actions.withdraw_transfer):
            with pytest.raises(Missing):
                take(quan, row.pk, now=NOW)
        with pytest.raises(Denied):
            actions.request_transfer(quan, wish(stage), requester_id=stage.school_a, now=NOW)


def test_each_step_belongs_to_its_side(stage: Stage) -> None:
    row = requested(stage)
    with acting_as(stage.dung) as dung:
        with pytest.raises(Denied):
            actions.release(dung, row.pk, now=NOW)
        with pytest.raises(WrongState):
            actions.receive(dung, row.pk, on=DAY, now=NOW)
    with acting_as(stage.minh) as minh:
        assert {move.verb for move in queries.steps(minh, row)} == {"release", "refuse", "withdraw"}
        row = actions.release(minh, row.pk, now=NOW)
        assert {move.verb for move in queries.steps(minh, row)} == {"withdraw"}
        with pytest.raises(Denied):
            actions.receive(minh, row.pk, on=DAY, now=NOW)


def test_a_clerk_asks_but_does_not_decide(stage: Stage) -> None:
    row = requested(stage)
    lan = clerk_of(stage.school_a, permissions=("students.see", "students.request_transfer", "people.see"))
    with acting_as(lan), pytest.raises(Denied):
        actions.release(lan, row.pk, now=NOW)


def test_refusing_gives_the_reason_and_takes_the_offer_back(stage: Stage) -> None:
    row = released(stage)
    with acting_as(stage.dung) as dung:
        with pytest.raises(Invalid):
            actions.turn_down(dung, row.pk, " ", now=NOW)
        row = actions.turn_down(dung, row.pk, "Trường đã đủ học sinh", now=NOW)
        assert (row.state, row.refused_why, persons.offered_cards()) == ("refused", "Trường đã đủ học sinh", {})
    with acting_as(stage.minh) as minh:
        assert persons.cards(minh, [stage.work.pupils[0].pk])
        assert queries.place_of(stage.work.pupils[0].pk) is not None
        with pytest.raises(WrongState):
            actions.withdraw_transfer(minh, row.pk, now=NOW)


def test_withdrawing_after_the_release_takes_the_offer_back(stage: Stage) -> None:
    row = released(stage)
    with acting_as(stage.minh) as minh:
        assert actions.withdraw_transfer(minh, row.pk, now=NOW).state == "withdrawn"
    with acting_as(system_actor()):
        assert Handover.objects.get().state == Handover.State.WITHDRAWN
    with pytest.raises(WrongState):
        received(stage, row)


def test_a_second_request_for_the_same_pupil_is_refused(stage: Stage) -> None:
    requested(stage)
    with pytest.raises(AlreadyMoving):
        requested(stage)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"why": ""}, Invalid),
        ({"taker_id": None}, Invalid),
        ({"grade": "77"}, Invalid),
    ],
)
def test_a_request_says_all_that_it_needs(stage: Stage, more: dict[str, object], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        requested(stage, **more)


def test_a_request_to_the_same_school_or_one_without_the_grade_is_refused(stage: Stage) -> None:
    with pytest.raises(SameSchool):
        requested(stage, taker_id=stage.school_a)
    with pytest.raises(NotTaughtHere):
        requested(stage, taker_id=stage.units.school_b)
    with acting_as(stage.minh) as minh, pytest.raises(Missing):
        outside = wish(stage, giver_id=stage.school_c, taker_id=None, taker_text="Trường ở xa")
        actions.request_transfer(minh, outside, requester_id=stage.school_a, now=NOW)


def test_the_receiving_school_may_ask_first(stage: Stage) -> None:
    with acting_as(stage.dung) as dung:
        asked = wish(stage, grade="10")
        row = actions.request_transfer(dung, asked, requester_id=stage.school_c, now=NOW)
        (one,) = queries.shown([row])
        assert one.name == ""
    with acting_as(stage.minh) as minh:
        assert actions.release(minh, row.pk, now=NOW).enrolment_id == stage.work.stays[0].pk
    assert received(stage, row).school_id == stage.school_c


def test_the_office_is_asked_when_the_schools_have_different_ones(stage: Stage) -> None:
    with acting_as(system_actor()):
        other = another_school(stage.units.commune, "Trường THCS và THPT Ba Tơ Mẫu", ("upper_secondary",))
    row = released(stage, taker_id=other)
    assert (row.state, row.supervisor_id) == ("supervised", stage.units.commune)
    office = clerk_of(stage.units.commune, permissions=("students.supervise_transfer", "people.see", "students.see"))
    with acting_as(office):
        assert queries.shown(queries.transfers(office))[0].name == stage.work.pupils[0].full_name
        assert not persons.cards(office, [stage.work.pupils[0].pk])
        assert actions.approve(office, row.pk).state == "approved"
    with acting_as(clerk_of(other)) as taker:
        assert actions.receive(taker, row.pk, on=DAY, now=NOW).school_id == other


def test_the_office_may_reject(stage: Stage) -> None:
    with acting_as(system_actor()):
        other = another_school(stage.units.commune, "Trường THPT Ba Tơ Mẫu", ("upper_secondary",))
    row = released(stage, taker_id=other)
    office = clerk_of(stage.units.commune, permissions=("students.supervise_transfer", "people.see"))
    with acting_as(office):
        assert actions.turn_down(office, row.pk, "Chưa đúng tuyến", now=NOW).state == "refused"


def test_a_pupil_cannot_leave_before_the_last_place_began(stage: Stage) -> None:
    row = released(stage)
    with pytest.raises(TooEarly):
        received(stage, row, on=date(2026, 9, 1))
    with acting_as(system_actor()):
        assert Transfer.objects.get().state == "approved"
        assert Person.objects.get(pk=stage.work.pupils[0].pk).custody_id == stage.school_a


def test_days_to_answer_are_working_days_of_the_law(stage: Stage) -> None:
    row = requested(stage)
    assert queries.due_on(row) == date(2026, 11, 26)  # 24 November is a holiday since 2026
    with acting_as(system_actor()):
        Transfer.objects.update(requested_at=NOW.replace(year=2090))
        assert queries.due_on(Transfer.objects.get()) is None


def test_a_merged_record_is_not_released_and_a_merge_in_between_stops_the_receipt(stage: Stage) -> None:
    row = requested(stage)
    kept, gone = stage.work.pupils[1], stage.work.pupils[0]
    with acting_as(system_actor()):
        Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    with acting_as(stage.minh) as minh, pytest.raises(WasMerged):
        actions.release(minh, row.pk, now=NOW)
    with acting_as(system_actor()):
        Person.objects.filter(pk=gone.pk).update(merged_into=None)
    with acting_as(stage.minh) as minh:
        actions.release(minh, row.pk, now=NOW)
    with acting_as(system_actor()):
        Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    with pytest.raises(WasMerged):
        received(stage, row)


def test_a_record_that_went_elsewhere_is_not_taken_over(stage: Stage) -> None:
    row = released(stage)
    with acting_as(system_actor()):
        Person.objects.filter(pk=stage.work.pupils[0].pk).update(custody=stage.units.school_b)
    with pytest.raises(KeptElsewhere):
        received(stage, row)


def test_an_offer_is_answered_by_its_taker_only_and_once(stage: Stage) -> None:
    pupil = stage.work.pupils[1]
    with acting_as(stage.minh) as minh:
        offer = people.offer_record(minh, pupil.pk, stage.school_c, at=NOW)
        with pytest.raises(AlreadyOffered):
            people.offer_record(minh, pupil.pk, stage.school_c, at=NOW)
        with pytest.raises(Denied):
            people.accept_record(minh, offer.pk, at=NOW)
    with acting_as(stage.quan) as quan, pytest.raises(Missing):
        people.accept_record(quan, offer.pk, at=NOW)
    with acting_as(stage.dung) as dung:
        with pytest.raises(Denied):
            people.withdraw_offer(dung, offer.pk, at=NOW)
        assert people.decline_record(dung, offer.pk, at=NOW).state == Handover.State.DECLINED
        with pytest.raises(Refused):
            people.accept_record(dung, offer.pk, at=NOW)
    with acting_as(stage.minh) as minh:
        assert people.withdraw_offer(minh, people.offer_record(minh, pupil.pk, stage.school_c, at=NOW).pk, at=NOW)


def test_the_narrow_functions_do_nothing_for_a_stranger(stage: Stage) -> None:
    row = released(stage)
    with acting_as(stage.quan), connection.cursor() as cursor:
        cursor.execute("SELECT students_end_stay(%s, %s, 'x')", [row.pk, DAY])
        assert cursor.fetchone() == ("missing",)
        cursor.execute("SELECT people_take_over((SELECT 1), now())")
        assert cursor.fetchone() == ("missing",)


def test_of_two_who_receive_at_once_one_is_told(committed: Stage) -> None:
    row = released(committed)
    answers: list[str] = []

    def take() -> None:
        try:
            received(committed, row)
            answers.append("received")
        except WrongState:
            answers.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["received", "told"]
    with acting_as(system_actor()):
        assert Enrolment.objects.filter(school=committed.school_c).count() == 1
        assert Placement.objects.filter(class_group=committed.class_c).count() == 1


def test_of_two_requests_at_once_one_is_told(committed: Stage) -> None:
    answers: list[str] = []

    def ask() -> None:
        try:
            requested(committed)
            answers.append("asked")
        except AlreadyMoving:
            answers.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["asked", "told"]
