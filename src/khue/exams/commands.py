"""`khue import exam-results FILE --session CODE`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing, Refused
from khue.core.models import Batch
from khue.core.words import N_
from khue.exams import actions, queries
from khue.exams.actions.refusals import HasErrors
from khue.exams.models import ExamSession
from khue.organisations import queries as organisations

LISTED = 30  # problems printed; the rest is in the file
FIGURES = {
    "read": "đã đọc",
    "added": "đã ghi",
    "unchanged": "giữ nguyên",
    "bad_rows": "dòng có lỗi",
    "errors": "lỗi",
    "warnings": "cảnh báo",
}


class NotStored(Refused):
    """The batch was refused; its message says why."""

    text = N_("Lần nhập {batch} chưa ghi gì: {message}. Hãy sửa tệp rồi chạy lại, hoặc thêm --mode accepted.")


class NoSuchSession(Refused):
    """The session does not exist, and its code does not say a year."""

    text = N_("Chưa có kì thi «{code}». Hãy tạo kì thi trong trang văn phòng, hoặc đặt mã là năm thi (ví dụ 2017).")


@click.command("exam-results")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--session", "code", required=True, help="Mã kì thi; nếu là một năm và chưa có thì kì thi được tạo.")
@click.option("--at", type=int, help="Mã số đơn vị của kì thi được tạo; mặc định là Sở.")
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm tra, không ghi.")
@click.option("--mode", type=click.Choice(["all", "accepted"]), default="all", show_default=True, help="Cách ghi.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def exam_results(file: Path, code: str, at: int | None, dry_run: bool, mode: str, as_json: bool) -> None:
    """Nhập kết quả thi từ tệp đã công bố."""
    with acting_as(system_actor()):
        _find_or_create(code, at)
    with acting_as(system_actor()) as actor, file.open("rb") as content:
        batch, is_new = actions.submit(actor, code, content, file.name, mode=mode, keep=False)
    if is_new:
        run = actions.check if dry_run else actions.write
        with acting_as(system_actor()) as actor:
            batch = run(actor, batch.pk, path=file, progress=_bar())
    _tell(batch, is_new=is_new, as_json=as_json)
    if is_new and batch.state == Batch.State.REFUSED:
        raise NotStored(batch=batch.pk, message=batch.message.rstrip("."))
    if is_new and dry_run and mode == Batch.Mode.ALL and batch.counts["errors"]:
        raise HasErrors(errors=batch.counts["errors"], rows=batch.counts["bad_rows"])


def _find_or_create(code: str, at: int | None) -> None:
    """Make sure of the session; one whose code is a year is created with the papers of that year, and said so."""
    if ExamSession.objects.filter(code=code).exists():
        return
    if not (code.isdecimal() and 2015 <= int(code) <= 2100):
        raise NoSuchSession(code=code)
    place = at or organisations.top_id()
    if place is None:
        raise Missing(what="đơn vị của kì thi; hãy thêm --at")
    title = f"Kì thi THPT quốc gia {code}" if int(code) < 2020 else f"Kì thi tốt nghiệp THPT {code}"
    actions.create_session(system_actor(), code=code, title=title, year=int(code), organisation_id=place)
    click.echo(f"Đã tạo kì thi «{code}» (bản nháp).", err=True)


def _bar() -> Callable[[int, int | None], None] | None:
    """Show the progress where a person is watching."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int | None) -> None:
        click.echo(f"\rĐang đọc… {done * 100 // (total or 1)} %", nl=done == total, err=True)

    return show


def _tell(batch: Batch, *, is_new: bool, as_json: bool) -> None:
    source = queries.problems_path(batch)
    faults = queries.problems(batch)
    if as_json:
        answer = {
            "batch": batch.pk,
            "state": batch.state,
            "changed": is_new and batch.state == Batch.State.DONE and batch.counts["added"] > 0,
            "counts": batch.counts,
            "message": batch.message,
            "problems": [vars(fault) for fault in faults],
            "problems_file": str(source) if source.exists() else None,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    if not is_new:
        click.echo(f"Tệp này đã được nhập (lần nhập {batch.pk}). Không có gì thay đổi.")
        return
    for letter, title in batch.counts.get("ignored", []):
        click.echo(f"Cột {letter} «{title}» không thuộc kết quả thi: không đọc, không lưu.", err=True)
    for severity, column, says, count in batch.counts.get("kinds", []):
        level = "Lỗi" if severity == "error" else "Cảnh báo"
        click.echo(f"{level} ×{count}: {column or 'cả dòng'}: {says}", err=True)
    for fault in [fault for fault in faults if fault.severity == "error"][:LISTED]:
        click.echo(
            f"  dòng {fault.line}, SBD {fault.candidate}, {fault.column} «{fault.value}»: {fault.says}", err=True
        )
    if source.exists():
        click.echo(f"Tệp lỗi: {source}", err=True)
    if not batch.counts:
        return
    figures = ", ".join(f"{title} {batch.counts[key]}" for key, title in FIGURES.items() if key in batch.counts)
    click.echo(f"Lần nhập {batch.pk}, {batch.get_state_display().lower()}: {figures}.")
