"""Import into the database: all or nothing, by accepted rows, twice, at once, killed, undone."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.models import Batch, Event
from khue.core.postgres import places
from khue.core.postgres.addresses import addresses
from khue.core.sheets import EmptyFile
from khue.core.tasks import Stopped
from khue.exams import actions, queries
from khue.exams.actions.refusals import BeingWritten, FileGone, InUse, NotDone, NotOpenForImport, NotPending
from khue.exams.models import ExamSession, Result
from khue.exams.samples import write_results
from khue.exams.tests.conftest import actor, new_session, text_file
from khue.security.samples import Cast

State = Batch.State
HEADER = "SBD,TOAN,VAN,NGOAI_NGU,MA_MON_NGOAI_NGU,Họ và tên"
GOOD = ("52000001,6.80,7.25,5,N1,Ai Đó", "52000002,5,-1,-1,,Ai Đó", "52000003,4.2,6,,,Ai Đó")


def import_file(who: Actor, code: str, path: Path, *, mode: str = "all", keep: bool = True) -> Batch:
    """Submit and write, each in its own transaction, as the office and the command do."""
    with acting_as(who), path.open("rb") as content:
        batch, is_new = actions.submit(who, code, content, path.name, mode=mode, keep=keep)
    if not is_new:
        return batch
    with acting_as(who):
        return actions.write(who, batch.pk, path=None if keep else path)


def stored(code: str) -> list[tuple[str, list[int | None], str | None]]:
    with acting_as(system_actor()):
        found = Result.objects.filter(session__code=code).order_by("candidate_number")
        return list(found.values_list("candidate_number", "scores", "language"))


def test_a_file_is_stored_with_its_event_and_then_forgotten(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, *GOOD))
    assert (batch.state, batch.counts["added"], batch.counts["councils"]) == (State.DONE, 3, {"52": 3})
    assert batch.counts["ignored"] == [("F", "Họ và tên")]
    first = stored("2017")[0]
    assert first == ("52000001", [725, 680, None, None, None, None, None, None, None, None, 500], "N1")
    assert not batch.source.exists()
    with acting_as(system_actor()):
        event = Event.objects.get(name="exams.results_imported")
        assert (event.user_id, event.facts["added"]) == (committed.hoa.pk, 3)


def test_all_or_nothing_stores_nothing_when_a_row_is_wrong(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, *GOOD, "52000004,11,5,,,"))
    assert (batch.state, batch.counts["errors"], stored("2017")) == (State.REFUSED, 1, [])
    assert batch.source.exists()
    with acting_as(hoa):
        batch = actions.write(hoa, batch.pk, mode="accepted")
    assert (batch.state, batch.counts["added"], len(stored("2017"))) == (State.DONE, 3, 3)


def test_the_same_file_twice_changes_nothing(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    path = text_file(tmp_path, HEADER, *GOOD)
    first, before = import_file(hoa, "2017", path), stored("2017")
    second = import_file(hoa, "2017", path)
    assert (second.pk, stored("2017")) == (first.pk, before)
    other = import_file(hoa, "2017", text_file(tmp_path, HEADER, *GOOD, "52000009,5,5,,,", name="them.csv"))
    assert (other.counts["added"], other.counts["unchanged"]) == (1, 3)


def test_a_candidate_stands_once(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    import_file(hoa, "2017", text_file(tmp_path, HEADER, GOOD[0]))
    lines = (
        "52000001,9,9,,,",  # stored otherwise
        "52000005,5,5,,,", "52000005,5.00,5,,,",  # the same twice
        "52000006,5,5,,,", "52000006,6,5,,,",  # twice and not the same
        "52000007,5,5,,,",
    )  # fmt: skip
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, *lines, name="2.csv"), mode="accepted")
    assert (batch.counts["added"], batch.counts["errors"], batch.counts["warnings"]) == (2, 3, 1)
    assert [number for number, *_ in stored("2017")] == ["52000001", "52000005", "52000007"]
    assert {(fault.line, fault.severity) for fault in queries.problems(batch)} == {
        (2, "error"), (5, "error"), (6, "error"), (4, "warning"),
    }  # fmt: skip


def test_a_dry_run_stores_nothing(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    path = text_file(tmp_path, HEADER, *GOOD)
    with acting_as(hoa), path.open("rb") as content:
        batch, _ = actions.submit(hoa, "2017", content, path.name)
    with acting_as(hoa):
        batch = actions.check(hoa, batch.pk)
    assert (batch.state, batch.counts["read"], stored("2017")) == (State.CHECKED, 3, [])
    with acting_as(hoa):
        assert actions.write(hoa, batch.pk).state == State.DONE


def test_an_unreadable_file_is_refused_with_its_reason(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    batch = import_file(actor(committed.hoa.pk), "2017", text_file(tmp_path, "a,b,c", "1,2,3"))
    assert batch.state == State.REFUSED
    assert "cột số báo danh" in batch.message


def test_a_file_with_nothing_to_store_is_refused(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, "52000001,11,5,,,"), mode="accepted")
    assert (batch.state, "Không có dòng nào" in batch.message) == (State.REFUSED, True)
    (tmp_path / "rong.csv").touch()
    with pytest.raises(EmptyFile):
        import_file(hoa, "2017", tmp_path / "rong.csv")


def test_a_dry_run_tells_what_cannot_be_read(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    with acting_as(hoa), text_file(tmp_path, "a,b", "1,2").open("rb") as content:
        batch, _ = actions.submit(hoa, "2017", content, "kq.csv")
    with acting_as(hoa):
        assert actions.check(hoa, batch.pk).state == State.REFUSED


def test_a_file_that_nobody_stores_is_deleted_in_time(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    old = import_file(hoa, "2017", text_file(tmp_path, HEADER, "52000001,11,5,,,"))
    with acting_as(system_actor()):
        Batch.objects.update(created_at=timezone.now() - timedelta(hours=25))
    import_file(hoa, "2017", text_file(tmp_path, HEADER, *GOOD, name="2.csv"))
    assert not old.source.exists()


def test_undo_takes_back_what_the_batch_stored(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    import_file(hoa, "2017", text_file(tmp_path, HEADER, GOOD[0]))
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, *GOOD, name="2.csv"))
    with acting_as(hoa):
        assert actions.undo(hoa, batch.pk).state == State.UNDONE
    assert [number for number, *_ in stored("2017")] == ["52000001"]
    with acting_as(hoa), pytest.raises(NotDone):
        actions.undo(hoa, batch.pk)
    assert import_file(hoa, "2017", tmp_path / "2.csv").counts["added"] == 2


def test_results_enter_a_draft_only(committed: Cast, tmp_path: Path) -> None:
    session = new_session(committed)
    hoa, binh = actor(committed.hoa.pk), actor(committed.binh.pk)
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, *GOOD))
    with acting_as(hoa):
        actions.first_check(hoa, session.pk)
    with acting_as(binh):
        actions.second_check(binh, session.pk)
    with pytest.raises(NotOpenForImport):
        import_file(hoa, "2017", text_file(tmp_path, HEADER, "52000009,5,5,,,", name="2.csv"))
    with acting_as(hoa), pytest.raises(NotOpenForImport):
        actions.undo(hoa, batch.pk)


def test_only_those_who_may_import_do(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    path = text_file(tmp_path, HEADER, *GOOD)
    with pytest.raises(Denied):
        import_file(actor(committed.binh.pk), "2017", path)
    for stranger in (committed.quan, committed.minh, committed.lan):
        with pytest.raises(Missing):
            import_file(actor(stranger.pk), "2017", path)


def test_a_stranger_does_not_find_the_batch(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    batch = import_file(actor(committed.hoa.pk), "2017", text_file(tmp_path, HEADER, *GOOD))
    quan = actor(committed.quan.pk)
    with acting_as(quan), pytest.raises(Missing):
        queries.batch(quan, batch.pk)
    with acting_as(quan):
        assert not Result.objects.exists() and not ExamSession.objects.exists()


def test_discarding_deletes_the_file(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)
    batch = import_file(hoa, "2017", text_file(tmp_path, HEADER, "52000004,11,5,,,"))
    with acting_as(hoa):
        actions.discard(hoa, batch.pk)
    assert not batch.source.exists()
    with acting_as(hoa), pytest.raises(FileGone):
        actions.write(hoa, batch.pk)


def test_a_second_code_is_kept_as_a_fingerprint_only(committed: Cast, tmp_path: Path) -> None:
    new_session(committed, requires_second_factor=True)
    path = text_file(tmp_path, "SBD,MA_TRA_CUU,TOAN", "52000001,Ab-12,5", "52000002,,5")
    import_file(actor(committed.hoa.pk), "2017", path)
    with acting_as(system_actor()):
        first, second = Result.objects.order_by("candidate_number")
        assert (len(first.second_factor or b""), second.second_factor) == (32, None)


def test_two_people_at_once_do_not_mix(committed: Cast, tmp_path: Path) -> None:
    session = new_session(committed)
    hoa = actor(committed.hoa.pk)
    path = text_file(tmp_path, HEADER, *GOOD)
    with acting_as(hoa), path.open("rb") as content:
        batch, _ = actions.submit(hoa, "2017", content, path.name)
    refused: list[Exception] = []

    def second_person() -> None:
        for attempt in (
            lambda: actions.write(hoa, batch.pk),
            lambda: actions.first_check(hoa, session.pk),
            lambda: actions.submit(hoa, "2017", path.open("rb"), path.name),
        ):
            try:
                with acting_as(hoa):
                    attempt()
            except (BeingWritten, InUse) as error:
                refused.append(error)
        connections.close_all()

    with acting_as(hoa):
        actions.write(hoa, batch.pk)
        thread = threading.Thread(target=second_person)
        thread.start()
        thread.join()
        assert queries.is_running(batch)
    assert [type(error) for error in refused] == [BeingWritten, InUse, BeingWritten]
    assert len(stored("2017")) == 3
    with acting_as(hoa), pytest.raises(NotPending):
        actions.write(hoa, batch.pk)


def test_a_cancelled_import_leaves_nothing(committed: Cast, tmp_path: Path) -> None:
    new_session(committed)
    hoa = actor(committed.hoa.pk)

    def cancelled(done: int, total: int | None) -> None:
        raise Stopped(job=1)

    path = text_file(tmp_path, HEADER, *GOOD)
    with acting_as(hoa), path.open("rb") as content:
        batch, _ = actions.submit(hoa, "2017", content, path.name)
    with pytest.raises(Stopped), acting_as(hoa):
        actions.write(hoa, batch.pk, progress=cancelled)
    with acting_as(hoa):
        batch.refresh_from_db()
        assert (queries.state_of(batch), Result.objects.count()) == (State.INTERRUPTED, 0)
    with acting_as(hoa):
        assert actions.write(hoa, batch.pk).counts["added"] == 3


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from khue.core.actor import acting_as, system_actor
from khue.exams import actions

def die(done, total):
    if done > total // 2:
        os.kill(os.getpid(), signal.SIGKILL)

with acting_as(system_actor()) as actor, open(sys.argv[1], "rb") as content:
    batch, _ = actions.submit(actor, "2025", content, "kq.csv", keep=True)
with acting_as(system_actor()) as actor:
    actions.write(actor, batch.pk, progress=die)
"""


def test_a_killed_import_leaves_nothing_and_can_be_taken_up_again(
    committed: Cast, tmp_path: Path, settings: Any
) -> None:
    new_session(committed, "2025", 2025)
    path = tmp_path / "kq.csv"
    write_results(path, 120_000, councils=("06", "11"))
    real, name = addresses(places.home()), connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "KHUE_DATABASE_URL": replace(real.app, database=name).url(),
        "KHUE_OWNER_DATABASE_URL": replace(real.owner, database=name).url(),
        "KHUE_SECRET_KEY": settings.SECRET_KEY,
        "KHUE_HOME": str(tmp_path),
    }
    ran = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=env, capture_output=True, timeout=120)
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    hoa = actor(committed.hoa.pk)
    with acting_as(hoa):
        batch = queries.batches(hoa, queries.session(hoa, "2025")).get()
        until = time.monotonic() + 10  # PostgreSQL notices the closed connection by itself
        while queries.is_running(batch) and time.monotonic() < until:
            time.sleep(0.05)
        assert (batch.state, queries.state_of(batch)) == (State.RUNNING, State.INTERRUPTED)
        assert not Result.objects.exists()
    again = import_file(hoa, "2025", path, keep=False)
    assert (again.pk, again.state, again.counts["added"]) == (batch.pk, State.DONE, 120_000)
