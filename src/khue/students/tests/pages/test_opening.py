"""Each page opens for those whom it is for, stays shut to strangers, and shows nothing of another school."""

import pytest
from django.test import Client

from khue.security.samples import signed_in

ROSTER = "/van-phong/hoc-sinh/"


def addresses(world):
    pupil, group = world.a.pupils[0].pk, world.a.group.pk
    return {
        "roster": ROSTER,
        "classes": f"/van-phong/lop/?truong={world.a.school}",
        "class": f"/van-phong/lop/{group}/",
        "paper": f"/van-phong/lop/{group}/in",
        "numbering": f"/van-phong/lop/{group}/danh-so",
        "pupil": f"{ROSTER}{pupil}/",
        "edit": f"{ROSTER}{pupil}/sua",
        "status": f"{ROSTER}{pupil}/dien",
        "award": f"{ROSTER}{pupil}/khen-thuong",
    }


NAMES = ["roster", "classes", "class", "paper", "numbering", "pupil", "edit", "status", "award"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_for_the_clerk_and_leads_strangers_to_the_sign_in(world, name):
    url = addresses(world)[name]
    assert signed_in(world.cast.lan).get(url).status_code == 200
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("name", ["class", "paper", "pupil", "edit", "status", "award"])
def test_a_page_of_school_a_does_not_exist_for_school_b(world, name):
    answer = signed_in(world.cast.quan).get(addresses(world)[name])
    assert answer.status_code == 404
    assert "Trần Văn Bình" not in answer.text


def test_school_b_lists_its_own_pupils_only(world):
    text = signed_in(world.cast.quan).get(ROSTER).text
    assert "1–2 trong 2 học sinh" in text
    assert "Phạm Ngọc An" not in text
