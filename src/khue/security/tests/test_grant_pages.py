"""The pages of rights: given, ended, handed on, opened in an emergency, moved; and who can see what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.organisations import actions as organisations
from khue.organisations import queries as units
from khue.organisations.samples import document
from khue.people import samples as people_samples
from khue.security import actions, queries
from khue.security.models import Opening, User
from khue.security.samples import Cast, cast, signed_in
from khue.security.tests.conftest import held_by

LIST = "/van-phong/tai-khoan/quyen"
TODAY = timezone.localdate()
BASIS = "Quyết định 12/QĐ-THPT"


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        return cast()


@pytest.fixture
def thao(people: Cast) -> User:
    with acting_as(system_actor()) as system:
        return actions.open_account(system, "thao", "Lê Thị Thảo", "mat-khau-thu-nghiem", is_synthetic=True)


def code(unit: int) -> str:
    return units.codes_of([unit])[unit]


def test_a_head_gives_and_ends_a_role_on_two_pages(people: Cast, thao: User) -> None:
    client = signed_in(people.minh)
    asked = {
        "user": "thao",
        "role": "teacher",
        "organisation_id": code(people.units.school_a),
        "start": TODAY.isoformat(),
        "basis": BASIS,
    }
    page = client.get(f"{LIST}/giao").content.decode()
    assert "Giáo viên chủ nhiệm" in page and "Lãnh đạo Sở" not in page
    answer = client.post(f"{LIST}/giao", asked)
    [grant] = held_by(thao)
    assert answer.headers["Location"] == f"{LIST}/{grant.pk}/"
    assert "thao" in client.get(f"{LIST}?text=thao").content.decode()
    assert client.get(f"{LIST}?xuat=xlsx").headers["Content-Type"].endswith("sheet")
    again = client.post(f"{LIST}/giao", asked)
    assert again.status_code == 422 and "đã giữ vai trò" in again.content.decode()
    ended = client.post(f"{LIST}/{grant.pk}/thoi", {"on": TODAY.isoformat(), "why": "Giao nhầm"})
    assert ended.status_code == 302
    assert "đã thôi" in client.get(f"{LIST}/{grant.pk}/").content.decode()
    assert signed_in(people.quan).get(f"{LIST}/{grant.pk}/").status_code == 404
    assert signed_in(people.lan).get(f"{LIST}/giao").status_code == 403


def test_a_unit_and_an_account_that_are_not_there_are_told_on_the_form(people: Cast) -> None:
    asked = {"user": "khong-co", "role": "teacher", "organisation_id": "Không có", "start": "2026-09-01", "basis": "x"}
    answer = signed_in(people.minh).post(f"{LIST}/giao", asked)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Không có tài khoản" in page and "Không có tên hoặc mã" in page


def test_one_hands_on_a_part_and_arranges_a_leave(people: Cast, thao: User) -> None:
    client, [own] = signed_in(people.minh), held_by(people.minh)
    until = (TODAY + timedelta(days=9)).isoformat()
    asked = {"user": "thao", "only": ["students.decide_transfer"], "start": TODAY.isoformat(), "end": until}
    assert client.post(f"{LIST}/{own.pk}/uy-quyen", asked | {"basis": BASIS}).status_code == 302
    assert "thao" in client.get(f"{LIST}/cua-toi").content.decode()
    wider = client.post(f"{LIST}/{own.pk}/uy-quyen", asked | {"only": ["security.give_grants"], "basis": BASIS})
    assert wider.status_code == 422
    leave = {"absent": "lan", "user": "thao", "start": TODAY.isoformat(), "end": until, "basis": BASIS}
    assert client.post(f"{LIST}/lam-thay", leave).status_code == 302
    assert held_by(thao, kind="substitution", role="clerk")
    assert signed_in(people.lan).get(f"{LIST}/{own.pk}/uy-quyen").status_code == 403


def test_an_emergency_is_opened_told_and_reviewed(people: Cast) -> None:
    with acting_as(system_actor()) as system:
        head, other_head, officer = (
            actions.open_account(system, name, "Người giữ chức", None, is_synthetic=True) for name in "xyz"
        )
        started = TODAY - timedelta(9)
        actions.give(system, head, "head_of_school", people.units.school_b, start=started, basis=BASIS)
        actions.give(system, other_head, "head_of_school", people.units.school_a, start=started, basis=BASIS)
        actions.give(system, officer, "data_officer", people.units.department, start=started, basis=BASIS)
    client = signed_in(people.minh)
    asked = {"organisation_id": code(people.units.school_b), "reason": "gấp"}
    short = client.post(f"{LIST}/khan-cap/mo", asked)
    assert short.status_code == 422 and "lí do quá ngắn" in short.content.decode()
    asked["reason"] = "Học sinh bị tai nạn trên đường về nhà"
    assert client.post(f"{LIST}/khan-cap/mo", asked).status_code == 302
    opening = Opening.objects.filter(user=people.minh)
    for told in (head, officer):
        desk = signed_in(told).get("/van-phong/").content.decode()
        assert "Mở khẩn cấp hồ sơ của" in desk and "tai nạn" in desk, told
    for other in (people.quan, people.lan, people.hoa, other_head):
        assert "tai nạn" not in signed_in(other).get("/van-phong/").content.decode(), other
    review = signed_in(people.binh)
    page = review.get(f"{LIST}/khan-cap").content.decode()
    assert "Chờ xem xét" in page and "tai nạn" in page
    with acting_as(queries.actor_for(people.binh.pk)):
        pk = opening.get().pk
    assert client.get(f"{LIST}/khan-cap/{pk}").status_code == 403
    assert signed_in(people.quan).get(f"{LIST}/khan-cap/{pk}").status_code == 404
    done = review.post(f"{LIST}/khan-cap/{pk}", {"finding": "justified", "note": "Đã gọi bệnh viện"})
    assert done.status_code == 302 and "Có lí do chính đáng" in review.get(f"{LIST}/khan-cap").content.decode()
    assert "tai nạn" not in signed_in(head).get("/van-phong/").content.decode()


def test_who_can_see_a_unit_an_account_and_a_record(people: Cast) -> None:
    with acting_as(system_actor()):
        an = people_samples.cast(people.units.school_a, people.units.school_b).an
    head, school = signed_in(people.minh), code(people.units.school_a)
    page = head.get(f"{LIST}/ai-xem-duoc?unit={school}").content.decode()
    assert "lan" in page and "binh" in page and "Bùi Anh Quân" not in page
    page = head.get(f"{LIST}/ai-xem-duoc?person={an.pk}").content.decode()
    assert "lan" in page and "hoa" in page
    page = signed_in(people.binh).get(f"{LIST}/ai-xem-duoc?account=quan").content.decode()
    assert "Văn thư" in page
    other = code(people.units.school_b)
    assert head.get(f"{LIST}/ai-xem-duoc?unit={other}").status_code == 403
    assert signed_in(people.lan).get(f"{LIST}/ai-xem-duoc").status_code == 403


def test_posts_of_a_merged_unit_are_previewed_moved_by_a_job_and_back(people: Cast) -> None:
    old, new, now = people.units.school_b, people.units.school_a, timezone.now()
    with acting_as(system_actor()) as system:
        basis = document("Sáp nhập", TODAY - timedelta(days=1), number="15/QĐ-UBND")
        organisations.merge(system, [old], new, basis, now=now)
        actions.give(system, people.binh, "system_administrator", people.units.department, start=TODAY, basis=BASIS)
    client = signed_in(people.binh)
    assert "quan" in client.get(f"{LIST}/chuyen").content.decode()
    asked = {"on": TODAY.isoformat(), "basis": "15/QĐ-UBND", "units": [f"{old}:{new}"]}
    assert client.post(f"{LIST}/chuyen", asked).headers["Location"].startswith("/van-phong/cong-viec/")
    with acting_as(queries.actor_for(people.binh.pk)) as mover:
        move = actions.move_posts(mover, old, new, on=TODAY, basis="15/QĐ-UBND", at=now)
    assert "Hoàn tác" in client.get(f"{LIST}/chuyen").content.decode()
    assert client.post(f"{LIST}/chuyen/{move.pk}/hoan-tac").status_code == 302
    assert "đã hoàn tác" in client.get(f"{LIST}/chuyen").content.decode()
