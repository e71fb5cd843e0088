"""Connects to an address, runs pg_dump and pg_restore against it, and measures the disk."""

import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psycopg

from khue.core.postgres.addresses import Address
from khue.core.postgres.archive import CHUNK
from khue.core.postgres.refusals import CannotConnect, DiskFull, NoBinaries, NotRunning, ToolFailed
from khue.core.postgres.system import Programs

LIBPQ = {
    "host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT", "application_name": "PGAPPNAME",
}  # fmt: skip


def connect(address: Address, database: str | None = None) -> psycopg.Connection[Any]:
    """Open a plain connection, or say what is wrong.

    Raises: NotRunning, CannotConnect.
    """
    try:
        return psycopg.connect(**{"connect_timeout": 10, **address.connection(database)}, autocommit=True)
    except psycopg.OperationalError as error:
        if "Connection refused" in str(error):
            raise NotRunning(place=address.place) from error
        reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        raise CannotConnect(place=address.place, reason=reason) from error


class Tool:
    """One run of a program on a source: read its `stdout`, then `finish`.

    The password goes through the environment: other users of the machine cannot see it.
    """

    def __init__(
        self, programs: Programs, name: str, address: Address, *arguments: str, source: IO[bytes] | None = None
    ) -> None:
        program = programs.folder / name
        if not program.exists():
            raise NoBinaries(place=program)
        environment = {"LC_ALL": "C", "PGCLIENTENCODING": "UTF8"}
        for key, value in address.connection().items():
            environment[LIBPQ[key]] = str(value)
        self.name = name
        self._process = subprocess.Popen(
            [str(program), "--no-password", *arguments],
            env=environment,
            stdin=subprocess.PIPE if source else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._errors: list[bytes] = []
        self._threads = [threading.Thread(target=self._collect, daemon=True)]
        if source:
            self._threads.append(threading.Thread(target=self._feed, args=[source], daemon=True))
        for thread in self._threads:
            thread.start()

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout
        return self._process.stdout

    def finish(self) -> None:
        """Wait for the end.

        Raises: ToolFailed with the first error line.
        """
        failed = self._process.wait()
        for thread in self._threads:
            thread.join()
        if failed:
            lines = b"".join(self._errors).decode("utf-8", "replace").strip().splitlines()
            errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
            reason = (errors or lines or [f"mã {failed}"])[0]
            raise ToolFailed(tool=self.name, reason=reason.removeprefix(f"{self.name}: error: "))

    def abandon(self) -> None:
        """End the program if it still runs; its output is of no use any more."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def _collect(self) -> None:
        assert self._process.stderr
        self._errors = self._process.stderr.readlines()

    def _feed(self, source: IO[bytes]) -> None:
        assert self._process.stdin
        with suppress(BrokenPipeError), self._process.stdin:  # it may end before it has read everything
            shutil.copyfileobj(source, self._process.stdin, CHUNK)


def must_have_room(folder: Path, needed: int) -> None:
    """Check that the disk of a folder has room for so many bytes and a reserve.

    Raises: DiskFull.
    """
    reserve = 50 << 20
    if shutil.disk_usage(folder).free < needed + reserve:
        raise DiskFull(place=folder, needed=f"khoảng {(needed + reserve) >> 20} MB")
