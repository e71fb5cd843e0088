"""The page of a pupil, of a class, of a teacher: what each sees, two clerks at one record, as it was on a day."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl.reader.excel import load_workbook

from khue.core.actor import acting_as, system_actor
from khue.people import queries as people
from khue.people.actions import give_identifier as identify
from khue.security.queries import actor_for
from khue.security.samples import signed_in
from khue.students import actions, samples
from khue.students.actions import HealthFacts, Leaving, NewClass, RecognitionFacts, StatusFacts

TODAY = date(2026, 11, 21)


@pytest.fixture
def lan(world):
    return signed_in(world.cast.lan)


@pytest.fixture
def child(world):
    return world.a.pupils[0].pk


@pytest.fixture
def url(child):
    return f"/van-phong/hoc-sinh/{child}/"


def person_form(**changes):
    return {
        **{"full_name": "Trần Văn Bình", "birth": "03/01/2011", "sex": "male", "ethnicity": "", "birth_place": ""},
        **{"home_address": "", "phone": "", "email": "", "why": "", "version": "1"},
        **changes,
    }


def test_the_clerk_sees_family_facts_and_the_time_line_but_no_health(world, lan, url, child):
    with acting_as(system_actor()) as system:
        actions.give_status(system, child, StatusFacts("policy_group", "poor", date(2026, 9, 1)), today=TODAY)
        actions.give_status(system, child, StatusFacts("insurance", "5123456789", date(2026, 9, 1)), today=TODAY)
        actions.record_health(system, child, HealthFacts(TODAY, Decimal(150), Decimal(45)), today=TODAY)
        prize = RecognitionFacts("award", "Giải Nhì môn Toán", "province", date(2026, 11, 2))
        actions.recognise(system, child, prize, today=TODAY)
    text = lan.get(url).text
    for said in ("Trần Thị Mai", "0905123456", "Hộ nghèo", "Giải Nhì môn Toán", "lớp 10A1", "Ai đã sửa gì"):
        assert said in text, said
    assert "6789" not in text and "Cân" not in text and "Ai đã xem" not in text
    seen = signed_in(world.nurse).get(url).text
    assert "••••••6789" in seen and "20,0" in seen and "5123456789" not in seen


def test_who_opened_a_whole_record_is_written_down_and_the_head_reads_it(world, lan, url):
    lan.get(url)
    text = signed_in(world.cast.minh).get(url).text
    assert "Trần Thị Lan" in text and "Cả hồ sơ" in text


def test_the_homeroom_teacher_sees_contacts_and_nothing_more(world, url):
    teacher = signed_in(world.teacher)
    text = teacher.get(url).text
    assert "0905123456" in text and "Mã định danh" not in text and "Sửa hồ sơ" not in text
    with acting_as(system_actor()):
        other = samples.school_at_work(world.a.school, "11", 1, name="11A1")
    assert teacher.get(f"/van-phong/hoc-sinh/{other.pupils[0].pk}/").status_code == 404
    assert teacher.get(f"/van-phong/lop/{other.group.pk}/").status_code == 404
    assert teacher.get(f"{url}sua").status_code == 403


def test_a_teacher_finds_her_classes_of_today(world):
    text = signed_in(world.teacher).get("/van-phong/lop/cua-toi").text
    assert "Lớp 10A1" in text and "Chủ nhiệm" in text and "chưa điểm danh" in text
    assert "chưa được phân công" in signed_in(world.cast.lan).get("/van-phong/lop/cua-toi").text


class TestTwoClerks:
    def test_what_nobody_else_touched_is_saved(self, world, lan, url, child):
        assert lan.post(f"{url}sua", person_form(phone="0905000001", why="Theo phiếu")).status_code == 302
        text = lan.get(url).text
        assert "0905000001" in text and "Theo phiếu" in text

    def test_both_values_are_shown_and_each_field_is_chosen(self, world, lan, url, child):
        lan.post(f"{url}sua", person_form(phone="0905000001", birth_place="Quảng Ngãi"))
        asked = lan.post(f"{url}sua", person_form(phone="0905000002", birth_place="Kon Tum"))
        assert asked.status_code == 409
        assert "Hai người cùng sửa" in asked.text and "0905000001" in asked.text and "0905000002" in asked.text
        version = re.findall(r'name="version" value="(\d+)"', asked.text)[0]
        chosen = {"chon_phone": "theirs", "chon_birth_place": "yours"}
        sent = person_form(phone="0905000002", birth_place="Kon Tum", version=version, **chosen)
        assert lan.post(f"{url}sua", sent).status_code == 302
        text = lan.get(url).text
        assert "0905000001" in text and "Kon Tum" in text

    def test_a_wrong_value_comes_back_with_its_remedy(self, world, lan, url):
        answer = lan.post(f"{url}sua", person_form(birth="31/11/2011"))
        assert answer.status_code == 422 and "tháng 11 chỉ có 30 ngày" in answer.text
        same = lan.post(f"{url}sua", person_form())
        assert same.status_code == 422 and "Không có gì thay đổi" in same.text

    def test_who_only_looks_is_denied(self, world, url):
        assert signed_in(world.cast.hoa).get(f"{url}sua").status_code == 403


def test_facts_as_they_were_known_on_a_day(world, lan, url, child):
    lan.post(f"{url}sua", person_form(full_name="Trần Văn Bính"))
    assert "Trần Văn Bính" in lan.get(url).text
    then = lan.get(url, {"biet-den": "01/01/2026"}).text
    assert "Như đã biết khi đó" in then and "Trần Văn Bình" in then


def test_the_class_of_an_earlier_day(world, lan, url, child):
    with acting_as(lambda: actor_for(world.cast.lan.pk)) as clerk:
        actions.move_pupils(clerk, [child], world.empty.pk, on=date(2026, 11, 2))
    assert "Lớp 10A2" in lan.get(url).text
    before = lan.get(url, {"tinh-den": "15/10/2026"}).text
    assert re.search(r"Lớp 10A1\s*·", before)
    assert "Trần Văn Bình rời lớp" in lan.get(f"/van-phong/lop/{world.a.group.pk}/").text
    assert "Trần Văn Bình vào lớp" in lan.get(f"/van-phong/lop/{world.empty.pk}/").text


def test_who_has_left_is_known_by_the_stay_alone(world, lan, url):
    with acting_as(system_actor()) as system:
        actions.leave(system, world.a.stays[0].pk, Leaving(date(2026, 10, 10), "dropped_out", why="Gia đình"))
    text = lan.get(url).text
    assert "Bỏ học ngày 10/10/2026" in text and "Ghi thêm" not in text


def test_a_secret_number_is_shown_in_full_for_a_purpose(world, lan, url, child):
    with acting_as(system_actor()) as system:
        identify(system, child, "personal_number", "051211000321")
    assert "051211000321" not in lan.get(url).text
    page = f"{url}ma-so/personal_number"
    assert lan.get(page).status_code == 200
    assert lan.post(page, {"muc_dich": ""}).status_code == 422
    assert "051211000321" in lan.post(page, {"muc_dich": "Lập danh sách dự thi"}).text
    assert lan.get(f"{url}ma-so/learner_code").status_code == 404
    assert signed_in(world.nurse).post(page, {"muc_dich": "Xem thử cho biết"}).status_code == 422
    with acting_as(lambda: actor_for(world.cast.minh.pk)) as minh:
        assert "people.personal_number" in {one.what for one in people.readings(minh, child)}


def test_forms_about_a_pupil_write_correct_end_and_take_away(world, lan, url, child):
    status = {"dien": "policy_group:poor", "tu_ngay": "01/09/2026", "den_ngay": "", "giay_to": "", "ghi_chu": ""}
    assert lan.post(f"{url}dien", status).status_code == 302
    assert lan.post(f"{url}dien", status).status_code == 422
    row = re.findall(r"/dien/(\d+)/sua", lan.get(url).text)[0]
    assert lan.get(f"{url}dien/{row}/sua").status_code == 200
    assert lan.post(f"{url}dien/{row}/sua", status | {"giay_to": "Sổ hộ nghèo"}).status_code == 302
    assert lan.get(f"{url}dien/{row}/ket-thuc").status_code == 200
    assert lan.post(f"{url}dien/{row}/ket-thuc", {"ngay": "31/10/2026"}).status_code == 302
    assert lan.post(f"{url}dien/{row}/xoa", {"ly_do": "Nhầm em"}).status_code == 302
    assert lan.get(f"{url}dien/{row}/sua").status_code == 404
    award = {"hinh_thuc": "discipline:criticism", "noi_dung": "Đánh bạn", "ngay": "02/11/2026"}
    assert lan.post(f"{url}khen-thuong", award).status_code == 302
    row = re.findall(r"/khen-thuong/(\d+)/sua", lan.get(url).text)[0]
    assert lan.post(f"{url}khen-thuong/{row}/sua", award | {"noi_dung": "Xô xát"}).status_code == 302
    assert lan.post(f"{url}khen-thuong/{row}/xoa-ki-luat", {"ngay": "20/11/2026"}).status_code == 302
    assert "đã xoá kỉ luật ngày 20/11/2026" in lan.get(url).text
    assert lan.post(f"{url}khen-thuong/{row}/xoa", {"ly_do": "Nhầm em"}).status_code == 302


def test_the_nurse_writes_health_on_the_pages(world, url):
    nurse = signed_in(world.nurse)
    check = {"ngay": "05/10/2026", "chieu_cao": "152.5", "can_nang": "41", "mat_trai": "10/10"}
    assert nurse.post(f"{url}suc-khoe", check).status_code == 302
    row = re.findall(r"/suc-khoe/(\d+)/sua", nurse.get(url).text)[0]
    assert nurse.get(f"{url}suc-khoe/{row}/sua").status_code == 200
    assert nurse.post(f"{url}suc-khoe/{row}/sua", check | {"mat_trai": "tốt"}).status_code == 422
    assert nurse.post(f"{url}suc-khoe/{row}/sua", check | {"mat_trai": "9/10"}).status_code == 302
    card = {"dien": "insurance:", "so_the": "5123456789", "tu_ngay": "01/09/2026"}
    assert nurse.post(f"{url}dien", card).status_code == 302
    assert nurse.post(f"{url}suc-khoe/{row}/xoa", {"ly_do": "Nhầm em"}).status_code == 302
    assert signed_in(world.cast.lan).get(f"{url}suc-khoe").status_code == 403


def test_the_list_of_a_class_on_paper_and_as_a_file(world, lan):
    page = f"/van-phong/lop/{world.a.group.pk}/"
    paper = lan.get(f"{page}in").text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in paper and "có 6 học sinh, trong đó có 3 học sinh nữ" in paper
    rows = list(load_workbook(BytesIO(lan.get(page, {"xuat": "xlsx"}).getvalue())).active.values)
    assert rows[0][:2] == ("STT", "Họ và tên") and rows[1][:2] == (1, "Phạm Ngọc An")
    assert lan.get(f"/van-phong/lop/{world.empty.pk}/in").status_code == 404


def test_a_class_of_last_year_shows_its_last_day_and_leads_to_this_one(world, lan):
    with acting_as(system_actor()) as system:
        old = samples.school_at_work(world.a.school, "10", 2, year=2025, name="10C", born=2010)
        group = actions.open_class(system, world.a.school, 2026, NewClass("11C", ("11",)))
        for stay in old.stays:
            actions.place(system, stay.pk, group.pk, on=date(2026, 9, 1), how="moved_up")
    text = lan.get(f"/van-phong/lop/{old.group.pk}/").text
    assert "Danh sách ngày 31/08/2026" in text and "Năm sau: 11C (2 em)" in text
    assert "Năm trước: 10C (2 em)" in lan.get(f"/van-phong/lop/{group.pk}/").text
    years = lan.get("/van-phong/lop/", {"truong": world.a.school, "nam": "2025"}).text
    assert "10C" in years and "2025-2026" in years
