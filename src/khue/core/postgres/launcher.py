"""Starts, finds again and stops the embedded PostgreSQL. It runs on its own, whoever started it.

The server is recognised by the folder its processes work in, not by its pid file, which a crash leaves behind and
which may be damaged. Never the wheel's own `get_server`: it widens permissions and ties the server to one process.
"""

import fcntl
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from khue.core.errors import Refused
from khue.core.postgres import bootstrap, ports, system
from khue.core.postgres.places import Places, Secrets, ensure_secrets, read_secrets
from khue.core.postgres.refusals import (
    MORE,
    Busy,
    DiskFull,
    LostSecrets,
    NoPermission,
    NotAClusterFolder,
    NotRunning,
    OtherMajor,
    PortTaken,
    WouldNotStart,
    WouldNotStop,
    WrongSecrets,
    told,
)

LOCK_SECONDS = 90
START_SECONDS = 300  # a crash during a large import is replayed first
STOP_SECONDS = 60
LOG_BYTES = 10_000_000
FULL = ("No space left on device", "Disk quota exceeded", "File too large", "File size limit exceeded")
DAMAGED = ("pg_control", "checkpoint record", "is not a valid data directory", "invalid page", "postgresql.conf")

# Chosen for a machine with 2 cores and 4 GB or more, shared with the web processes. Durability stays at its defaults
# (fsync, full_page_writes and synchronous_commit on). Values in statements may be personal, so they are not logged.
SETTINGS = """\
include 'data/postgresql.conf'
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '../run'   # relative: a path of any length works
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB               # a million pupils' hot pages; more belongs to the web processes here
effective_cache_size = 1GB
work_mem = 16MB                      # sorts of a school or a commune stay in memory
maintenance_work_mem = 128MB         # indexes of an import
max_wal_size = 2GB                   # an import does not force checkpoint after checkpoint
random_page_cost = 1.1               # solid-state disks
jit = off                            # short queries: compiling costs more than it saves
max_parallel_workers_per_gather = 1  # one report must not take both cores
timezone = 'Asia/Ho_Chi_Minh'
log_timezone = 'Asia/Ho_Chi_Minh'
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
"""


@dataclass(frozen=True)
class Status:
    """What the embedded server is doing. `size` is all its databases in bytes; `since` is when it was started."""

    running: bool
    folder: str
    version: str | None = None
    port: int | None = None
    pid: int | None = None
    since: datetime | None = None
    size: int | None = None


def up(home: Path) -> Status:
    """Make the embedded server exist, run, answer and be ready for Khuê; whatever is so already is left alone.

    Raises: the refusals of this package.
    """
    places = _make_home(home)
    with told(places.root), _only_one(places):
        programs = system.find(places.data)
        _check_version(places, programs)
        secrets = ensure_secrets(places)
        if not places.data.exists():
            _create(places, programs, secrets)
        if _postmaster(_processes(places, programs)) is None:
            _start(places, programs)
        with _connect(places, secrets) as connection:
            bootstrap.prepare_embedded(connection, secrets)
    return status(home)


def down(home: Path) -> bool:
    """Stop the server cleanly, ending every connection. Returns False when none was running.

    Raises: Busy, WouldNotStop.
    """
    places = Places.under(home)
    if not places.data.exists():
        return False
    with told(places.root), _only_one(places):
        programs = system.find(places.data)
        pid = _postmaster(_processes(places, programs))
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)
        if not _within(STOP_SECONDS, lambda: not _processes(places, programs)):
            raise WouldNotStop(pid=pid, seconds=STOP_SECONDS, log=places.log)
    return True


def status(home: Path) -> Status:
    """Tell whether the server runs and answers, without changing anything.

    Raises: LostSecrets, WrongSecrets, NotRunning when it runs but does not answer.
    """
    places = Places.under(home)
    stopped = Status(running=False, folder=str(places.data))
    if not places.data.exists():
        return stopped
    pid = _postmaster(_processes(places, system.find(places.data)))
    if pid is None:
        return stopped
    secrets = read_secrets(places)
    if secrets is None:
        raise LostSecrets(place=places.secrets, data=places.data)
    with _connect(places, secrets) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), pg_postmaster_start_time(),"
            " (SELECT sum(pg_database_size(oid)) FROM pg_database)::bigint"
        ).fetchone()
    version, since, size = row or (None, None, None)
    return Status(True, str(places.data), version, ports.remembered(places), pid, since, size)


def superuser(home: Path, database: str = "postgres") -> psycopg.Connection[Any]:
    """Open an administrator's connection to the running embedded server, for bootstrap and restore only.

    Raises: NotRunning, WrongSecrets.
    """
    places = Places.under(home)
    secrets = read_secrets(places)
    if secrets is None:
        raise NotRunning(place=places.data)
    return _connect(places, secrets, database=database, seconds=0)


def _make_home(home: Path) -> Places:
    with told(home):
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        places = Places.under(home)
        places.root.mkdir(mode=0o711, exist_ok=True)
    return places


@contextmanager
def _only_one(places: Places) -> Iterator[None]:
    """Let one command at a time start or stop this server."""
    with os.fdopen(os.open(places.lock, os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        if not _within(LOCK_SECONDS, lambda: _locked(lock.fileno())):
            raise Busy(place=places.root, seconds=LOCK_SECONDS)
        yield


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check_version(places: Places, programs: system.Programs) -> None:
    if not places.data.exists():
        return
    try:
        found = (places.data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise NoPermission(place=places.data) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotAClusterFolder(place=places.data, reason="không đọc được PG_VERSION") from error
    if not found.isdigit():
        raise NotAClusterFolder(place=places.data, reason=f"PG_VERSION ghi «{found[:20]}»")
    if int(found) != programs.major:
        raise OtherMajor(place=places.root, found=found, expected=programs.major)


def _create(places: Places, programs: system.Programs, secrets: Secrets) -> None:
    """Make the data folder beside its place and move it there when it is complete."""
    fresh = places.root / "data.new"
    password = places.root / "password"
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _give(fresh, programs)
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.superuser)
        _give(password, programs)
        locale = ["--locale=C.UTF-8"]
        if programs.major >= 18:
            locale += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
        made = programs.run(
            "initdb", "--pgdata=data.new", "--username=postgres", "--pwfile=password", "--auth=scram-sha-256",
            "--encoding=UTF8", "--data-checksums", *locale, cwd=places.root,
        )  # fmt: skip
        if made.returncode:
            raise _explain(made.stdout, places)
        fresh.rename(places.data)
    finally:
        password.unlink(missing_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _give(place: Path, programs: system.Programs) -> None:
    if programs.user:
        os.chown(place, programs.user.uid, programs.user.gid)


def _start(places: Places, programs: system.Programs) -> None:
    """Start on the first port that nobody else takes between our look and the server's."""
    if places.log.exists() and places.log.stat().st_size > LOG_BYTES:
        places.log.replace(places.log.with_suffix(".old"))
    _end_orphans(places, programs)
    for left in (places.data / "postmaster.pid", *places.run.glob(".s.PGSQL.*")):  # by a crash: nobody works here
        left.unlink(missing_ok=True)
    places.run.mkdir(mode=0o700, exist_ok=True)
    _give(places.run, programs)
    for port in ports.candidates(places):  # ends by itself with a refusal when no port is left
        refusal = _start_on(port, places, programs)
        if refusal is None:
            ports.remember(places, port)
            return
        if not isinstance(refusal, PortTaken):
            raise refusal


def _start_on(port: int, places: Places, programs: system.Programs) -> Refused | None:
    written = places.log.stat().st_size if places.log.exists() else 0
    places.settings.unlink(missing_ok=True)
    places.settings.write_text(SETTINGS.format(port=port), "utf-8")
    places.settings.chmod(0o644)
    started = programs.run(
        "pg_ctl", "start", "--pgdata=data", "--log=run/server.log", "--options=-c config_file=khue.conf",
        "--wait", f"--timeout={START_SECONDS}", "--silent", cwd=places.root,
    )  # fmt: skip
    if started.returncode == 0:
        return None
    log = places.log.read_bytes()[written:] if places.log.exists() else b""
    return _explain(log.decode("utf-8", "replace") or started.stdout, places, port)


def _end_orphans(places: Places, programs: system.Programs) -> None:
    """End what a killed server left behind: a backend busy with a query would go on holding the shared memory."""
    orphans = _processes(places, programs)
    for pid in orphans:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
    if not _within(STOP_SECONDS, lambda: not _processes(places, programs)):
        raise WouldNotStop(pid=min(orphans), seconds=STOP_SECONDS, log=places.log)


def _explain(log: str, places: Places, port: int = 0) -> Refused:
    """Turn what a program of PostgreSQL printed into a refusal; the first fatal line is the reason."""
    lines = log.splitlines()
    fatal = [line for line in lines if re.search(r"FATAL|PANIC|error:", line)] or [lines[-1] if lines else ""]
    reason = re.sub(r"^.*?(FATAL|PANIC|error): +", "", fatal[0]).strip()
    if any(sign in log for sign in FULL):
        return DiskFull(place=places.root, needed=MORE)
    if "Address already in use" in log:
        return PortTaken(port=port)
    if "Permission denied" in log:
        named = re.search(r'"([^"]+)": Permission denied', log)
        return NoPermission(place=places.data / named[1] if named else places.data)
    if any(sign in reason for sign in DAMAGED):
        return NotAClusterFolder(place=places.data, reason=reason)
    return WouldNotStart(reason=reason, log=places.log)


def _connect(
    places: Places, secrets: Secrets, *, database: str = "postgres", seconds: float = 30
) -> psycopg.Connection[Any]:
    """Connect for real, trying again until our server answers: a process that exists is not yet a server."""
    port = ports.remembered(places)
    until = time.monotonic() + seconds
    while True:
        try:
            connection = psycopg.connect(
                host="127.0.0.1", port=port, user="postgres", password=secrets.superuser, dbname=database,
                connect_timeout=5, autocommit=True, application_name="khue db",
            )  # fmt: skip
            if connection.execute("SHOW data_directory").fetchone() == (str(places.data),):
                return connection
            connection.close()  # the server of a copied home, with the same password
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise WrongSecrets(place=places.secrets) from error
        if time.monotonic() > until:
            raise NotRunning(place=f"127.0.0.1:{port}")
        time.sleep(0.05)


def _processes(places: Places, programs: system.Programs) -> dict[int, int]:
    """Return the living processes that work in the data folder: process id -> parent's id."""
    listed = programs.call(["/bin/sh", "-c", "ls -l /proc/[0-9]*/cwd 2>/dev/null"], cwd=Path("/")).stdout
    found = {}
    for line in listed.splitlines():
        link = re.search(r"/proc/(\d+)/cwd -> (.*)$", line)
        if link and link[2] == str(places.data) and (parent := _living_parent(int(link[1]))) is not None:
            found[int(link[1])] = parent
    return found


def _living_parent(pid: int) -> int | None:
    """Return the parent of a process; None when it is gone or dead but not yet reaped."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else int(parent)


def _postmaster(processes: dict[int, int]) -> int | None:
    """Return the server itself among its processes: not a child of another one, nor the orphan of a dead one."""
    for pid, parent in processes.items():
        with suppress(OSError):
            if parent not in processes and not Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"postgres: "):
                return pid
    return None


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
