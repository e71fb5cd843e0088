"""Grants: given, confirmed, ended, delegated, lent for a leave, moved with a unit, opened in an emergency."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.organisations import actions as organisations
from khue.organisations.samples import document
from khue.security import actions, queries
from khue.security.actions import refusals
from khue.security.models import Grant, Opening, User
from khue.security.rules import EMERGENCY_HOURS
from khue.security.samples import Cast, cast
from khue.security.tests.conftest import held_by

BASIS = "Quyết định 12/QĐ-THPT"
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        return cast()


@pytest.fixture
def newcomer(people: Cast) -> User:
    return open_account("thao")


def open_account(username: str) -> User:
    with acting_as(system_actor()) as system:
        return actions.open_account(system, username, "Lê Thị Thảo", "mat-khau-thu-nghiem", is_synthetic=True)


def given(user: User, role: str, place: int, **term: date | None) -> Grant:
    with acting_as(system_actor()) as system:
        start = term.get("start") or date(2020, 1, 1)
        return actions.give(system, user, role, place, start=start, end=term.get("end"), basis=BASIS)


def actor(user: User, on: date | None = None) -> Actor:
    return queries.actor_for(user.pk, on=on)


def test_a_head_gives_a_role_of_the_school(people: Cast, newcomer: User) -> None:
    with acting_as(actor(people.minh)) as minh:
        grant = actions.give(minh, newcomer, "teacher", people.units.school_a, start=TODAY, basis=BASIS)
    assert (grant.given_by_id, grant.kind, grant.waits) == (people.minh.pk, "given", False)
    assert actor(newcomer).can("students.see_own_classes", at=people.units.school_a)
    assert not actor(newcomer).can("students.see_own_classes", at=people.units.school_b)
    assert not actor(newcomer, TODAY - DAY).grants
    assert Event.objects.filter(name="security.grant_given", user_id=people.minh.pk).count() == 1


@pytest.mark.parametrize(
    ("who", "role", "place", "refusal"),
    [
        ("minh", "head_of_school", "school_a", refusals.AboveOwnRole),
        ("minh", "auditor", "school_a", refusals.AboveOwnRole),
        ("minh", "teacher", "school_b", Denied),
        ("lan", "teacher", "school_a", Denied),
        ("binh", "system_administrator", "department", refusals.AboveOwnRole),
    ],
)
def test_a_role_above_ones_own_or_elsewhere_is_not_given(
    people: Cast, newcomer: User, who: str, role: str, place: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), acting_as(actor(getattr(people, who))) as giver:
        actions.give(giver, newcomer, role, getattr(people.units, place), start=TODAY, basis=BASIS)
    assert not held_by(newcomer)


def test_nobody_gives_to_oneself_and_nothing_is_given_twice(people: Cast, newcomer: User) -> None:
    place = people.units.school_a
    with acting_as(actor(people.minh)) as minh:
        with pytest.raises(refusals.ToOneself):
            actions.give(minh, people.minh, "teacher", place, start=TODAY, basis=BASIS)
        actions.give(minh, newcomer, "teacher", place, start=TODAY, basis=BASIS)
        with pytest.raises(refusals.AlreadyHeld):
            actions.give(minh, newcomer, "teacher", place, start=TODAY + DAY, basis=BASIS)
        with pytest.raises(refusals.BadTerm):
            actions.give(minh, newcomer, "clerk", place, start=TODAY, end=TODAY, basis=BASIS)


def test_a_role_over_the_province_waits_for_a_second_person(people: Cast, newcomer: User) -> None:
    top = people.units.department
    admin, other = open_account("quantri"), open_account("quantri2")
    for user in (admin, other):
        given(user, "system_administrator", top)
    with acting_as(actor(admin)) as giver:
        grant = actions.give(giver, newcomer, "auditor", top, start=TODAY, basis=BASIS)
        with pytest.raises(refusals.SameEyes):
            actions.confirm(giver, grant.pk)
    assert grant.waits and not actor(newcomer).everywhere
    with acting_as(actor(other)) as second:
        actions.confirm(second, grant.pk)
        with pytest.raises(refusals.NotWaiting):
            actions.confirm(second, grant.pk)
    assert "students.see" in actor(newcomer).everywhere


def test_a_grant_is_ended_at_once_or_from_a_day_on(people: Cast, newcomer: User) -> None:
    place, now = people.units.school_a, timezone.now()
    with acting_as(actor(people.minh)) as minh:
        clerk = actions.give(minh, newcomer, "clerk", place, start=TODAY, basis=BASIS)
        teacher = actions.give(minh, newcomer, "teacher", place, start=TODAY, basis=BASIS)
        actions.end(minh, clerk.pk, on=TODAY, why="Giao nhầm", at=now)
        actions.end(minh, teacher.pk, on=TODAY + 5 * DAY, why="Chuyển công tác", at=now)
        with pytest.raises(refusals.AlreadyEnded):
            actions.end(minh, clerk.pk, on=TODAY, why="Lần nữa", at=now)
    assert not actor(newcomer).can("students.edit")
    assert actor(newcomer).can("students.see_own_classes")
    assert not actor(newcomer, TODAY + 5 * DAY).can("students.see_own_classes")
    with acting_as(actor(people.minh)) as minh:
        actions.give(minh, newcomer, "clerk", place, start=TODAY, basis=BASIS)
    assert actor(newcomer).can("students.edit")


def test_a_grant_of_a_neighbour_is_neither_seen_nor_ended(people: Cast) -> None:
    [lans] = held_by(people.lan)
    neighbour = open_account("hieutruong-b")
    given(neighbour, "head_of_school", people.units.school_b)
    with acting_as(actor(neighbour)) as head:
        with pytest.raises(Missing):
            actions.end(head, lans.pk, on=TODAY, why="Không được", at=timezone.now())
        with pytest.raises(Missing):
            queries.grant(head, lans.pk)
        assert {one.organisation_id for one in queries.grants(head)} == {people.units.school_b}


def test_a_delegation_opens_a_part_and_ends_with_what_it_stands_on(people: Cast, newcomer: User) -> None:
    [own], now = held_by(people.minh), timezone.now()
    with acting_as(actor(people.minh)) as minh:
        part = actions.delegate(
            minh, own.pk, newcomer, start=TODAY, end=TODAY + 9 * DAY, basis=BASIS, only=["students.decide_transfer"]
        )
    assert part.only == ["students.decide_transfer"]
    assert actor(newcomer).can("students.decide_transfer", at=people.units.school_a)
    assert not actor(newcomer).can("students.edit")
    with acting_as(system_actor()) as system:
        actions.end(system, own.pk, on=TODAY, why="Thôi chức", at=now)
    [part] = held_by(newcomer)
    assert part.ended_why == "Thôi chức" and not actor(newcomer).grants


def test_a_delegation_is_no_wider_no_longer_and_not_passed_on(people: Cast, newcomer: User) -> None:
    head = open_account("hieutruong2")
    own = given(head, "head_of_school", people.units.school_a, start=TODAY - DAY, end=TODAY + 30 * DAY)
    third = open_account("nguoi-thu-ba")
    soon = TODAY + 10 * DAY

    def delegate(who: User, grant: Grant, whom: User, **changes: object) -> Grant:
        asked: dict[str, object] = {"start": TODAY, "end": soon, "basis": BASIS} | changes
        with acting_as(actor(who)) as giver:
            return actions.delegate(giver, grant.pk, whom, **asked)  # type: ignore[arg-type]

    with pytest.raises(refusals.LongerThanOwn):
        delegate(head, own, newcomer, end=TODAY + 60 * DAY)
    with pytest.raises(refusals.LongerThanOwn):
        delegate(head, own, newcomer, end=None)
    with pytest.raises(refusals.WiderThanOwn):
        delegate(head, own, newcomer, only=["exams.publish"])
    with pytest.raises(refusals.WiderThanOwn):
        delegate(head, own, newcomer, only=["security.give_grants"])
    with pytest.raises(refusals.WiderThanOwn):
        delegate(head, own, newcomer, organisation_id=people.units.school_b)
    with pytest.raises(refusals.ToOneself):
        delegate(head, own, head)
    with pytest.raises(refusals.NotOwn):
        delegate(people.minh, own, newcomer)
    handed = delegate(head, own, newcomer)
    with pytest.raises(refusals.NotPassedOn):
        delegate(newcomer, handed, third)
    with pytest.raises(refusals.AlreadyHeld):
        delegate(head, own, newcomer)
    with acting_as(actor(head)) as giver:
        assert [one.pk for one in queries.handed_on(giver)] == [handed.pk]
        actions.end(giver, handed.pk, on=TODAY, why="Xong việc", at=timezone.now())
    passed = delegate(newcomer, delegate(head, own, newcomer, may_pass_on=True), third)
    assert actor(third).can("students.edit", at=people.units.school_a) and passed.of_id


def test_a_substitute_holds_the_posts_for_the_time_of_the_leave(people: Cast, newcomer: User) -> None:
    start, end = TODAY + DAY, TODAY + 6 * DAY
    with acting_as(actor(people.minh)) as minh:
        taken = actions.substitute(minh, people.lan, newcomer, start=start, end=end, basis=BASIS)
    assert [one.role for one in taken] == ["clerk"]
    assert not actor(newcomer).grants and not actor(newcomer, end).grants
    assert actor(newcomer, start).can("students.edit", at=people.units.school_a)
    with acting_as(actor(people.minh)) as minh, pytest.raises(refusals.NothingToTake):
        actions.substitute(minh, people.quan, newcomer, start=start, end=end, basis=BASIS)
    with acting_as(actor(people.minh)) as minh, pytest.raises(refusals.ToOneself):
        actions.substitute(minh, people.lan, people.minh, start=start, end=end, basis=BASIS)


def test_posts_move_with_their_unit_and_back(people: Cast, newcomer: User) -> None:
    old, now = people.units.school_b, timezone.now()
    given(newcomer, "teacher", old, end=TODAY + 90 * DAY)
    with acting_as(system_actor()) as system:
        basis = document("Sáp nhập", TODAY - DAY, number="15/QĐ-UBND")
        organisations.merge(system, [old], people.units.school_a, basis, now=now)
        assert [(one.organisation_id, one.posts, one.heir) for one in queries.stranded(system)] == [
            (old, 2, people.units.school_a)
        ]
    admin = open_account("quantri")
    given(admin, "system_administrator", people.units.department)
    with acting_as(actor(admin)) as mover:
        with pytest.raises(refusals.NotASuccessor):
            actions.move_posts(mover, old, people.units.commune, on=TODAY, basis="15/QĐ-UBND", at=now)
        move = actions.move_posts(mover, old, people.units.school_a, on=TODAY, basis="15/QĐ-UBND", at=now)
        with pytest.raises(refusals.NothingToMove):
            actions.move_posts(mover, old, people.units.school_a, on=TODAY, basis="15/QĐ-UBND", at=now)
    [quan], [moved] = held_by(people.quan, kind="moved"), held_by(newcomer, kind="moved")
    assert quan.organisation_id == people.units.school_a and quan.period.upper is None
    assert moved.period == DateRange(TODAY, TODAY + 90 * DAY)
    assert actor(people.quan).can("students.edit", at=people.units.school_a)
    with acting_as(actor(admin)) as mover:
        actions.undo_move(mover, move.pk, at=now)
        with pytest.raises(refusals.AlreadyUndone):
            actions.undo_move(mover, move.pk, at=now)
    [back] = held_by(newcomer, kind="given")
    assert back.period.upper == TODAY + 90 * DAY and not back.ended_at
    assert not actor(people.quan).can("students.edit", at=people.units.school_a)
    with acting_as(actor(people.minh)) as minh, pytest.raises(Denied):
        actions.undo_move(minh, move.pk, at=now)


def test_an_emergency_opens_one_unit_for_hours_and_only_to_look(people: Cast) -> None:
    now, school = timezone.now(), people.units.school_b
    with acting_as(actor(people.minh)) as minh:
        with pytest.raises(Invalid):
            actions.break_glass(minh, school, reason="việc gấp", at=now)
        with pytest.raises(refusals.AlreadyVisible):
            actions.break_glass(minh, people.units.school_a, reason="Học sinh bị tai nạn trên đường", at=now)
        opening = actions.break_glass(minh, school, reason="Học sinh bị tai nạn trên đường về nhà", at=now)
    assert opening.until - now == timedelta(hours=EMERGENCY_HOURS)
    assert actor(people.minh).can("students.see_health", at=school)
    assert not actor(people.minh).can("students.edit", at=school)
    with acting_as(system_actor()):
        Grant.objects.filter(pk=opening.grant_id).update(until=now - timedelta(seconds=1))
    assert not actor(people.minh).can("students.see", at=school)
    with acting_as(actor(people.lan)) as lan, pytest.raises(Denied):
        actions.break_glass(lan, school, reason="Học sinh bị tai nạn trên đường về nhà", at=now)
    assert Event.objects.filter(name="security.glass_broken").count() == 1


def test_an_emergency_is_reviewed_by_another_and_once(people: Cast) -> None:
    now = timezone.now()
    with acting_as(actor(people.minh)) as minh:
        reason = "Học sinh bị tai nạn trên đường về nhà"
        opening = actions.break_glass(minh, people.units.school_b, reason=reason, at=now)
        assert [one.pk for one in queries.openings(minh)] == [opening.pk]
        with pytest.raises(Denied):
            actions.review(minh, opening.pk, finding="justified", note="", at=now)
    with acting_as(actor(people.quan)):
        assert not Opening.objects.exists()
    with acting_as(actor(people.binh)) as binh:
        assert [one.pk for one in queries.openings(binh)] == [opening.pk]
        actions.review(binh, opening.pk, finding="justified", note="Đã gọi bệnh viện", at=now)
        with pytest.raises(refusals.AlreadyReviewed):
            actions.review(binh, opening.pk, finding="unjustified", note="", at=now)


def test_the_database_refuses_nonsense(people: Cast) -> None:
    [lans] = held_by(people.lan)
    place = people.units.school_a
    common = {"user": people.hoa, "organisation_id": place, "basis": BASIS, "period": DateRange(TODAY, None)}
    nonsense: list[dict[str, object]] = [
        common | {"role": "guardian"},
        common | {"role": "clerk", "period": DateRange(TODAY, TODAY)},
        common | {"role": "emergency"},
        common | {"role": "clerk", "kind": "delegated"},
        common | {"role": "clerk", "given_by": people.hoa},
        common | {"role": "clerk", "ended_at": timezone.now()},
        common | {"role": "clerk", "user": people.lan},
        common | {"role": "clerk", "kind": "delegated", "of": lans, "period": DateRange(date(2019, 1, 1), None)},
    ]
    for number, row in enumerate(nonsense):
        with pytest.raises(IntegrityError), acting_as(system_actor()):
            Grant.objects.create(**row)
            raise AssertionError(f"row {number} was accepted")


def test_the_web_role_writes_no_grant_where_it_may_give_none(people: Cast) -> None:
    for who, place in ((people.lan, people.units.school_a), (people.minh, people.units.school_b)):
        row = {"user": people.quan, "role": "teacher", "organisation_id": place, "period": DateRange(TODAY, None)}
        with pytest.raises((ProgrammingError, InternalError)), acting_as(actor(who)), transaction.atomic():
            Grant.objects.create(**row, basis=BASIS)
    assert Grant.objects.filter(user=people.lan).update(role="head_of_school") == 0
