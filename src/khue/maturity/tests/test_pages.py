"""The pages lead a school from the empty sheet to the published level, and refuse strangers."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl.reader.excel import load_workbook

from khue.core.actor import acting_as, system_actor
from khue.maturity import actions, samples
from khue.maturity.tests.conftest import asking
from khue.security.samples import signed_in


def page(client, name, *args, status=200, **asked):
    answer = client.get(reverse(f"maturity:{name}", args=args), asked)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def post(client, name, *args, status=302, **told):
    answer = client.post(reverse(f"maturity:{name}", args=args), told)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def test_a_school_fills_its_sheet_on_the_pages(world):
    lan = signed_in(world.cast.lan)
    shown = page(lan, "assessment", world.a.pk)
    assert "còn thiếu 10 điểm" in shown and "Tự điền từ chỉ số" in shown and "Kết thúc thẩm định" not in shown
    post(lan, "fill", world.a.pk)
    file = SimpleUploadedFile("danh-sach.pdf", b"%PDF-1.4")
    post(lan, "item", world.a.pk, "1.4", points="8,5", note="Kho học liệu", text="Biên bản số 3", file=file)
    assert "Biên bản số 3" in page(lan, "item", world.a.pk, "1.4")
    with asking(world.cast.lan):
        piece = world.a.evidence.get()
    assert lan.get(reverse("maturity:evidence", args=[piece.pk])).status_code == 200
    refused = post(lan, "item", world.a.pk, "1.4", status=422, points="11", note="", text="")
    assert "từ 0 đến 10 điểm" in refused
    wrong = SimpleUploadedFile("virus.exe", b"MZ")
    assert "không đúng loại" in post(lan, "item", world.a.pk, "1.4", status=422, points="8", file=wrong)
    post(lan, "withdraw", piece.pk, why="Nhầm tệp")
    assert "đã rút" in page(lan, "item", world.a.pk, "1.4")
    assert "Chưa có minh chứng" in post(lan, "step", world.a.pk, "gui", status=422)
    ways = page(lan, "ways", world.a.pk)
    assert "Có kế hoạch chuyển đổi số" in ways and "còn thiếu 10 điểm" in ways
    assert "PHIẾU TỰ ĐÁNH GIÁ" in page(lan, "paper", world.a.pk)
    answer = lan.get(reverse("maturity:assessment", args=[world.a.pk]), {"xuat": "xlsx"})
    sheet = load_workbook(BytesIO(answer.getvalue()))
    assert len(list(sheet.worksheets[0].rows)) >= 30


def test_the_level_above_checks_recognises_and_everybody_reads(world):
    sent = world.sent(world.cast.lan, world.a)
    hoa, binh = signed_in(world.cast.hoa), signed_in(world.cast.binh)
    assert "Chờ thẩm định" in page(hoa, "season", world.season.pk)
    assert "Thẩm định" in page(hoa, "item", sent.pk, "1.4")
    post(hoa, "item", sent.pk, "1.4", verdict="asked", reason="Thiếu biên bản", version=1)
    assert "vừa được người khác" in post(
        hoa, "item", sent.pk, "1.4", status=422, verdict="accepted", reason="", version=1
    )
    post(hoa, "step", sent.pk, "xong", status=409)
    post(hoa, "more", sent.pk, why="Bổ sung biên bản 1.4")
    assert "Bổ sung biên bản 1.4" in page(signed_in(world.cast.lan), "assessment", sent.pk)
    with asking(world.cast.lan) as lan:
        actions.tell(lan, sent.pk, "1.4", samples.CLAIMS["1.4"])
        actions.send(lan, sent.pk)
    with asking(world.cast.hoa) as actor:
        samples.checked(actor, sent)
    today = f"{localdate():%d/%m/%Y}"
    post(hoa, "recognise", sent.pk, status=403, number="1/QĐ", on=today)
    post(binh, "recognise", sent.pk, number="12/QĐ-SGDĐT", on=today)
    assert "Trường THPT Trần Phú" not in page(Client(), "published")
    post(binh, "step", sent.pk, "cong-bo")
    published = page(Client(), "published")
    assert "12/QĐ-SGDĐT" in published and "bộ tiêu chí thiếu 10 điểm" in published
    assert "Mức 2" in page(hoa, "history", world.cast.units.school_a)


def test_the_department_opens_and_changes_seasons_and_criteria(world):
    hoa = signed_in(world.cast.hoa)
    edition = str(world.season.edition_id)
    told = {"edition_id": edition, "due_school": "31/05/2028", "due_commune": "15/06/2028"}
    told |= {"due_department": "20/06/2028", "least": "50", "enough": "75", "overall_is_lower": "on"}
    post(hoa, "season_new", year=2028, **told)
    assert "đã có đợt" in post(hoa, "season_new", status=422, year=2028, **told)
    assert "theo thứ tự" in post(
        hoa, "season_edit", world.season.pk, status=422, **told | {"due_commune": "01/01/2028"}
    )
    post(hoa, "season_edit", world.season.pk, **told)
    assert "2028" in page(hoa, "seasons") and "Cần kiểm tra lại" in page(hoa, "edition", edition)
    post(hoa, "load")
    post(hoa, "remove", edition, status=409)
    assert page(hoa, "editions") and page(hoa, "season_new") and page(hoa, "season_edit", world.season.pk)


def test_a_neighbour_finds_nothing(world):
    quan = signed_in(world.cast.quan)
    for name in ("assessment", "ways", "paper"):
        page(quan, name, world.a.pk, status=404)
    page(quan, "item", world.a.pk, "1.1", status=404)
    page(quan, "season_new", status=403)
    page(quan, "history", world.cast.units.school_a, status=403)
    listed = page(quan, "season", world.season.pk)
    assert "Trường THCS Lê Lợi" in listed and "Trường THPT Trần Phú" not in listed


@pytest.mark.parametrize("who", ["lan", "hoa"])
def test_the_home_of_the_office_says_what_is_owed(world, who):
    world.sent(world.cast.quan, world.b)
    shown = signed_in(getattr(world.cast, who)).get(reverse("portal:desk")).content.decode()
    assert ("cần gửi" if who == "lan" else "chờ thẩm định") in shown


def test_programs_do_the_same(world):
    lan = signed_in(world.cast.lan)
    of = f"/api/v1/maturity/assessments/{world.a.pk}"
    body = {"points": 9, "evidence": "Danh sách"}
    told = lan.post(f"{of}/items/1.4", body, content_type="application/json")
    assert told.status_code == 200, told.content
    assert (told.json()["first"], told.json()["lacking"]) == ("9.0", "10")
    assert lan.post(f"{of}/fill", content_type="application/json").status_code == 200
    assert lan.get("/api/v1/maturity/assessments").json()["items"][0]["id"] == world.a.pk
    assert lan.get("/api/v1/maturity/seasons").json()[0]["asked"] == 1
    assert Client().get("/api/v1/maturity/published").json()["items"] == []
    assert lan.post(f"{of}/checked", content_type="application/json").status_code in (403, 409)
    with acting_as(system_actor()):
        assert world.a.items.count() >= 1
