"""Each page opens, refuses strangers, and shows what the day and the knowledge asked for say."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.reader.excel import load_workbook

from khue.catalogues import samples as catalogues
from khue.catalogues.queries import units_on
from khue.core.actor import acting_as, system_actor
from khue.organisations import actions, queries, samples
from khue.organisations.models import Decision
from khue.security import samples as security
from khue.security.samples import signed_in

THEN = datetime(2023, 9, 5, tzinfo=UTC)
OFFICE = [
    "/van-phong/don-vi/",
    "/van-phong/don-vi/danh-sach",
    "/van-phong/don-vi/goi-y?q=le",
    "/van-phong/don-vi/ban-do",
    "/van-phong/don-vi/ban-do/ranh-gioi.json",
    "/van-phong/don-vi/tham-quyen",
    "/van-phong/don-vi/doi-dia-gioi",
    "/van-phong/don-vi/quyet-dinh/",
    "/van-phong/don-vi/ghi-nhan/thanh-lap",
    "/van-phong/don-vi/ghi-nhan/doi-ten",
    "/van-phong/don-vi/ghi-nhan/chuyen",
    "/van-phong/don-vi/ghi-nhan/sap-nhap",
    "/van-phong/don-vi/ghi-nhan/chia-tach",
    "/van-phong/don-vi/ghi-nhan/giai-the",
    "/van-phong/don-vi/ghi-nhan/dinh-chinh",
]


@pytest.fixture
def people(db):
    with acting_as(system_actor()):
        return security.cast(samples.cast(date(2020, 7, 1), THEN))


@pytest.fixture
def hoa(people):
    return signed_in(people.hoa)


@pytest.mark.parametrize("url", OFFICE)
def test_an_office_page_opens_for_the_officer_and_refuses_strangers(hoa, url):
    assert hoa.get(url).status_code == 200
    assert Client().get(url).status_code in (302, 403)


@pytest.mark.parametrize("url", [url for url in OFFICE if "ghi-nhan" in url and "dinh-chinh" not in url])
def test_a_clerk_may_look_but_not_decide(people, url):
    lan = signed_in(people.lan)
    assert lan.get("/van-phong/don-vi/").status_code == 200
    assert lan.get(url).status_code == 403


def test_the_tree_opens_a_branch_by_itself_and_with_the_way_to_it(hoa, people):
    commune = people.units.commune
    branch = hoa.get(f"/van-phong/don-vi/?mo={commune}", headers={"HX-Request": "true"})
    assert "Trường THCS Lê Lợi" in branch.text and "<html" not in branch.text
    whole = hoa.get(f"/van-phong/don-vi/?mo={commune}")
    assert "Trường THCS Lê Lợi" in whole.text and "Sở Giáo dục" in whole.text


def test_before_the_founding_the_tree_is_empty_and_says_so(hoa):
    assert "chưa có đơn vị nào" in hoa.get("/van-phong/don-vi/?tinh-den=2019-01-01").text


def test_a_date_that_does_not_exist_is_refused_with_a_remedy(hoa):
    response = hoa.get("/van-phong/don-vi/?tinh-den=31/02/2025")
    assert response.status_code == 422 and "31/02/2025" in response.text


def test_the_list_is_narrowed_and_exported(hoa):
    response = hoa.get("/van-phong/don-vi/danh-sach?tu_khoa=le+loi")
    assert "Trường THCS Lê Lợi" in response.text and "Trần Phú" not in response.text
    sheet = hoa.get("/van-phong/don-vi/danh-sach?xuat=xlsx")
    rows = list(load_workbook(BytesIO(sheet.getvalue())).active.values)
    assert len(rows) == 5 and rows[0][0] == "Tên đơn vị"


def test_the_card_tells_who_supervises_and_why(hoa, people):
    text = hoa.get(f"/van-phong/don-vi/{people.units.school_b}/").text
    assert "Quản lí nhà nước" in text and "Thông tư 15/2025/TT-BGDĐT" in text
    assert "Phòng Văn hoá – Xã hội xã Bình Minh" in text
    assert "Phòng Văn hoá" in hoa.get(f"/van-phong/don-vi/{people.units.school_b}/?tinh-den=2021-01-01").text
    assert hoa.get("/van-phong/don-vi/999999/").status_code == 404


DOCUMENT = {
    "title": "Về việc đổi tên",
    "number": "12/QĐ-UBND",
    "signed_on": "01/09/2026",
    "effective_on": "01/09/2026",
    "form_key": "5b1ab9b0-9f5e-4a07-9c43-2a4c8a3f5a01",
}


def rename_form(people, **changes):
    return {**DOCUMENT, "unit": f"TR{people.units.school_b:06d}", "name": "Trường THCS Mới", **changes}


def test_a_decision_is_first_shown_and_then_recorded(hoa, people):
    url = "/van-phong/don-vi/ghi-nhan/doi-ten"
    preview = hoa.post(url, rename_form(people))
    assert preview.status_code == 200
    assert "Trường THCS Lê Lợi → Trường THCS Mới" in preview.text
    assert not Decision.objects.filter(kind="rename").exists()
    file = SimpleUploadedFile("qd.pdf", b"%PDF-1.7 mau")
    done = hoa.post(url, rename_form(people, confirm="1", file=file))
    decision = Decision.objects.get(kind="rename")
    assert done.status_code == 302 and done.url == f"/van-phong/don-vi/quyet-dinh/{decision.pk}/"
    page = hoa.get(done.url)
    assert "12/QĐ-UBND" in page.text and decision.sha256 in page.text
    assert hoa.get(f"{done.url}van-ban").getvalue() == b"%PDF-1.7 mau"
    hoa.post(url, rename_form(people, confirm="1"))
    assert Decision.objects.filter(kind="rename").count() == 1


def test_a_refused_decision_comes_back_with_every_problem(hoa, people):
    response = hoa.post(
        "/van-phong/don-vi/ghi-nhan/doi-ten", rename_form(people, effective_on="01/01/2019", signed_on="01/01/2099")
    )
    assert response.status_code == 422
    assert "Ngày ký chưa tới" in response.text and "trước ngày thành lập" in response.text
    assert not Decision.objects.filter(kind="rename").exists()


def test_a_unit_that_nobody_knows_is_said_on_its_field(hoa, people):
    response = hoa.post("/van-phong/don-vi/ghi-nhan/doi-ten", rename_form(people, unit="Trường không có"))
    assert response.status_code == 422 and "Không có tên hoặc mã" in response.text


FORMS: dict[str, dict[str, Any]] = {
    "thanh-lap": {
        "name": "Trường THCS Kim Đồng",
        "kind": "school",
        "levels": ["lower_secondary"],
        "parent": "XA{commune:06d}",
    },
    "chuyen": {"unit_1": "TR{school_b:06d}", "parent": "SO{department:06d}"},
    "sap-nhap": {"unit_1": "TR{school_b:06d}", "into": "TR{school_a:06d}"},
    "chia-tach": {
        "unit": "TR{school_b:06d}",
        "heir_1": "TR{school_b:06d}",
        "share_1": "2/3",
        "heir_2": "Mới",
        "share_2": "1/3",
    },
    "giai-the": {"unit": "TR{school_b:06d}", "heir_1": "TR{school_a:06d}", "share_1": "100%"},
    "dinh-chinh": {
        **{"unit": "TR{school_b:06d}", "name": "Trường THCS Lê Lợi", "kind": "school", "levels": ["lower_secondary"]},
        **{"parent": "XA{commune:06d}", "ownership": "public", "address": "Thôn 9"},
    },
}


@pytest.mark.parametrize("verb", FORMS)
def test_every_kind_of_decision_is_recorded_by_its_form(hoa, people, verb):
    known = vars(people.units)
    told = {
        name: value.format(**known) if isinstance(value, str) else value
        for name, value in {**DOCUMENT, **FORMS[verb]}.items()
    }
    before = Decision.objects.count()
    preview = hoa.post(f"/van-phong/don-vi/ghi-nhan/{verb}", told)
    assert preview.status_code == 200, preview.text
    assert "Chưa có gì được ghi" in preview.text and Decision.objects.count() == before
    assert hoa.post(f"/van-phong/don-vi/ghi-nhan/{verb}", {**told, "confirm": "1"}).status_code == 302
    assert Decision.objects.count() == before + 1


@pytest.mark.parametrize(
    ("verb", "changes", "says"),
    [
        ("chia-tach", {"share_1": "2/3", "share_2": "2/3"}, "cộng lại bằng 1"),
        ("chia-tach", {"share_1": "nhiều"}, "1/3, 0,4 hoặc 40%"),
        ("sap-nhap", {"into": "", "new_name": ""}, "chỉ một trong hai"),
        ("giai-the", {"heir_1": "Trường không có"}, "Không có đơn vị nào mang tên"),
    ],
)
def test_a_form_filled_in_wrongly_says_what_to_mend(hoa, people, verb, changes, says):
    known = vars(people.units)
    told = {name: value.format(**known) if isinstance(value, str) else value for name, value in FORMS[verb].items()}
    response = hoa.post(f"/van-phong/don-vi/ghi-nhan/{verb}", {**DOCUMENT, **told, **changes})
    assert response.status_code == 422 and says in response.text


def test_a_decision_is_taken_back_on_its_page(hoa, people):
    hoa.post("/van-phong/don-vi/ghi-nhan/doi-ten", rename_form(people, confirm="1"))
    decision = Decision.objects.get(kind="rename")
    url = f"/van-phong/don-vi/quyet-dinh/{decision.pk}/huy-bo"
    told = {"title": "Ghi nhầm", "form_key": "5b1ab9b0-9f5e-4a07-9c43-2a4c8a3f5a02"}
    assert "Trường THCS Mới → Trường THCS Lê Lợi" in hoa.post(url, told).text
    hoa.post(url, {**told, "confirm": "1"})
    assert "Đã huỷ bỏ" in hoa.get(f"/van-phong/don-vi/quyet-dinh/{decision.pk}/").text
    assert "Trường THCS Lê Lợi" in hoa.get(f"/van-phong/don-vi/{people.units.school_b}/").text


def test_authority_is_shown_for_the_day_asked(hoa):
    before = hoa.get("/van-phong/don-vi/tham-quyen?ngay=30/06/2025&loai=school&cap=lower_secondary").text
    assert "Ngày 30/06/2025" in before and "Trưởng phòng Giáo dục và Đào tạo" in before


class TestRestating:
    URL = "/van-phong/don-vi/doi-dia-gioi"

    @pytest.fixture(autouse=True)
    def lists(self, people):
        with acting_as(system_actor()):
            catalogues.load()

    def asked(self, text, **changes):
        days = {"tu_ngay": "30/06/2025", "den_ngay": "01/07/2025"}
        return {"nguon": "paste", "so_lieu": text, **days, **changes}

    def test_pasted_figures_are_carried_over_with_their_total(self, hoa):
        page = hoa.post(self.URL, self.asked("44; 1.250\n45\t980,5")).text
        assert "Tổng trước và sau đều bằng 2.230,5" in page
        assert "Tỉnh Quảng Bình" in page and "Tỉnh Quảng Trị" in page

    def test_what_cannot_be_divided_is_shown_apart(self, hoa):
        page = hoa.post(self.URL, self.asked("44; 10", tu_ngay="01/07/2025", den_ngay="30/06/2025")).text
        assert "Chưa phân chia được" in page and "Tỉnh Quảng Bình" in page

    def test_it_is_exported(self, hoa):
        response = hoa.post(self.URL, self.asked("51; 1\n62; 2", xuat="xlsx"))
        rows = list(load_workbook(BytesIO(response.getvalue())).active.values)
        assert [row[1] for row in rows[1:]] == ["51", "62", "51"]

    def test_an_unknown_code_and_an_unreadable_line_are_both_told(self, hoa):
        response = hoa.post(self.URL, self.asked("99; 1\nabc"))
        assert response.status_code == 422
        assert "«99»" in response.text and "dòng 2" in response.text

    @pytest.mark.parametrize("source", ["communes", "schools"])
    def test_tables_that_are_there_can_be_chosen(self, hoa, source):
        days = {"tu_ngay": "01/07/2025", "den_ngay": "01/09/2025"}
        assert "Tổng trước và sau đều bằng" in hoa.post(self.URL, self.asked("", nguon=source, **days)).text

    def test_nothing_given_is_said(self, hoa):
        assert "Chưa có dòng số liệu nào" in hoa.post(self.URL, self.asked("")).text


class TestPublic:
    def test_a_citizen_finds_a_school_by_its_old_name(self, people, paper):
        with acting_as(system_actor()):
            school = people.units.school_b
            actions.rename(
                system_actor(), school, "Trường THCS Bình Minh", paper(date(2026, 9, 1)), now=THEN.replace(year=2026)
            )
        page = Client().get("/truong-hoc?tu_khoa=le+loi")
        assert "Trường THCS Bình Minh" in page.text
        card = Client().get(f"/truong-hoc/{school}")
        assert "Tên trước đây:" in card.text and "Trường THCS Lê Lợi" in card.text

    def test_offices_are_no_schools(self, people):
        assert Client().get(f"/truong-hoc/{people.units.department}").status_code == 404

    def test_a_closed_school_names_the_one_that_went_on(self, people, paper):
        with acting_as(system_actor()):
            units = people.units
            actions.merge(
                system_actor(), [units.school_b], units.school_a, paper(date(2026, 9, 1)), now=THEN.replace(year=2026)
            )
        page = Client().get(f"/truong-hoc/{units.school_b}").text
        assert "Trường này nay là" in page and "Trường THPT Trần Phú" in page

    def test_the_list_needs_few_queries(self, people, django_assert_max_num_queries):
        with acting_as(system_actor()):
            facts = [
                actions.NewUnit(actions.Facts(f"Trường {n}", "school", people.units.commune, levels=("primary",)))
                for n in range(60)
            ]
            actions.register(system_actor(), facts, samples.document("Ghi nhận", date(2024, 1, 1)), now=THEN)
        with django_assert_max_num_queries(12):
            assert Client().get("/truong-hoc").status_code == 200


def test_the_map_shows_communes_of_our_province_with_their_schools(people, hoa):
    with acting_as(system_actor()):
        catalogues.load()
        square = {"type": "Polygon", "coordinates": [[[108, 15], [109, 15], [109, 16], [108, 15]]]}
        for level, code in (("province", "51"), ("commune", "21025"), ("commune", "00004")):
            units_on(level).filter(code=code).update(outline=square)
        edit = actions.Edit(people.units.school_b, {"area_code": "21025"})
        document = samples.document("Ghi địa bàn", date(2025, 7, 1))
        actions.correct(system_actor(), [edit], document, now=THEN.replace(year=2026))
    assert "data-map" in hoa.get("/van-phong/don-vi/ban-do").text
    features = hoa.get("/van-phong/don-vi/ban-do/ranh-gioi.json").json()["features"]
    told = [(feature["properties"]["name"], feature["properties"].get("value")) for feature in features]
    assert [value for _name, value in told] == [None, 1]


def test_the_search_box_finds_units(hoa):
    assert "Trường THCS Lê Lợi" in hoa.get("/van-phong/tim-kiem?q=le+loi").text


def test_a_filter_value_outside_the_list_shows_everything(hoa):
    assert hoa.get("/van-phong/don-vi/danh-sach?loai=xyz&trang=abc").status_code == 200


def test_names_cannot_bring_markup(people, hoa, paper):
    with acting_as(system_actor()):
        school = people.units.school_b
        actions.rename(
            system_actor(), school, "<script>x</script>", paper(date(2026, 9, 1)), now=THEN.replace(year=2026)
        )
    assert "<script>x" not in hoa.get(f"/van-phong/don-vi/{school}/").text
    assert queries.name_of(school) == "<script>x</script>"
