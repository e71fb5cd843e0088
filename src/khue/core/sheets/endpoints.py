"""Imports for programs: the schema of a kind, rows as JSON or a file, and the state of a batch."""

import json
from io import BytesIO
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from khue.core.actor import Actor
from khue.core.errors import Denied, Fault, Invalid
from khue.core.sheets import batches
from khue.core.sheets.cells import fold
from khue.core.sheets.checking import API_ROWS, found_in
from khue.core.sheets.foreign import Reading, fingerprint
from khue.core.sheets.imports import find_import
from khue.core.sheets.mapping_views import found_table
from khue.core.sheets.models import Batch
from khue.core.web.asking import asking

MOST_ROWS = 10_000  # more belong in a file, which is read as a stream


def signed_in(request: HttpRequest) -> Actor:
    """Let nobody through who is not known, before anything of the request is read."""
    actor = asking(request)
    if not actor.is_known:
        raise Denied(permission="core.import", place="này")
    return actor


router = Router(auth=signed_in)


class Rows(Schema):
    """Rows keyed by column name, as the schema of the kind says."""

    rows: list[dict[str, Any]]


class BatchAnswer(Schema):
    """What became of an import."""

    id: int
    kind: str
    state: str
    changed: bool
    counts: dict[str, int]
    message: str
    problems: list[dict[str, str]]


class FoundAnswer(Schema):
    """A column of a foreign file."""

    title: str
    samples: list[str]
    proposed: str


class MappingBody(Schema):
    """How foreign columns are read: name -> titles, name -> text -> meaning, name -> dmy, mdy or ymd."""

    name: str
    columns: dict[str, list[str]]
    values: dict[str, dict[str, str]] = {}
    orders: dict[str, Literal["dmy", "mdy", "ymd"]] = {}


def _answer(batch: Batch, *, changed: bool) -> dict[str, Any]:
    _notices, problems = found_in(batch)
    return {
        "id": batch.pk,
        "kind": batch.kind,
        "state": batch.state,
        "changed": changed,
        "counts": batch.counts,
        "message": batch.message,
        "problems": [problem.as_dict() for problem in problems],
    }


@router.get("/imports/{kind}/schema", auth=None, summary="Lược đồ JSON của một loại dữ liệu")
def schema(request: HttpRequest, kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one row; it is documentation, open to all."""
    return find_import(kind).sheet.json_schema()


@router.post("/imports/{kind}", response=BatchAnswer, summary="Nhập các dòng dạng JSON")
def import_rows(
    request: HttpRequest, kind: str, body: Rows, at: int | None = None, mode: str = "all", dry_run: bool = False
) -> dict[str, Any]:
    """Check the rows and, unless it is a dry run, write them."""
    if len(body.rows) > MOST_ROWS:
        raise batches.TooManyRows(rows=len(body.rows), most=MOST_ROWS)
    content = json.dumps(body.rows, ensure_ascii=False, sort_keys=True).encode()
    return _import(signed_in(request), kind, BytesIO(content), API_ROWS, at=at, mode=mode, dry_run=dry_run)


@router.post("/imports/{kind}/file", response=BatchAnswer, summary="Nhập một tệp")
def import_file(
    request: HttpRequest,
    kind: str,
    file: File[UploadedFile],
    at: int | None = None,
    mode: str = "all",
    dry_run: bool = False,
    mapping: str = "",
) -> dict[str, Any]:
    """Check the file and, unless it is a dry run, write its rows. mapping: a saved way to read foreign columns."""
    name = file.name if file.name and file.name != API_ROWS else "file"
    return _import(signed_in(request), kind, file.file, name, at=at, mode=mode, dry_run=dry_run, mapping=mapping)


@router.get("/imports/batches/{batch_id}/columns", response=list[FoundAnswer], summary="Các cột của tệp đã nộp")
def show_columns(request: HttpRequest, batch_id: int) -> list[dict[str, Any]]:
    """Return the columns of a foreign file, samples of their values, and what each may mean."""
    batch, declared = batches.find_batch(signed_in(request), batch_id)
    return [
        {"title": one.title, "samples": list(one.samples), "proposed": one.proposed}
        for one in found_table(declared.sheet, batch).columns
    ]


@router.post("/imports/batches/{batch_id}/mapping", response=BatchAnswer, summary="Ghép cột rồi kiểm tra lại")
def save_mapping(request: HttpRequest, batch_id: int, body: MappingBody) -> dict[str, Any]:
    """Save how the columns are read under a name of the unit, and check the file so; nothing is written."""
    actor = signed_in(request)
    batch, declared = batches.find_batch(actor, batch_id)
    table = found_table(declared.sheet, batch)
    known = {column.name for column in declared.sheet.columns}
    titles = {one.title for one in table.columns}
    faults = [Fault(name, "", "Biểu này không có cột ấy.") for name in body.columns if name not in known]
    faults += [
        Fault(name, title, "Tệp không có cột ấy.")
        for name, named in body.columns.items()
        for title in named
        if title not in titles
    ]
    if faults:
        raise Invalid(faults)
    values = {name: {fold(text): meant for text, meant in said.items()} for name, said in body.values.items()}
    reading = Reading(body.columns, values, body.orders)
    batches.map_columns(actor, batch.pk, body.name, reading, fingerprint(table.titles))
    return _answer(batches.check(actor, batch.pk), changed=False)


@router.get("/imports/batches/{batch_id}", response=BatchAnswer, summary="Một lần nhập")
def show_batch(request: HttpRequest, batch_id: int) -> dict[str, Any]:
    """Return the state of a batch and what was found in it."""
    batch, _declared = batches.find_batch(signed_in(request), batch_id)
    return _answer(batches.settle(batch), changed=batch.state == Batch.State.DONE)


def _import(
    actor: Actor, kind: str, content: Any, name: str, *, at: int | None, mode: str, dry_run: bool, mapping: str = ""
) -> dict[str, Any]:
    if mode not in Batch.Mode.values:
        raise Invalid([Fault("mode", mode, "Phải là «all» hoặc «accepted».")])
    batch, is_new = batches.submit(actor, kind, content, name, at=at, mode=mode, mapping=mapping)
    if not is_new:
        return _answer(batch, changed=False)
    batch = batches.check(actor, batch.pk) if dry_run else batches.write(actor, batch.pk)
    return _answer(batch, changed=batch.state == Batch.State.DONE)
