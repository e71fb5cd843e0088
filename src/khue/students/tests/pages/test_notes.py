"""What a school notes about a pupil: on the page and for programs, journalled; of restricted pupils nothing is told."""

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid
from khue.people.models import Change
from khue.privacy.models import Restriction
from khue.security.queries import actor_for
from khue.security.samples import signed_in
from khue.students import actions
from khue.students.actions import StatusFacts
from khue.students.actions.refusals import Stale
from khue.students.queries import rosters
from khue.students.queries.rosters import Asked
from khue.students.tests.pages.conftest import TODAY

ROSTER = "/van-phong/hoc-sinh/"


def acting(user):
    return acting_as(lambda: actor_for(user.pk))


def test_a_note_is_written_on_the_page_shown_in_the_list_and_kept_in_the_journal(world):
    stay, lan = world.a.stays[0], signed_in(world.cast.lan)
    page = f"{ROSTER}{stay.person_id}/"
    assert "Chưa có ghi chú." in lan.get(page).text
    assert (
        lan.post(f"{page}ghi-chu", {"ghi_chu": "Đang chờ giấy khai sinh", "version": stay.version}).status_code == 302
    )
    assert "Đang chờ giấy khai sinh" in lan.get(page).text
    lan.post(f"{ROSTER}cot", {"cot": ["note"], "ve": ROSTER})
    assert "Đang chờ giấy khai sinh" in lan.get(ROSTER).text
    with acting(world.cast.lan) as actor:
        change = Change.objects.get(about=f"students.Enrolment:{stay.pk}", field="note")
        assert (change.old, change.new) == ("", "Đang chờ giấy khai sinh")
        with pytest.raises(Stale):
            actions.note_stay(actor, stay.pk, "Khác", version=stay.version)
        with pytest.raises(Invalid):
            actions.note_stay(actor, stay.pk, "a" * 501, version=stay.version + 1)
        assert actions.note_stay(actor, stay.pk, "", version=stay.version + 1).note == ""
    with acting(world.teacher) as teacher, pytest.raises(Denied):
        actions.note_stay(teacher, stay.pk, "Nhận xét", version=stay.version + 2)


def test_nobody_learns_of_a_restricted_pupil_by_filters_or_on_the_page(world):
    one = world.a.pupils[0]
    with acting_as(system_actor()) as system:
        actions.give_status(system, one.pk, StatusFacts("policy_group", "poor", TODAY), today=TODAY)
        actions.note_stay(system, world.a.stays[0].pk, "Điều riêng", version=world.a.stays[0].version)
        Restriction.objects.create(person=one, since=TODAY)
    asked = Asked(TODAY, policy="poor")
    with acting(world.teacher) as teacher:
        assert rosters.page(teacher, rosters.scope_of(teacher, TODAY), asked).pupils == []
    with acting(world.cast.minh) as head:
        assert [line.person_id for line in rosters.page(head, rosters.scope_of(head, TODAY), asked).pupils] == [one.pk]
    text = signed_in(world.teacher).get(f"{ROSTER}{one.pk}/").text
    assert one.full_name in text and "10A1" in text and "Đang hạn chế xử lí" in text
    for hidden in ("Hộ nghèo", "Điều riêng", "0905123456", "Trần Thị Mai", "03/01/2011", "Quá trình học"):
        assert hidden not in text, hidden
