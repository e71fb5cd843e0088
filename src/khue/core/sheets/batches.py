"""Imports as actions: submit a file, check it without writing, write it all or by accepted rows, take it back.

A file is written in one transaction; a lock held by that transaction tells a run that goes on from one that was killed.
"""

import gc
import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, transaction
from django.utils import timezone

from khue.core.actions import record
from khue.core.actor import WATCHED, Actor, acting_as, system_actor
from khue.core.errors import Missing, Refused
from khue.core.sheets.checking import Check
from khue.core.sheets.foreign import Reading
from khue.core.sheets.imports import Applied, Import, find_import
from khue.core.sheets.mappings import named_mapping
from khue.core.sheets.models import Batch, Mapping
from khue.core.sheets.refusals import EmptyFile, UnreadableFile
from khue.core.words import N_

State, Mode = Batch.State, Batch.Mode
Progress = Callable[[int], None]


class BeingWritten(Refused):
    """Another run is writing this batch, or the same file, at this moment."""

    text = N_("Tệp này đang được ghi, hoặc đã được ghi ở lần nhập khác. Hãy chờ rồi xem lại danh sách các lần nhập.")


class NotPending(Refused):
    """The batch is not in a state in which its rows may be written."""

    text = N_("Lần nhập {batch} đang ở trạng thái «{state}» nên không ghi được. Hãy nộp tệp thành một lần nhập mới.")


class NotDone(Refused):
    """Only a written batch can be undone."""

    text = N_(
        "Lần nhập {batch} đang ở trạng thái «{state}» nên không có gì để hoàn tác. Hãy xem lại danh sách các lần nhập."
    )


class CannotBeUndone(Refused):
    """This kind of import has no way back."""

    text = N_("Loại dữ liệu «{kind}» không hoàn tác được theo lần nhập. Hãy sửa từng bản ghi.")


class PlaceNeeded(Refused):
    """The kind is imported for one organisation, and none was named."""

    text = N_("Loại dữ liệu «{kind}» được nhập cho một đơn vị. Hãy chọn đơn vị mà bạn được giao nhập liệu.")


class TooManyRows(Refused):
    """More rows came in one JSON body than are read at once."""

    status = 422
    text = N_("{rows} dòng là quá nhiều cho một lần gửi JSON (tối đa {most}). Hãy gửi dạng tệp.")


class HasErrors(Refused):
    """All or nothing was asked for, and some rows cannot be written."""

    status = 422
    text = N_("{refused} trong {read} dòng có lỗi nên không dòng nào được ghi. Hãy sửa theo tệp lỗi rồi nộp lại.")


class NothingToWrite(Refused):
    """No row of the file can be written."""

    status = 422
    text = N_("Tệp không có dòng nào ghi được ({read} dòng đã đọc). Hãy sửa theo tệp lỗi rồi nộp lại.")


@transaction.atomic
def submit(
    actor: Actor,
    kind: str,
    content: BinaryIO,
    name: str,
    *,
    at: int | None = None,
    mode: str = Mode.ALL,
    mapping: str = "",
) -> tuple[Batch, bool]:
    """Take in a file to be imported; nothing of it is written yet.

    mapping: the saved way in which the columns of another system's file are read.
    Returns the batch, and False when the same file was already written for this kind and place: then it is that batch.
    Raises: Denied, Missing, PlaceNeeded, EmptyFile.
    """
    declared = find_import(kind)
    _must(actor, declared, at)
    saved = named_mapping(kind, at, mapping) if mapping else None
    digest = hashlib.sha256()
    size = 0
    content.seek(0)
    while chunk := content.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    if not size:
        raise EmptyFile(name=name)
    known = Batch.objects.filter(
        kind=kind, organisation_id=at, file_sha256=digest.hexdigest(), state=State.DONE
    ).first()
    if known is not None:
        return known, False
    batch = Batch.objects.create(
        kind=kind,
        mode=mode,
        organisation_id=at,
        user_id=actor.user_id,
        file_name=Path(name).name[-255:],
        file_size=size,
        file_sha256=digest.hexdigest(),
        mapping=saved,
    )
    batch.folder.mkdir(parents=True, mode=0o700)
    content.seek(0)
    with batch.source.open("wb") as kept:
        shutil.copyfileobj(content, kept, 1 << 20)
    record(actor, "core.import_submitted", batch, kind=kind, sha256=batch.file_sha256)
    return batch, True


@transaction.atomic
def check(actor: Actor, batch_id: int, progress: Progress | None = None) -> Batch:
    """Read the whole file of a batch, write nothing, and keep what was found (dry run).

    Raises: Denied, Missing, NotPending, BeingWritten.
    """
    batch, declared = _take(actor, batch_id)
    found = Check(actor, declared, batch, progress)
    try:
        with seldom_collecting():
            deque(found.lines(), maxlen=0)
        batch.state, batch.message = State.CHECKED, ""
    except UnreadableFile as refusal:
        batch.state, batch.message = State.REFUSED, str(refusal)
    batch.counts = found.counts()
    batch.save()
    record(actor, "core.import_checked", batch, kind=batch.kind, **batch.counts)
    return batch


@transaction.atomic
def write(actor: Actor, batch_id: int, mode: str = "", progress: Progress | None = None) -> Batch:
    """Write the rows of a batch: all or nothing, or the accepted ones. A refusal leaves nothing written.

    Returns the batch, done or refused with its message.
    Raises: Denied, Missing, NotPending, BeingWritten.
    """
    batch, declared = _take(actor, batch_id)
    batch.mode = mode or batch.mode
    _announce(batch)
    found = Check(actor, declared, batch, progress)
    applied = Applied()
    try:
        with transaction.atomic(), seldom_collecting():
            applied = declared.apply(actor, found.lines(), batch)
            if found.refused and batch.mode == Mode.ALL:
                raise HasErrors(refused=found.refused, read=found.read)
            if not found.accepted:
                raise NothingToWrite(read=found.read)
        batch.state, batch.message = State.DONE, ""
    except Refused as refusal:
        applied = Applied()
        batch.state, batch.message = State.REFUSED, str(refusal)[:1000]
    batch.counts = {**found.counts(), **vars(applied)}
    batch.finished_at = timezone.now()
    batch.save()
    event = "core.import_written" if batch.state == State.DONE else "core.import_refused"
    record(actor, event, batch, kind=batch.kind, mode=batch.mode, **batch.counts)
    return batch


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cycles of objects seldom: rows make many objects and no cycles, and each look costs them all again."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@transaction.atomic
def undo(actor: Actor, batch_id: int) -> Batch:
    """Take back everything that a batch wrote.

    Raises: Denied, Missing, NotDone, CannotBeUndone, and what the app refuses when later records rest on it.
    """
    batch, declared = _find(actor, batch_id)
    _lock(batch)
    if batch.state != State.DONE:
        raise NotDone(batch=batch.pk, state=batch.get_state_display())
    if declared.undo is None:
        raise CannotBeUndone(kind=declared.title)
    declared.undo(actor, batch)
    batch.state, batch.undone_at, batch.undone_by = State.UNDONE, timezone.now(), actor.user_id
    batch.save()
    record(actor, "core.import_undone", batch, kind=batch.kind)
    return batch


@transaction.atomic
def map_columns(actor: Actor, batch_id: int, name: str, reading: Reading, fingerprint: str) -> Mapping:
    """Save how the file of a batch is read, under a name of the unit, and read it so from now on.

    Raises: Denied, Missing, NotPending, PlaceNeeded, BeingWritten.
    """
    batch, declared = _take(actor, batch_id)
    if batch.organisation_id is None:
        raise PlaceNeeded(kind=declared.title)
    saved, _made = Mapping.objects.update_or_create(
        kind=batch.kind,
        organisation_id=batch.organisation_id,
        name=name,
        defaults={
            "fingerprint": fingerprint,
            "columns": {column: list(titles) for column, titles in reading.columns.items()},
            "values": {column: dict(values) for column, values in reading.values.items()},
            "orders": dict(reading.orders),
            "user_id": actor.user_id,
            "saved_at": timezone.now(),
        },
    )
    batch.mapping = saved
    batch.save(update_fields=["mapping"])
    record(actor, "core.mapping_saved", saved, kind=batch.kind, at_unit=batch.organisation_id)
    return saved


@transaction.atomic
def settle(batch: Batch) -> Batch:
    """Say of a batch whose run was killed that it was interrupted; it can be written again."""
    if batch.state == State.RUNNING and _is_free(batch):
        batch.state = State.INTERRUPTED
        batch.save(update_fields=["state"])
    return batch


def find_batch(actor: Actor, batch_id: int) -> tuple[Batch, Import]:
    """Find a batch that this person may see. Raises: Missing."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise Missing(what=f"lần nhập {batch_id}")
    declared = find_import(batch.kind)
    if not actor.can(declared.needs, at=batch.organisation_id):
        raise Missing(what=f"lần nhập {batch_id}")
    return batch, declared


def _find(actor: Actor, batch_id: int) -> tuple[Batch, Import]:
    batch, declared = find_batch(actor, batch_id)
    _must(actor, declared, batch.organisation_id)
    return batch, declared


def _take(actor: Actor, batch_id: int) -> tuple[Batch, Import]:
    """Lock a batch for this transaction. One found running without a lock was killed: it is taken up again."""
    batch, declared = _find(actor, batch_id)
    _lock(batch)
    batch.refresh_from_db()
    if batch.state in (State.DONE, State.UNDONE):
        raise NotPending(batch=batch.pk, state=batch.get_state_display())
    return batch, declared


def _must(actor: Actor, declared: Import, at: int | None) -> None:
    if declared.places is not None and at is None:
        raise PlaceNeeded(kind=declared.title)
    actor.must(declared.needs, at=at)


def _announce(batch: Batch) -> None:
    """Say over the second connection that writing began, so that a killed run leaves a trace."""
    try:
        with acting_as(system_actor(), using=WATCHED):
            running = Batch.objects.using(WATCHED).filter(pk=batch.pk)
            running.update(state=State.RUNNING, mode=batch.mode, finished_at=None)
    except IntegrityError:
        raise BeingWritten from None


def _lock(batch: Batch) -> None:
    if not _is_free(batch):
        raise BeingWritten


def _is_free(batch: Batch) -> bool:
    """Take the lock of a batch until this transaction ends; False when another transaction holds it."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('core_batch'), %s)", [batch.pk])
        return bool(cursor.fetchone()[0])
