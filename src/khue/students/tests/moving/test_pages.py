"""Pages of moving, rolling over, forming classes, assigning: they open, they do it, they are closed to strangers."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.security import samples as security
from khue.security.samples import signed_in
from khue.students import actions
from khue.students.actions import Wish
from khue.students.models import Transfer
from khue.students.samples import AtWork, another_school, school_at_work

NOW = timezone.make_aware(datetime(2026, 11, 20, 8))
DAY = date(2026, 11, 23)


class Stage:
    """School A at work, and another upper secondary school that Quân keeps."""

    def __init__(self) -> None:
        self.cast = security.cast()
        self.a = self.cast.units.school_a
        self.b = self.cast.units.school_b
        self.work: AtWork = school_at_work(self.a, "10", 3)
        self.taker = another_school(self.cast.units.department, "Trường THPT Lê Khiết Mẫu", ("upper_secondary",))
        self.minh = signed_in(self.cast.minh)
        self.quan = signed_in(self.cast.quan)
        self.lan = signed_in(self.cast.lan)

    def request(self) -> Transfer:
        wish = Wish(self.work.pupils[0].pk, DAY, "Gia đình chuyển nhà", self.a, self.taker)
        return actions.request_transfer(system_actor(), wish, requester_id=self.a, now=NOW)


@pytest.fixture
def stage(db: None) -> Stage:
    with acting_as(system_actor()):
        return Stage()


PAGES = (
    "students:transfers",
    "students:move_in",
    "students:package_in",
    "students:roll_overs",
    "students:forming",
    "students:assigning",
    "students:class_new",
    "staff:posts",
    "staff:hire",
    "staff:carry_over",
)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_the_head_and_for_nobody_unknown(stage: Stage, name: str, client: Any) -> None:
    answer = stage.minh.get(reverse(name))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert client.get(reverse(name)).status_code in (302, 403)
