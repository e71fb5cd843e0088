"""Somebody with a post and a child at school acts as one of them at a time, and sees what that one may see."""

import pytest
from django.test import Client

from khue.core.actor import acting_as, system_actor
from khue.people import samples as people_samples
from khue.security import actions
from khue.security.models import User
from khue.security.samples import Cast, cast, signed_in
from khue.students import samples as students

ACCOUNT, WEAR = "/van-phong/tai-khoan", "/van-phong/tai-khoan/vai"
OFFICE = ("/van-phong/hoc-sinh/", "/van-phong/nguoi/", "/api/v1/students")


@pytest.fixture
def people(db: None) -> Cast:
    """Lan, clerk of school A, is the mother of one of its pupils; another account is a mother only."""
    with acting_as(system_actor()) as system:
        made = cast()
        work = students.school_at_work(made.units.school_a, "10", 2)
        mother = people_samples.guardian(work.pupils[0])
        User.objects.filter(pk=made.lan.pk).update(person=mother)
        actions.open_account(system, "mai", "Trần Thị Mai", None, person_id=mother.pk, is_synthetic=True)
        made.lan.child, made.lan.other = work.pupils[0].pk, work.pupils[1].pk  # type: ignore[attr-defined]
        return made


def statuses(client: Client, *urls: str) -> list[int]:
    return [client.get(url).status_code for url in urls]


def test_a_mother_with_a_post_chooses_her_hat_and_her_rights_change_with_it(people: Cast) -> None:
    lan, client = people.lan, signed_in(people.lan)
    child, other = (f"/api/v1/students/{pk}" for pk in (lan.child, lan.other))  # type: ignore[attr-defined]
    assert statuses(client, *OFFICE, child, other) == [200] * 5
    assert statuses(client, "/gia-dinh/") == [404]
    assert "Vai đang dùng" in client.get(ACCOUNT).content.decode()

    assert client.post(WEAR, {"hat": "citizen"}).status_code == 302
    assert statuses(client, *OFFICE, other) == [403, 403, 403, 404]
    assert statuses(client, "/gia-dinh/") == [200]
    assert not client.get("/api/v1/me").json()["permissions"]
    page = client.get(ACCOUNT).content.decode()
    assert "Vai đang dùng" in page and 'class="public"' in page and 'id="side"' not in page

    assert client.post(WEAR, {"hat": "office"}).status_code == 302
    assert statuses(client, *OFFICE, child, other) == [200] * 5
    assert statuses(client, "/gia-dinh/") == [404]
    assert client.get("/api/v1/me").json()["permissions"]
    assert 'id="side"' in client.get(ACCOUNT).content.decode()


def test_a_hat_that_one_does_not_have_cannot_be_worn(people: Cast) -> None:
    assert signed_in(people.lan).post(WEAR, {"hat": "vua"}).status_code == 404
    assert signed_in(people.quan).post(WEAR, {"hat": "citizen"}).status_code == 404
    mother = signed_in(User.objects.get(username="mai"))
    assert mother.post(WEAR, {"hat": "office"}).status_code == 404
    assert statuses(mother, *OFFICE) == [403] * 3
    page = mother.get(ACCOUNT).content.decode()
    assert "Vai đang dùng" not in page and "Chưa được giao vai trò" not in page


@pytest.mark.parametrize("page", ["", "/mat-khau", "/hai-buoc", "/thiet-bi"])
def test_a_citizen_looks_after_her_account_in_the_layout_of_families(people: Cast, page: str) -> None:
    answer = signed_in(User.objects.get(username="mai")).get(ACCOUNT + page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="public"' in text and "/gia-dinh/" in text and 'id="side"' not in text
