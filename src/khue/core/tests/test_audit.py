"""The trail of events: only ever added to, linked at commit, and its check finds who tampered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from khue.core import audit
from khue.core.actions import record
from khue.core.actor import acting_as, system_actor
from khue.core.models import Event, Job


def happen(times: int) -> list[int]:
    """Record events in as many transactions; return their ids."""
    for number in range(times):
        with acting_as(system_actor()):
            record(system_actor(), "core.tested", Job(pk=number), number=number, note="Đặng Thị Ngọc Ánh")
    return list(Event.objects.order_by("id").values_list("id", flat=True))


def as_owner(statement: str, *values: Any) -> None:
    """What somebody with the owner's password could do: the guards are taken off first."""
    with connections["owner"].cursor() as cursor:
        for table in ("core_event", "core_event_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in ("core_event", "core_event_link"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_untouched_trail_is_found_whole(fresh_database: str, tmp_path: Path) -> None:
    happen(5)
    report = audit.verify(tmp_path)
    assert (report.events, report.days, report.finding) == (5, 1, None)


def test_events_of_a_rolled_back_transaction_never_happened(fresh_database: str, tmp_path: Path) -> None:
    happen(2)
    with pytest.raises(RuntimeError), acting_as(system_actor()):
        record(system_actor(), "core.tested", Job(pk=9))
        raise RuntimeError
    happen(1)
    assert audit.verify(tmp_path).events == 3


@pytest.mark.parametrize(
    ("tamper", "kind", "number"),
    [
        (lambda ids: as_owner("UPDATE core_event SET facts = '{\"number\": 99}' WHERE id = %s", ids[2]), "changed", 3),
        (lambda ids: as_owner("UPDATE core_event SET user_id = 1 WHERE id = %s", ids[0]), "changed", 1),
        (lambda ids: as_owner("DELETE FROM core_event WHERE id = %s", ids[1]), "removed", 2),
        (lambda ids: as_owner("DELETE FROM core_event_link WHERE number = 4"), "removed", 4),
        (lambda ids: as_owner("DELETE FROM core_event_link WHERE number = 5"), "removed", 5),
        (
            lambda ids: as_owner("INSERT INTO core_event (name, at, subject, facts) VALUES ('a.b', now(), 'x', '{}')"),
            "inserted",
            "?",
        ),
    ],
    ids=["facts changed", "author changed", "event removed", "link removed", "last link removed", "event inserted"],
)
def test_the_first_tampered_event_is_named(
    fresh_database: str, tmp_path: Path, tamper: Callable[[list[int]], None], kind: str, number: Any
) -> None:
    tamper(happen(5))
    finding = audit.verify(tmp_path).finding
    assert finding is not None
    assert (finding["kind"], finding["number"]) == (kind, number)


def test_a_day_rewritten_as_a_whole_is_found_by_its_anchor(fresh_database: str, tmp_path: Path) -> None:
    happen(3)
    audit.verify(tmp_path)
    as_owner("TRUNCATE core_event, core_event_link, core_event_day")
    happen(3)
    finding = audit.verify(tmp_path).finding
    assert finding is not None and finding["kind"] == "rewritten"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE core_event SET name = 'a.b'", "DELETE FROM core_event", "TRUNCATE core_event"]
)
def test_the_web_role_cannot_touch_what_happened(statement: str) -> None:
    with acting_as(system_actor()):
        record(system_actor(), "core.tested", Job(pk=1))
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_owner_is_stopped_by_the_guard_unless_it_is_taken_off(fresh_database: str) -> None:
    happen(1)
    with pytest.raises(DatabaseError, match="only ever added"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM core_event")
