"""Tasks are given out, reported on, delayed and reminded of; drafts go round; money adds up; reports are owed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.planning import actions, queries, samples
from khue.planning.actions.refusals import (
    DueInThePast,
    InUse,
    NeedsBasis,
    NoEvidence,
    NoSuchParagraph,
    NotAsked,
    NotAtWork,
    NotLater,
    NotOpen,
    PartsOpen,
    RoundOver,
    TaskOver,
    TooDeep,
    Unanswered,
)
from khue.planning.models import Budget, Duty, Plan, PlanTask, Progress, Target
from khue.planning.tests.conftest import actor
from khue.security.samples import Cast

ON = date(2026, 9, 20)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A plan of the department in force, its first task led by school A."""
    with acting_as(system_actor()) as system:
        made = samples.in_force(system, cast.units.department)
        first = made.tasks.order_by("pk")[0]
        actions.assign(system, first.pk, lead_id=cast.units.school_a)
        return Plan.objects.get(pk=made.pk)


def first(plan: Plan) -> PlanTask:
    return plan.tasks.order_by("pk")[0]


def test_a_task_is_given_to_a_unit_which_then_sees_the_plan(cast: Cast, plan: Plan) -> None:
    hoa, lan, quan = actor(cast.hoa.pk), actor(cast.lan.pk), actor(cast.quan.pk)
    with acting_as(lan):
        assert queries.plan(lan, plan.pk).pk == plan.pk
        with pytest.raises(Denied):
            actions.assign(lan, first(plan).pk, lead_id=None)
    with acting_as(quan), pytest.raises(Missing):
        queries.task(quan, 1)
    with acting_as(hoa):
        actions.assign(hoa, first(plan).pk, lead_id=cast.units.school_a, coordinating=[cast.units.school_b])
    with acting_as(quan):
        assert queries.tasks(plan, ON)[0].coordinating != ()
        with pytest.raises(Denied):
            actions.report(quan, first(plan).pk, percent=10, text="Không phải việc của tôi", on=ON)


def test_progress_is_reported_with_evidence_until_done(cast: Cast, plan: Plan) -> None:
    lan, hoa = actor(cast.lan.pk), actor(cast.hoa.pk)
    with acting_as(lan):
        task = first(plan)
        actions.report(lan, task.pk, percent=40, text="Đã khảo sát", on=ON)
        with pytest.raises(NoEvidence):
            actions.report(lan, task.pk, percent=100, text="Xong", on=ON)
        part = actions.add_part(lan, task.pk, text="Nhập dữ liệu lớp 6", due_on=ON)
        with pytest.raises(TooDeep):
            actions.add_part(lan, part.pk, text="Nhỏ hơn nữa")
        with pytest.raises(PartsOpen):
            actions.report(lan, task.pk, percent=100, text="Xong", evidence="BC 12", on=ON)
        actions.report(lan, part.pk, percent=100, text="Xong", evidence="BC 11", on=ON)
        actions.report(lan, task.pk, percent=100, text="Xong", evidence="BC 12", on=ON)
        done = PlanTask.objects.get(pk=task.pk)
        assert (done.state, done.done_on, done.percent) == ("done", ON, 100)
        with pytest.raises(TaskOver):
            actions.report(lan, task.pk, percent=50, text="Lại", on=ON)
        with pytest.raises(TaskOver):
            actions.add_part(lan, task.pk, text="Thêm")
        with pytest.raises(Denied):
            actions.resume(lan, task.pk, reason="Còn thiếu")
        with pytest.raises(DatabaseError), transaction.atomic():
            Progress.objects.filter(task=task).update(percent=1)
    with acting_as(hoa):
        actions.resume(hoa, task.pk, reason="Còn thiếu hai lớp")
        with pytest.raises(NotOpen):
            actions.resume(hoa, task.pk, reason="Lần nữa")
        actions.stop(hoa, task.pk, reason="Chuyển sang năm sau")
        kinds = list(Progress.objects.filter(task=task).values_list("kind", flat=True))
        assert kinds == ["stop", "resume", "progress", "progress"]
        assert queries.loads(queries.tasks(plan, ON))[-1].done >= 0


def test_a_delay_has_a_later_day_and_a_reason(cast: Cast, plan: Plan) -> None:
    lan = actor(cast.lan.pk)
    with acting_as(lan):
        task = first(plan)
        assert task.due_on == date(2026, 9, 30)
        with pytest.raises(NotLater):
            actions.delay(lan, task.pk, due_on=task.due_on, reason="Chờ kinh phí")
        entry = actions.delay(lan, task.pk, due_on=date(2026, 12, 15), reason="Chờ kinh phí")
        assert (entry.was_due_on, entry.due_on) == (date(2026, 9, 30), date(2026, 12, 15))


def test_reminders_reach_the_desk_that_leads_and_later_the_issuer(cast: Cast, plan: Plan) -> None:
    lan, hoa, quan = actor(cast.lan.pk), actor(cast.hoa.pk), actor(cast.quan.pk)
    with acting_as(system_actor()) as system:
        assert actions.remind(system, ON) == 1
        assert actions.remind(system, ON + timedelta(days=1)) == 0, "once before the end"
        assert actions.remind(system, date(2026, 10, 1)) == 1, "and once after it"
        assert Event.objects.filter(name="planning.task_reminded").count() == 2
    with acting_as(lan):
        assert [line.standing for line in queries.pressing(lan, ON)] == ["soon"]
        assert [line.standing for line in queries.pressing(lan, date(2026, 10, 1))] == ["late"]
        assert queries.pressing(lan, date(2026, 9, 1)) == []
    with acting_as(quan):
        assert queries.pressing(quan, ON) == []
    with acting_as(hoa):
        assert len(queries.pressing(hoa, ON)) == 1, "the province leads through every unit below"


def test_tasks_of_a_draft_are_not_reported_on(cast: Cast) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        made = samples.accepted(hoa, cast.units.department)
        with pytest.raises(NotAtWork):
            actions.report(hoa, first(made).pk, percent=10, text="Sớm", on=ON)
        with pytest.raises(NotAtWork):
            actions.resume(hoa, first(made).pk, reason="Sớm")
        assert queries.pressing(hoa, ON) == []


def test_money_is_booked_and_sums_are_checked(cast: Cast, plan: Plan) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        facts = {"plan": plan, "unit": "triệu đồng", "year": 2026}
        line = Budget.objects.create(**facts, row="Đường truyền", source="CTX", planned=Decimal(30_000_000))
        Budget.objects.create(**facts, row="Máy tính", source="NST", planned=Decimal(70_000_000))
        Budget.objects.create(**facts, row="Tổng cộng", is_sum=True, planned=Decimal(90_000_000))
        actions.book(hoa, line.pk, allotted=Decimal(31_000_000), spent=Decimal(5))
        sums = dict(queries.spent_by(plan, "source"))
        assert (int(sums["CTX"].planned), int(sums["CTX"].allotted)) == (30_000_000, 31_000_000)
        assert [(int(row.planned), int(added)) for row, added in queries.printed_sums(plan)] == [
            (90_000_000, 100_000_000)
        ]
        with pytest.raises(Missing):
            queries.budget(hoa, 0)
    with acting_as(system_actor()) as system:
        actions.close(system, plan.pk)
        with pytest.raises(NotAtWork):
            actions.book(system, line.pk, allotted=Decimal(0), spent=Decimal(0))
        with pytest.raises(NotOpen):
            actions.assign(system, first(plan).pk, lead_id=None)
        target = plan.targets.all()[0]
        with pytest.raises(NotOpen):
            actions.tie(system, target.pk, indicator="", scope_id=None)


def test_what_was_reported_on_stays_in_an_amendment(cast: Cast, plan: Plan) -> None:
    binh = actor(cast.binh.pk)
    with acting_as(binh):
        task = first(plan)
        actions.report(binh, task.pk, percent=40, text="Đã khảo sát", on=ON)
        actions.amend(binh, plan.pk, basis="QĐ 12")
        assert task.proposal_id is not None
        with pytest.raises(InUse):
            actions.reconsider(binh, task.proposal_id)


def test_an_amendment_names_its_basis(cast: Cast, plan: Plan) -> None:
    binh = actor(cast.binh.pk)
    with acting_as(binh):
        with pytest.raises(NeedsBasis):
            actions.amend(binh, plan.pk, basis=" ")
        assert actions.amend(binh, plan.pk, basis="QĐ 12").basis == "QĐ 12"


def test_a_target_is_tied_and_says_why_there_is_no_value(cast: Cast, plan: Plan) -> None:
    hoa, lan = actor(cast.hoa.pk), actor(cast.lan.pk)
    with acting_as(hoa):
        target = plan.targets.all()[0]
        code = next(iter(queries.indicator_titles()))
        actions.tie(hoa, target.pk, indicator=code, scope_id=cast.units.department)
        line = next(one for one in queries.target_lines(hoa, plan, ON) if one.target.pk == target.pk)
        assert line.value is not None or line.note
        actions.tie(hoa, target.pk, indicator="gone.away", scope_id=cast.units.department)
        line = next(one for one in queries.target_lines(hoa, plan, ON) if one.target.pk == target.pk)
        assert "không còn" in line.note
    with acting_as(lan):
        line = next(one for one in queries.target_lines(lan, plan, ON) if one.target.pk == target.pk)
        assert line.value is None and line.note
        with pytest.raises(Denied):
            actions.tie(lan, target.pk, indicator="", scope_id=None)


def test_two_plans_that_ask_for_different_values_stand_side_by_side(cast: Cast, plan: Plan) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        other = samples.accepted(hoa, cast.units.department, text=samples.TEXT.replace("95%", "90%"))
        pairs = queries.conflicts(hoa)
        assert [{one.plan_id, two.plan_id} for one, two in pairs] == [{plan.pk, other.pk}]
        assert {row.low for pair in pairs for row in pair} == {90, 95}
        Target.objects.filter(plan=other).update(year=2027)
        assert queries.conflicts(hoa) == []


def test_a_draft_goes_round_and_every_opinion_is_answered(cast: Cast) -> None:
    hoa, minh, quan = actor(cast.hoa.pk), actor(cast.minh.pk), actor(cast.quan.pk)
    school = cast.units.school_a
    with acting_as(hoa):
        made = samples.plan(hoa, cast.units.department)
        with pytest.raises(DueInThePast):
            actions.send_round(hoa, made.pk, units=[school], due_on=ON - timedelta(days=1), today=ON)
        with pytest.raises(Invalid) as refused:
            actions.send_round(hoa, made.pk, units=[10**9], due_on=ON, today=ON)
        assert refused.value.problems[0].value == str(10**9)
        with pytest.raises(Invalid):
            actions.send_round(hoa, made.pk, units=[], due_on=ON, today=ON)
        with pytest.raises(RoundOver):
            actions.comment(hoa, made.pk, unit_id=school, line=None, text="Sớm")
        sent = actions.send_round(hoa, made.pk, units=[school], due_on=ON, today=ON)
        with pytest.raises(NotAsked):
            actions.comment(hoa, made.pk, unit_id=cast.units.department, line=None, text="Tôi nữa")
    line = next(n for n, text in enumerate(made.document.lines) if "95%" in text)
    with acting_as(minh):
        assert queries.speaks_for(minh, sent).keys() == {school}
        with pytest.raises(NoSuchParagraph):
            actions.comment(minh, made.pk, unit_id=school, line=10**6, text="Ở đâu")
        with pytest.raises(Invalid):
            actions.comment(minh, made.pk, unit_id=school, line=line, text=" ")
        said = actions.comment(minh, made.pk, unit_id=school, line=line, text="Nên là 90%")
        with pytest.raises(Denied):
            actions.answer(minh, said.pk, outcome="taken", answer="Được")
    with acting_as(quan), pytest.raises(Missing):
        actions.comment(quan, made.pk, unit_id=cast.units.school_b, line=line, text="Tôi cũng vậy")
    with acting_as(hoa):
        with pytest.raises(Unanswered):
            actions.end_round(hoa, made.pk)
        with pytest.raises(Invalid) as refused:
            actions.answer(hoa, said.pk, outcome="waiting", answer="")
        assert [fault.place for fault in refused.value.problems] == ["outcome", "answer"]
        actions.answer(hoa, said.pk, outcome="taken", answer="Tiếp thu", wording="- Tối thiểu 90% học sinh")
        assert [(one.name != "", one.given) for one in queries.asked(sent)] == [(True, 1)]
        actions.end_round(hoa, made.pk)
        assert Plan.objects.get(pk=made.pk).state == "draft"
        with pytest.raises(RoundOver):
            actions.answer(hoa, said.pk, outcome="kept", answer="Thôi")
        assert list(queries.comments(sent)) == [line]


def test_reports_are_owed_by_the_calendar_and_by_plans_at_work(cast: Cast, plan: Plan) -> None:
    hoa = actor(cast.hoa.pk)
    with acting_as(hoa):
        Duty.objects.create(plan=plan, text="Báo cáo sơ kết", recurrence="once", due_on=date(2026, 6, 30))
        found = queries.owed(hoa, date(2026, 1, 1), date(2026, 12, 31))
        days = {(one.on.month, one.on.day): one for one in found}
        assert {(11, 15), (12, 10), (12, 20), (5, 31), (6, 15), (6, 20), (6, 30)} <= set(days)
        assert days[6, 15].owed_by == "commune", "the district's step is the commune's now"
        assert days[6, 30].plan_id == plan.pk
        before = {one.owed_by for one in queries.owed(hoa, date(2024, 6, 1), date(2024, 6, 30))}
        assert "district" in before and "commune" not in before
