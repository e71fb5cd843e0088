"""Finished pupils go to the next school in one step: offered in bulk, taken all or some, declined, withdrawn."""

from datetime import date
from typing import Any

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.people import actions as people
from khue.people import queries as persons
from khue.people.actions.custody import AlreadyAnswered
from khue.students import actions, queries
from khue.students.actions import Wish
from khue.students.actions.refusals import NobodyChosen, NotTaughtHere, PartOfTransfer, SameSchool
from khue.students.queries.records import finished, offered, years_finished
from khue.students.samples import another_school, clerk_of, school_at_work
from khue.students.tests.moving.conftest import DAY, NOW, Stage

END = date(2027, 6, 1)
TODAY = date(2027, 6, 2)


def done_with_nine(stage: Stage, count: int = 3) -> list[int]:
    """Let pupils of school B finish grade 9; returns their stays."""
    with acting_as(system_actor()) as system:
        work = school_at_work(stage.units.school_b, "9", count)
        for stay in work.stays:
            actions.leave(system, stay.pk, actions.Leaving(END, "finished"))
        return [stay.pk for stay in work.stays]


def offer(stage: Stage, stays: list[int]) -> None:
    with acting_as(stage.quan) as quan:
        told = (stage.units.school_b, stage.school_c, stays)
        assert actions.offer_finished(quan, *told, now=NOW, today=TODAY) == len(stays)


def open_offers(stage: Stage) -> list[int]:
    with acting_as(stage.dung) as dung:
        return [one.id for one in offered(dung, stage.school_c)]


def test_offered_in_bulk_taken_some_then_the_rest_into_a_class(stage: Stage) -> None:
    stays = done_with_nine(stage)
    with acting_as(stage.quan) as quan:
        assert [one.grade for one in finished(quan, stage.units.school_b, year=2026)] == ["9"] * 3
        assert years_finished(stage.units.school_b) == [2026]
        assert not finished(quan, stage.units.school_b, year=2025)
    offer(stage, stays)
    with acting_as(stage.quan) as quan:
        assert all(one.offered_to for one in finished(quan, stage.units.school_b))
        with pytest.raises(Invalid):
            actions.offer_finished(quan, stage.units.school_b, stage.school_c, stays, now=NOW, today=TODAY)
    ids = open_offers(stage)
    with acting_as(stage.dung) as dung:
        cards = offered(dung, stage.school_c)
        assert all(one.name and one.birth_date and one.giver for one in cards)
        (first,) = actions.take_records(dung, stage.school_c, ids[:1], now=NOW, on=date(2027, 8, 1))
        stay = queries.stay_of(first)
        assert stay is not None and (stay.entered_how, stay.school_id) == ("enrolled", stage.school_c)
        assert stay.entered_from == cards[0].giver
        rest = actions.take_records(dung, stage.school_c, ids[1:], now=NOW, on=date(2027, 8, 1))
        assert len(rest) == 2 and not offered(dung, stage.school_c)
        with pytest.raises(Missing):
            actions.take_records(dung, stage.school_c, ids, now=NOW)
    with acting_as(stage.quan) as quan:
        assert not finished(quan, stage.units.school_b)
        assert not persons.cards(quan, [first])
    with acting_as(system_actor()):
        assert Event.objects.get(name="students.finished_offered").facts["count"] == 3
        assert Event.objects.filter(name="students.records_taken").count() == 2


def test_withdrawn_and_declined_before_they_are_taken(stage: Stage) -> None:
    stays = done_with_nine(stage)
    offer(stage, stays)
    ids = open_offers(stage)
    with acting_as(stage.dung) as dung:
        assert actions.decline_records(dung, stage.school_c, ids[:1], now=NOW) == 1
        with pytest.raises(Missing):
            actions.withdraw_offers(dung, stage.school_c, ids[1:], now=NOW)
    with acting_as(stage.quan) as quan:
        assert actions.withdraw_offers(quan, stage.units.school_b, ids[1:], now=NOW) == 2
        with pytest.raises(AlreadyAnswered):
            people.withdraw_offer(quan, ids[1], at=NOW)
        assert not any(one.offer_id for one in finished(quan, stage.units.school_b))
    offer(stage, stays)
    assert len(open_offers(stage)) == 3


def test_what_is_refused(stage: Stage) -> None:
    stays = done_with_nine(stage, 1)
    b, c = stage.units.school_b, stage.school_c
    with acting_as(stage.quan) as quan:
        wrongs: Any = ([b, b, stays], SameSchool), ([b, c, []], NobodyChosen), ([b, c, [*stays, 0]], Missing)
        for wrong, refusal in wrongs:
            with pytest.raises(refusal):
                actions.offer_finished(quan, *wrong, now=NOW, today=TODAY)
        with pytest.raises(NobodyChosen):
            actions.take_records(quan, b, [], now=NOW)
    with acting_as(system_actor()) as system:
        same_level = another_school(stage.units.commune, "Trường THCS Võ Tòng Mẫu", ("lower_secondary",))
        with pytest.raises(NotTaughtHere):
            actions.offer_finished(system, b, same_level, stays, now=NOW, today=TODAY)
    with acting_as(clerk_of(b, permissions=("students.see", "people.see"))) as reader:
        assert finished(reader, b)
        with pytest.raises(Denied):
            actions.offer_finished(reader, b, c, stays, now=NOW, today=TODAY)
    with acting_as(stage.dung) as dung, pytest.raises(Denied):
        actions.offer_finished(dung, b, c, stays, now=NOW, today=TODAY)


def test_the_offer_of_a_transfer_is_not_answered_here(stage: Stage) -> None:
    pupil = stage.work.pupils[0]
    with acting_as(stage.minh) as minh:
        told = Wish(pupil.pk, DAY, "Chuyển nhà", stage.school_a, stage.school_c)
        row = actions.request_transfer(minh, told, requester_id=stage.school_a, now=NOW)
        actions.release(minh, row.pk, now=NOW)
    with acting_as(stage.dung) as dung:
        assert not offered(dung, stage.school_c)
        (one,) = persons.offers(dung, stage.school_c)
        with pytest.raises(PartOfTransfer):
            actions.take_records(dung, stage.school_c, [one.pk], now=NOW)
