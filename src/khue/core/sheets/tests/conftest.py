"""A kind of import that exists in these tests only: its rows become jobs, a table that the ground owns."""

from collections.abc import Iterator, Sequence

import pytest

from khue.core.actor import Actor, system_actor
from khue.core.errors import Refused
from khue.core.models import Batch, Job
from khue.core.sheets import Line, Problem, commands, imports, views
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.tests.samples import MARKS

NEEDS = "exams.import"
KIND = "tests-marks"


class StillUsed(Refused):
    text = "Bản ghi đã được dùng ở nơi khác. Hãy gỡ liên kết trước."


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    made = [Job(kind=f"batch-{batch.pk}", title=line.values["number"]) for line in lines]
    Job.objects.bulk_create(made)
    return Applied(added=len(made))


def undo(actor: Actor, batch: Batch) -> None:
    rows = Job.objects.filter(kind=f"batch-{batch.pk}")
    if rows.filter(state=Job.State.DONE).exists():
        raise StillUsed
    rows.delete()


def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    says = "số báo danh này đã bị huỷ"
    return [
        Problem(line.row, "Số báo danh", line.values["number"], says, sheet=line.sheet)
        for line in lines
        if line.values["number"].endswith("999")
    ]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Import:
    declared = Import(KIND, MARKS, NEEDS, apply, undo, check)
    for module in (imports, views, commands):
        monkeypatch.setattr(module, "all_imports", lambda: {KIND: declared})
    return declared


@pytest.fixture
def system() -> Actor:
    return system_actor()
