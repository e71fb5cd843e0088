"""A merged school's pupils go to its heir: previewed, whole or not at all, taken back unless something rests on it."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event, Job
from khue.core.postgres import places
from khue.core.postgres.addresses import addresses
from khue.organisations import actions as units
from khue.organisations.samples import document
from khue.people.models import Custody, Person
from khue.students import actions, queries
from khue.students.actions import NewClass, StatusFacts, Wish
from khue.students.actions.refusals import AlreadyMoved, BeingMoved, NobodyToMove, NotTheHeir, RestsOnIt
from khue.students.models import ClassGroup, Enrolment, Placement, SchoolMove, Status
from khue.students.queries.school_moves import plan_of_move
from khue.students.samples import clerk_of
from khue.students.tasks import school_move_later
from khue.students.tests.moving.conftest import NOW, Stage

ON = date(2026, 11, 16)
SUPERVISES = ("people.see", "students.see", "students.supervise_transfer", "organisations.see_history")


@dataclass(frozen=True)
class Merged:
    """School A went on in school C; Hoa's office supervises both."""

    stage: Stage
    hoa: Actor


def build(stage: Stage) -> Merged:
    with acting_as(system_actor()) as system:
        paper = document("Sáp nhập", ON, "12/QĐ-MẪU", "Chủ tịch UBND tỉnh")
        units.merge(system, [stage.school_a], stage.school_c, paper, now=NOW)
    return Merged(stage, clerk_of(stage.school_a, stage.school_c, user_id=21, permissions=SUPERVISES))


@pytest.fixture
def merged(stage: Stage) -> Merged:
    return build(stage)


def planned(one: Merged, **more: object) -> SchoolMove:
    with acting_as(one.hoa):
        told = {"on": ON, "now": NOW, **more}
        return actions.plan_school_move(one.hoa, one.stage.school_a, one.stage.school_c, **told)  # type: ignore[arg-type]


def test_everybody_goes_with_class_record_and_status_and_comes_back(merged: Merged) -> None:
    stage, pupil = merged.stage, merged.stage.work.pupils[0]
    with acting_as(system_actor()) as system:
        told = StatusFacts("boarding", "semi_boarding", date(2026, 9, 1))
        actions.give_status(system, pupil.pk, told, today=date(2026, 12, 1))
        actions.open_class(system, stage.school_c, 2026, NewClass("10A1", ("10",)))
        before = list(Placement.objects.order_by("pk").values()), list(Status.objects.values())
    row = planned(merged)
    with acting_as(merged.hoa) as hoa:
        plan = plan_of_move(row)
        assert [(one.group.name, one.new_name, one.size) for one in plan.classes] == [("10A1", "10A1-2", 3)]
        assert not plan.problems and plan.unplaced == 0
        row = actions.move_school(hoa, row.pk, now=NOW)
        assert row.state == SchoolMove.State.DONE
        with pytest.raises(AlreadyMoved):
            actions.move_school(hoa, row.pk, now=NOW)
    seat = before[0][0]["number"]
    with acting_as(stage.dung):
        stay, place = queries.stay_of(pupil.pk), queries.place_of(pupil.pk)
        assert stay is not None and place is not None
        assert (stay.entered_how, stay.entered_from) == ("registered", "Trường THPT Trần Phú")
        assert (place.class_group.name, place.number) == ("10A1-2", seat)
        assert Status.objects.get(school=stage.school_c).period.lower == ON
        assert Person.objects.get(pk=pupil.pk).custody_id == stage.school_c
    with acting_as(stage.minh):
        left = Enrolment.objects.get(person=pupil, school=stage.school_a)
        assert (left.left_how, left.kept_name) == ("merged", pupil.full_name)
        assert not Person.objects.filter(pk=pupil.pk).exists()
    with acting_as(merged.hoa) as hoa:
        assert actions.undo_school_move(hoa, row.pk, now=NOW).state == SchoolMove.State.UNDONE
        with pytest.raises(AlreadyMoved):
            actions.undo_school_move(hoa, row.pk, now=NOW)
    with acting_as(system_actor()):
        assert (list(Placement.objects.order_by("pk").values()), list(Status.objects.values())) == before
        assert Person.objects.get(pk=pupil.pk).custody_id == stage.school_a
        assert Custody.objects.filter(person=pupil).count() == 3
        assert not ClassGroup.objects.filter(name="10A1-2").exists()
        assert Event.objects.get(name="students.school_moved").facts["pupils"] == 3
    assert planned(merged).pk != row.pk


def test_what_rests_on_it_holds_the_undo(merged: Merged) -> None:
    row = planned(merged)
    with acting_as(merged.hoa) as hoa:
        actions.move_school(hoa, row.pk, now=NOW)
    with acting_as(system_actor()) as system:
        told = StatusFacts("boarding", "boarding", date(2026, 11, 18))
        actions.give_status(system, merged.stage.work.pupils[0].pk, told, today=date(2026, 11, 19))
    with acting_as(merged.hoa) as hoa, pytest.raises(RestsOnIt, match="1 ghi nhận"):
        actions.undo_school_move(hoa, row.pk, now=NOW)


def test_what_stands_in_the_way_is_named(merged: Merged) -> None:
    stage = merged.stage
    pupil, other = stage.work.pupils[:2]
    with acting_as(stage.minh) as minh:
        told = Wish(pupil.pk, date(2026, 12, 1), "Chuyển nhà", stage.school_a, taker_text="Trường ở tỉnh khác")
        actions.request_transfer(minh, told, requester_id=stage.school_a, now=NOW)
    with acting_as(system_actor()):
        Placement.objects.filter(person=other).update(period="[2027-02-01,)")
    row = planned(merged)
    with acting_as(merged.hoa) as hoa:
        assert len(plan_of_move(row).problems) == 2
        for act in (actions.begin_school_move, lambda a, pk: actions.move_school(a, pk, now=NOW)):
            with pytest.raises(Invalid):
                act(hoa, row.pk)
    with pytest.raises(Invalid):
        planned(merged, classes=[0])
    assert planned(merged, classes=[stage.work.group.pk]).pk == row.pk


def test_it_is_refused_without_right_heir_or_pupils(merged: Merged) -> None:
    stage, row = merged.stage, planned(merged)
    with acting_as(merged.hoa) as hoa:
        with pytest.raises(NotTheHeir):
            actions.plan_school_move(hoa, stage.school_c, stage.school_a, on=ON, now=NOW)
        with pytest.raises(Denied):
            actions.plan_school_move(hoa, stage.school_a, stage.units.school_b, on=ON, now=NOW)
    with acting_as(stage.minh) as minh, pytest.raises(Denied):
        actions.move_school(minh, row.pk, now=NOW)
    with acting_as(clerk_of(stage.units.school_b, permissions=SUPERVISES)) as other, pytest.raises(Missing):
        actions.move_school(other, row.pk, now=NOW)
    with acting_as(merged.hoa) as hoa:
        actions.move_school(hoa, row.pk, now=NOW)
        with pytest.raises(NobodyToMove):
            actions.plan_school_move(hoa, stage.school_a, stage.school_c, on=ON, now=NOW)


KILLED = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from khue.core.actor import acting_as, system_actor
from khue.students import actions
from khue.students.actions import moving_schools
moving_schools.PART = 1

def die(done, total):
    if done >= 2:
        os.kill(os.getpid(), signal.SIGKILL)

with acting_as(system_actor()) as actor:
    actions.move_school(actor, int(sys.argv[1]), now=timezone.now(), progress=die)
"""


def test_killed_in_the_middle_nothing_is_half_done_and_two_cannot_start_it(committed: Stage, tmp_path: Path) -> None:
    one = build(committed)
    row = planned(one)
    answers: list[str] = []

    def start() -> None:
        try:
            with acting_as(one.hoa):
                school_move_later(one.hoa, row.pk)
            answers.append("started")
        except BeingMoved:
            answers.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["started", "told"]
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
    with acting_as(system_actor()) as system:
        assert not Enrolment.objects.filter(school=committed.school_c).exists()
        assert Enrolment.objects.filter(school=committed.school_a, period__upper_inf=True).count() == 3
        assert not Person.objects.filter(custody=committed.school_c).exists()
        Job.objects.update(state=Job.State.INTERRUPTED)
        actions.begin_school_move(system, row.pk)
        assert actions.move_school(system, row.pk, now=NOW).state == SchoolMove.State.DONE
        assert Enrolment.objects.filter(school=committed.school_c).count() == 3
