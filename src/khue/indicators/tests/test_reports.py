"""What only people can know: a collection, answers with evidence, a check by the level above, marked as reported."""

import pytest
from django.utils.timezone import localdate

from khue.core.actor import acting_as
from khue.core.errors import Denied, Invalid, Missing
from khue.core.rules import WrongState
from khue.indicators import actions, queries
from khue.indicators.actions import Filled, NewCollection
from khue.indicators.models import Answer

CODE = "indicators.teacher_signatures_share"
COLLECTS = ("indicators.collect", "indicators.check")


@pytest.fixture
def held(world):
    """A collection that asks both schools."""
    hoa, day = world.hoa(*COLLECTS), localdate()
    asked = [world.units.school_a, world.units.school_b]
    new = NewCollection(CODE, "Chữ kí số quý này", day, day, day, asked, "Toàn bộ trường", "Đếm theo danh sách")
    with acting_as(hoa):
        return actions.open_collection(hoa, world.units.department, new)


def answer_of(held, unit):
    return Answer.objects.get(collection=held, unit_id=unit).pk


def sent(world, held, numerator=8, denominator=10):
    minh = world.minh("indicators.answer")
    with acting_as(minh):
        mine = answer_of(held, world.units.school_a)
        actions.fill_answer(minh, mine, Filled(numerator, denominator, "Công văn 12/CV"))
        actions.send_answer(minh, mine)
    return mine


def figure(world, unit):
    hoa = world.hoa()
    with acting_as(hoa):
        return queries.figure_of(hoa, queries.find(CODE), unit, queries.reading_of_day(localdate()))


def test_an_answer_counts_once_it_is_checked_and_says_how_complete_it_is(world, held):
    mine = sent(world, held)
    assert figure(world, world.units.department).state == "none"
    hoa = world.hoa(*COLLECTS)
    with acting_as(hoa):
        actions.check_answer(hoa, mine)
    found = figure(world, world.units.department)
    assert (found.state, found.number, found.value.numerator) == ("known", 80.0, 8)
    assert found.note.startswith("1/2 đơn vị")
    assert figure(world, world.units.school_b).state == "none"


def test_an_answer_comes_back_with_a_reason_and_is_sent_again(world, held):
    mine, hoa, minh = sent(world, held), world.hoa(*COLLECTS), world.minh("indicators.answer")
    with acting_as(hoa):
        with pytest.raises(Invalid):
            actions.give_back(hoa, mine, " ")
        assert actions.give_back(hoa, mine, "Thiếu danh sách kèm theo").state == "returned"
    with acting_as(minh):
        assert [one.pk for one in queries.to_answer(minh)] == [mine]
        again = actions.send_answer(minh, mine)
        assert (again.state, again.returned_why) == ("sent", "")
        with pytest.raises(WrongState):
            actions.send_answer(minh, mine)


def test_what_cannot_be_is_refused_all_at_once(world, held):
    minh = world.minh("indicators.answer")
    with acting_as(minh):
        mine = answer_of(held, world.units.school_a)
        with pytest.raises(Invalid) as refused:
            actions.fill_answer(minh, mine, Filled(11, 10, " "))
        assert [one.place for one in refused.value.problems] == ["Tử số", "Minh chứng"]
        with pytest.raises(Invalid):
            actions.fill_answer(minh, mine, Filled(1, 0, "x"))
        with pytest.raises(Invalid):
            actions.send_answer(minh, mine)


def test_nobody_checks_her_own_answer_and_a_school_not_its_own(world, held):
    mine = sent(world, held)
    for actor, refusal in ((world.hoa(*COLLECTS, user_id=1), actions.OwnAnswer), (world.minh(), Denied)):
        with acting_as(actor), pytest.raises(refusal):
            actions.check_answer(actor, mine)


def test_a_neighbour_sees_no_answer_of_another_school(world, held):
    mine, quan = sent(world, held), world.quan()
    with acting_as(quan):
        with pytest.raises(Missing):
            queries.answer(quan, mine)
        assert queries.answers(quan, held.pk).count() == 1


def test_a_collection_asks_for_reported_figures_of_units_below_once_a_period(world, held):
    hoa, day = world.hoa(*COLLECTS), localdate()
    with acting_as(hoa):
        again = NewCollection(CODE, "Lại", day, day, day, [world.units.school_a])
        with pytest.raises(Invalid):
            actions.open_collection(hoa, world.units.department, again)
        with pytest.raises(actions.NotReported):
            counted = NewCollection("students.pupils", "Đếm", day, day, day, [world.units.school_a])
            actions.open_collection(hoa, world.units.department, counted)
        with pytest.raises(actions.NotAsked):
            actions.open_collection(hoa, world.units.department, NewCollection(CODE, "Trống", day, day, day, []))
    quan = world.at(world.units.school_b, "indicators.collect", "indicators.see")
    with acting_as(quan), pytest.raises(Denied):
        actions.open_collection(quan, world.units.department, again)


def test_a_closed_collection_takes_no_more(world, held):
    mine, hoa = sent(world, held), world.hoa(*COLLECTS)
    with acting_as(hoa):
        actions.close_collection(hoa, held.pk)
        with pytest.raises(actions.NotOpen):
            actions.check_answer(hoa, mine)
        with pytest.raises(actions.NotOpen):
            actions.close_collection(hoa, held.pk)
