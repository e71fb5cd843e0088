"""A published value is rebuilt bit for bit; a correction is another edition whose difference is explained."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied
from khue.core.rules import WrongState
from khue.indicators import actions, queries
from khue.indicators.models import Count, Snapshot
from khue.organisations import actions as organisations
from khue.organisations.samples import document
from khue.students import actions as students
from khue.students import samples
from khue.students.actions import Leaving

KEEPS = ("indicators.take", "indicators.publish")


@pytest.fixture
def published(world):
    """The figures of today, published."""
    hoa = world.hoa(*KEEPS)
    with acting_as(hoa):
        return actions.publish(hoa, actions.take(hoa, localdate()).pk)


def value(actor, code, unit, reading):
    return queries.figure_of(actor, queries.find(code), unit, reading)


def leave(world, place=0):
    with acting_as(system_actor()) as system:
        students.leave(system, world.ten.stays[place].pk, Leaving(localdate(), "dropped_out", "", "Đi làm"))


def test_a_snapshot_is_rebuilt_bit_for_bit_whatever_happened_since(world, published):
    hoa = world.hoa(*KEEPS)
    leave(world)
    with acting_as(hoa):
        count, digest = actions.rebuild(hoa, published.pk)
        assert digest == published.values_digest
        assert count == len(published.definitions) * published.units.count()
        reading = queries.reading_of(queries.snapshot(published.pk))
        assert value(hoa, "students.pupils", world.units.department, reading).number == 9
        actions.keep_up(hoa)
        assert value(hoa, "students.pupils", world.units.department, queries.reading_of_day(localdate())).number == 8


def test_a_definition_changed_after_publication_changes_no_published_value(world, published, monkeypatch):
    hoa = world.hoa(*KEEPS)
    real = queries.find("students.class_size")
    other = replace(real, scale=1000, version=real.version + 1)
    with acting_as(hoa):
        points = queries.history(hoa, other, world.units.department, localdate(), in_borders_of_then=True)
        assert [(point.figure.number, point.changed) for point in points] == [(4.5, True)]
        assert actions.rebuild(hoa, published.pk)[1] == published.values_digest


def test_counts_of_a_snapshot_are_never_changed(world, published):
    with acting_as(system_actor()):
        with pytest.raises(DatabaseError), transaction.atomic():
            Count.objects.filter(snapshot=published).update(n=1)
        Snapshot.objects.filter(pk=published.pk).update(values_digest="0" * 64)
    hoa = world.hoa(*KEEPS)
    with acting_as(hoa), pytest.raises(actions.NotRebuilt):
        actions.rebuild(hoa, published.pk)


def test_a_correction_is_a_new_edition_with_its_reason_and_difference(world, published):
    hoa = world.hoa(*KEEPS)
    leave(world)
    with acting_as(hoa):
        again = actions.take(hoa, localdate())
        with pytest.raises(actions.ReasonNeeded):
            actions.publish(hoa, again.pk)
        again = actions.publish(hoa, again.pk, why="Trường A ghi bổ sung một học sinh thôi học")
        assert again.supersedes_id == published.pk
        assert queries.snapshot(published.pk).state == "replaced"
        found, changed = actions.compare(hoa, published.pk, again.pk)
        told = {(one.measure, one.unit): (one.before, one.after) for one in found}
        assert told["students.pupils", world.units.school_a] == (6, 5)
        assert told["students.dropped_out", world.units.school_a] == (0, 1)
        assert changed == []
        assert not any(one.unit == world.units.school_b for one in found)
        with pytest.raises(WrongState):
            actions.publish(hoa, again.pk)


def test_only_those_who_may_take_and_publish(world):
    hoa = world.hoa("indicators.take")
    with acting_as(hoa):
        taken = actions.take(hoa, localdate())
        with pytest.raises(Denied):
            actions.publish(hoa, taken.pk, why="x")
        with pytest.raises(actions.TooEarly):
            actions.take(hoa, localdate().replace(year=localdate().year + 1))
    minh = world.minh("indicators.take")
    with acting_as(minh), pytest.raises(Denied):
        actions.take(minh, localdate())


def test_a_school_sees_the_counts_of_its_own_only(world, published):
    quan = world.quan()
    with acting_as(quan):
        assert set(Count.objects.values_list("unit_id", flat=True)) == {world.units.school_b}


def test_a_series_goes_on_through_a_merger_in_the_borders_of_today(world):
    """School C gives way to school A: then 2 pupils elsewhere, now all of them at A."""
    hoa, before = world.hoa(*KEEPS), date(world.year, 9, 10)
    with acting_as(system_actor()) as system:
        other = samples.another_school(world.units.department, "Trường THPT Lê Khiết", ("upper_secondary",))
        samples.school_at_work(other, "11", 2, year=world.year, born=world.year - 16)
    with acting_as(hoa):
        actions.publish(hoa, actions.take(hoa, before).pk)
    with acting_as(system_actor()) as system:
        organisations.merge(
            system, [other], world.units.school_a, document("Sáp nhập", localdate(), "1/QĐ"), now=timezone.now()
        )
    with acting_as(hoa):
        pupils = queries.find("students.pupils")
        then = queries.history(hoa, pupils, world.units.school_a, localdate(), in_borders_of_then=True)
        now = queries.history(hoa, pupils, world.units.school_a, localdate(), in_borders_of_then=False)
        whole = queries.history(hoa, pupils, world.units.department, localdate(), in_borders_of_then=False)
    assert [point.figure.number for point in then] == [6]
    assert [point.figure.number for point in now] == [8]
    assert [point.figure.number for point in whole] == [11]


def test_every_watched_table_marks_its_units(db):
    """Named in migration 0003, or in one of an app above: a source that watches another table needs a trigger there."""
    from importlib import import_module

    watched: dict[str, str] = {}
    for origin in queries.origins():
        watched |= origin.source.watches
    named = [import_module(f"khue.{app}.migrations.0003_stale").WATCHED for app in ("indicators", "maturity")]
    assert watched == named[0] | named[1]
