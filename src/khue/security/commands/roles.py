"""Roles on the command line."""

import click

from khue.security.rules import ROLES


@click.command()
def roles() -> None:
    """Liệt kê các vai trò."""
    for role in ROLES:
        click.echo(f"{role.code:<24} {role.title}: {role.description}")


COMMANDS = (roles,)
