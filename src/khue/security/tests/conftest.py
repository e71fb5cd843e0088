"""Who the tests of accounts are about."""

from datetime import date
from typing import Any

import pytest

from khue.core.actor import Actor, acting_as, recognised, system_actor
from khue.core.web import limits
from khue.security import actions, queries
from khue.security.models import Grant, User
from khue.security.samples import PASSWORD, Cast, cast

GOOD = "hoa phuong do thang nam"
LIST = "/van-phong/tai-khoan/danh-sach"


@pytest.fixture
def people(db: None, settings: Any) -> Cast:
    limits.forget()
    settings.KHUE_DEMO = True
    with acting_as(system_actor()):
        return cast()


def admin_at(people: Cast, place: int, username: str = "quantri") -> User:
    """An administrator of accounts at a place."""
    with acting_as(system_actor()) as system:
        user = actions.open_account(system, username, "Phạm Hữu Nghĩa", PASSWORD)
        period = (date(2020, 1, 1), None)
        Grant.objects.create(user=user, role="system_administrator", organisation_id=place, period=period, basis="Thử")
    return user


@pytest.fixture
def admin(people: Cast) -> User:
    return admin_at(people, people.units.department)


def held_by(user: User, **narrowed: Any) -> list[Grant]:
    """The grants of an account, as it may read them itself."""
    with recognised(user.pk):
        return list(Grant.objects.filter(user=user, **narrowed).order_by("pk"))


def actor_of(user: User) -> Actor:
    with acting_as(system_actor()):
        return queries.actor_for(user.pk)
