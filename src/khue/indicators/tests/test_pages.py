"""The pages of figures open, lead down to the records, and refuse strangers."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl.reader.excel import load_workbook

from khue.core.actor import acting_as, system_actor
from khue.indicators.models import Answer, Snapshot
from khue.security import samples as security
from khue.security.samples import signed_in


@pytest.fixture
def cast(world):
    with acting_as(system_actor()):
        return security.cast(world.units)


def page(client, name, *args, status=200, **asked):
    answer = client.get(reverse(f"indicators:{name}", args=args), asked)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_list_says_what_is_known_and_what_is_waited_for(cast):
    client = signed_in(cast.hoa)
    listed = page(client, "list")
    assert "Số học sinh" in listed and "Chưa có hồ sơ để tính" in listed
    narrowed = page(client, "list", tu_khoa="chu ki so")
    assert "Tỉ lệ giáo viên có chữ kí số cá nhân" in narrowed and "Số học sinh" not in narrowed
    assert "Tỉ lệ học sinh nữ" not in page(client, "list", so_lieu="waiting")


def test_a_figure_leads_from_the_province_to_the_pupils(cast, world):
    client, units = signed_in(cast.hoa), cast.units
    shown = page(client, "figure", "students.girls_share")
    assert "Trường THPT Trần Phú" in shown and "Phòng Văn hoá – Xã hội xã Bình Minh" in shown
    assert "Trường THCS Lê Lợi" in page(client, "figure", "students.girls_share", don_vi=units.commune)
    by_grade = page(client, "figure", "students.pupils", don_vi=units.school_a, xem="grade")
    assert "so_do=students.pupils&amp;chia=grade&amp;nhom=10" in by_grade
    listed = page(
        client, "records", "students.pupils", don_vi=units.school_a, so_do="students.pupils", chia="grade", nhom="10"
    )
    assert world.ten.pupils[0].full_name in listed and "Có chỗ trong một lớp" in listed
    for view in ("so-sanh", "dien-bien", "sex"):
        page(client, "figure", "students.girls_share", don_vi=units.school_a, xem=view)


def test_a_school_sees_its_own_figures_only(cast):
    client = signed_in(cast.quan)
    assert "Trường THCS Lê Lợi" in page(client, "list")
    page(client, "figure", "students.pupils", don_vi=cast.units.school_a, status=403)
    page(client, "figure", "khong-co", status=404)


def test_a_figure_is_a_file_with_its_dictionary(cast):
    client = signed_in(cast.hoa)
    address = reverse("indicators:figure", args=["students.girls_share"])
    book = load_workbook(BytesIO(client.get(address, {"tep": "xlsx"}).getvalue()))
    words = " ".join(str(cell) for row in book.worksheets[1].values for cell in row)
    assert "students.girls ÷ students.pupils × 100" in words
    lines = client.get(address, {"tep": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3


def test_a_chart_is_put_into_pages_of_this_place_only(cast):
    answer = signed_in(cast.hoa).get(reverse("indicators:embedded", args=["students.pupils"]))
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "chart-figure" in answer.content.decode()


def test_a_day_is_taken_published_and_shown_in_the_series(cast):
    hoa, binh = signed_in(cast.hoa), signed_in(cast.binh)
    yesterday = localdate() - timedelta(days=1)
    address = reverse("indicators:take")
    assert hoa.post(address, {"ngay": f"{yesterday:%d/%m/%Y}"}).status_code == 302
    with acting_as(system_actor()):
        taken = Snapshot.objects.get()
    assert "Dấu vân tay" in page(hoa, "snapshot", taken.pk)
    assert hoa.post(reverse("indicators:publish", args=[taken.pk])).status_code == 403
    assert binh.post(reverse("indicators:publish", args=[taken.pk])).status_code == 302
    assert "Đã công bố" in page(hoa, "snapshots")
    assert f"{yesterday:%d/%m/%Y}" in page(hoa, "figure", "students.pupils", xem="dien-bien")
    assert "không đổi" in page(hoa, "definition", "students.pupils")


def test_a_collection_goes_from_the_department_to_the_school_and_back(cast):
    hoa, lan, today = signed_in(cast.hoa), signed_in(cast.lan), localdate()
    asked = {
        "chi_so": "indicators.steam_schools_share", "ten": "STEM năm nay", "tu_ngay": f"{today:%d/%m/%Y}",
        "den_ngay": f"{today:%d/%m/%Y}", "han": f"{today:%d/%m/%Y}", "cap_hoc": "upper_secondary",
    }  # fmt: skip
    assert hoa.post(reverse("indicators:collection_new"), asked).status_code == 302
    with acting_as(system_actor()):
        answer = Answer.objects.get()
    assert "STEM năm nay" in page(lan, "collections")
    fill = reverse("indicators:answer_fill", args=[answer.pk])
    assert lan.post(fill, {"tu_so": 2, "mau_so": 1, "minh_chung": "x"}).status_code == 422
    assert lan.post(fill, {"tu_so": 1, "mau_so": 1, "minh_chung": "Kế hoạch số 5"}).status_code == 302
    assert lan.post(reverse("indicators:answer_send", args=[answer.pk])).status_code == 302
    assert lan.post(reverse("indicators:answer_check", args=[answer.pk])).status_code == 403
    back = reverse("indicators:answer_give_back", args=[answer.pk])
    assert hoa.post(back, {"li_do": "Thiếu ảnh"}).status_code == 302
    assert "Thiếu ảnh" in page(lan, "answer", answer.pk)
    lan.post(reverse("indicators:answer_send", args=[answer.pk]))
    assert hoa.post(reverse("indicators:answer_check", args=[answer.pk])).status_code == 302
    assert "Báo cáo" in page(hoa, "figure", "indicators.steam_schools_share")
    assert hoa.post(reverse("indicators:collection_close", args=[answer.collection_id])).status_code == 302
    page(lan, "evidence", answer.pk, status=404)
    page(signed_in(cast.quan), "answer", answer.pk, status=404)
