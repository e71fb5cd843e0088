"""Import of result files: submitted, checked without writing, written in one transaction, undone as a whole.

The submitted file may hold names and identity numbers, so it is kept only while it may still be written: it is
deleted when the batch is written, discarded or undone. A lock held by the writing transaction tells a run that goes
on from one that was killed; what a killed run had copied is gone with its transaction.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import polars as pl
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from khue.core.actions import record
from khue.core.actor import WATCHED, Actor, acting_as, system_actor
from khue.core.errors import Refused
from khue.core.models import Batch, Job
from khue.core.sheets import EmptyFile, UnreadableFile
from khue.core.words import N_
from khue.exams import queries, rules
from khue.exams.actions.refusals import (
    BeingWritten,
    FileGone,
    HasErrors,
    NotDone,
    NothingToStore,
    NotOpenForImport,
    NotPending,
)
from khue.exams.actions.sessions import hold
from khue.exams.actions.staging import Staging, ahead
from khue.exams.models import ExamSession, Result
from khue.exams.publishing.keys import second_factor_key
from khue.exams.reading import Cleaned, Cleaner, Columns, Expected, ProblemFile, read_pieces

State, Mode = Batch.State, Batch.Mode
Progress = Callable[[int, int | None], None]
PENDING = (State.SUBMITTED, State.CHECKED, State.REFUSED, State.INTERRUPTED)
BLOCK = 1 << 20
# How long a submitted file waits to be written. Source: Law 91/2025/QH15: personal data no longer than needed.
KEPT = timedelta(hours=24)


@transaction.atomic
def submit(
    actor: Actor, code: str, content: IO[bytes], name: str, *, mode: str = Mode.ALL, keep: bool = True
) -> tuple[Batch, bool]:
    """Take in a file of results for a session; nothing of it is written yet.

    keep: copy the content, so that a worker can read it later; without it the caller gives the path to `write`.
    Returns the batch, and False when the same file already stands in this session: then it is that batch.
    Raises: Denied, Missing, NotOpenForImport, EmptyFile, BeingWritten.
    """
    session = queries.session(actor, code)
    actor.must(rules.Can.IMPORT, at=session.organisation_id)
    digest, size = _fingerprint(content)
    if not size:
        raise EmptyFile(name=name)
    same = queries.batches(actor, session).filter(file_sha256=digest)
    if (done := same.filter(state=State.DONE).first()) is not None:
        return done, False
    _must_be_open(session)
    _forget_old()
    batch = same.filter(state__in=[State.RUNNING, State.INTERRUPTED]).first()
    if batch is None:
        batch = Batch.objects.create(
            kind=queries.kind_of(session),
            mode=mode,
            organisation_id=session.organisation_id,
            user_id=actor.user_id,
            file_name=Path(name).name[-255:],
            file_size=size,
            file_sha256=digest,
        )
        record(actor, "exams.results_submitted", batch, session=session.code, sha256=digest)
    elif queries.is_running(batch):
        raise BeingWritten
    if keep:
        content.seek(0)
        batch.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with batch.source.open("wb") as kept:
            shutil.copyfileobj(content, kept, BLOCK)
    return batch, True


@transaction.atomic
def check(actor: Actor, batch_id: int, *, path: Path | None = None, progress: Progress | None = None) -> Batch:
    """Read the whole file of a batch, store nothing, and keep what was found (dry run).

    Raises: Denied, Missing, NotPending, BeingWritten, NotOpenForImport.
    """
    batch, session = _take(actor, batch_id)
    try:
        with transaction.atomic():
            batch.counts, _ = _read(batch, session, path, progress, store=False)
        batch.state, batch.message = State.CHECKED, ""
    except UnreadableFile as refusal:
        batch.state, batch.message = State.REFUSED, str(refusal)[:1000]
    batch.save()
    record(actor, "exams.results_checked_by_machine", batch, session=session.code, **_facts(batch))
    return batch


@transaction.atomic
def write(
    actor: Actor, batch_id: int, *, mode: str = "", path: Path | None = None, progress: Progress | None = None
) -> Batch:
    """Store the rows of a batch: all or nothing, or the accepted ones. A refusal leaves nothing stored.

    Returns the batch, done, or refused with its message.
    Raises: Denied, Missing, NotPending, BeingWritten, NotOpenForImport, InUse.
    """
    batch, session = _take(actor, batch_id)
    hold(session.pk)
    batch.mode = mode or batch.mode
    _announce(batch)
    try:
        with transaction.atomic():
            batch.counts, objection = _read(batch, session, path, progress, store=True)
    except UnreadableFile as refusal:
        objection = refusal
    if objection is None:
        batch.state, batch.message = State.DONE, ""
        transaction.on_commit(lambda: _forget(batch))
    else:
        batch.state, batch.message = State.REFUSED, str(objection)[:1000]
    batch.finished_at = timezone.now()
    batch.save()
    event = "exams.results_imported" if batch.state == State.DONE else "exams.import_refused"
    record(actor, event, batch, session=session.code, mode=batch.mode, **_facts(batch))
    return batch


@transaction.atomic
def undo(actor: Actor, batch_id: int) -> Batch:
    """Take back everything that a batch stored; only while the session is a draft.

    Raises: Denied, Missing, InUse, NotDone, NotOpenForImport.
    """
    batch, session = queries.batch(actor, batch_id)
    actor.must(rules.Can.IMPORT, at=session.organisation_id)
    _must_be_open(hold(session.pk))
    if batch.state != State.DONE:
        raise NotDone(batch=batch.pk, state=batch.get_state_display())
    removed, _ = Result.objects.filter(session=session, batch=batch).delete()
    batch.state, batch.undone_at, batch.undone_by = State.UNDONE, timezone.now(), actor.user_id
    batch.save()
    record(actor, "exams.import_undone", batch, session=session.code, removed=removed)
    return batch


@transaction.atomic
def discard(actor: Actor, batch_id: int) -> Batch:
    """Give up a batch that was not written and delete its file.

    Raises: Denied, Missing, NotPending, BeingWritten.
    """
    batch, session = _take(actor, batch_id)
    batch.state, batch.message = State.REFUSED, N_("Đã bỏ, không ghi dòng nào.")
    batch.finished_at = timezone.now()
    batch.save()
    transaction.on_commit(lambda: _forget(batch))
    record(actor, "exams.import_discarded", batch, session=session.code)
    return batch


def watch(batch: Batch, job: Job) -> None:
    """Note which work in the background handles a batch."""
    Batch.objects.filter(pk=batch.pk).update(job_id=job.pk)


def _take(actor: Actor, batch_id: int) -> tuple[Batch, ExamSession]:
    """Lock a pending batch for this transaction; one found running without a lock was killed and is taken up again."""
    batch, session = queries.batch(actor, batch_id)
    actor.must(rules.Can.IMPORT, at=session.organisation_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('core_batch'), %s)", [batch.pk])
        if not cursor.fetchone()[0]:
            raise BeingWritten
    batch.refresh_from_db()
    if batch.state not in (*PENDING, State.RUNNING):
        raise NotPending(batch=batch.pk, state=batch.get_state_display())
    _must_be_open(session)
    return batch, session


def _forget_old() -> None:
    """Delete the files that nobody has written or discarded in time."""
    limit = timezone.now() - KEPT
    for batch in Batch.objects.filter(kind__startswith=queries.KIND, state__in=PENDING, created_at__lt=limit):
        _forget(batch)


def _fingerprint(content: IO[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
    return digest.hexdigest(), content.tell()


def _must_be_open(session: ExamSession) -> None:
    if session.state not in rules.OPEN_FOR_IMPORT:
        raise NotOpenForImport(session=session.code, state=session.get_state_display())


def _announce(batch: Batch) -> None:
    """Say over the second connection that writing began, so that a killed run leaves a trace."""
    try:
        with acting_as(system_actor(), using=WATCHED):
            running = Batch.objects.using(WATCHED).filter(pk=batch.pk)
            running.update(state=State.RUNNING, mode=batch.mode, finished_at=None)
    except IntegrityError:
        raise BeingWritten from None


def _read(
    batch: Batch, session: ExamSession, path: Path | None, progress: Progress | None, *, store: bool
) -> tuple[dict[str, Any], Refused | None]:
    """Read, compare and, if told so, store; return the counts and why nothing was stored. Raises: UnreadableFile."""
    source = path or batch.source
    if not source.exists():
        raise FileGone(hours=KEPT // timedelta(hours=1))
    expected = Expected(tuple(session.papers), session.year, session.requires_second_factor)
    seen = _Seen(session)
    with ProblemFile(queries.problems_path(batch)) as problems:
        staging = Staging(session, problems)
        for piece in ahead(seen.cleaned(source, batch.file_name, expected)):
            staging.fill(piece)
            if progress is not None:
                progress(min(piece.at, batch.file_size), batch.file_size)
        staging.settle()
        counts: dict[str, Any] = {"read": staging.read, "bad_rows": staging.bad_rows, "unchanged": staging.unchanged}
        counts |= problems.counts() | {"ignored": seen.ignored, "added": 0, "councils": {}}
        refusal = _objection(batch, counts) if store else None
        if refusal is not None:
            return counts, refusal
        if store:
            counts["added"] = staging.store(batch)
            counts["councils"] = staging.councils()
    return counts, None


def _objection(batch: Batch, counts: dict[str, Any]) -> Refused | None:
    if counts["errors"] and batch.mode == Mode.ALL:
        return HasErrors(errors=counts["errors"], rows=counts["bad_rows"])
    if counts["read"] == counts["bad_rows"]:
        return NothingToStore(read=counts["read"])
    return None


class _Seen:
    """What the person should know about the file, noted while it streams by."""

    def __init__(self, session: ExamSession) -> None:
        self.session = session
        self.ignored: list[tuple[str, str]] = []

    def cleaned(self, path: Path, name: str, expected: Expected) -> Iterator[Cleaned]:
        """Yield the cleaned pieces of the file."""
        cleaner = Cleaner(expected)
        before: Columns | None = None
        for piece in read_pieces(path, name, expected):
            if piece.columns is not before:
                before = piece.columns
                self.ignored.extend(column for column in before.ignored if column not in self.ignored)
            yield self._sealed(cleaner.clean(piece))

    def _sealed(self, piece: Cleaned) -> Cleaned:
        """Put the digest in the place of the second code that a candidate must know."""
        rows = piece.rows
        if "second_factor" not in rows.columns:
            sealed = pl.Series("second_factor", [None], dtype=pl.String).new_from_index(0, len(rows))
        else:
            key = second_factor_key(self.session.code)
            pairs = zip(rows["candidate"], rows["second_factor"], strict=True)
            digests = [
                "\\\\x" + rules.second_factor_digest(key, self.session.code, number, code).hex() if code else None
                for number, code in pairs
            ]
            sealed = pl.Series("second_factor", digests, dtype=pl.String)
        return replace(piece, rows=rows.with_columns(sealed))


def _facts(batch: Batch) -> dict[str, Any]:
    """Return what the event keeps: numbers only."""
    return {name: batch.counts.get(name, 0) for name in ("read", "added", "unchanged", "errors", "warnings")}


def _forget(batch: Batch) -> None:
    """Delete the submitted file."""
    with suppress(FileNotFoundError):
        batch.source.unlink()
