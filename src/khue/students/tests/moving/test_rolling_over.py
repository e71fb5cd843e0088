"""A school goes over in one step: planned, run whole or not at all, taken back unless something rests on it."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event, Job
from khue.core.postgres import places
from khue.core.postgres.addresses import addresses
from khue.organisations import samples as organisations
from khue.students import actions, queries
from khue.students.actions import NewClass
from khue.students.actions.refusals import (
    AlreadyRolledOver,
    BeingRolledOver,
    NothingToRollOver,
    NotRolledOver,
    RestsOnIt,
)
from khue.students.models import ClassGroup, Enrolment, Placement, RollOver
from khue.students.samples import another_school, clerk_of, school_at_work
from khue.students.tasks import roll_over_later
from khue.students.tests.moving.conftest import NOW, Stage

NEXT = date(2027, 9, 1)


def planned(stage: Stage) -> RollOver:
    with acting_as(stage.minh):
        return actions.plan_roll_over(stage.minh, stage.school_a, 2026, now=NOW)


def names(stage: Stage, year: int) -> dict[str, int]:
    with acting_as(stage.minh):
        found = queries.classes(stage.minh, stage.school_a, year)
        return {one.name: one.size for one in found}  # type: ignore[attr-defined]


def test_pupils_move_up_repeat_finish_and_leave_as_planned(stage: Stage) -> None:
    with acting_as(system_actor()):
        last = school_at_work(stage.school_a, "12", 2)
    row = planned(stage)
    one, two, three = stage.work.stays
    with acting_as(stage.minh) as minh:
        steps = {two.pk: {"step": "repeat"}, three.pk: {"step": "dropped_out"}}
        row = actions.change_plan(minh, row.pk, pupils=steps)
        plan = queries.plan_of(row)
        assert plan.counts == {"up": 1, "repeat": 1, "dropped_out": 1, "finished": 2}
        row = actions.roll_over(minh, row.pk, now=NOW)
        assert row.state == RollOver.State.DONE
        assert queries.place_of(one.person_id).class_group.name == "11A1"  # type: ignore[union-attr]
        assert queries.place_of(two.person_id).how == "repeat"  # type: ignore[union-attr]
        assert queries.stay_of(three.person_id) is None
        left = Enrolment.objects.get(pk=last.stays[0].pk)
        assert (left.left_how, left.period.upper) == ("finished", NEXT)
        assert queries.place_of(one.person_id, date(2026, 12, 1)).class_group.name == "10A1"  # type: ignore[union-attr]
    assert names(stage, 2027) == {"10A1": 1, "11A1": 1}
    with acting_as(system_actor()):
        event = Event.objects.get(name="students.rolled_over")
        assert event.facts["counts"] == {"up": 1, "repeat": 1, "dropped_out": 1, "finished": 2}


def test_the_promotion_list_says_who_repeats(stage: Stage) -> None:
    with acting_as(stage.minh) as minh:
        repeats = {stage.work.stays[0].pk: True, stage.work.stays[1].pk: False}
        row = actions.plan_roll_over(minh, stage.school_a, 2026, now=NOW, repeats=repeats)
        assert queries.plan_of(row).counts == {"repeat": 1, "up": 2}
        assert actions.plan_roll_over(minh, stage.school_a, 2026, now=NOW).pk == row.pk


def test_combined_classes_and_nursery_groups_stay_together(db: None) -> None:
    with acting_as(system_actor()) as system:
        units = organisations.cast()
        school = another_school(units.commune, "Trường TH và MN Sơn Tây Mẫu", ("nursery", "kindergarten", "primary"))
        joined = actions.open_class(system, school, 2026, NewClass("Ghép 2-3", ("2", "3"), "combined"))
        actions.open_class(system, school, 2026, NewClass("3A", ("3",)))
        work = school_at_work(school, "1", 1, name="1A")
        pupils = [school_at_work(school, grade, 1, name=f"x{grade}").stays[0] for grade in ("2", "3")]
        for stay, grade in zip(pupils, ("2", "3"), strict=True):
            actions.place(system, stay.pk, joined.pk, on=date(2026, 9, 2), how="moved_class", grade=grade)
            former = queries.find_class(system, school, 2026, f"x{grade}")
            assert former is not None
            actions.close_class(system, former.pk)
        group = actions.open_class(system, school, 2026, NewClass("Nhóm 1", ("N2", "N3"), "nursery"))
        row = actions.plan_roll_over(system, school, 2026, now=NOW)
        steps = {one.person_id: one for one in queries.plan_of(row).pupils}
        assert (steps[pupils[0].person_id].to_class, steps[pupils[0].person_id].to_grade) == ("Ghép 2-3", "3")
        assert (steps[pupils[1].person_id].to_class, steps[pupils[1].person_id].to_grade) == ("4A", "4")
        assert steps[work.pupils[0].pk].to_class == "2A"
        assert group.name in queries.plan_of(row).groups


def test_what_is_missing_is_named_before_it_runs(stage: Stage) -> None:
    row = planned(stage)
    with acting_as(stage.minh) as minh:
        row = actions.change_plan(minh, row.pk, pupils={stage.work.stays[0].pk: {"step": "up", "to": "12Z"}})
        (fault,) = queries.plan_of(row).problems
        assert "10A1" in fault.place
        for run in (
            lambda: actions.begin_roll_over(minh, row.pk),
            lambda: actions.roll_over(minh, row.pk, now=NOW),
        ):
            with pytest.raises(Invalid):
                run()
        row = actions.change_plan(minh, row.pk, pupils={stage.work.stays[0].pk: {}})
        assert not queries.plan_of(row).problems
        row = actions.change_plan(minh, row.pk, pupils={stage.work.stays[0].pk: {"step": "repeat", "to": "11A1"}})
        assert len(queries.plan_of(row).problems) == 1


def test_the_plan_takes_only_sound_changes(stage: Stage) -> None:
    row = planned(stage)
    with acting_as(stage.minh) as minh:
        with pytest.raises(Invalid) as told:
            actions.change_plan(minh, row.pk, on=date(2026, 1, 1), classes={1: "x" * 40}, pupils={1: {"step": "fly"}})
        assert len(told.value.problems) == 3
        row = actions.change_plan(minh, row.pk, on=date(2027, 8, 15), classes={stage.work.group.pk: "11 Toán"})
        plan = queries.plan_of(row)
        assert (plan.on, plan.pupils[0].to_class) == (date(2027, 8, 15), "11 Toán")


def test_a_pupil_who_came_after_the_day_is_named(stage: Stage) -> None:
    with acting_as(system_actor()):
        Placement.objects.filter(enrolment=stage.work.stays[0]).update(period="[2027-10-01,)")
    row = planned(stage)
    with acting_as(stage.minh):
        assert len(queries.plan_of(row).problems) == 1


def test_undo_brings_everything_back(stage: Stage) -> None:
    row = planned(stage)
    with acting_as(stage.minh) as minh:
        actions.change_plan(minh, row.pk, pupils={stage.work.stays[2].pk: {"step": "paused"}})
        before = list(Placement.objects.order_by("pk").values())
        actions.roll_over(minh, row.pk, now=NOW)
        assert actions.undo_roll_over(minh, row.pk, now=NOW).state == RollOver.State.UNDONE
        assert list(Placement.objects.order_by("pk").values()) == before
        assert Enrolment.objects.filter(period__upper_inf=True).count() == 3
        assert not ClassGroup.objects.filter(school_year=2027).exists()
        with pytest.raises(NotRolledOver):
            actions.undo_roll_over(minh, row.pk, now=NOW)
        again = actions.plan_roll_over(minh, stage.school_a, 2026, now=NOW)
        assert again.pk != row.pk


def test_undo_is_refused_when_something_rests_on_it(stage: Stage) -> None:
    row = planned(stage)
    with acting_as(stage.minh) as minh:
        actions.roll_over(minh, row.pk, now=NOW)
        other = actions.open_class(minh, stage.school_a, 2027, NewClass("11A2", ("11",)))
        actions.move_class(minh, stage.work.stays[0].pk, other.pk, on=date(2027, 10, 1))
        with pytest.raises(RestsOnIt) as told:
            actions.undo_roll_over(minh, row.pk, now=NOW)
        assert "1 học sinh đã chuyển lớp" in str(told.value)
        with pytest.raises(AlreadyRolledOver):
            actions.roll_over(minh, row.pk, now=NOW)
        with pytest.raises(AlreadyRolledOver):
            actions.change_plan(minh, row.pk, on=NEXT)


def test_a_finished_pupil_elsewhere_holds_the_undo(stage: Stage) -> None:
    row = planned(stage)
    with acting_as(stage.minh) as minh:
        actions.change_plan(minh, row.pk, pupils={stage.work.stays[0].pk: {"step": "dropped_out"}})
        actions.roll_over(minh, row.pk, now=NOW)
    with acting_as(system_actor()) as system:
        person = queries.known_people([stage.work.stays[0].person_id])[stage.work.stays[0].person_id]
        person.custody_id = stage.school_c
        person.save()
        actions.enrol(system, person.pk, stage.school_c, on=date(2027, 9, 5))
    with acting_as(stage.minh) as minh, pytest.raises(RestsOnIt):
        actions.undo_roll_over(minh, row.pk, now=NOW)


def test_it_is_denied_without_the_right_and_invisible_to_others(stage: Stage) -> None:
    row = planned(stage)
    with acting_as(stage.quan) as quan:
        with pytest.raises(Denied):
            actions.plan_roll_over(quan, stage.school_a, 2026, now=NOW)
        for act in (actions.roll_over, actions.undo_roll_over):
            with pytest.raises(Missing):
                act(quan, row.pk, now=NOW)
    with acting_as(clerk_of(stage.school_a, permissions=("students.see",))) as reader, pytest.raises(Denied):
        actions.begin_roll_over(reader, row.pk)


def test_a_year_without_classes_is_refused(stage: Stage) -> None:
    with acting_as(stage.minh) as minh, pytest.raises(NothingToRollOver):
        actions.plan_roll_over(minh, stage.school_a, 2019, now=NOW)


def test_the_second_who_starts_it_is_told(committed: Stage) -> None:
    row = planned(committed)
    answers: list[str] = []

    def start() -> None:
        try:
            with acting_as(committed.minh):
                roll_over_later(committed.minh, row.pk)
            answers.append("started")
        except BeingRolledOver:
            answers.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["started", "told"]
    with acting_as(committed.minh):
        assert Job.objects.filter(kind="students.roll_over").count() == 1


def test_of_two_who_begin_to_plan_both_come_to_one_plan(committed: Stage) -> None:
    found: list[object] = []

    def plan() -> None:
        try:
            found.append(planned(committed).pk)
        except BeingRolledOver:
            found.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    with acting_as(committed.minh):
        assert RollOver.objects.count() == 1


KILLED = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from khue.core.actor import acting_as, system_actor
from khue.students import actions
from khue.students.actions import rolling_over
rolling_over.PART = 1

def die(done, total):
    if done >= 2:
        os.kill(os.getpid(), signal.SIGKILL)

with acting_as(system_actor()) as actor:
    actions.roll_over(actor, int(sys.argv[1]), now=timezone.now(), progress=die)
"""


def test_killed_in_the_middle_it_leaves_nothing_and_can_be_taken_up_again(committed: Stage, tmp_path: Path) -> None:
    row = planned(committed)
    with acting_as(committed.minh) as minh:
        actions.begin_roll_over(minh, row.pk)
    real, name = addresses(places.home()), connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "KHUE_DATABASE_URL": replace(real.app, database=name).url(),
        "KHUE_OWNER_DATABASE_URL": replace(real.owner, database=name).url(),
        "KHUE_SECRET_KEY": settings.SECRET_KEY,
        "KHUE_HOME": str(tmp_path),
    }
    ran = subprocess.run([sys.executable, "-c", KILLED, str(row.pk)], env=env, capture_output=True, timeout=120)
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    time.sleep(0.5)
    with acting_as(committed.minh) as minh:
        assert not ClassGroup.objects.filter(school_year=2027).exists()
        assert Placement.objects.count() == 3
        row.refresh_from_db()
        assert row.state == RollOver.State.RUNNING
        actions.begin_roll_over(minh, row.pk)
        assert actions.roll_over(minh, row.pk, now=NOW).state == RollOver.State.DONE
    assert names(committed, 2027) == {"10A1": 0, "11A1": 3}
