"""Each page opens for who may, and refuses who may not; the family's pages are the family's."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from openpyxl.reader.excel import load_workbook

from khue.core.actor import Actor, acting_as, system_actor
from khue.people import actions as people
from khue.people import samples as people_samples
from khue.people.models import Reading, Relation
from khue.privacy import actions, queries
from khue.privacy.actions import Telling
from khue.privacy.models import Breach, Consent, Dossier, Request
from khue.privacy.tests.conftest import NOW, TODAY
from khue.security import actions as granting
from khue.security import samples as security
from khue.security.models import User
from khue.security.samples import signed_in
from khue.students import actions as students
from khue.students.actions import Entry

HEAD_PAGES = ("dong-y", "yeu-cau", "su-co", "su-co/moi", "so-dang-ki", "so-dang-ki/in", "danh-gia", "danh-gia/moi")


@pytest.fixture
def cast(db):
    """The cast with accounts: Lan, Minh, Quân; the data officer; Mai and her son An."""
    with acting_as(system_actor()) as system:
        cast = security.cast()
        family = people_samples.cast(cast.units.school_a, cast.units.school_b)
        Relation.objects.update(period=DateRange(date(2020, 1, 1), None))
        entries = [Entry(one.pk, date(2026, 9, 1)) for one in (family.an, family.bich)]
        students.enrol_many(system, cast.units.school_a, entries)
        people.log_reading(system, family.an.pk, "people.record", "Xét học bổng", place_id=cast.units.school_a)
        officer = User.objects.create(username="canbo", full_name="Cán bộ dữ liệu", is_synthetic=True)
        granting.give(system, officer, "data_officer", cast.units.department, start=TODAY, basis="Thử")
        mai = User.objects.create(username="mai", full_name="Trần Thị Mai", person=family.mai, is_synthetic=True)
        an = User.objects.create(username="an", full_name="Nguyễn Văn An", person=family.an, is_synthetic=True)
    return {"cast": cast, "family": family, "officer": officer, "mai": mai, "an": an}


@pytest.fixture
def lan(cast):
    return signed_in(cast["cast"].lan)


@pytest.fixture
def minh(cast):
    return signed_in(cast["cast"].minh)


@pytest.fixture
def quan(cast):
    return signed_in(cast["cast"].quan)


@pytest.fixture
def mai(cast):
    return signed_in(cast["mai"])


def office(name):
    return f"/van-phong/rieng-tu/{name}"


@pytest.mark.parametrize("page", HEAD_PAGES)
def test_a_page_opens_for_the_head_and_leads_strangers_away(minh, client, page):
    assert minh.get(office(page)).status_code == 200
    assert client.get(office(page)).status_code == 302


def test_the_terms_open_for_the_data_officer_only(cast, minh):
    officer = signed_in(cast["officer"])
    assert officer.get(office("luu-giu")).status_code == 200
    assert officer.get(office("luu-giu/xoa")).status_code == 200
    assert minh.get(office("luu-giu")).status_code == 403


def test_the_officer_deletes_after_asking(cast):
    officer = signed_in(cast["officer"])
    assert officer.post(office("luu-giu/xoa")).status_code == 409  # nothing is past its term
    with acting_as(system_actor()):
        Reading.objects.create(person=cast["family"].an, what="people.record", at=NOW.replace(year=2020))
    assert officer.post(office("luu-giu/xoa")).status_code == 302
    assert "people.Reading:delete" in officer.get(office("luu-giu")).content.decode()


def test_the_register_leaves_as_excel(minh):
    answer = minh.get(office("so-dang-ki"), {"xuat": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet["A1"].value == "Phần hệ" and sheet.max_row > 20


def test_the_clerk_sees_who_has_not_answered_and_reminds(cast, lan):
    page = lan.get(office("dong-y")).content.decode()
    assert "Nguyễn Văn An" in page and "Chưa có câu trả lời" in page
    assert lan.get(office("dong-y/nhac?muc_dich=prizes")).status_code == 200
    assert lan.post(office("dong-y/nhac?muc_dich=prizes")).status_code == 302
    assert lan.post(office("dong-y/nhac?muc_dich=prizes")).status_code == 409
    assert lan.get(office("dong-y"), {"truong": "khong-co"}).status_code == 404


def test_the_clerk_records_a_paper_and_the_head_reads_it(cast, lan, minh, settings, tmp_path):
    family = cast["family"]
    url = office(f"ho-so/{family.an.pk}/dong-y")
    form = lan.get(url).content.decode()
    assert "Trần Thị Mai" in form and "checked" not in form  # nothing is chosen beforehand
    told = {"purpose": "prizes", "giver": family.mai.pk, "said": "agree"}
    assert lan.post(url, told).status_code == 422
    paper = SimpleUploadedFile("giay.pdf", b"%PDF-1.7")
    assert lan.post(url, {**told, "paper": paper}).status_code == 302
    with acting_as(system_actor()):
        row = Consent.objects.get()
    assert minh.get(office(f"giay-dong-y/{row.pk}")).getvalue() == b"%PDF-1.7"
    assert minh.get(office("giay-dong-y/0")).status_code == 404
    row.paper.storage.delete(str(row.paper))


def test_a_scan_that_is_too_large_is_refused(cast, lan):
    url = office(f"ho-so/{cast['family'].an.pk}/dong-y")
    paper = SimpleUploadedFile("giay.pdf", b"0" * (10 * 1024 * 1024 + 1))
    told = {"purpose": "prizes", "giver": cast["family"].mai.pk, "said": "agree", "paper": paper}
    assert "10 MB" in lan.post(url, told).content.decode()


def test_the_page_of_a_person_and_its_marks(cast, minh, quan):
    an = cast["family"].an.pk
    page = minh.get(office(f"ho-so/{an}")).content.decode()
    assert "Nguyễn Văn An" in page and "Xét học bổng" in page
    assert quan.get(office(f"ho-so/{an}")).status_code == 404
    for step, told in (("tam-dung-xoa", {"reason": "Thanh tra"}), ("cho-xoa", {})):
        assert minh.get(office(f"ho-so/{an}/{step}")).status_code == 200
        assert minh.post(office(f"ho-so/{an}/{step}"), told).status_code == 302
    assert minh.get(office(f"ho-so/{an}/bo-han-che")).status_code == 200
    assert minh.post(office(f"ho-so/{an}/bo-han-che")).status_code == 404


def test_a_request_from_the_office_to_its_end(cast, lan, minh):
    an = cast["family"].an.pk
    url = office(f"ho-so/{an}/yeu-cau")
    told = {"asker": cast["family"].mai.pk, "right": "copy", "words": "Xin bản sao", "received_on": "20/11/2026"}
    assert lan.get(url).status_code == 200
    assert lan.post(url, told).status_code == 302
    with acting_as(system_actor()):
        row = Request.objects.get()
    page = f"yeu-cau/{row.pk}"
    assert "Nguyễn Văn An" in minh.get(office("yeu-cau")).content.decode()
    assert "Xin bản sao" in minh.get(office(page)).content.decode()
    assert minh.get(office(f"{page}/khong-co")).status_code == 404
    assert minh.get(office(f"{page}/chap-thuan")).status_code == 200
    assert lan.get(office(f"{page}/chap-thuan")).status_code == 403
    assert minh.post(office(f"{page}/chap-thuan"), {}).status_code == 422
    assert minh.post(office(f"{page}/chap-thuan"), {"note": "Sẽ gửi"}).status_code == 302
    assert minh.post(office(f"{page}/gia-han"), {"note": "Chờ"}).status_code == 302
    assert minh.post(office(f"{page}/chuyen")).status_code == 409
    copy = minh.post(office(f"{page}/ban-sao"))
    assert copy["Content-Type"] == "application/zip" and "no-store" in copy["Cache-Control"]
    assert minh.post(office(f"{page}/thuc-hien"), {"note": "Đã gửi"}).status_code == 302
    assert minh.get(office(page)).status_code == 200


def test_a_refused_request_and_one_to_delete(cast, minh):
    who = Actor(1, own=frozenset({cast["family"].an.pk}), person_id=cast["family"].an.pk)
    with acting_as(who):
        row = actions.ask(who, cast["family"].an.pk, "delete", "Xoá hết", on=TODAY)
    page = office(f"yeu-cau/{row.pk}")
    assert "Luật buộc lưu" in minh.get(page).content.decode()
    told = {"ground": "law_keeps", "why": "Sổ đăng bộ phải giữ"}
    assert minh.post(f"{page}/tu-choi", told).status_code == 302
    assert "Sổ đăng bộ phải giữ" in minh.get(page).content.decode()


def test_a_breach_from_finding_to_form_08(cast, minh, quan):
    told = {"title": "Lộ danh sách", "kind": "disclosed", "found_at": "20/11/2026 16:45", "what": "Gửi nhầm",
            "is_serious": "on", "cause": "Nhầm", "harm": "Lộ", "remedy": "Thu hồi", "contact": "Lan"}  # fmt: skip
    assert minh.post(office("su-co/moi"), {**told, "happened_until": "20/11/2026 10:00"}).status_code == 422
    assert minh.post(office("su-co/moi"), told).status_code == 302
    with acting_as(system_actor()):
        row = Breach.objects.get()
    page = office(f"su-co/{row.pk}")
    assert "21/11/2026 16:45" in minh.get(page).content.decode()
    assert "Lộ danh sách" in minh.get(office("su-co")).content.decode()
    assert "Lộ danh sách" in minh.get("/van-phong/").content.decode()  # the home of the office warns
    assert "Thu hồi" in minh.get(f"{page}/mau-08").content.decode()
    assert minh.post(f"{page}/them-nguoi", {"ids": "x"}).status_code == 422
    assert minh.post(f"{page}/them-nguoi", {"ids": str(cast["family"].an.pk)}).status_code == 302
    assert minh.get(f"{page}/sua").status_code == 200
    assert minh.post(f"{page}/sua", {**told, "cause": "Nhầm địa chỉ"}).status_code == 302
    assert minh.post(f"{page}/bao-ban-dau").status_code == 302
    assert minh.post(f"{page}/tim-nguoi").status_code == 422
    assert minh.post(f"{page}/ghi-chep", {"note": "Đã họp"}).status_code == 302
    assert minh.post(f"{page}/bao-nguoi", {"text": "Chúng tôi gửi nhầm"}).status_code == 302
    assert minh.post(f"{page}/bao-cao").status_code == 302
    assert minh.post(f"{page}/khep", {"note": "Xong"}).status_code == 302
    assert minh.get(page).status_code == 200 and minh.get(f"{page}/khong-co").status_code == 404
    assert quan.get(page).status_code in (403, 404)


def test_an_assessment_is_made_and_sent(minh):
    told = {"first_processing_on": "20/03/2026", "officer": "Hoa", "risks": "Lộ", "measures": "Khoá"}
    assert minh.post(office("danh-gia/moi"), told).status_code == 302
    with acting_as(system_actor()):
        row = Dossier.objects.get()
    assert "Cấp độ an toàn" in minh.get(office(f"danh-gia/{row.pk}")).content.decode()
    assert minh.get(office(f"danh-gia/{row.pk}/gui")).status_code == 200
    assert minh.post(office(f"danh-gia/{row.pk}/gui"), {"number": "1", "on": "21/11/2026"}).status_code == 302
    assert minh.get(office("danh-gia")).status_code == 200


def test_a_guardian_reads_what_is_held_and_who_looked(cast, mai):
    page = mai.get("/gia-dinh/du-lieu", {"nguoi": cast["family"].an.pk}).content.decode()
    assert "Dữ liệu về Nguyễn Văn An" in page and "Xét học bổng" in page and "Trường THPT Trần Phú" in page
    assert mai.get("/gia-dinh/du-lieu").status_code == 200
    assert mai.get("/gia-dinh/du-lieu", {"nguoi": "9999"}).status_code == 404


def test_a_guardian_agrees_and_takes_it_back_with_one_press(cast, mai):
    an = cast["family"].an.pk
    url = f"/gia-dinh/dong-y/{an}/prizes"
    assert "Tôi đồng ý" in mai.get("/gia-dinh/dong-y", {"nguoi": an}).content.decode()
    assert mai.post(url).status_code == 409  # an empty press is no answer
    assert mai.post(url, {"said": "agree"}).status_code == 302
    assert "Rút lại sự đồng ý" in mai.get("/gia-dinh/dong-y", {"nguoi": an}).content.decode()
    assert mai.post(url, {"said": "withdraw"}).status_code == 302
    with acting_as(system_actor()):
        assert queries.may("prizes", an, TODAY).reason == "refused"


def test_a_guardian_asks_and_follows(cast, mai):
    told = {"person": cast["family"].an.pk, "right": "restrict", "words": "Xin hạn chế"}
    assert mai.get("/gia-dinh/du-lieu/yeu-cau", {"quyen": "restrict"}).status_code == 200
    assert mai.post("/gia-dinh/du-lieu/yeu-cau", {**told, "words": ""}).status_code == 422
    assert mai.post("/gia-dinh/du-lieu/yeu-cau", told).status_code == 302
    assert "Xin hạn chế" in mai.get("/gia-dinh/du-lieu/yeu-cau").content.decode()
    assert "1 yêu cầu" in mai.get("/gia-dinh/du-lieu").content.decode()


def test_a_guardian_takes_the_copy_at_once(cast, mai):
    assert mai.post(f"/gia-dinh/du-lieu/{cast['family'].an.pk}/ban-sao")["Content-Type"] == "application/zip"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("get", "/gia-dinh/du-lieu"),
        ("get", "/gia-dinh/du-lieu/yeu-cau"),
        ("get", "/gia-dinh/dong-y"),
        ("post", "/gia-dinh/dong-y/1/prizes"),
        ("post", "/gia-dinh/du-lieu/1/ban-sao"),
    ],
)
def test_the_family_pages_are_for_families(client, minh, method, url):
    assert getattr(client, method)(url).status_code == 302
    assert getattr(minh, method)(url).status_code == 403


def test_the_family_reads_a_notice_about_a_breach(cast, mai):
    minh = cast["cast"].minh
    with acting_as(system_actor()) as system:
        facts = {"title": "Lộ", "kind": "lost", "found_at": NOW, "what": "Mất sổ"}
        row = actions.open_breach(system, cast["cast"].units.school_a, Telling(facts))
        actions.add_affected(system, row.pk, [cast["family"].an.pk])
        actions.tell_people(system, row.pk, "Sổ liên lạc bị mất", at=NOW)
    assert (
        minh.pk
        and "Sổ liên lạc bị mất" in mai.get("/gia-dinh/du-lieu", {"nguoi": cast["family"].an.pk}).content.decode()
    )
