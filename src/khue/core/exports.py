"""Tables that leave the platform as files: Excel with its data dictionary, CSV or JSON lines."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Refused
from khue.core.manifest import Export, manifests
from khue.core.sheets.writing import safe_csv, write_table
from khue.core.words import N_


class UnknownExport(Refused):
    """No app offers this table."""

    status = 404
    text = N_("Không có bảng «{kind}» để xuất. Hãy chọn một trong: {known}.")


class UnknownForm(Refused):
    """The file name says no form that is written."""

    status = 422
    text = N_("Không ghi được tệp «{name}». Hãy đặt đuôi tệp là .xlsx, .csv hoặc .jsonl.")


def find(kind: str) -> Export:
    """Return the export of this kind. Raises: UnknownExport."""
    known = {export.kind: export for manifest in manifests() for export in manifest.exports}
    if kind not in known:
        raise UnknownExport(kind=kind, known=", ".join(sorted(known)))
    return known[kind]


def write(export: Export, rows: Iterable[Sequence[Any]], target: Path) -> None:
    """Write the rows to a file of the form its name says; it appears under its name when it is whole.

    Raises: UnknownForm.
    """
    header = [title for title, _meaning in export.columns]
    part = target.with_name(f".{target.name}.part")
    match target.suffix:
        case ".xlsx":
            write_table(part, export.title, header, rows, dictionary=export.columns)
        case ".csv":
            with part.open("w", encoding="utf-8", newline="") as file:
                safe_csv(file, header, rows)
        case ".jsonl":
            with part.open("w", encoding="utf-8") as file:
                for row in rows:
                    line = dict(zip(header, row, strict=True))
                    file.write(json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
        case _:
            raise UnknownForm(name=target.name)
    part.rename(target)


@click.command("export")
@click.argument("kind")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--as-of", "on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Tính đến ngày; bỏ trống là hôm nay."
)
def export(kind: str, file: Path, on: Any) -> None:
    """Xuất bảng KIND ra FILE (.xlsx, .csv, .jsonl)."""
    found = find(kind)
    actor = system_actor()
    day: date = on.date() if on else localdate()
    with acting_as(actor):
        write(found, found.rows(actor, day), file)
    click.echo(f"Đã ghi {file}.")
