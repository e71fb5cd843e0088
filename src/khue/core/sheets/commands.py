"""`khue import KIND FILE`: every declared sheet, and the imports that apps bring with options of their own."""

import json
from pathlib import Path
from typing import Any

import click
from django.utils.module_loading import import_string

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Refused
from khue.core.manifest import manifests
from khue.core.sheets import batches
from khue.core.sheets.checking import found_in
from khue.core.sheets.imports import Import, all_imports
from khue.core.sheets.models import Batch
from khue.core.words import N_

LISTED = 50  # problems printed; the rest is in the workbook


class NotWritten(Refused):
    """The batch was refused; its message says why."""

    text = N_("Lần nhập {batch} chưa ghi gì: {message}. Hãy sửa tệp rồi chạy lại, hoặc thêm --mode accepted.")


class Imports(click.Group):
    """The kinds that can be imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*all_imports(), *_own_commands()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if (own := _own_commands().get(name)) is not None:
            return own
        declared = all_imports().get(name)
        return _command(declared) if declared else None


def _own_commands() -> dict[str, click.Command]:
    names = [item for manifest in manifests() for item in manifest.imports if isinstance(item, str)]
    commands: list[click.Command] = [import_string(name) for name in names]
    return {command.name or "": command for command in commands}


@click.group("import", cls=Imports)
def import_() -> None:
    """Nhập một tệp dữ liệu: khue import LOẠI TỆP."""


def _command(declared: Import) -> click.Command:
    @click.command(declared.kind, help=declared.title)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi.")
    @click.option("--at", type=int, help="Mã số đơn vị mà dữ liệu thuộc về.")
    @click.option("--mode", type=click.Choice(["all", "accepted"]), default="all", show_default=True, help="Cách ghi.")
    @click.option("--mapping", default="", help="Tên cách ghép cột đã lưu của đơn vị, cho tệp của hệ thống khác.")
    @click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
    def command(file: Path, dry_run: bool, at: int | None, mode: str, mapping: str, as_json: bool) -> None:
        batch, is_new = _run(declared.kind, file, at=at, mode=mode, mapping=mapping, dry_run=dry_run)
        _tell(batch, is_new=is_new, as_json=as_json)
        if batch.state == Batch.State.REFUSED or (dry_run and mode == "all" and batch.counts.get("refused")):
            message = batch.message or batches.HasErrors(**_figures(batch)).args[0]
            raise NotWritten(batch=batch.pk, message=message.rstrip("."))

    return command


def _run(kind: str, file: Path, *, at: int | None, mode: str, mapping: str, dry_run: bool) -> tuple[Batch, bool]:
    """Take each step in its own transaction, so that a killed run leaves its trace."""
    with file.open("rb") as content, acting_as(system_actor()) as actor:
        batch, is_new = batches.submit(actor, kind, content, file.name, at=at, mode=mode, mapping=mapping)
    if not is_new:
        return batch, False
    with acting_as(system_actor()) as actor:
        if dry_run:
            return batches.check(actor, batch.pk), True
        return batches.write(actor, batch.pk), True


def _figures(batch: Batch) -> dict[str, Any]:
    return {"refused": batch.counts.get("refused", 0), "read": batch.counts.get("read", 0)}


def _tell(batch: Batch, *, is_new: bool, as_json: bool) -> None:
    notices, problems = found_in(batch)
    if as_json:
        answer = {
            "batch": batch.pk,
            "state": batch.state,
            "changed": is_new and batch.state == Batch.State.DONE,
            "counts": batch.counts,
            "message": batch.message,
            "notices": [notice.text for notice in notices],
            "problems": [
                {"place": p.place, "value": p.value, "text": p.text, "severity": p.severity} for p in problems
            ],
            "workbook": str(batch.problems_workbook) if batch.problems_workbook.exists() else None,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    if not is_new:
        click.echo(
            f"Tệp này đã được nhập (lần nhập {batch.pk}, {batch.finished_at:%d/%m/%Y %H:%M}). Không có gì thay đổi."
        )
        return
    for notice in notices:
        click.echo(notice.text)
    for problem in problems[:LISTED]:
        click.echo(f"  {problem.place}: «{problem.value}» {problem.text}", err=True)
    if batch.problems_workbook.exists():
        click.echo(f"Tệp lỗi: {batch.problems_workbook}", err=True)
    counts = batch.counts
    figures = ", ".join(f"{title} {counts[key]}" for key, title in FIGURES.items() if key in counts)
    click.echo(f"Lần nhập {batch.pk}, {batch.get_state_display()}: {figures}.")


FIGURES = {
    "read": "đã đọc",
    "accepted": "hợp lệ",
    "refused": "có lỗi",
    "added": "thêm mới",
    "changed": "thay đổi",
    "unchanged": "giữ nguyên",
}
