"""The PostgreSQL under Khuê: a private server of its own, roles and databases, addresses, backup and restore.

Pure Python, no Django: the settings import this package. Nothing here knows a table of Khuê.
"""

from pathlib import Path

from khue.core.postgres import launcher
from khue.core.postgres.addresses import addresses
from khue.core.postgres.bootstrap import assert_safe
from khue.core.postgres.tools import connect


def ensure_up(home: Path) -> None:
    """Make sure that Khuê can sign in and is bound by row security; start the embedded server if there is one.

    Raises: the refusals of this package.
    """
    if addresses(home).embedded:
        launcher.up(home)
    with connect(addresses(home).app) as connection:
        assert_safe(connection)
