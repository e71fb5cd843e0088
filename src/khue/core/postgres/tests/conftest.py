"""Servers of their own for these tests, in folders that the server's user can enter."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from khue.core.postgres import launcher
from khue.core.postgres.addresses import VARIABLES, addresses

SCHEMA = """
CREATE TABLE exams_result (id bigserial PRIMARY KEY, school_id bigint NOT NULL, name text NOT NULL);
ALTER TABLE exams_result ENABLE ROW LEVEL SECURITY;
CREATE POLICY units ON exams_result TO khue_app USING (school_id = 1);
CREATE POLICY province ON exams_result TO khue_province USING (true);
CREATE INDEX exams_result_name ON exams_result USING gin (name gin_trgm_ops);
INSERT INTO exams_result (school_id, name) SELECT 1 + n % 5, 'Nguyễn Văn Ân ' || n FROM generate_series(1, 5000) n;
ALTER TABLE exams_result FORCE ROW LEVEL SECURITY;
ANALYZE exams_result;
"""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KHUE_POSTGRES_PORT", "KHUE_PUBLISHED", "KHUE_SUPERUSER_URL", *VARIABLES.values()):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    in_memory = Path("/dev/shm")
    roomy = in_memory.is_dir() and shutil.disk_usage(in_memory).free > 2 << 30
    folder = Path(tempfile.mkdtemp(prefix="khue-", dir=in_memory if roomy else "/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def prepared(ground: Path) -> Path:
    """A stopped server with one guarded table of 5,000 rows, to be copied."""
    home = ground / "prepared"
    launcher.up(home)
    with psycopg.connect(**addresses(home).owner.connection()) as owner:
        owner.execute(SCHEMA)
    launcher.down(home)
    return home


@pytest.fixture
def empty(ground: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home where nothing is yet."""
    home = ground / os.urandom(4).hex()
    monkeypatch.setenv("KHUE_HOME", str(home))
    yield home
    launcher.down(home)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home(empty: Path, prepared: Path) -> Path:
    """A stopped server of this test alone."""
    subprocess.run(["cp", "-a", str(prepared), str(empty)], check=True)
    return empty


@pytest.fixture(scope="session")
def server(ground: Path, prepared: Path) -> Iterator[Path]:
    """A running server for tests that change nothing."""
    home = ground / "server"
    subprocess.run(["cp", "-a", str(prepared), str(home)], check=True)
    add_files(home)
    launcher.up(home)
    yield home
    launcher.down(home)


def add_files(home: Path) -> None:
    """Lay out files as Khuê does: documents, a published version and a link to it."""
    (home / "files" / "2026").mkdir(parents=True)
    (home / "files" / "2026" / "quyết định.pdf").write_bytes(os.urandom(100_000))
    (home / "published" / "v1").mkdir(parents=True)
    (home / "published" / "v1" / "0001.json").write_text('{"điểm": 5}')
    (home / "published" / "current").symlink_to("v1")


def seen_by(home: Path, role: str, database: str | None = None) -> int:
    """Count the rows of the guarded table that a role sees: app, owner, reader or backup."""
    with psycopg.connect(**getattr(addresses(home), role).connection(database)) as connection:
        return int(one(connection.execute("SELECT count(*) FROM exams_result")))


def rows(home: Path) -> int:
    """Count all rows of the guarded table."""
    return seen_by(home, "backup")


def one(cursor: psycopg.Cursor[Any]) -> Any:
    """Return the only value of the only row."""
    ((value,),) = cursor.fetchall()
    return value


def as_ordinary_user(action: Callable[[], object]) -> str:
    """Return what the action gives, or the text of what it raises, done by somebody who is not root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                nobody = pwd.getpwnam("nobody")
                os.setgroups([])
                os.setgid(nobody.pw_gid)
                os.setuid(nobody.pw_uid)
            told = str(action())
        except Exception as error:  # the outermost edge of the child
            told = f"{type(error).__name__}: {error}"
        os.write(writing, told.encode()[:4000])
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as told_by_child:
        return told_by_child.read()
