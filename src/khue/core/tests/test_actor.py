"""Who sees which rows: nobody nothing, a unit its own, the province all; and an empty setting means nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections, transaction

from khue.core import actor as core_actor
from khue.core.actor import NOBODY, Actor, acting_as, system_actor
from khue.core.errors import Denied
from khue.core.rows import guard_rows

SCHOOL_A, SCHOOL_B = 11, 12


@pytest.fixture
def guarded(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A guarded table of an app «exams» with two rows of school A and one of school B."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE exams_trial (id int PRIMARY KEY, school_id bigint NOT NULL)")
        cursor.execute("INSERT INTO exams_trial VALUES (1, 11), (2, 11), (3, 12)")
        cursor.execute(str(guard_rows("exams", "trial", "school_id").sql))
    monkeypatch.setattr(core_actor, "guarded_apps", lambda: ("exams", "students"))
    yield


def seen() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM exams_trial")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize(
    ("actor", "rows"),
    [
        (NOBODY, set()),
        (Actor(1), set()),
        (Actor(1, grants={"exams.see": frozenset({SCHOOL_A})}), {1, 2}),
        (Actor(1, grants={"exams.see": frozenset({SCHOOL_A, SCHOOL_B})}), {1, 2, 3}),
        (Actor(1, grants={"exams.see": frozenset({99})}), set()),
        (Actor(1, grants={"students.see": frozenset({SCHOOL_A})}), set()),
        (Actor(1, everywhere=frozenset({"exams.see"})), {1, 2, 3}),
        (Actor(1, everywhere=frozenset({"students.see"})), set()),
        (system_actor(), {1, 2, 3}),
    ],
    ids=[
        "nobody",
        "no grant",
        "school A",
        "both",
        "elsewhere",
        "other app",
        "province",
        "province in other app",
        "system",
    ],
)
def test_an_actor_sees_the_rows_of_its_places_in_that_app_only(guarded: None, actor: Actor, rows: set[int]) -> None:
    with acting_as(actor):
        assert seen() == rows


def test_outside_of_acting_there_are_no_rows(guarded: None) -> None:
    assert seen() == set()


def test_a_setting_left_empty_by_a_past_transaction_opens_nothing(guarded: None) -> None:
    with acting_as(system_actor()):
        assert seen()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('khue.exams', true), current_user")
        assert cursor.fetchone() == ("", "khue_app")
    assert seen() == set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE khue_province")
        assert seen() == set()


def test_rows_of_another_unit_cannot_be_written_either(guarded: None) -> None:
    with acting_as(Actor(1, grants={"exams.see": frozenset({SCHOOL_A})})), connection.cursor() as cursor:
        cursor.execute("UPDATE exams_trial SET school_id = 11 WHERE id = 3")
        assert cursor.rowcount == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            cursor.execute("INSERT INTO exams_trial VALUES (4, 12)")


def test_the_owner_is_bound_too(guarded: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exams_trial")
        assert cursor.fetchone() == (0,)


def test_acting_is_the_outermost_transaction(fresh_database: str) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), acting_as(NOBODY):
        pass


def test_an_actor_who_may_not_is_denied_with_the_place() -> None:
    actor = Actor(1, grants={"exams.see": frozenset({SCHOOL_A})})
    actor.must("exams.see", at=SCHOOL_A)
    with pytest.raises(Denied, match="«exams.see» tại đơn vị 12"):
        actor.must("exams.see", at=SCHOOL_B)
    assert actor.places("exams.see") == frozenset({SCHOOL_A})
    assert system_actor().places("exams.see") is None


@pytest.mark.parametrize(
    "held",
    [
        {"grants": {"exams.see": frozenset({SCHOOL_A})}, "everywhere": frozenset({"students.see"})},
        {"grants": {"exams.see": frozenset({SCHOOL_A})}, "own": frozenset({7})},
        {"everywhere": frozenset({"students.see"}), "own": frozenset({7})},
        {"own": frozenset({7}), "is_system": True},
    ],
    ids=["unit and province", "unit and citizen", "province and citizen", "citizen and system"],
)
def test_an_actor_acts_in_one_way_at_a_time(held: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not two of them"):
        Actor(1, **held)
