"""From the self-assessment to the published level, and what is refused on the way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.rules import WrongState
from khue.indicators import queries as indicators
from khue.maturity import actions, queries, rules, samples
from khue.maturity.actions import refusals
from khue.maturity.models import Evidence
from khue.maturity.tests.conftest import asking
from khue.students.samples import school_at_work


def accepted_all(user, row, *, but=()):
    with asking(user) as actor:
        for item in row.items.exclude(code__in=but):
            actions.check_item(actor, row.pk, item.code, verdict="accepted", version=item.version)


def test_a_school_is_recognised_at_level_2_and_everybody_reads_it(world):
    sent = world.sent(world.cast.lan, world.a)
    assert (sent.state, sent.level, sent.is_late, sent.edition) == ("sent", 2, False, world.season.edition)
    accepted_all(world.cast.hoa, sent, but=["2.4.2"])
    with asking(world.cast.hoa) as hoa:
        item = sent.items.get(code="2.4.2")
        with pytest.raises(Invalid):
            actions.check_item(hoa, sent.pk, "2.4.2", verdict="changed", given=Decimal(8), version=item.version)
        why, version = "Mới tuyển sinh một khối", item.version
        actions.check_item(hoa, sent.pk, "2.4.2", verdict="changed", given=Decimal(8), reason=why, version=version)
        assert actions.end_check(hoa, sent.pk).second == 50
        with pytest.raises(Denied):
            actions.recognise(hoa, sent.pk, number="1/QĐ", on=localdate(), today=localdate())
    with asking(world.cast.binh) as binh:
        with pytest.raises(Invalid):
            actions.recognise(binh, sent.pk, number=" ", on=date(2099, 1, 1), today=localdate())
        samples.recognised(binh, sent, localdate())
        made = actions.publish(binh, sent.pk)
    assert (made.level, made.lacking, made.authority_id) == (2, Decimal(10), world.cast.units.department)
    assert [past.row.level for past in queries.history(world.cast.units.school_a)] == [2]


def test_the_commune_recognises_its_own_schools_and_nobody_else_does(world):
    sent = world.sent(world.cast.quan, world.b)
    with asking(world.officer) as officer:
        samples.checked(officer, sent)
    with asking(world.cast.binh) as binh, pytest.raises(refusals.NotTheAuthority):
        samples.recognised(binh, sent, localdate())
    with asking(world.officer) as officer:
        assert samples.recognised(officer, sent, localdate()).authority_id == world.cast.units.commune
        with pytest.raises(WrongState):
            samples.recognised(officer, sent, localdate())
    with asking(world.officer) as officer, pytest.raises(Missing):
        queries.assessment(officer, world.a.pk)


def test_a_neighbour_sees_nothing_and_changes_nothing(world):
    world.sent(world.cast.lan, world.a)
    with asking(world.cast.quan) as quan:
        assert [row.pk for row in queries.assessments(quan)] == [world.b.pk]
        with pytest.raises(Missing):
            actions.tell(quan, world.a.pk, "1.1", Decimal(1))
        assert not Evidence.objects.filter(assessment=world.a).exists()
        with pytest.raises(Denied):
            actions.check_item(quan, world.b.pk, "1.1", verdict="accepted", version=1)
        with pytest.raises(Denied):
            actions.open_season(quan, 2028, samples.facts(system_actor(), 2028))


def test_what_was_sent_is_not_sent_again_and_not_changed(world):
    world.sent(world.cast.lan, world.a)
    with asking(world.cast.minh) as minh:
        with pytest.raises(WrongState):
            actions.send(minh, world.a.pk)
        with pytest.raises(refusals.NotWithSchool):
            actions.tell(minh, world.a.pk, "1.4", Decimal(5))
        with pytest.raises(refusals.NotWithSchool):
            actions.fill(minh, world.a.pk, on=localdate())


def test_nothing_is_sent_empty_without_evidence_or_above_the_maximum(world):
    with asking(world.cast.lan) as lan:
        with pytest.raises(refusals.NothingFilled):
            actions.send(lan, world.a.pk)
        for points in (Decimal(11), Decimal("-1"), Decimal("1.25")):
            with pytest.raises(Invalid):
                actions.tell(lan, world.a.pk, "1.4", points)
        with pytest.raises(refusals.NoSuchCriterion):
            actions.tell(lan, world.a.pk, "9.9", Decimal(1))
        actions.tell(lan, world.a.pk, "1.4", Decimal(10))
        actions.tell(lan, world.a.pk, "1.1", Decimal(1))
        with pytest.raises(Invalid) as refused:
            actions.send(lan, world.a.pk)
        assert [fault.place for fault in refused.value.problems] == ["Tiêu chí 1.1", "Tiêu chí 1.4"]
        with pytest.raises(Invalid):
            actions.add_evidence(lan, world.a.pk, "1.4", text=" ")


def test_two_people_do_not_decide_on_one_item_unknowingly(world):
    sent = world.sent(world.cast.lan, world.a)
    with asking(world.cast.hoa) as hoa:
        actions.check_item(hoa, sent.pk, "1.4", verdict="accepted", version=1)
        with pytest.raises(refusals.ChangedMeanwhile):
            actions.check_item(hoa, sent.pk, "1.4", verdict="asked", reason="Thiếu", version=1)
        with pytest.raises(refusals.StillUndecided):
            actions.end_check(hoa, sent.pk)
    with asking(world.cast.hoa) as hoa:
        rest = sent.items.exclude(code="1.4")
        for item in rest:
            actions.check_item(hoa, sent.pk, item.code, verdict="accepted", version=item.version)
        actions.end_check(hoa, sent.pk)
        with pytest.raises(WrongState):
            actions.end_check(hoa, sent.pk)


def test_more_is_asked_for_and_what_changes_is_decided_anew(world):
    sent = world.sent(world.cast.lan, world.a)
    with asking(world.cast.hoa) as hoa:
        with pytest.raises(Invalid):
            actions.ask_more(hoa, sent.pk, why=" ")
        actions.check_item(hoa, sent.pk, "1.4", verdict="asked", reason="Thiếu biên bản duyệt", version=1)
        actions.ask_more(hoa, sent.pk, why="Bổ sung biên bản của tiêu chí 1.4")
    with asking(world.cast.lan) as lan:
        assert actions.tell(lan, sent.pk, "1.4", Decimal(8)).verdict == "waiting"
        actions.add_evidence(lan, sent.pk, "1.4", file=None, text="Biên bản số 3")
        again = actions.send(lan, sent.pk)
    assert (again.state, again.returned_why) == ("sent", "")


def test_no_level_is_recognised_on_evidence_that_was_withdrawn(world):
    sent = world.sent(world.cast.lan, world.a)
    with asking(world.cast.hoa) as hoa:
        samples.checked(hoa, sent)
    with asking(world.cast.minh) as minh:
        piece = sent.evidence.get(code="1.5.1")
        with pytest.raises(Invalid):
            actions.withdraw(minh, piece.pk, why="")
        actions.withdraw(minh, piece.pk, why="Nhầm tệp của năm trước")
        with pytest.raises(refusals.AlreadyWithdrawn):
            actions.withdraw(minh, piece.pk, why="Lần nữa")
    with asking(world.cast.binh) as binh, pytest.raises(refusals.EvidenceGone, match=r"1\.5\.1"):
        samples.recognised(binh, sent, localdate())
    with asking(world.cast.hoa) as hoa:
        actions.ask_more(hoa, sent.pk, why="Nộp lại minh chứng 1.5.1")


def test_what_was_sent_keeps_its_criteria_and_drafts_go_over(world):
    world.sent(world.cast.lan, world.a)
    with asking(world.cast.quan) as quan:
        actions.tell(quan, world.b.pk, "1.4", Decimal(10))
    with acting_as(system_actor()) as system:
        rows = [replace(row, most=Decimal(4)) if row.code == "1.4" else row for row in rules.all_criteria()]
        other, is_new = actions.store(system, "Bản sửa", rows)
        actions.change_season(system, world.season.pk, replace(samples.facts(system), edition_id=other.pk))
        with pytest.raises(refusals.EditionInUse):
            actions.remove(system, other.pk)
        kept = queries.assessment(system, world.a.pk)
        draft = queries.assessment(system, world.b.pk)
        most = [next(one.most for one in row.criteria() if one.code == "1.4") for row in (kept, draft)]
    assert is_new and most == [10, 4]
    with asking(world.cast.quan) as quan:
        actions.add_evidence(quan, world.b.pk, "1.4", text="Danh sách")
        with pytest.raises(Invalid, match="1 chỗ"):
            actions.send(quan, world.b.pk)


def test_figures_fill_what_machines_know_and_leave_what_a_person_said(world):
    with acting_as(system_actor()):
        school_at_work(world.cast.units.school_a, "10", 4)
    with asking(world.cast.minh) as minh:
        actions.tell(minh, world.a.pk, "2.4.1", Decimal(3))
        filled = actions.fill(minh, world.a.pk, on=localdate())
        items = {one.code: one for one in world.a.items.all()}
        assert "2.3.2" in filled.filled and "2.4.1" not in filled.filled and "2.3.3" in filled.without
        assert items["2.3.2"].origin == "figure" and items["2.3.2"].figure is not None
        assert items["2.4.1"].points == 3 and items["2.4.1"].origin == "person"
        whole = queries.sheet(queries.assessment(minh, world.a.pk))
        assert [gap.lacking for gap in whole.gaps] == [10]
        ways = {(way.group, way.to_level): way for way in queries.ways_up(whole)}
        assert ways[1, 2].reaches and ways[1, 2].steps[0][1].points is None


def test_the_province_counts_its_schools_at_each_level(world):
    sent = world.sent(world.cast.lan, world.a)
    with asking(world.cast.hoa) as hoa:
        samples.checked(hoa, sent)
    with asking(world.cast.binh) as binh:
        samples.recognised(binh, sent, localdate())
        wanted = [indicators.find(f"maturity.{name}") for name in ("self_assessed_share", "level_2_schools")]
        reading = indicators.reading_of_day(localdate())
        found = indicators.figures_at(binh, world.cast.units.department, reading, wanted)
        counted = queries.counts(binh, world.season)
    assert [one.number for one in found.values()] == [50.0, 1]
    assert (counted.asked, counted.recognised, counted.by_level) == (2, 1, {1: 0, 2: 1, 3: 0})
