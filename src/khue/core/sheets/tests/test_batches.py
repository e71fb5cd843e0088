"""A file as a batch: checked, written all or by accepted rows, once, taken back, taken up again after a kill."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import close_old_connections, connection
from openpyxl.reader.excel import load_workbook

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.models import Batch, Event, Job
from khue.core.sheets import EmptyFile, Line, batches, commands, imports
from khue.core.sheets.checking import API_ROWS, found_in
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.tests.conftest import KIND, NEEDS, StillUsed
from khue.core.sheets.tests.samples import csv

pytestmark = pytest.mark.usefixtures("fresh_database")
HEAD = ["Số báo danh", "Toán"]
GOOD = [HEAD, ["02000001", "8,25"], ["02000002", "7"]]
MIXED = [HEAD, ["02000001", "8,25"], ["02000002", "11"], ["02000999", "5"]]
LAN = Actor(7, grants={NEEDS: frozenset({1})})
QUAN = Actor(8, grants={"exams.see": frozenset({2})})


def submitted(actor: Actor, rows: list[list[str]], **options: Any) -> int:
    with acting_as(actor):
        batch, is_new = batches.submit(actor, KIND, csv(rows), "điểm.csv", **options)
    assert is_new
    return batch.pk


def written(actor: Actor, rows: list[list[str]], mode: str = "all") -> Batch:
    number = submitted(actor, rows)
    with acting_as(actor):
        return batches.write(actor, number, mode)


def stored() -> list[str]:
    """The rows that the kind of these tests writes."""
    with acting_as(system_actor()):
        return list(Job.objects.order_by("title").values_list("title", flat=True))


def test_a_check_writes_nothing_and_keeps_what_it_found(kind: Import, system: Actor) -> None:
    number = submitted(system, MIXED)
    with acting_as(system):
        batch = batches.check(system, number)
    assert batch.state == Batch.State.CHECKED and not stored()
    assert batch.counts == {"read": 3, "accepted": 1, "refused": 2, "errors": 2, "warnings": 0}
    _notices, problems = found_in(batch)
    assert [problem.row for problem in problems] == [3, 4]
    book = load_workbook(batch.problems_workbook)
    assert book["Dữ liệu"]["B3"].comment is not None and book["Dữ liệu"]["A4"].comment is not None


def test_a_clean_file_is_written_and_recorded(kind: Import, system: Actor) -> None:
    batch = written(system, GOOD)
    assert batch.state == Batch.State.DONE and batch.counts["added"] == 2
    assert stored() == ["02000001", "02000002"]
    names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["core.import_submitted", "core.import_written"]
    assert not batch.problems_workbook.exists()


def test_all_or_nothing_writes_nothing_when_one_row_is_bad(kind: Import, system: Actor) -> None:
    batch = written(system, MIXED)
    assert batch.state == Batch.State.REFUSED and "2 trong 3 dòng" in batch.message
    assert not stored() and batch.problems_workbook.exists()
    assert Event.objects.last().name == "core.import_refused"  # type: ignore[union-attr]


def test_accepted_rows_are_written_when_the_person_says_so_even_after_a_refusal(kind: Import, system: Actor) -> None:
    batch = written(system, MIXED)
    with acting_as(system):
        batch = batches.write(system, batch.pk, "accepted")
    assert batch.state == Batch.State.DONE and batch.counts["added"] == 1
    assert stored() == ["02000001"]


def test_a_file_without_a_good_row_is_refused(kind: Import, system: Actor) -> None:
    batch = written(system, [HEAD, ["x", "y"]], "accepted")
    assert batch.state == Batch.State.REFUSED and "không có dòng nào" in batch.message


def test_an_unreadable_file_is_refused_with_its_text(kind: Import, system: Actor) -> None:
    with acting_as(system):
        batch, _ = batches.submit(system, KIND, BytesIO(b"%PDF-1.7"), "a.pdf")
    with acting_as(system):
        batch = batches.check(system, batch.pk)
    assert batch.state == Batch.State.REFUSED and "PDF" in batch.message
    with pytest.raises(EmptyFile), acting_as(system):
        batches.submit(system, KIND, BytesIO(), "a.csv")


def test_the_same_file_twice_changes_nothing(kind: Import, system: Actor) -> None:
    batch = written(system, GOOD)
    with acting_as(system):
        again, is_new = batches.submit(system, KIND, csv(GOOD), "tên khác.csv")
    assert (again.pk, is_new) == (batch.pk, False)
    with acting_as(system):
        assert Batch.objects.count() == 1
    assert len(stored()) == 2
    with pytest.raises(batches.NotPending), acting_as(system):
        batches.write(system, batch.pk)


def test_a_batch_is_undone_as_a_whole_and_may_come_again(kind: Import, system: Actor) -> None:
    batch = written(system, GOOD)
    with acting_as(system):
        assert batches.undo(system, batch.pk).state == Batch.State.UNDONE
    assert not stored()
    with pytest.raises(batches.NotDone), acting_as(system):
        batches.undo(system, batch.pk)
    assert written(system, GOOD).state == Batch.State.DONE


def test_undo_is_refused_when_something_rests_on_it(
    kind: Import, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = written(system, GOOD)
    with acting_as(system):
        Job.objects.filter(title="02000001").update(state=Job.State.DONE)
    with pytest.raises(StillUsed), acting_as(system):
        batches.undo(system, batch.pk)
    assert len(stored()) == 2
    monkeypatch.setattr(imports, "all_imports", lambda: {KIND: replace(kind, undo=None)})
    with pytest.raises(batches.CannotBeUndone), acting_as(system):
        batches.undo(system, batch.pk)


def test_an_import_is_denied_without_the_permission_and_invisible_elsewhere(kind: Import, system: Actor) -> None:
    with pytest.raises(Denied), acting_as(QUAN):
        batches.submit(QUAN, KIND, csv(GOOD), "a.csv", at=1)
    with pytest.raises(Missing), acting_as(LAN):
        batches.submit(LAN, "unknown", csv(GOOD), "a.csv")
    number = submitted(LAN, GOOD, at=1)
    for act in (batches.check, batches.write, batches.undo):
        with pytest.raises(Missing), acting_as(QUAN):
            act(QUAN, number)


def test_a_kind_with_places_needs_one(kind: Import, system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = replace(kind, places=lambda actor: {1: "Trường A"})
    monkeypatch.setattr(imports, "all_imports", lambda: {KIND: placed})
    with pytest.raises(batches.PlaceNeeded), acting_as(LAN):
        batches.submit(LAN, KIND, csv(GOOD), "a.csv")


def test_rows_from_a_program_are_a_batch_too(kind: Import, system: Actor) -> None:
    rows = [{"number": "02000001", "maths": 8.25}, {"number": "02000002", "maths": 11}]
    with acting_as(system):
        batch, _ = batches.submit(system, KIND, BytesIO(json.dumps(rows).encode()), API_ROWS)
    with acting_as(system):
        batch = batches.write(system, batch.pk, "accepted")
    assert batch.counts["added"] == 1
    assert [problem.row for problem in found_in(batch)[1]] == [2]


def test_two_runs_of_one_batch_exclude_each_other(kind: Import, system: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, go_on = threading.Event(), threading.Event()
    outcome: list[str] = []

    def slow(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
        entered.set()
        go_on.wait(20)
        return kind.apply(actor, lines, batch)

    monkeypatch.setattr(imports, "all_imports", lambda: {KIND: replace(kind, apply=slow)})
    number = submitted(system, GOOD)

    def run() -> None:
        with acting_as(system):
            outcome.append(batches.write(system, number).state)
        connection.close()
        close_old_connections()

    thread = threading.Thread(target=run)
    thread.start()
    entered.wait(20)
    try:
        with acting_as(system):
            assert batches.settle(Batch.objects.get(pk=number)).state == Batch.State.RUNNING
        with pytest.raises(batches.BeingWritten), acting_as(system):
            batches.write(system, number)
    finally:
        go_on.set()
        thread.join(20)
    assert outcome == [Batch.State.DONE] and len(stored()) == 2


def test_a_killed_run_leaves_nothing_and_can_be_taken_up_again(
    kind: Import, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
        kind.apply(actor, lines, batch)
        os.kill(os.getpid(), signal.SIGKILL)
        return Applied()

    number = submitted(system, GOOD)
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(imports, "all_imports", lambda: {KIND: replace(kind, apply=killed)})
        for alias in ("default", "progress"):
            from django.db import connections

            connections[alias].connection = None
        with acting_as(system):
            batches.write(system, number)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert not stored()
    with acting_as(system):
        assert Batch.objects.get(pk=number).state == Batch.State.RUNNING
        assert batches.settle(Batch.objects.get(pk=number)).state == Batch.State.INTERRUPTED
    with acting_as(system):
        assert batches.write(system, number).state == Batch.State.DONE
    assert len(stored()) == 2


def test_the_command_imports_checks_and_says_what_changed(kind: Import, tmp_path: Path) -> None:
    good, mixed = tmp_path / "tốt.csv", tmp_path / "lẫn.csv"
    good.write_bytes(csv(GOOD).getvalue())
    mixed.write_bytes(csv(MIXED).getvalue())
    run = CliRunner()
    dry = run.invoke(commands.import_, [KIND, str(mixed), "--dry-run", "--mode", "accepted", "--json"])
    assert json.loads(dry.stdout)["counts"]["refused"] == 2 and not stored()
    refused = run.invoke(commands.import_, [KIND, str(mixed)])
    assert isinstance(refused.exception, commands.NotWritten) and "dòng 3" in refused.stderr
    first = run.invoke(commands.import_, [KIND, str(good)])
    assert first.exit_code == 0 and "thêm mới 2" in first.stdout
    again = run.invoke(commands.import_, [KIND, str(good)])
    assert again.exit_code == 0 and "Không có gì thay đổi" in again.stdout
    assert json.loads(run.invoke(commands.import_, [KIND, str(good), "--json"]).stdout)["changed"] is False
    assert run.invoke(commands.import_, ["không-có", str(good)]).exit_code == 2
