"""Lists of pupils: narrowed with and without marks, in the order of class lists, columns kept, paged two ways."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl.reader.excel import load_workbook

from khue.core.actor import acting_as, system_actor
from khue.people import samples as people
from khue.privacy.models import Restriction
from khue.security.queries import actor_for
from khue.security.samples import signed_in
from khue.students import actions, samples
from khue.students.actions import Leaving
from khue.students.exports import EXPORTS
from khue.students.queries import rosters
from khue.students.queries.rosters import Asked, Scope

URL = "/van-phong/hoc-sinh/"
TODAY = date(2026, 11, 21)
IN_ORDER = ["Phạm Ngọc An", "Lê Thị Ánh", "Võ Thị Ân", "Đinh Gia Bảo", "Trần Văn Bình", "Hồ Minh Đức"]


@pytest.fixture
def lan(world):
    return signed_in(world.cast.lan)


def names(world, user="lan", **asked):
    with acting_as(lambda: actor_for(getattr(world.cast, user).pk)) as actor:
        found = rosters.page(actor, rosters.scope_of(actor, TODAY), Asked(TODAY, **asked))
        return [pupil.full_name for pupil in found.pupils]


def test_pupils_stand_in_the_order_of_a_class_list(world):
    assert names(world) == IN_ORDER
    assert names(world, order="-name") == IN_ORDER[::-1]
    assert names(world, class_id=world.a.group.pk) == IN_ORDER


def test_a_name_is_found_without_marks_and_the_very_marks_come_first(world):
    assert names(world, text="ANH") == ["Lê Thị Ánh"]
    assert names(world, text="thi an") == ["Lê Thị Ánh", "Võ Thị Ân"]
    assert names(world, text="Ân") == ["Võ Thị Ân", "Phạm Ngọc An", "Lê Thị Ánh", "Trần Văn Bình"]


def test_the_list_is_narrowed_by_sex_grade_and_policy(world):
    assert names(world, sex="female") == ["Lê Thị Ánh", "Đinh Gia Bảo", "Hồ Minh Đức"]
    assert names(world, grade="11") == []
    facts = actions.StatusFacts("policy_group", "poor", date(2026, 9, 1))
    with acting_as(lambda: actor_for(world.cast.lan.pk)) as lan:
        actions.give_status(lan, world.a.pupils[0].pk, facts, today=TODAY)
    assert names(world, policy="poor") == ["Trần Văn Bình"]


def test_a_list_by_keys_brings_every_pupil_once(world):
    with acting_as(lambda: actor_for(world.cast.hoa.pk)) as hoa:
        scope, asked, after = rosters.scope_of(hoa, TODAY), Asked(TODAY), ""
        assert rosters.goes_by_key(scope, asked)
        seen: list[int] = []
        while True:
            page = rosters.page(hoa, scope, asked, after=after, size=3)
            seen += [pupil.person_id for pupil in page.pupils]
            after = page.after
            if not page.has_more:
                break
        assert sorted(seen) == sorted(one.pk for one in [*world.a.pupils, *world.b.pupils])
        assert len(rosters.page(hoa, scope, asked, after="999999999").pupils) == 8
        assert len(list(rosters.every(hoa, scope, asked, chunk=3))) == 8
        found = rosters.page(hoa, scope, replace(asked, text="gia bao"))
        assert [pupil.full_name for pupil in found.pupils] == ["Đinh Gia Bảo"]


def test_those_without_a_class_and_those_who_left_have_lists_of_their_own(world):
    with acting_as(system_actor()) as system:
        new = people.pupil(world.a.school, "Ngô Bảo Châu", date(2011, 6, 6))
        actions.enrol(system, new.pk, world.a.school, on=date(2026, 10, 1))
        actions.leave(system, world.a.stays[0].pk, Leaving(date(2026, 10, 10), "transferred", to="Trường khác"))
    assert names(world, state="unplaced") == ["Ngô Bảo Châu"]
    assert names(world, state="left") == ["Trần Văn Bình"]
    assert names(world, state="left", text="binh") == ["Trần Văn Bình"]
    assert "Trần Văn Bình" not in names(world)
    lan = signed_in(world.cast.lan)
    assert "Chuyển đi" in lan.get(URL, {"trang_thai": "left"}).text
    assert "Ngô Bảo Châu" in lan.get(URL, {"trang_thai": "unplaced"}).text


def test_a_scope_of_nothing_holds_nothing(world):
    with acting_as(system_actor()) as system:
        assert rosters.page(system, Scope(frozenset()), Asked(TODAY)).pupils == []


def test_typing_renews_the_list_only(world, lan):
    part = lan.get(URL, {"tu_khoa": "anh"}, headers={"HX-Target": "table-students-roster"})
    assert "Lê Thị Ánh" in part.text and "<html" not in part.text and "Đinh Gia Bảo" not in part.text


def test_the_chosen_columns_stay_for_the_session_and_go_into_the_file(world, lan):
    assert "Điện thoại gia đình</th>" in re.sub(r"\s+<", "<", lan.get(URL).text)
    lan.post(f"{URL}cot", {"cot": ["ethnicity", "grade", "no_such"], "ve": URL})
    assert "Điện thoại gia đình</th>" not in re.sub(r"\s+<", "<", lan.get(URL).text)
    sheet = lan.get(URL, {"xuat": "xlsx", "sap-xep": "-name"})
    rows = list(load_workbook(BytesIO(sheet.getvalue())).active.values)
    assert rows[0] == ("Họ và tên", "Khối", "Dân tộc") and rows[1][0] == "Hồ Minh Đức"
    assert lan.post(f"{URL}cot", {"mac_dinh": "1", "ve": "https://elsewhere.example/"}).url == URL


def test_relatives_are_a_column_of_list_and_file_for_those_who_see_whole_records(world, lan):
    lan.post(f"{URL}cot", {"cot": ["relatives"], "ve": URL})
    assert "Trần Thị Mai, Mẹ, 0905123456" in lan.get(URL).text
    rows = list(load_workbook(BytesIO(lan.get(URL, {"xuat": "xlsx"}).getvalue())).active.values)
    assert rows[0] == ("Họ và tên", "Người thân")
    assert any("0905123456" in (row[1] or "") for row in rows[1:])
    assert "Người thân" not in signed_in(world.teacher).get(URL).text


def test_health_columns_are_offered_to_those_who_may_see_health(world, lan):
    assert "Thẻ bảo hiểm y tế" not in lan.get(URL).text
    assert "Thẻ bảo hiểm y tế" in signed_in(world.nurse).get(URL).text


def test_an_officer_chooses_a_school_and_then_sorts(world):
    hoa = signed_in(world.cast.hoa)
    assert "Toàn tỉnh" in hoa.get(URL).text
    found = hoa.get(URL, {"truong": f"TR{world.b.school:06d}"}).text
    assert (
        "1–2 trong 2 học sinh" in found
        and "sap-xep=-name" in hoa.get(URL, {"truong": world.b.school, "sap-xep": "name"}).text
    )
    assert "Bỏ lọc" in hoa.get(URL, {"truong": world.b.school, "gioi": "male"}).text


def test_pages_follow_each_other(world, lan):
    with acting_as(system_actor()):
        samples.school_at_work(world.a.school, "11", 60, name="11A1")
    first = lan.get(URL)
    assert "1–50 trong 66 học sinh" in first.text and "trang=2" in first.text
    assert "51–66 trong 66 học sinh" in lan.get(URL, {"trang": "2"}).text


def test_a_teacher_lists_her_own_classes_only(world):
    with acting_as(system_actor()):
        samples.school_at_work(world.a.school, "11", 2, name="11A1")
    text = signed_in(world.teacher).get(URL).text
    assert "1–6 trong 6 học sinh" in text and "11A1" not in text


def test_a_restricted_pupil_is_listed_with_what_schooling_demands_and_goes_into_no_file(world):
    one = world.a.pupils[0]
    with acting_as(system_actor()):
        Restriction.objects.create(person=one, since=TODAY)
    with acting_as(lambda: actor_for(world.cast.lan.pk)) as actor:
        scope, asked = rosters.scope_of(actor, TODAY), Asked(TODAY)
        line = next(line for line in rosters.page(actor, scope, asked).pupils if line.person_id == one.pk)
        assert line.is_restricted and line.class_name and line.birth_date
        assert (line.codes, line.contacts, line.ethnicity, line.home) == ({}, "", "", "")
        assert one.pk not in [line.person_id for line in rosters.every(actor, scope, asked)]
        roster = next(one for one in EXPORTS if one.kind == "roster")
        assert one.full_name not in str(list(roster.rows(actor, TODAY)))
    assert "(đang hạn chế xử lí)" in signed_in(world.cast.lan).get(URL).content.decode()
