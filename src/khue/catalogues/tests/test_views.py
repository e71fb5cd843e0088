"""Every page opens for whom it is meant, and refuses strangers."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.reader.excel import load_workbook

from khue.core.actor import NOBODY, Actor, acting_as, system_actor
from khue.core.models import Job
from khue.security import actions as security
from khue.security.samples import PASSWORD, signed_in

OFFICE = "/van-phong/danh-muc/"
PAGES = [
    OFFICE,
    f"{OFFICE}don-vi-hanh-chinh",
    f"{OFFICE}don-vi-hanh-chinh?province=51&q=ba+to",
    f"{OFFICE}don-vi-hanh-chinh?level=district&tinh-den=2025-06-30",
    f"{OFFICE}don-vi-hanh-chinh/province/51",
    f"{OFFICE}don-vi-hanh-chinh/province/44?tinh-den=2025-06-30",
    f"{OFFICE}don-vi-hanh-chinh/district/535?tinh-den=2025-06-30",
    f"{OFFICE}khac-nhau?kind=code",
    f"{OFFICE}ngay-nghi?nam=2027",
    f"{OFFICE}nap",
    *(f"{OFFICE}{code}" for code in ("ethnic_groups", "grades", "subjects", "school_years", "school_levels")),
]
ACTORS = {
    1: Actor(1, name="Hoa", everywhere=frozenset({"catalogues.see_sources", "catalogues.import"})),
    2: Actor(2, name="Quân", grants={"catalogues.see_sources": frozenset({7})}),
    3: Actor(3, name="Giáo viên", grants={"organisations.see": frozenset({7})}),
}


HELD: dict[int, Actor] = {}


def actor_for(user_id, hat=""):
    return HELD.get(user_id, NOBODY)


@pytest.fixture(autouse=True)
def cast(settings, units):
    settings.KHUE_ACTOR = f"{__name__}.actor_for"


@pytest.fixture
def sign_in():
    users = {}

    def open_session(number):
        with acting_as(system_actor()) as system:
            if number not in users:
                name = ACTORS[number].name
                users[number] = security.open_account(system, f"nguoi-{number}", name, PASSWORD, is_synthetic=True)
            HELD[users[number].pk] = replace(ACTORS[number], user_id=users[number].pk)
            return signed_in(users[number])

    return open_session


@pytest.mark.parametrize("page", PAGES)
def test_an_office_page_opens_for_the_officer(sign_in, page):
    response = sign_in(1).get(page)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_an_office_page_refuses_who_may_not_see_sources(sign_in, page):
    assert sign_in(3).get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_a_clerk_may_look_but_not_import(sign_in):
    assert sign_in(2).get(OFFICE).status_code == 200
    assert sign_in(2).get(f"{OFFICE}nap").status_code == 403
    assert sign_in(2).post(f"{OFFICE}nap", {"lists": BytesIO(b"x")}).status_code == 403
    assert sign_in(2).get(f"{OFFICE}nap/1").status_code == 403


def test_a_list_leaves_as_excel_with_all_its_rows(sign_in):
    response = sign_in(1).get(f"{OFFICE}don-vi-hanh-chinh?province=51&xuat=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet.max_row == 97


def test_a_date_that_is_none_is_refused_with_what_to_type(sign_in):
    response = sign_in(1).get(f"{OFFICE}don-vi-hanh-chinh?tinh-den=31/02/2025")
    assert response.status_code == 422 and "31/12/2025" in response.content.decode()


def test_the_due_date_is_shown(sign_in):
    asked = {"nam": 2026, "received": "20/11/2026", "limit": 3, "unit": "working_days"}
    assert "26/11/2026" in sign_in(1).get(f"{OFFICE}ngay-nghi", asked).content.decode()


def test_a_due_date_beyond_the_known_holidays_says_so(sign_in):
    asked = {"received": "20/12/2027", "limit": 30, "unit": "working_days"}
    response = sign_in(1).get(f"{OFFICE}ngay-nghi", asked)
    assert response.status_code == 409 and "2028" in response.content.decode()


def test_uploaded_lists_become_a_job_whose_result_is_shown(sign_in):
    client = sign_in(1)
    text = "Mã,Tên,Cấp,Mã TP,Tỉnh / Thành Phố\n609,Đắk Glei,Huyện,62,Tỉnh Kon Tum\n"
    answer = client.post(f"{OFFICE}nap", {"lists": SimpleUploadedFile("huyen.csv", text.encode())})
    with acting_as(system_actor()):
        job = Job.objects.get(kind="catalogues.import_units")
    assert answer.headers["Location"] == reverse("core:job", args=[job.pk])
    problem = {"place": "huyen.csv: dòng 2, cột «Tên»", "value": "Đắk Glei", "text": "phải bắt đầu bằng huyện"}
    with acting_as(system_actor()):
        Job.objects.filter(pk=job.pk).update(result={"problems": [problem]})
    page = client.get(f"{OFFICE}nap/{job.pk}").content.decode()
    assert "Chưa nạp gì" in page and "Đắk Glei" in page


def test_sending_no_file_is_refused_on_the_form(sign_in):
    assert sign_in(1).post(f"{OFFICE}nap", {}).status_code == 422


def test_anybody_may_look_up_an_old_address_without_javascript():
    page = Client().get("/tra-cuu/dia-chi", {"q": "xã Ia Chim, TP. Kon Tum"}).content.decode()
    assert "Xã Ia Chim, Tỉnh Quảng Ngãi" in page and "<html" in page


def test_typing_gets_only_the_answer():
    answer = Client().get("/tra-cuu/dia-chi", {"q": "ia chim"}, headers={"HX-Request": "true", "HX-Target": "answer"})
    assert "Ia Chim" in answer.content.decode() and "<html" not in answer.content.decode()


@pytest.mark.parametrize("text", ["", "zzz", "<script>alert(1)</script>", "%00", "a" * 300])
def test_any_text_in_the_look_up_is_answered(text):
    page = Client().get("/tra-cuu/dia-chi", {"q": text})
    assert page.status_code == 200 and "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("province/44", 200, "Quảng Trị"),
        ("province/44?tinh-den=2025-06-30", 200, "Tỉnh Quảng Bình"),
        ("commune/21142?tinh-den=2025-06-30", 200, "Xã Tây Trà Bồng"),
        ("province/99", 404, "Không tìm thấy"),
        ("village/01", 404, "Không tìm thấy"),
        ("commune/%00", 404, "Không tìm thấy"),
    ],
)
def test_a_unit_is_shown_to_anybody(path, status, text):
    response = Client().get(f"/tra-cuu/dia-chi/{path}")
    assert response.status_code == status and text in response.content.decode()
