"""The pages of people: they open to those who may, say what is wrong, and stay shut to Quân."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from khue.core.actor import acting_as, system_actor
from khue.people import samples
from khue.people.models import Identifier, Person, Reading, Relation
from khue.security.samples import cast as accounts
from khue.security.samples import signed_in

BUDGET = 12  # queries of the page of a person, beyond those of every page


@pytest.fixture
def office(db):
    """Accounts, their units and the people of school A and B."""
    with acting_as(system_actor()):
        cast = accounts()
        people = samples.cast(cast.units.school_a, cast.units.school_b)
    return cast, people


@pytest.fixture
def lan(office):
    return signed_in(office[0].lan)


@pytest.fixture
def quan(office):
    return signed_in(office[0].quan)


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def test_the_box_finds_by_name_without_marks_by_year_and_by_number(office, lan):
    for text in ("nguyen van an", "An Nguyễn", "an 2010", "079 210 001 234", "nguyen vn an", "03/05/2010"):
        page = lan.get(url("list"), {"tim": text}).text
        assert "Nguyễn Văn An" in page and "Nguyễn Mạnh Cường" not in page, text


def test_the_list_of_ones_unit_is_there_without_words_and_as_a_file(office, lan):
    assert "Trần Thị Mai" in lan.get(url("list")).text
    answer = lan.get(url("list"), {"xuat": "xlsx"})
    assert answer["Content-Type"].endswith("sheet")


def test_the_province_is_asked_for_a_name_first(office):
    hoa = signed_in(office[0].hoa)
    assert "Hãy gõ tên người cần tìm" in hoa.get(url("list")).text
    assert "Nguyễn Mạnh Cường" in hoa.get(url("list"), {"tim": "cuong"}).text


def test_the_global_search_finds_people_one_may_see(office, lan, quan):
    assert "Nguyễn Thị Bích" in lan.get("/van-phong/tim-kiem?q=bich").text
    assert "Nguyễn Thị Bích" not in quan.get("/van-phong/tim-kiem?q=bich").text


def test_the_page_of_a_person_shows_what_is_known_and_is_written_down(office, lan):
    an = office[1].an
    page = lan.get(url("person", an.pk)).text
    for told in ("Nguyễn Văn An", "03/05/2010", "•••••••••234", "Trần Thị Mai", "Kết quả học tập, Chuyên cần"):
        assert told in page, told
    assert "079210001234" not in page
    with acting_as(system_actor()):
        assert Reading.objects.filter(person=an, what="people.record", user_id=office[0].lan.pk).count() == 1


def test_the_page_of_a_person_stays_in_its_budget(office, lan):
    an = office[1].an
    lan.get(url("person", an.pk))
    with CaptureQueriesContext(connection) as every:
        lan.get(url("places"), {"q": ""})
    with CaptureQueriesContext(connection) as captured:
        lan.get(url("person", an.pk))
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) - len(every) <= BUDGET, "\n".join(asked)


@pytest.mark.parametrize("name", ["person", "edit", "photo", "photo_change", "identifier_new", "relative_new"])
def test_nothing_of_another_school_exists_for_quan(office, quan, name):
    assert quan.get(url(name, office[1].an.pk)).status_code == 404


def test_a_merged_row_leads_to_the_one_that_was_kept(office, lan):
    cast, people = office
    with acting_as(system_actor()):
        gone = samples.pupil(cast.units.school_a, "Nguyễn Văn Ann")
        gone.merged_into = people.an
        gone.save()
    assert lan.get(url("person", gone.pk)).headers["Location"] == url("person", people.an.pk)


def facts(person, **changes):
    told = {"full_name": person.full_name, "birth": "03/05/2010", "sex": "male", "nationality": "VN"}
    return told | {"version": person.version} | changes


def test_a_person_is_entered_with_her_number(office, lan):
    unit = office[0].units.school_a
    told = {"full_name": "PHẠM THỊ DUNG", "birth": "2011", "sex": "female", "nationality": "VN", "custody": unit}
    answer = lan.post(url("new"), told | {"personal_number": "079311004567"})
    assert answer.status_code == 302
    page = lan.get(answer.headers["Location"]).text
    assert "Phạm Thị Dung" in page and "•••••••••567" in page


def test_what_is_wrong_with_a_new_person_is_said_and_nothing_is_stored(office, lan):
    told = {"full_name": "NguyÔn V¨n A", "birth": "29/02/2015", "nationality": "VN"}
    answer = lan.post(url("new"), told | {"custody": office[0].units.school_a})
    assert answer.status_code == 422
    assert "TCVN3" in answer.text and "Nguyễn Văn A" in answer.text
    told["full_name"] = "Nguyễn Văn A"
    answer = lan.post(url("new"), told | {"custody": office[0].units.school_a})
    assert "không nhuận" in answer.text
    with acting_as(system_actor()):
        assert Person.objects.count() == 4


def test_two_clerks_are_shown_both_values_and_the_choice_is_kept(office, lan):
    an = office[1].an
    assert lan.post(url("edit", an.pk), facts(an, phone="0905111222", why="Mẹ báo")).status_code == 302
    stale = lan.post(url("edit", an.pk), facts(an, phone="0905333444"))
    assert stale.status_code == 409
    assert "0905111222" in stale.text and "0905333444" in stale.text and 'name="version" value="2"' in stale.text
    lan.post(url("edit", an.pk), facts(an, phone="0905333444", version=2, chon_phone="yours"))
    with acting_as(system_actor()):
        assert Person.objects.get(pk=an.pk).phone == "0905333444"
    page = lan.get(url("person", an.pk)).text
    assert "0905111222 → 0905333444" in page


def test_a_full_number_needs_a_purpose_and_is_written_down(office, lan):
    an = office[1].an
    address = url("number", an.pk, "personal_number")
    assert "079210001234" not in lan.get(address).text
    assert lan.post(address, {"purpose": ""}).status_code == 422
    shown = lan.post(address, {"purpose": "lập danh sách dự thi"})
    assert "079210001234" in shown.text and "no-store" in shown["Cache-Control"]
    assert lan.get(url("number", an.pk, "learner_code")).status_code == 404


def test_an_identifier_is_given_and_ended(office, lan):
    an = office[1].an
    told = {"scheme": "learner_code", "value": "5112345678"}
    assert lan.post(url("identifier_new", an.pk), told).status_code == 302
    assert lan.post(url("identifier_new", an.pk), told).status_code == 422
    with acting_as(system_actor()):
        row = Identifier.objects.get(scheme="learner_code")
    assert "Kết thúc «Mã học sinh của Bộ»?" in lan.get(url("identifier_end", an.pk, row.pk)).text
    assert lan.post(url("identifier_end", an.pk, row.pk), {"why": "nhầm"}).status_code == 302
    assert "hết hiệu lực" in lan.get(url("person", an.pk)).text


def test_a_relative_is_entered_amended_and_ended(office, lan):
    bich = office[1].bich
    told = {"full_name": "Nguyễn Văn Bố", "birth": "1983", "kind": "father", "told": ["marks"], "is_guardian": "on"}
    assert lan.post(url("relative_new", bich.pk), told).status_code == 302
    with acting_as(system_actor()):
        row = Relation.objects.get(person=bich, kind="father")
    amended = {"kind": "father", "told": ["health"], "phone": "0912000111"}
    assert lan.post(url("relation_edit", bich.pk, row.pk), amended).status_code == 302
    page = lan.get(url("person", bich.pk)).text
    assert "0912000111" in page and "Được thông báo: Sức khoẻ" in page
    assert lan.post(url("relation_end", bich.pk, row.pk), {}).status_code == 302
    assert "0912000111" not in lan.get(url("person", bich.pk)).text.split("Ai sửa gì")[0]
    assert lan.get(url("relation_edit", bich.pk, row.pk)).status_code == 404


def test_a_photo_is_cleaned_served_and_removed(office, lan, quan):
    an, file = office[1].an, BytesIO()
    picture = Image.new("RGB", (1200, 900), "teal")
    exif = Image.Exif()
    exif[0x010E] = "so nha 12"
    picture.save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = "an.jpg"
    assert lan.post(url("photo_change", an.pk), {"photo": file}).status_code == 302
    served = lan.get(url("photo", an.pk))
    kept = b"".join(served.streaming_content)
    assert served["Content-Type"] == "image/webp" and b"so nha 12" not in kept
    assert Image.open(BytesIO(kept)).size == (600, 450)
    assert quan.get(url("photo", an.pk)).status_code == 404
    assert lan.post(url("photo_remove", an.pk)).status_code == 302
    assert lan.get(url("photo", an.pk)).status_code == 404


def test_what_is_no_photo_is_refused(office, lan):
    file = BytesIO(b"<svg onload=alert(1)>")
    file.name = "anh.png"
    answer = lan.post(url("photo_change", office[1].an.pk), {"photo": file})
    assert answer.status_code == 422 and "không phải ảnh" in answer.text


def test_a_search_elsewhere_shows_a_masked_answer(office, quan):
    told = {"scheme": "personal_number", "value": "079210001234", "purpose": "tiếp nhận chuyển đến"}
    page = quan.post(url("elsewhere"), told).text
    assert "N. V. An" in page and "Trường THPT Trần Phú" in page and "Nguyễn Văn An" not in page
    assert "Không có hồ sơ nào" in quan.post(url("elsewhere"), told | {"value": "079210001235"}).text
    assert quan.post(url("elsewhere"), told | {"purpose": ""}).status_code == 422


def test_searches_elsewhere_are_limited(office, quan, monkeypatch):
    answers = [quan.get(url("elsewhere")).status_code for _ in range(61)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE people_person; --", "a:* & !b", "\\", "'", "((((", "\x00an", "%_%", "ª" * 300, "🙂 an", "İ"]
)
def test_hostile_words_find_nobody_and_break_nothing(office, lan, text):
    assert lan.get(url("list"), {"tim": text}).status_code == 200


def test_places_are_suggested_with_their_time(office, lan):
    from khue.catalogues import samples as catalogues

    with acting_as(system_actor()):
        catalogues.load()
        catalogues.old_units()
    found = lan.get(url("places"), {"birth_unit_id": "trà bùi"}).text
    assert "Xã Trà Bùi, Huyện Trà Bồng, Tỉnh Quảng Ngãi (đến 01/07/2025)" in found
    an = office[1].an
    value = found.split('value="')[1].split('"')[0]
    assert lan.post(url("edit", an.pk), facts(an, birth_unit_id=value)).status_code == 302
    assert "Xã Trà Bùi, Huyện Trà Bồng, Tỉnh Quảng Ngãi (nay là " in lan.get(url("person", an.pk)).text


def test_birth_dates_stay_as_exact_as_they_are(office, lan):
    bich = office[1].bich
    told = facts(bich, full_name="Nguyễn Thị Bích", birth="09/2011", sex="female")
    assert lan.post(url("edit", bich.pk), told).status_code == 302
    with acting_as(system_actor()):
        found = Person.objects.get(pk=bich.pk)
    assert (found.birth_date, found.birth_precision) == (date(2011, 9, 1), "month")
