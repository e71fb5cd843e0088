"""A document comes in: the file is kept, read in the background, and becomes a draft with proposals that wait."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.models import Batch, Job
from khue.core.words import N_
from khue.planning import queries, rules
from khue.planning.models import Document, Fault, Plan, Proposal
from khue.planning.reading.document import read_text
from khue.planning.reading.opening import open_document
from khue.planning.reading.proposals import as_json

KIND = "planning.plan"
BLOCK = 1 << 20
YEARS = range(2000, 2101)
KEPT = timedelta(hours=24)  # how long a document that could not be read waits for another try
NAMES = {"bases": "basis", "goals": "goal", "targets": "target", "tasks": "task", "budgets": "budget", "duties": "duty"}
State = Batch.State


@transaction.atomic
def submit(actor: Actor, issuer_id: int, content: IO[bytes], name: str) -> tuple[Batch, Plan | None]:
    """Take in a document of a unit; it is not read yet.

    Returns the batch, and the plan when the same file was read before.
    Raises: Denied.
    """
    actor.must(rules.Can.MANAGE, at=issuer_id)
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
    size = content.tell()
    known = Batch.objects.filter(kind=KIND, organisation_id=issuer_id, file_sha256=digest.hexdigest())
    if (done := known.filter(state=State.DONE).first()) is not None:
        return done, queries.plan(actor, done.counts["plan"])
    _forget_old()
    batch = Batch.objects.create(
        kind=KIND,
        organisation_id=issuer_id,
        user_id=actor.user_id,
        file_name=Path(name).name[-255:],
        file_size=size,
        file_sha256=digest.hexdigest(),
    )
    record(actor, "planning.document_submitted", batch, sha256=batch.file_sha256, size=size)
    content.seek(0)
    batch.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with batch.source.open("wb") as kept:
        shutil.copyfileobj(content, kept, BLOCK)
    return batch, None


def watch(batch: Batch, job: Job) -> None:
    """Note which work in the background reads a document."""
    Batch.objects.filter(pk=batch.pk).update(job_id=job.pk)


@transaction.atomic
def read(actor: Actor, batch_id: int, *, today: date) -> Plan:
    """Read a document that was handed in; a draft with its proposals and faults comes of it, and nothing else.

    Raises: Denied, Missing, and the refusals of `reading` (not a document, too large, protected, no words).
    """
    batch = Batch.objects.select_for_update().filter(pk=batch_id, kind=KIND).first()
    if batch is None or batch.organisation_id is None:
        raise Missing(what=N_("tệp kế hoạch {batch}").format(batch=batch_id))
    actor.must(rules.Can.MANAGE, at=batch.organisation_id)
    if batch.state == State.DONE:
        return queries.plan(actor, batch.counts["plan"])
    text = open_document(batch.source, name=batch.file_name).text
    found = as_json(read_text(text, today))
    plan = _enter(actor, batch, text, found)
    batch.state, batch.finished_at = State.DONE, timezone.now()
    batch.counts = {"plan": plan.pk, **{name: len(found[name]) for name in (*NAMES, "faults")}}
    batch.save()
    record(actor, "planning.document_read", plan, batch=batch.pk, **{name: len(found[name]) for name in NAMES})
    transaction.on_commit(lambda: _forget(batch))
    return plan


def _enter(actor: Actor, batch: Batch, text: str, found: Mapping[str, Any]) -> Plan:
    lines = text.split("\n")
    first_year, last_year = _years(found)
    assert batch.organisation_id is not None
    plan = Plan.objects.create(
        title=(found["title"] or Path(batch.file_name).stem)[:400],
        number=(found["number"] or "")[:100],
        issuer_id=batch.organisation_id,
        issued_on=_issued_on(found["date"]),
        first_year=first_year,
        last_year=last_year,
        places=[batch.organisation_id],
        created_by=actor.user_id,
    )
    Document.objects.create(
        plan=plan, file_name=batch.file_name, file_size=batch.file_size, file_sha256=batch.file_sha256, lines=lines
    )
    proposals = Proposal.objects.bulk_create(_proposals(plan, lines, found))
    Fault.objects.bulk_create(_faults(plan, found, proposals))
    return plan


def _years(found: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return from which year and until which a plan is made: that of its date, and the last one its targets name."""
    named = [target["year"] for target in found["targets"] if target["year"] in YEARS]
    first, last = found["date"].get("year"), max(named, default=None)
    first = first if first in YEARS else None
    return (None if first and last and first > last else first), last


def _issued_on(given: Mapping[str, int | None]) -> date | None:
    day, month, year = given.get("day"), given.get("month"), given.get("year")
    if not (day and month and year):
        return None
    with suppress(ValueError):
        return date(year, month, day)
    return None


def _proposals(plan: Plan, lines: list[str], found: Mapping[str, Any]) -> Iterator[Proposal]:
    """Yield the proposals in the order of the document, each with the place of its words."""
    begins = [0, *accumulate(len(line) + 1 for line in lines)]
    several = [(one, kind) for name, kind in NAMES.items() for one in found[name]]
    several.sort(key=lambda pair: (pair[0]["where"]["start"], pair[0]["where"]["end"]))
    for position, (one, kind) in enumerate(several, start=1):
        where = one["where"]
        first, last = where["line"] - 1, where["last_line"] - 1
        yield Proposal(
            plan=plan,
            kind=kind,
            position=position,
            first_line=first,
            last_line=last,
            start=max(where["start"] - begins[first], 0),
            end=max(where["end"] - begins[last], 0),
            value={name: value for name, value in one.items() if name != "where"},
        )


def _faults(plan: Plan, found: Mapping[str, Any], proposals: list[Proposal]) -> Iterator[Fault]:
    """Yield the faults, each with the proposal on whose words it lies."""
    for one in found["faults"]:
        line = one["where"]["line"] - 1
        of = [row for row in proposals if row.first_line <= line <= row.last_line]
        of.sort(key=lambda row: row.last_line - row.first_line)
        yield Fault(
            plan=plan, proposal=of[0] if of else None, kind=one["kind"][:40], line=line, text=one["text"][:1000]
        )


def _forget_old() -> None:
    """Delete the files that could not be read and that nobody took up again in time."""
    for batch in Batch.objects.filter(kind=KIND, state=State.SUBMITTED, created_at__lt=timezone.now() - KEPT):
        _forget(batch)


def _forget(batch: Batch) -> None:
    with suppress(FileNotFoundError):
        batch.source.unlink()
