"""Edits of many pupils: all of them or none, with a way back as long as nothing stands on top."""

from datetime import UTC, date, datetime

import pytest

from khue.core.actor import acting_as
from khue.core.errors import Denied, Invalid, Missing
from khue.security.queries import actor_for
from khue.security.samples import signed_in
from khue.students import actions, queries
from khue.students.actions import StatusFacts
from khue.students.models import BulkEdit, Placement, Status

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
POOR = StatusFacts("policy_group", "poor", date(2026, 9, 1))


def acting(user):
    return acting_as(lambda: actor_for(user.pk))


@pytest.fixture
def ids(world):
    return [pupil.pk for pupil in world.a.pupils]


def where(world):
    """Return person -> (class, day since, number) of the open places of school A."""
    rows = Placement.objects.filter(school_id=world.a.school, period__upper_inf=True)
    return {row.person_id: (row.class_group_id, row.period.lower, row.number) for row in rows}


class TestStatus:
    def test_those_who_hold_it_already_stay_and_the_rest_get_it(self, world, ids):
        with acting(world.cast.lan) as lan:
            actions.give_status(lan, ids[0], POOR, today=TODAY)
            edit = actions.set_status_of(lan, ids, POOR, today=TODAY)
            assert (edit.count, Status.objects.count()) == (5, 6)
            with pytest.raises(actions.NobodyToChange, match="6 học sinh"):
                actions.set_status_of(lan, ids, POOR, today=TODAY)

    def test_it_is_taken_back_once(self, world, ids):
        with acting(world.cast.lan) as lan:
            edit = actions.set_status_of(lan, ids, POOR, today=TODAY)
            actions.undo_bulk(lan, edit.pk, now=NOW)
            assert not Status.objects.exists()
            with pytest.raises(actions.AlreadyTakenBack):
                actions.undo_bulk(lan, edit.pk, now=NOW)

    def test_it_is_not_taken_back_over_a_later_change(self, world, ids):
        with acting(world.cast.lan) as lan:
            edit = actions.set_status_of(lan, ids, POOR, today=TODAY)
            actions.remove_status(lan, edit.made["made"][0], why="Ghi nhầm")
            with pytest.raises(actions.ChangedSince, match="1 học sinh"):
                actions.undo_bulk(lan, edit.pk, now=NOW)

    def test_nobody_chosen_or_pupils_of_two_schools_are_refused(self, world, ids):
        with acting(world.cast.lan) as lan, pytest.raises(Invalid):
            actions.set_status_of(lan, [], POOR, today=TODAY)
        with acting(world.cast.hoa) as hoa, pytest.raises(Denied):
            actions.set_status_of(hoa, ids, POOR, today=TODAY)
        with acting(world.cast.quan) as quan, pytest.raises(Missing):
            actions.set_status_of(quan, ids, POOR, today=TODAY)


class TestMoving:
    def test_pupils_move_together_and_come_back_exactly(self, world, ids):
        with acting(world.cast.lan) as lan:
            before = where(world)
            edit = actions.move_pupils(lan, ids[:3], world.empty.pk, on=TODAY)
            assert [where(world)[one][:2] for one in ids[:3]] == [(world.empty.pk, TODAY)] * 3
            actions.undo_bulk(lan, edit.pk, now=NOW)
            assert where(world) == before

    def test_a_move_on_the_first_day_comes_back_too(self, world, ids):
        with acting(world.cast.lan) as lan:
            before = where(world)
            edit = actions.move_pupils(lan, ids[:2], world.empty.pk, on=date(2026, 9, 1))
            actions.undo_bulk(lan, edit.pk, now=NOW)
            assert where(world) == before

    def test_a_move_is_not_taken_back_after_another(self, world, ids):
        with acting(world.cast.lan) as lan:
            edit = actions.move_pupils(lan, ids[:2], world.empty.pk, on=date(2026, 11, 2))
            actions.move_pupils(lan, ids[:1], world.a.group.pk, on=TODAY)
            with pytest.raises(actions.ChangedSince):
                actions.undo_bulk(lan, edit.pk, now=NOW)

    def test_who_is_there_already_is_no_move(self, world, ids):
        with acting(world.cast.lan) as lan, pytest.raises(actions.NobodyToChange):
            actions.move_pupils(lan, ids, world.a.group.pk, on=TODAY)


class TestNumbering:
    def test_lists_are_numbered_anew_and_back(self, world, ids):
        with acting(world.cast.lan) as lan:
            Placement.objects.filter(class_group=world.a.group).update(number=7)
            edit = actions.number_classes(lan, [world.a.group.pk], today=TODAY)
            assert [line.number for line in queries.class_list(lan, world.a.group.pk)] == [1, 2, 3, 4, 5, 6]
            with pytest.raises(actions.NobodyToChange):
                actions.number_classes(lan, [world.a.group.pk], today=TODAY)
            actions.undo_bulk(lan, edit.pk, now=NOW)
            assert {number for _group, _day, number in where(world).values()} == {7}

    def test_an_empty_class_has_nothing_to_number(self, world):
        with acting(world.cast.lan) as lan, pytest.raises(actions.NobodyToChange):
            actions.number_classes(lan, [world.empty.pk], today=TODAY)


def test_an_edit_of_school_a_does_not_exist_for_school_b(world, ids):
    with acting(world.cast.lan) as lan:
        edit = actions.set_status_of(lan, ids, POOR, today=TODAY)
    with acting(world.cast.quan) as quan, pytest.raises(Missing):
        actions.undo_bulk(quan, edit.pk, now=NOW)
    assert signed_in(world.cast.quan).get(f"/van-phong/hoc-sinh/hang-loat/{edit.pk}/").status_code == 404


def test_the_pages_ask_do_and_take_back(world, ids):
    lan = signed_in(world.cast.lan)
    asked = lan.post("/van-phong/hoc-sinh/hang-loat", {"viec": "chuyen-lop", "chon": ids[:2]})
    assert "2 học sinh đã chọn" in asked.text and "10A2" in asked.text
    sent = {"viec": "chuyen-lop", "chon": ids[:2], "xac_nhan": "1", "lop": world.empty.pk, "tu_ngay": "21/11/2026"}
    done = lan.post("/van-phong/hoc-sinh/hang-loat", sent)
    assert done.status_code == 302
    page = done["Location"]
    assert "Hoàn tác" in lan.get(page).text
    assert lan.get(f"{page}hoan-tac").status_code == 200
    assert lan.post(f"{page}hoan-tac").status_code == 302
    assert "Đã hoàn tác" in lan.get(page).text
    again = lan.post("/van-phong/hoc-sinh/hang-loat", sent | {"lop": world.a.group.pk})
    assert again.status_code == 422 and "không có gì thay đổi" in again.text


def test_a_status_is_given_on_the_pages(world, ids):
    lan = signed_in(world.cast.lan)
    sent = {"viec": "ghi-dien", "chon": ids, "xac_nhan": "1", "dien": "policy_group:poor", "tu_ngay": "01/09/2026"}
    assert lan.post("/van-phong/hoc-sinh/hang-loat", sent).status_code == 302
    with acting(world.cast.lan):
        assert BulkEdit.objects.get().count == 6
    assert lan.post("/van-phong/hoc-sinh/hang-loat", {"viec": "bay", "chon": ids}).status_code == 404
    assert lan.post("/van-phong/hoc-sinh/hang-loat", {"viec": "ghi-dien"}).status_code == 404
    url = f"/van-phong/lop/{world.a.group.pk}/danh-so"
    assert lan.post(url).status_code == 409
