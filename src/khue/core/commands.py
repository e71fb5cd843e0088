"""Commands of the ground: migrate, manage, audit."""

import json
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections

from khue.core import audit as trail
from khue.core import seals
from khue.core.postgres.addresses import VARIABLES
from khue.core.postgres.bootstrap import APP, OWNER, must_have_roles
from khue.core.postgres.refusals import MissingUrl


@click.command()
def migrate() -> None:
    """Nâng cấp các bảng, bằng tài khoản chủ của cơ sở dữ liệu."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """Run the migrations that are missing, keep the key of the seals, and make the event partitions of two years.

    Raises: MissingUrl, MissingRoles.
    """
    if "owner" not in connections.databases:
        raise MissingUrl(name=VARIABLES[OWNER], present=VARIABLES[APP])
    must_have_roles(connections["owner"])
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    with connections["owner"].cursor() as cursor:
        seals.keep_key(cursor)
        cursor.execute("SELECT khue_event_partitions(current_date, 24)")
    connections["owner"].close()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Lệnh của Django, ví dụ «khue manage makemigrations --check»."""
    execute_from_command_line(["khue manage", *arguments])


@click.group()
def audit() -> None:
    """Nhật ký sự kiện."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def verify(as_json: bool) -> None:
    """Kiểm tra chuỗi của từng ngày; nêu sự kiện đầu tiên bị sửa, bị xoá hoặc bị chèn từ ngoài."""
    report = trail.verify(Path(settings.KHUE_HOME))
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    if report.finding:
        raise trail.Tampered(**report.finding)
    if not as_json:
        click.echo(f"Nhật ký nguyên vẹn: {report.events} sự kiện, {report.days} ngày.")
