"""`khue docs`: prints docs/reference from the declarations. The same declarations give the same bytes.

A page is a function here and one line in PAGES. Nothing in docs/reference is edited by hand.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connection
from django.db.models import Field, ForeignKey
from django.utils.timezone import localdate

from khue.config import declared
from khue.config.environment import VARIABLES, Kind
from khue.core.actor import system_actor
from khue.core.errors import Refused
from khue.core.manifest import manifests, permissions
from khue.core.words import N_

NOTE = "<!-- Sinh ra bởi `make docs` từ khai báo trong mã; đừng sửa tay. -->"


class Stale(Refused):
    """The reference is not what the declarations print."""

    text = N_("Tài liệu tra cứu đã cũ: {pages}. Hãy chạy «make docs» và lưu các tệp đó cùng thay đổi của bạn.")


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.split()).replace("|", "\\|")


def roles_page() -> str:
    """Permissions, and which role holds which."""
    from khue.security.rules import ROLES

    titles = permissions()
    about = table(("Vai trò", "Mã", "Dùng cho"), [(role.title, f"`{role.code}`", role.description) for role in ROLES])
    matrix = table(
        ("Quyền", "Mã", *(role.title for role in ROLES)),
        [
            (title, f"`{code}`", *("●" if code in role.permissions else "" for role in ROLES))
            for code, title in sorted(titles.items())
        ],
    )
    return f"{about}\n\n## Ai được làm gì\n\n{matrix}"


NEEDS = Path(__file__).parent / "data" / "needs.csv"
ANYBODY = {"anyone": "ai cũng mở được", "account": "mọi tài khoản"}


def matrix_page() -> str:
    """Which role opens which page and which operation of the API; tested as it stands here."""
    from khue.security.rules import GRANTED

    roles = [role for role in GRANTED if role.held == "grant"]
    with NEEDS.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    rows = []
    for line in lines:
        wanted = line["needs"].split("|")
        told = " hoặc ".join(ANYBODY.get(one, f"`{one}`") for one in wanted)
        opens = [wanted[0] in ANYBODY or bool(set(wanted) & set(role.permissions)) for role in roles]
        rows.append((f"`{line['address']}`", told, *("●" if one else "" for one in opens)))
    lead = (
        "Tại đơn vị của mình và các đơn vị trực thuộc, trong thời hạn của quyền; ở đơn vị khác, đơn vị cấp trên và "
        "ngoài thời hạn thì không ai mở được gì. Bảng này được kiểm thử với từng vai trò ở `tests/matrix`: mọi trang, "
        "mọi lời gọi API và mọi bảng có gác trong cơ sở dữ liệu."
    )
    return f"{lead}\n\n{table(('Địa chỉ', 'Cần', *(role.title for role in roles)), rows)}"


def workflows_page() -> str:
    """Every workflow as a diagram and as a table."""
    titles = permissions()
    parts = []
    for manifest in manifests():
        for workflow in manifest.workflows:
            rows = [
                (
                    workflow.states[move.start],
                    move.title,
                    workflow.states[move.end],
                    titles.get(move.needs, move.needs),
                    f"`{move.event}`",
                )
                for move in workflow.moves
            ]
            steps = table(("Từ", "Bước", "Đến", "Cần quyền", "Sự kiện"), rows)
            diagram = f"```mermaid\n{workflow.diagram()}\n```"
            parts.append(f"## {manifest.title}: `{workflow.name}`\n\nNguồn: {workflow.source}\n\n{diagram}\n\n{steps}")
    return "\n\n".join(parts)


def events_page() -> str:
    """Every event that an action records, with the names of its facts."""
    rows = [
        (f"`{event.name}`", ", ".join(f"`{fact}`" for fact in event.facts), f"`{event.where}`" if event.where else "")
        for event in declared.events()
    ]
    return table(("Sự kiện", "Chi tiết", "Ghi ở"), rows)


def refusals_page() -> str:
    """Every refusal: its code, its status, its text."""
    rows = sorted(
        (f"`{kind.__module__.split('.')[1]}.{kind.__name__}`", kind.status, kind.text)
        for kind in declared.refusals()
        if kind.text
    )
    return table(("Mã", "HTTP", "Người dùng đọc thấy"), rows)


def sheets_page() -> str:
    """Every sheet that can be imported."""
    from khue.core.sheets.imports import all_imports

    titles = permissions()
    lead = (
        "Nhập bằng trang, bằng API hoặc bằng `khue import LOẠI TỆP`; các loại có lệnh riêng ở [Dòng lệnh](commands.md)."
    )
    parts = [
        f"{one.sheet.documentation()}\n\n"
        f"Loại tệp: `{kind}`. Cần quyền: {titles.get(one.needs, one.needs)} (`{one.needs}`)."
        for kind, one in sorted(all_imports().items())
    ]
    return "\n\n".join([lead, *parts])


def api_page() -> str:
    """Every operation of the HTTP API."""
    from khue.config.api import api

    rows = []
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            answers = ", ".join(str(status) for status in operation.get("responses", {}))
            rows.append((f"`{method.upper()} {path}`", operation.get("summary", ""), answers))
    lead = "Bản đầy đủ theo OpenAPI 3.1 ở `/api/v1/openapi.json`. Lỗi theo RFC 9457 (`application/problem+json`)."
    return f"{lead}\n\n{table(('Lời gọi', 'Việc', 'Trả lời'), sorted(rows))}"


def commands_page() -> str:
    """The help of every command."""
    from khue.config.cli import khue

    return "\n\n".join(_helps(khue, "khue", None))


def _helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    shape: dict[str, Any] = {"help_option_names": ["-h", "--help"], "terminal_width": 100, "max_content_width": 100}
    context = click.Context(command, info_name=name, parent=parent, **shape)
    yield f"## `{context.command_path}`\n\n```\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            if found := command.get_command(context, child):
                yield from _helps(found, child, context)


def settings_page() -> str:
    """Every environment variable."""
    kinds = {Kind.TEXT: "chữ", Kind.FLAG: "1 hoặc 0", Kind.NUMBER: "số", Kind.ADDRESS: "địa chỉ", Kind.SECRET: "bí mật"}
    rows = [(f"`{one.name}`", kinds[one.kind], one.default, one.meaning, one.danger) for one in VARIABLES]
    lead = (
        "Biến không có trong bảng này, giá trị sai dạng và các tổ hợp nguy hiểm bị từ chối ngay khi khởi động, "
        "kèm tên biến và cách sửa (`khue.config.checks`)."
    )
    return f"{lead}\n\n{table(('Biến', 'Dạng', 'Mặc định', 'Ý nghĩa', 'Lưu ý'), rows)}"


def tables_page() -> str:
    """The data dictionary: every table with its columns."""
    return "\n\n".join(_table_of(model) for model in declared.models(with_core=True))


def _table_of(model: Any) -> str:
    about = getattr(model, "Data", None)
    doc = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    facts = ""
    if about:
        scope = f"`{about.scope}`" if about.scope else "không giới hạn theo đơn vị"
        personal = ", ".join(f"`{name}`" for name in about.personal) or "không có"
        opened = "có thể công bố" if about.open else "không công bố"
        facts = f"\n\nPhạm vi: {scope} · Dữ liệu cá nhân: {personal} · Lưu giữ: {about.keep} · {opened}"
    rows = [
        (f"`{field.column}`", str(field.verbose_name), f"`{field.db_type(connection)}`", _rule(field))
        for field in model._meta.concrete_fields
    ]
    columns = table(("Cột", "Tên", "Kiểu", "Ghi chú"), rows)
    return f"## `{model._meta.db_table}`: {model._meta.verbose_name}\n\n{doc}{facts}\n\n{columns}"


def _rule(field: "Field[Any, Any]") -> str:
    notes = []
    if isinstance(field, ForeignKey):
        notes.append(f"→ `{field.remote_field.model._meta.db_table}`")
    if field.null:
        notes.append("có thể trống")
    if field.unique and not field.primary_key:
        notes.append("không trùng")
    if field.choices:
        notes.append("một trong danh sách mã")
    return "; ".join(notes)


def processing_page() -> str:
    """The register of processing of personal data."""
    from khue.privacy.exports import COLUMNS, rows

    lead = "Sổ đăng kí hoạt động xử lí dữ liệu cá nhân, rút từ `class Data` của từng bảng và các quy định đã khai báo."
    titles = [title for title, _meaning in COLUMNS]
    return f"{lead}\n\n{table(titles, rows(system_actor(), localdate()))}"


def codes_page() -> str:
    """The code lists that the code itself fixes."""
    parts = []
    for model in declared.models(with_core=True):
        for field in model._meta.concrete_fields:
            choices = [(f"`{code}`", title) for code, title in field.flatchoices]
            if choices:
                title = f"## {model._meta.verbose_name}: {field.verbose_name}"
                column = f"`{model._meta.db_table}.{field.column}`"
                parts.append(f"{title}\n\n{column}\n\n{table(('Mã', 'Tên'), choices)}")
    return "\n\n".join(parts)


PAGES = {
    "roles.md": ("Vai trò và quyền", roles_page),
    "matrix.md": ("Ma trận quyền", matrix_page),
    "workflows.md": ("Quy trình", workflows_page),
    "events.md": ("Sự kiện", events_page),
    "refusals.md": ("Lời từ chối", refusals_page),
    "sheets.md": ("Biểu nhập Excel", sheets_page),
    "api.md": ("Giao diện lập trình (API)", api_page),
    "commands.md": ("Dòng lệnh", commands_page),
    "settings.md": ("Biến môi trường", settings_page),
    "tables.md": ("Từ điển dữ liệu", tables_page),
    "processing.md": ("Sổ đăng kí hoạt động xử lí dữ liệu cá nhân", processing_page),
    "codes.md": ("Danh sách mã", codes_page),
}


def pages() -> dict[str, str]:
    """Return every page of docs/reference: file name -> text."""
    links = "\n".join(f"- [{title}]({name})" for name, (title, _) in PAGES.items())
    made = {"README.md": f"{NOTE}\n# Tra cứu\n\nCác trang này được sinh từ khai báo trong mã.\n\n{links}\n"}
    for name, (title, body) in PAGES.items():
        made[name] = f"{NOTE}\n# {title}\n\n{body().strip()}\n"
    return made


@click.command()
@click.option("--check", is_flag=True, help="Chỉ so sánh; dừng với mã 1 khi tài liệu đã cũ.")
def docs(check: bool) -> None:
    """Viết docs/reference từ khai báo trong mã."""
    folder = Path(settings.ROOT) / "docs" / "reference"
    made = pages()
    stale = differing(folder, made)
    if check and stale:
        raise Stale(pages=", ".join(stale))
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in made:
            (folder / name).write_text(made[name], "utf-8")
        else:
            (folder / name).unlink()
    click.echo(f"docs/reference: {len(made)} trang, {len(stale)} trang thay đổi.")


def differing(folder: Path, made: dict[str, str]) -> list[str]:
    """Return the pages that are missing, different or no longer made."""
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*")} if folder.is_dir() else {}
    return sorted(name for name in {*there, *made} if there.get(name) != made.get(name))
