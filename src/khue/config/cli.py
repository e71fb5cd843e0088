"""The `khue` command line: 0 done, 1 refused (the reason on stderr), 2 wrong usage.

Commands of an app are named in its manifest; those listed here belong to the ground. Only `db` works without the
settings, so that a broken configuration can still be repaired.
"""

import gc
import os
import sys
from importlib import import_module

import click
import django
from django.db import ProgrammingError
from psycopg.errors import UndefinedColumn, UndefinedTable

from khue.config.checks import must_be_safe
from khue.core.errors import Invalid, Refused
from khue.core.postgres import ensure_up, places
from khue.core.words import N_

GROUND = {
    "db": "khue.config.databases.db",
    "migrate": "khue.core.commands.migrate",
    "run": "khue.config.running.run",
    "serve": "khue.config.running.serve",
    "worker": "khue.config.running.worker",
    "audit": "khue.core.commands.audit",
    "assets": "khue.core.web.assets.assets",
    "messages": "khue.core.web.messages.messages",
    "import": "khue.core.sheets.commands.import_",
    "export": "khue.core.exports.export",
    "bench": "khue.config.bench.bench",
    "docs": "khue.config.reference.docs",
    "manage": "khue.core.commands.manage",
    "demo": "khue.config.demo.demo",
}
WITHOUT_SETTINGS = {"db"}
WITHOUT_DATABASE = {"db", "assets", "messages", "docs", "bench"}


class NotMigrated(Refused):
    """The database has not the tables of this version."""

    text = N_("Cơ sở dữ liệu chưa có bảng hoặc cột của phiên bản này. Hãy chạy «khue migrate» rồi làm lại.")


def load(dotted: str) -> click.Command:
    """Return the command behind a dotted name."""
    module, name = dotted.rsplit(".", 1)
    command: click.Command = getattr(import_module(module), name)
    return command


class Khue(click.Group):
    """Finds a command when it is asked for, and brings up what it needs first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*GROUND, *self.of_apps()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in WITHOUT_SETTINGS:
            settle(with_database=name not in WITHOUT_DATABASE and "--help" not in sys.argv)
        if name in GROUND:
            return load(GROUND[name])
        return self.of_apps().get(name)

    def of_apps(self) -> dict[str, click.Command]:
        settle(with_database=False)
        from khue.core.manifest import manifests  # needs the apps to be ready

        commands = [load(dotted) for manifest in manifests() for dotted in manifest.commands]
        return {command.name or "": command for command in commands}


def settle(*, with_database: bool) -> None:
    """Check the environment; make sure of the database, which also makes the secrets; load the settings."""
    must_be_safe(os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khue.config.settings")
    if with_database:
        ensure_up(places.home())
    django.setup()
    gc.freeze()  # what was loaded at start stays; imports of many rows need not look through it again and again


@click.group(cls=Khue, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="khue")
def khue() -> None:
    """Khuê: hồ sơ giáo dục của một tỉnh, nhập một lần ở nơi phát sinh."""


def _without_tables_refused() -> None:
    try:
        khue()
    except ProgrammingError as error:
        if isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            raise NotMigrated from error
        raise


def main() -> None:
    """Run the command line; a refusal is one text on stderr and exit code 1."""
    try:
        _without_tables_refused()
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        if isinstance(refusal, Invalid):
            for problem in refusal.problems:
                click.echo(f"  {problem.place}: «{problem.value}» {problem.text}", err=True)
        sys.exit(1)
