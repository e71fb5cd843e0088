"""The roll on its page: called, refused in words, both values shown to the second teacher; the month and the day."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.clock import is_working_day
from khue.security.samples import signed_in
from khue.students.models import Absence, RollCall


def day_of_school() -> date:
    """Return the last day of school until today."""
    day = localdate()
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def address(school, day=None):
    return f"/van-phong/lop/{school.a.group.pk}/diem-danh?ngay={day or day_of_school()}&buoi=morning"


def test_the_roll_is_called_on_its_page(school):
    client, child = signed_in(school.accounts["duong"]), school.a.pupils[0].pk
    assert "Chưa điểm danh" in client.get(address(school)).text
    answer = client.post(address(school), {"stamp": "", f"m-{child}": "unexcused", f"g-{child}": "gọi nhà không nghe"})
    assert answer.status_code == 302
    text = client.get(answer["Location"]).text
    assert "Đã điểm danh" in text
    assert "gọi nhà không nghe" in text
    with acting_as(system_actor()):
        assert Absence.objects.get().reason == "unexcused"


def test_the_second_teacher_is_shown_both_values(school):
    one = school.a.pupils[0]
    signed_in(school.accounts["duong"]).post(address(school), {"stamp": "", f"m-{one.pk}": "unexcused"})
    answer = signed_in(school.accounts["lan"]).post(address(school), {"stamp": "", f"m-{one.pk}": "late"})
    assert answer.status_code == 409
    assert f"{one.full_name}: người kia ghi «Không phép», bạn ghi «Đi muộn»" in answer.text


@pytest.mark.parametrize(
    ("day", "words"), [("2026-09-02", "Quốc khánh"), ("2026-11-08", "Chủ nhật"), ("2099-01-05", "chưa tới")]
)
def test_a_day_without_school_says_why(school, day, words):
    assert words in signed_in(school.accounts["duong"]).get(address(school, day)).text


def test_a_day_that_is_no_day_is_refused_in_words(school):
    answer = signed_in(school.accounts["duong"]).get(address(school, "31/11/2026"))
    assert answer.status_code == 422


def test_pages_of_the_roll_open_for_those_who_may(school):
    month = f"/van-phong/lop/{school.a.group.pk}/chuyen-can"
    day = f"/van-phong/diem-danh/?truong={school.a.school}"
    for name, roll, grid, rolls in (
        ("duong", 200, 200, 403),
        ("minh", 200, 200, 200),
        ("khoa", 404, 404, 403),
        ("quan", 404, 404, 403),
        ("mai", 404, 404, 403),
    ):
        client = signed_in(school.accounts[name])
        found = [client.get(path).status_code for path in (address(school), month, day)]
        assert found == [roll, grid, rolls], name


def test_the_month_goes_to_excel(school):
    client = signed_in(school.accounts["duong"])
    answer = client.get(f"/van-phong/lop/{school.a.group.pk}/chuyen-can?thang=2026-10&xuat=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_the_head_sees_what_waits(school):
    signed_in(school.accounts["duong"]).post(address(school), {"stamp": ""})
    text = signed_in(school.accounts["minh"]).get(f"/van-phong/diem-danh/?ngay={day_of_school()}").text
    assert "Buổi sáng: đủ" in text
    assert "Buổi sáng: chưa" in text
    with acting_as(system_actor()):
        assert RollCall.objects.count() == 1


def test_attendance_stands_on_the_page_of_the_pupil(school):
    child = school.a.pupils[0].pk
    signed_in(school.accounts["duong"]).post(address(school), {"stamp": "", f"m-{child}": "unexcused"})
    assert "1/45" in signed_in(school.accounts["lan"]).get(f"/van-phong/hoc-sinh/{child}/").text
