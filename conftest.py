"""What every test stands on: a template database migrated once, cloned for each worker, and no way to the network.

Tests run as the role `khue_app`, with row security on, like the product.
"""

import fcntl
import hashlib
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings

from khue.core import seals
from khue.core.postgres import launcher, places
from khue.core.postgres.addresses import addresses
from khue.core.web import limits

ROOT = Path(__file__).parent
HOME = places.home()
ALIASES = ("default", "progress", "owner")
# An analyse amid a test takes the rows of its open transaction for none, and plans made for none run for minutes.
KEEP_STATISTICS = """
DO $$ DECLARE own regclass; BEGIN
    FOR own IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', own);
    END LOOP;
END $$
"""

# The same tree gives the same examples; `--hypothesis-profile=searching` looks for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True)
hypothesis.settings.register_profile("searching", max_examples=1000)
hypothesis.settings.load_profile("repeatable")

pytest_plugins = ["tests.served", "tests.browser"]

if "KHUE_DATABASE_URL" not in os.environ:
    launcher.up(HOME)
    made = addresses(HOME)  # the very first start makes the passwords, after the settings were read
    for alias, address in zip(ALIASES, (made.app, made.app, made.owner), strict=True):
        settings.DATABASES[alias].update(address.django())
    settings.SECRET_KEY = secrets.token_urlsafe(50)


@cache
def template_name() -> str:
    """Name the template after what it is made by."""
    digest = hashlib.sha256()
    for path in (Path(__file__), *sorted((ROOT / "src").rglob("migrations/*.py"))):
        digest.update(path.read_bytes())
    return f"khue_test_{digest.hexdigest()[:12]}"


def administrator() -> "psycopg.Connection[Any]":
    """Who may end the connections of others to drop a database; on a server of one's own, the owner."""
    if "KHUE_DATABASE_URL" not in os.environ:
        return launcher.superuser(HOME)
    return psycopg.connect(**addresses(HOME).owner.connection("postgres"), autocommit=True)


def administer(statement: str) -> None:
    """Run one statement outside any transaction."""
    with administrator() as connection:
        connection.execute(statement)


def database_exists(name: str) -> bool:
    with administrator() as connection:
        return connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    with (HOME / "test.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def clone(name: str) -> None:
    """Make the database `name` anew from the template."""
    with one_at_a_time():
        administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        administer(f"CREATE DATABASE {name} TEMPLATE {template_name()} OWNER khue_owner")
    with psycopg.connect(**addresses(HOME).owner.connection(name), autocommit=True) as owner:
        seals.keep_key(owner)


def use(name: str) -> dict[str, str]:
    """Point every connection to the database; return the names before."""
    from django.db import connections

    before = {}
    for alias in ALIASES:
        connections[alias].close()
        before[alias] = connections[alias].settings_dict["NAME"]
        connections[alias].settings_dict["NAME"] = name
    return before


@pytest.fixture(scope="session")
def template(django_db_blocker: Any) -> str:
    """The migrated template database, made once for all workers and runs."""
    from django.core.management import call_command
    from django.db import connections

    name = template_name()
    with one_at_a_time(), django_db_blocker.unblock():
        if not database_exists(name):
            making = f"{name}_making"
            administer(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
            administer(f"CREATE DATABASE {making} TEMPLATE khue_template OWNER khue_owner")
            before = use(making)
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            connections["owner"].cursor().execute(KEEP_STATISTICS)
            for alias in ALIASES:
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = before[alias]
            administer(f"ALTER DATABASE {making} RENAME TO {name}")
    return name


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """Give this worker a database of its own."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"{template}_{os.getpid()}_{worker}"
    clone(name)
    with django_db_blocker.unblock():
        before = use(name)
        yield
        use(before["default"])
        administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def fresh_database(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test alone, where transactions really commit: for locks, kills, chains and two at once."""
    name = f"{template}_{secrets.token_hex(4)}"
    clone(name)
    with django_db_blocker.unblock():
        before = use(name)
        yield name
        use(before["default"])
        administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Nothing a test writes lands in the folders of the running product; passwords are hashed fast."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    limits.forget()
    settings.KHUE_FILES = tmp_path / "files"
    settings.KHUE_PUBLISHED = tmp_path / "published"


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only this machine may be spoken to."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "localhost", "::1"):
            raise OSError(f"tests stay on this machine: {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[assignment,method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data for development."""
    folder = Path(os.environ.get("KHUE_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"the folder of real data is not here: set KHUE_SHARED ({folder})")
    return folder
