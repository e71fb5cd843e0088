"""`khue plan import FILE... [--dry-run] [--json]`: plan documents become drafts whose proposals wait for a person."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from django.urls import reverse

from khue.core import clock
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.organisations import queries as organisations
from khue.planning import actions
from khue.planning.reading.document import compare, read_text
from khue.planning.reading.faults import KINDS
from khue.planning.reading.opening import open_document
from khue.planning.reading.proposals import Plan, as_json
from khue.planning.reading.settling import printed

NAMES = {
    "bases": "căn cứ",
    "goals": "mục tiêu chung",
    "targets": "chỉ tiêu",
    "tasks": "nhiệm vụ",
    "budgets": "khoản kinh phí",
    "duties": "nghĩa vụ báo cáo",
    "faults": "lỗi",
}


@click.group()
def plan() -> None:
    """Kế hoạch: đọc văn bản kế hoạch."""


@plan.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ đọc và in các đề xuất, không ghi.")
@click.option("--json", "as_data", is_flag=True, help="In kết quả dạng JSON.")
@click.option("--at", type=int, help="Số của đơn vị ban hành; không ghi thì là sở.")
def import_(files: tuple[Path, ...], dry_run: bool, as_data: bool, at: int | None) -> None:
    """Đọc văn bản kế hoạch (chữ, DOCX, PDF, bản quét) thành bản nháp có đề xuất chờ duyệt, hoặc chỉ in đề xuất."""
    if not dry_run:
        _hand_in(files, at, as_data=as_data)
        return
    read = [_read(file) for file in files]
    compare([(file.name, found) for file, (_, found) in zip(files, read, strict=True)])
    if as_data:
        answers = [_answer(file, form, found) for file, (form, found) in zip(files, read, strict=True)]
        click.echo(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1))
        return
    for file, (form, found) in zip(files, read, strict=True):
        _tell(file.name, form, found)


def _hand_in(files: Sequence[Path], at: int | None, *, as_data: bool) -> None:
    """Make a draft of each document; what was read before stays as it is."""
    answers = []
    for file in files:
        with acting_as(system_actor()) as actor:
            issuer = at or organisations.top_id()
            if issuer is None:
                raise Missing(what="đơn vị ban hành; hãy thêm --at")
            with file.open("rb") as content:
                batch, known = actions.submit(actor, issuer, content, file.name)
            made = known or actions.read(actor, batch.pk, today=clock.today())
            batch.refresh_from_db()
            counts = {name: count for name, count in batch.counts.items() if name != "plan"}
            address = reverse("planning:review", args=[made.pk])
            answers.append(
                {"file": file.name, "plan": made.pk, "changed": known is None, "counts": counts, "url": address}
            )
    if as_data:
        click.echo(json.dumps(answers, ensure_ascii=False))
        return
    for one in answers:
        says = "đã đọc" if one["changed"] else "đã được nhập trước đây, không có gì thay đổi"
        click.echo(f"{one['file']}: {says}. Duyệt đề xuất tại {one['url']}")


def _read(file: Path) -> tuple[str, Plan]:
    opened = open_document(file)
    return opened.form, read_text(opened.text, clock.today())


def _answer(file: Path, form: str, found: Plan) -> dict[str, Any]:
    return {"file": file.name, "form": form, **as_json(found)}


def _tell(name: str, form: str, found: Plan) -> None:
    click.echo(f"{name} ({form}): {found.title}")
    click.echo("  " + ", ".join(f"{len(getattr(found, key))} {title}" for key, title in NAMES.items()))
    for target, value in zip(found.targets, printed(found.targets), strict=True):
        click.echo(f"  dòng {target.where.line}: {value}, {target.year or 'không nêu năm'}: {target.text}")
    for task in found.tasks:
        until = task.deadline.words if task.deadline else "không nêu thời hạn"
        click.echo(
            f"  dòng {task.where.line}: nhiệm vụ {task.number or '?'} ({task.lead or '?'}; {until}): {task.text}"
        )
    _tell_faults(found)


def _tell_faults(found: Plan) -> None:
    counted: Sequence[tuple[str, int]] = Counter(fault.kind for fault in found.faults).most_common()
    for kind, count in counted:
        click.echo(f"  Lỗi ×{count}: {KINDS[kind]}", err=True)
    for fault in found.faults:
        click.echo(f"    dòng {fault.where.line}: {fault.text}", err=True)
