"""Commands of catalogues."""

import json
from pathlib import Path

import click

from khue.catalogues import actions, queries
from khue.catalogues.reading import list_files
from khue.core.actor import acting_as, system_actor


@click.group()
def catalogues() -> None:
    """Danh mục, đơn vị hành chính và tra cứu địa chỉ cũ."""


@catalogues.command()
def load() -> None:
    """Nạp các danh mục đi kèm và đơn vị hành chính từ ngày 01/7/2025; chạy lại không thay đổi gì."""
    with acting_as(system_actor()) as actor:
        loaded = actions.load(actor)
    for title, tally in (("Mục từ", loaded.entries), ("Đơn vị", loaded.units), ("Biến động", loaded.changes)):
        click.echo(f"{title}: thêm {tally.added}, sửa {tally.changed}, giữ nguyên {tally.unchanged}")


@catalogues.command("import-units")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--notices", is_flag=True, help="In cả những chỗ đã đọc lại hoặc để trống.")
def import_units(folder: Path, notices: bool) -> None:
    """Nạp các danh mục đơn vị hành chính chính thức từ một thư mục hoặc một tệp."""
    files = list_files(folder) if folder.is_dir() else [(folder.name, folder)]
    with acting_as(system_actor()) as actor:
        imported = actions.import_units(actor, files, progress=lambda text: click.echo(f"{text}...", err=True))
    for title, tally in imported.tallies.items():
        click.echo(f"{title}: thêm {tally.added}, sửa {tally.changed}, giữ nguyên {tally.unchanged}")
    click.echo(f"Chỗ cần biết: {len(imported.notices)}" + ("" if notices else " (thêm --notices để xem)"))
    for notice in imported.notices if notices else ():
        click.echo(f"  {notice.place}: «{notice.value}» {notice.text}")


@catalogues.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def address(text: str, as_json: bool) -> None:
    """Tra một địa chỉ cũ ra địa chỉ hôm nay: khue catalogues address "phường 5 quận 3"."""
    with acting_as(system_actor()):
        answer = queries.find_address(text)
    if as_json:
        found = [{"address": m.address, "today": [name for _share, name in m.lines]} for m in answer.matches]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    if not answer.matches:
        click.echo(f"Không tìm thấy đơn vị nào trong «{text}». Hãy ghi tên xã kèm huyện, tỉnh.")
    for match in answer.matches:
        click.echo(match.address)
        for share, name in match.lines:
            click.echo(f"  → {name}" + (" (một phần)" if share.is_partial else ""))
