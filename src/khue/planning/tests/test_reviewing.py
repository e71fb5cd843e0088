"""What was read enters a plan by a person's decision only; what was decided can be taken back."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from khue.core.actor import acting_as
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.core.rules import WrongState
from khue.planning import actions, queries, samples
from khue.planning.actions.refusals import (
    AlreadyDecided,
    NothingInPlan,
    NothingToAccept,
    NothingToUndo,
    NotOpen,
    StillWaiting,
)
from khue.planning.models import Plan, PlanTask, Proposal, Target
from khue.planning.tests.conftest import actor
from khue.security.samples import Cast


def one(plan: Plan, kind: str, place: int = 0) -> Proposal:
    return queries.proposals(plan, kinds=(kind,))[place]


def test_a_document_becomes_a_draft_in_which_nothing_is_entered(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        assert (plan.state, plan.places, plan.number) == ("draft", [cast.units.department], "15/KH-SGDĐT")
        counted = queries.reviewing(plan)
        assert counted.decided == 0 and {line.kind for line in counted.kinds} >= {"target", "task", "duty", "basis"}
        assert not Target.objects.exists() and not PlanTask.objects.exists()
        assert any("120" in fault.text for fault in queries.faults(plan))
        again = samples.plan(hoa, cast.units.department)
        assert again.pk == plan.pk, "the same file is read once"
        words = one(plan, "target")
        line = plan.document.lines[words.first_line]
        assert "95%" in line[words.start : words.end] or words.last_line > words.first_line


def test_a_proposal_is_accepted_mended_or_dropped_and_taken_back(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        first, second, third = (one(plan, "target", place).pk for place in range(3))
        actions.accept(hoa, first)
        actions.mend(hoa, second, {"text": "Nhà giáo có hồ sơ số", "comparator": "ge", "value": "98,5", "unit": "%"})
        actions.drop(hoa, third)
        rows = {row.proposal_id: row for row in Target.objects.all()}
        assert set(rows) == {first, second}
        assert (rows[first].comparator, int(rows[first].low), rows[first].scope_id) == ("ge", 95, cast.units.department)
        assert str(rows[second].low).startswith("98.5")
        assert Proposal.objects.get(pk=second).value["comparator"] == "eq", "what was read is kept"
        with pytest.raises(AlreadyDecided):
            actions.accept(hoa, first)
        assert [row.pk for row in actions.undo(hoa, plan.pk)] == [third]
        assert [row.pk for row in actions.undo(hoa, plan.pk)] == [second]
        actions.reconsider(hoa, first)
        assert not Target.objects.exists()
        with pytest.raises(NothingToUndo):
            actions.undo(hoa, plan.pk)
        names = list(Event.objects.filter(name__startswith="planning.").values_list("name", flat=True))
        assert names.count("planning.decision_undone") == 3 and "planning.proposal_mended" in names


def test_all_of_a_kind_are_accepted_but_those_with_a_fault(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        taken = actions.accept_all(hoa, plan.pk, "target")
        faulty = queries.proposals(plan, kinds=("target",)).filter(faults__isnull=False).distinct()
        assert taken == 2 and [row.decision for row in faulty] == ["waiting"]
        with pytest.raises(NothingToAccept):
            actions.accept_all(hoa, plan.pk, "target")
        with pytest.raises(Missing):
            actions.accept_all(hoa, plan.pk, "song")
        assert len(actions.undo(hoa, plan.pk)) == 2, "what was taken together is taken back together"


def test_a_value_that_cannot_be_is_refused_with_every_problem(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        wrong = {"text": "", "comparator": "range", "value": ["90", "80"], "year": "26"}
        with pytest.raises(Invalid) as refused:
            actions.mend(hoa, one(plan, "target").pk, wrong)
        assert {fault.place for fault in refused.value.problems} == {"text", "value", "year"}
        assert one(plan, "target").decision == "waiting"


def test_a_plan_lives_from_draft_to_closed(cast: Cast) -> None:
    hoa, binh = actor(cast.hoa.pk), actor(cast.binh.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        with pytest.raises(Denied):
            actions.approve(hoa, plan.pk)
    with acting_as(binh):
        with pytest.raises(StillWaiting):
            actions.approve(binh, plan.pk)
        for proposal in queries.proposals(plan):
            actions.drop(binh, proposal.pk)
        with pytest.raises(NothingInPlan):
            actions.approve(binh, plan.pk)
        actions.undo(binh, plan.pk)
        actions.reconsider(binh, one(plan, "target").pk)
        actions.accept(binh, one(plan, "target").pk)
        for proposal in queries.proposals(plan).filter(decision="waiting"):
            actions.drop(binh, proposal.pk)
        assert actions.approve(binh, plan.pk).state == "approved"
        with pytest.raises(NotOpen):
            actions.undo(binh, plan.pk)
        actions.reopen(binh, plan.pk)
        actions.describe(binh, plan.pk, title="Kế hoạch chuyển đổi số")
        actions.approve(binh, plan.pk)
        actions.put_in_force(binh, plan.pk)
        actions.amend(binh, plan.pk, basis="Công văn 12/UBND-VX")
        actions.end_amending(binh, plan.pk)
        assert actions.close(binh, plan.pk).state == "closed"
        with pytest.raises(WrongState):
            actions.amend(binh, plan.pk, basis="Công văn 13/UBND-VX")


def test_strangers_find_no_plan_and_may_not_decide(cast: Cast) -> None:
    hoa, quan, minh = actor(cast.hoa.pk), actor(cast.quan.pk), actor(cast.minh.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        first = one(plan, "target").pk
    with acting_as(quan):
        assert not Plan.objects.exists() and not Proposal.objects.exists()
        with pytest.raises(Missing):
            actions.accept(quan, first)
    with acting_as(minh):
        own = samples.plan(minh, cast.units.school_a)
        assert list(Plan.objects.all()) == [own]
        with pytest.raises(Denied):
            actions.submit(minh, cast.units.department, BytesIO(b"x"), "x.txt")


def test_the_database_refuses_nonsense(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        plan = samples.plan(hoa, cast.units.department)
        facts = {"plan": plan, "text": "x", "low": 1}
        for wrong in ({"comparator": "about"}, {"comparator": "range"}, {"comparator": "ge", "high": 2}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Target.objects.create(**facts, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanTask.objects.create(plan=plan, text="x", state="done")
