"""`khue plan import FILE... --dry-run [--json]`: what is proposed from plan documents."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from khue.core import clock
from khue.core.errors import Refused
from khue.core.words import N_
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


class OnlyProposed(Refused):
    """Nothing enters a plan unseen: a file is handed in on the page, where a person reviews it."""

    text = N_("Lệnh này chỉ đọc và đề xuất, không ghi vào hệ thống. Hãy thêm --dry-run, hoặc nộp tệp ở trang Kế hoạch.")


@click.group()
def plan() -> None:
    """Kế hoạch: đọc văn bản kế hoạch."""


@plan.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ đọc và in các đề xuất, không ghi.")
@click.option("--json", "as_data", is_flag=True, help="In kết quả dạng JSON.")
def import_(files: tuple[Path, ...], dry_run: bool, as_data: bool) -> None:
    """Đọc văn bản kế hoạch (chữ, DOCX, PDF, bản quét) và in các đề xuất kèm lỗi của văn bản."""
    if not dry_run:
        raise OnlyProposed
    read = [_read(file) for file in files]
    compare([(file.name, found) for file, (_, found) in zip(files, read, strict=True)])
    if as_data:
        answers = [_answer(file, form, found) for file, (form, found) in zip(files, read, strict=True)]
        click.echo(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1))
        return
    for file, (form, found) in zip(files, read, strict=True):
        _tell(file.name, form, found)


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
