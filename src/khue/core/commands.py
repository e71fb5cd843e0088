"""Commands of the ground: migrate, manage, audit."""

import json
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections

from khue.core import audit as trail


@click.command()
def migrate() -> None:
    """Bring the tables up to date, as the owner of the database."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """Run the migrations that are missing, and make the event partitions of two years."""
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT khue_event_partitions(current_date, 24)")
    connections["owner"].close()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands: `khue manage makemigrations --check`."""
    execute_from_command_line(["khue manage", *arguments])


@click.group()
def audit() -> None:
    """The trail of events."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(as_json: bool) -> None:
    """Follow the chain of every day; name the first event that was changed, removed or put in from outside."""
    report = trail.verify(Path(settings.KHUE_HOME))
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    if report.finding:
        raise trail.Tampered(**report.finding)
    if not as_json:
        click.echo(f"Nhật ký nguyên vẹn: {report.events} sự kiện, {report.days} ngày.")
