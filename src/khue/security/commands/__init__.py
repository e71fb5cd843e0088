"""Accounts from the command line: the first administrator of a new installation, a forgotten password."""

import click

from khue.security.commands import keeping, roles


@click.group()
def accounts() -> None:
    """Tài khoản và vai trò."""


for command in (*roles.COMMANDS, *keeping.COMMANDS):
    accounts.add_command(command)
