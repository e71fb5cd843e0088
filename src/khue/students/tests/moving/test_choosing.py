"""Subjects of upper secondary are chosen on the page of the class and over the API, for one pupil or many."""

import pytest

from khue.catalogues import samples as catalogues
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.models import Event
from khue.students import actions
from khue.students.actions.refusals import BadChoice, NobodyChosen
from khue.students.models import Placement
from khue.students.samples import clerk_of
from khue.students.tests.moving.conftest import Stage
from khue.students.tests.moving.test_programs import JSON, head_of

GOOD = ["physics", "chemistry", "biology", "informatics"]


def test_many_at_once_all_or_none(stage: Stage) -> None:
    group, ids = stage.work.group, [one.pk for one in stage.work.pupils]
    with acting_as(stage.minh) as minh:
        assert actions.choose_for_class(minh, group.pk, ids[:2], GOOD) == 2
        assert actions.choose_for_class(minh, group.pk, ids, GOOD) == 1
        assert actions.choose_for_class(minh, group.pk, ids, GOOD) == 0
        for told, refusal in (((ids, GOOD[:3]), BadChoice), (([0], GOOD), NobodyChosen)):
            with pytest.raises(refusal):
                actions.choose_for_class(minh, group.pk, *told)
        assert all(row.chosen_subjects == GOOD for row in Placement.objects.all())
    with acting_as(stage.quan) as quan, pytest.raises(Missing):
        actions.choose_for_class(quan, group.pk, ids, GOOD)
    with acting_as(clerk_of(stage.school_a, permissions=("students.see",))) as reader, pytest.raises(Denied):
        actions.choose_for_class(reader, group.pk, ids, GOOD)
    with acting_as(system_actor()):
        assert Event.objects.filter(name="students.class_subjects_chosen").count() == 2


def test_on_the_page_and_over_the_api(stage: Stage) -> None:
    with acting_as(system_actor()):
        catalogues.load_lists()
    client, group = head_of(stage.school_a), stage.work.group
    one = stage.work.pupils[0]
    page, api = f"/van-phong/lop/{group.pk}/mon-lua-chon", f"/api/v1/classes/{group.pk}/subjects"
    assert "chưa chọn" in client.get(page).content.decode()
    assert client.post(page, {"chon": [str(one.pk)], "subjects": GOOD[:2]}).status_code == 422
    assert client.post(page, {"chon": [str(one.pk)], "subjects": GOOD}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Vật lí" in shown and "Môn lựa chọn" in client.get(f"/van-phong/hoc-sinh/{one.pk}/").content.decode()
    assert "Môn lựa chọn" in client.get(f"/van-phong/lop/{group.pk}/").content.decode()
    told = {"persons": [row.pk for row in stage.work.pupils], "subjects": GOOD}
    assert [row["subjects"] for row in client.put(api, told, JSON).json()] == [GOOD] * 3
    assert client.put(api, {**told, "subjects": ["history"]}, JSON).status_code == 409
    assert head_of(stage.units.school_b, name="khac").get(api).status_code == 404
