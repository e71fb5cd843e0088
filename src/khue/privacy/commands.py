"""Privacy from the command line: the register, what is due, and what is past its term."""

import json
from dataclasses import asdict

import click
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.privacy import actions, queries
from khue.privacy.rules import REQUEST, RIGHTS
from khue.privacy.rules.retention import WAYS


@click.group()
def privacy() -> None:
    """Bảo vệ dữ liệu cá nhân."""


@privacy.command()
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def register(as_json: bool) -> None:
    """In sổ đăng kí hoạt động xử lí."""
    lines = queries.register()
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1, default=str))
        return
    for line in lines:
        click.echo(f"{line.label}: {line.title}\n  {line.purpose} ({line.basis})\n  {line.term or line.keep}")


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, không xoá.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def retention(dry_run: bool, as_json: bool) -> None:
    """Xoá hoặc ẩn danh dữ liệu hết hạn lưu."""
    actor, today = system_actor(), timezone.localdate()
    with acting_as(actor):
        if dry_run:
            counts = {one.term.code: one.count for one in queries.past(actor, today) if one.count}
        else:
            counts = actions.run_retention(actor, on=today).counts
    if as_json:
        click.echo(json.dumps(counts))
        return
    for code, count in counts.items():
        label, _, way = code.partition(":")
        click.echo(f"{WAYS[way]} {label}: {count} dòng")
    click.echo(f"Cộng: {sum(counts.values())} dòng.")


@privacy.command()
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def due(as_json: bool) -> None:
    """Liệt kê yêu cầu chưa xong và sự cố chưa khép, theo hạn."""
    actor, now = system_actor(), timezone.now()
    with acting_as(actor):
        asked = [row for row in queries.requests(actor, timezone.localdate()) if row.next_due]
        open_ = [row for row in queries.breaches(actor, now) if row.clock]
    lines = [
        *({"breach": row.breach.pk, "due": row.clock.due, "late": row.clock.is_late} for row in open_ if row.clock),
        *({"request": row.request.pk, "due": row.next_due, "late": row.is_late} for row in asked),
    ]
    if as_json:
        click.echo(json.dumps(lines, default=str))
        return
    for row in open_:
        if row.clock:
            click.echo(f"Sự cố {row.breach.pk}: {row.clock.name}, hạn {row.clock.due:%d/%m/%Y %H:%M}")
    for one in asked:
        state = REQUEST.states[one.request.state]
        click.echo(f"Yêu cầu {one.request.pk}: {RIGHTS[one.request.right]}, {state}, hạn {one.next_due:%d/%m/%Y}")
