"""The actor of a request: built in few queries, in one hat, from what is in force; roles are sane."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.manifest import permissions
from khue.organisations import actions as organisations
from khue.organisations.samples import document
from khue.people import samples as people_samples
from khue.security import actions, queries
from khue.security.models import User
from khue.security.rules import BY_CODE, FOUR_EYES, GIVES, GRANTED, NEVER_HANDED_ON, ROLES, Role, may_give, only_reads
from khue.security.samples import Cast, cast

NAMED = {
    *("citizen", "student", "guardian", "teacher", "homeroom_teacher", "clerk", "head_of_school", "commune_officer"),
    *("head_of_department", "inspector", "auditor", "data_officer", "system_administrator"),
    *("exam_specialist", "student_specialist", "staff_specialist", "network_specialist"),
}


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        return cast()


@pytest.mark.parametrize(("who", "most"), [("lan", 2), ("minh", 2), ("hoa", 1), ("binh", 1)])
def test_an_actor_is_built_in_few_queries(people: Cast, who: str, most: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        queries.actor_for(getattr(people, who).pk)
    assert len(read(captured)) <= most, read(captured)


def read(captured: CaptureQueriesContext) -> list[str]:
    """What was read of tables; savepoints and what is said of the actor left out."""
    return [one["sql"][:80] for one in captured if " FROM " in one["sql"] and "set_config" not in one["sql"]]


def test_posts_add_up_and_a_unit_that_was_merged_is_reached(people: Cast) -> None:
    units = people.units
    with acting_as(system_actor()) as system:
        actions.give(system, people.lan, "clerk", units.commune, start=timezone.localdate(), basis="QĐ 2")
        basis = document("Sáp nhập", timezone.localdate(), number="15/QĐ-UBND")
        organisations.merge(system, [units.school_b], units.school_a, basis, now=timezone.now())
    minh, lan = queries.actor_for(people.minh.pk), queries.actor_for(people.lan.pk)
    assert minh.can("students.see", at=units.school_b)
    assert lan.can("students.edit", at=units.school_a) and lan.can("students.edit", at=units.commune)


def test_a_guardian_acts_for_herself_and_her_children_and_in_no_office(people: Cast) -> None:
    with acting_as(system_actor()) as system:
        family = people_samples.cast(people.units.school_a, people.units.school_b)
        user = actions.open_account(system, "mai", "Trần Thị Mai", None, person_id=family.mai.pk, is_synthetic=True)
    with CaptureQueriesContext(connection) as captured:
        actor = queries.actor_for(user.pk)
    assert actor.is_citizen and {family.mai.pk, family.an.pk, family.cuong.pk} <= actor.own
    assert not any(actor.can(permission) for permission in permissions())
    assert len(read(captured)) <= 4
    assert queries.hats_of(user.pk) == ["citizen"]


def test_an_account_that_is_closed_or_unknown_is_nobody(people: Cast) -> None:
    with acting_as(system_actor()):
        User.objects.filter(pk=people.lan.pk).update(is_active=False)
    assert not queries.actor_for(people.lan.pk).is_known
    assert not queries.actor_for(0).is_known and not queries.actor_for(None).is_known


def test_every_role_that_the_province_asks_for_is_there() -> None:
    assert set(BY_CODE) >= NAMED


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_a_role_names_each_permission_once(role: Role) -> None:
    assert len(role.permissions) == len(set(role.permissions))


def test_who_only_watches_changes_nothing() -> None:
    for code in ("auditor", "emergency", "citizen", "student"):
        changing = [one for one in BY_CODE[code].permissions if not only_reads(one) and not one.startswith("privacy.")]
        assert not changing, f"{code} may {changing}"


def test_the_auditor_sees_all_that_can_be_seen() -> None:
    narrower = {"students.see_own_classes", "people.see_own_pupils"}
    unseen = {one for one in permissions() if only_reads(one)} - set(BY_CODE["auditor"].permissions) - narrower
    assert not unseen, f"rules/roles.py: the auditor sees all; add {sorted(unseen)}"


def test_the_system_administrator_sees_no_pupil() -> None:
    apps = {one.split(".")[0] for one in BY_CODE["system_administrator"].permissions}
    assert not apps & {"people", "students", "staff", "exams"}


def test_nobody_gives_a_role_above_the_own_one() -> None:
    assert set(GIVES) == {role.code for role in ROLES if "security.give_grants" in role.permissions}
    for giver, given in GIVES.items():
        assert given <= {role.code for role in GRANTED if role.held == "grant"}
        assert giver not in given or giver in FOUR_EYES
    assert not may_give(["teacher", "clerk"], "teacher")
    assert set(permissions()) >= NEVER_HANDED_ON
