"""Puts a backup back: checked whole first, built beside what is in use, then exchanged for it by renaming.

Until the exchange an interruption leaves everything as it was. What was in use is kept as `<database>_before_restore`
and `<folder>.before_restore` until the next restore. The dump is read in as khue_owner, not as an administrator.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from khue.core.postgres import bootstrap, launcher, system
from khue.core.postgres.addresses import Address, Addresses, addresses, parse
from khue.core.postgres.archive import DUMP, Manifest, folders, khue_version, opened, sha256, verify
from khue.core.postgres.backup import count_rows
from khue.core.postgres.places import Places
from khue.core.postgres.refusals import (
    ArchiveDamaged,
    ArchiveTooNew,
    CountsDiffer,
    MissingUrl,
    NotPrepared,
    RestoreRunning,
    StillUsed,
    told,
)
from khue.core.postgres.tools import Tool, connect, must_have_room

TRIES = 5
ADMINISTRATORS_OWN = re.compile(r"^\d+; \d+ \d+ (EXTENSION|COMMENT - EXTENSION) ")  # the template has them already


@dataclass(frozen=True)
class Restored:
    """What came back, and the name under which the former database is kept."""

    tables: int
    rows: int
    files: int
    kept: str


def restore(home: Path, archive: Path, *, superuser_url: str | None = None) -> Restored:
    """Restore an archive made by `backup`.

    Raises: ArchiveDamaged, ArchiveTooNew, DiskFull, NotRunning, NeedsSuperuser, NotPrepared, ToolFailed,
    RestoreRunning, CountsDiffer, StillUsed. In all these cases what was in use still is.
    """
    found = addresses(home)
    with (
        told(home),
        opened(archive) as (bundle, manifest),
        administrator(home, found, superuser_url) as server,
    ):
        programs = system.find(Places.under(home).data)
        verify(bundle, manifest, archive)
        _must_know(manifest, server)
        if not bootstrap.exists(server, bootstrap.TEMPLATE):
            raise NotPrepared(place=found.owner.place, template=bootstrap.TEMPLATE)
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        must_have_room(home, manifest.database_bytes + sum(part.file_size for part in bundle.infolist()))
        if server.execute("SELECT pg_try_advisory_lock(hashtext('khue db restore'))").fetchone() != (True,):
            raise RestoreRunning()
        fresh = f"{found.owner.database}_restoring"
        places = folders(home)
        try:
            _drop(server, fresh)
            bootstrap.copy_template(server, fresh)
            bootstrap.open_to_khue(server, fresh)
            _read_in(programs, replace(found.owner, database=fresh), bundle)
            _compare(server, fresh, manifest)
            for name, place in places.items():
                _unpack(bundle, manifest, name, archive, _beside(place, "restoring"))
            kept = _exchange(server, found.owner.database, fresh, places)
        finally:
            _drop(server, fresh)
            for place in places.values():
                shutil.rmtree(_beside(place, "restoring"), ignore_errors=True)
    return Restored(len(manifest.rows), sum(manifest.rows.values()), len(manifest.parts) - 1, kept)


@contextmanager
def administrator(home: Path, found: Addresses, url: str | None) -> Iterator[psycopg.Connection[Any]]:
    """Sign in as the administrator of the server: the embedded one's, or by the address given.

    Raises: MissingUrl, BadUrl, NeedsSuperuser, TooOld, NotRunning, CannotConnect.
    """
    if found.embedded:
        opening = launcher.superuser(home)
    elif url:
        opening = connect(parse(url, name="--superuser-url"), "postgres")
    else:
        raise MissingUrl(present="KHUE_DATABASE_URL", name="--superuser-url")
    with opening as connection:
        bootstrap.must_be_superuser(connection)
        yield connection


def _must_know(manifest: Manifest, server: psycopg.Connection[Any]) -> None:
    """Refuse what a newer PostgreSQL or a newer Khuê wrote; what an older one wrote can be read."""
    if manifest.server_major > server.info.server_version // 10000:
        here = server.info.parameter_status("server_version")
        raise ArchiveTooNew(what="PostgreSQL", found=manifest.server, here=here)
    if _numbers(manifest.khue) > _numbers(khue_version()):
        raise ArchiveTooNew(what="Khuê", found=manifest.khue, here=khue_version())


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _drop(server: psycopg.Connection[Any], database: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _read_in(programs: system.Programs, address: Address, bundle: zipfile.ZipFile) -> None:
    with bundle.open(DUMP) as dump:
        listing = Tool(programs, "pg_restore", address, "--list", source=dump)
        contents = listing.stdout.read().decode("utf-8").splitlines()
        listing.finish()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as wanted, bundle.open(DUMP) as dump:
        wanted.write("\n".join(line for line in contents if not ADMINISTRATORS_OWN.match(line)))
        wanted.flush()
        into = f"--dbname={address.database}"
        tool = Tool(
            programs, "pg_restore", address, into, "--single-transaction", f"--use-list={wanted.name}", source=dump
        )
        try:
            tool.finish()
        finally:
            tool.abandon()


def _compare(server: psycopg.Connection[Any], database: str, manifest: Manifest) -> None:
    """Count every table as the administrator, who sees all rows, and let the planner know the new tables."""
    with bootstrap.sibling(server, database) as inside:
        found = count_rows(inside)
        inside.execute("ANALYZE")
    for table in sorted({*found, *manifest.rows}):
        if found.get(table) != manifest.rows.get(table):
            raise CountsDiffer(table=table, found=found.get(table, "-"), expected=manifest.rows.get(table, "-"))


def _unpack(bundle: zipfile.ZipFile, manifest: Manifest, name: str, archive: Path, target: Path) -> None:
    """Write the files of one folder beside it, checking each again on the way."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for part, checksum in manifest.parts.items():
        if part.startswith(f"{name}/"):
            place = target / part.removeprefix(f"{name}/")
            place.parent.mkdir(parents=True, exist_ok=True)
            with bundle.open(part) as source, place.open("wb") as copy:
                if sha256(source, copy) != checksum:
                    raise ArchiveDamaged(place=archive, part=part, reason="nội dung đã bị thay đổi")
    for link, leads_to in manifest.links.items():
        if link.startswith(f"{name}/"):
            place = target / link.removeprefix(f"{name}/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(leads_to)


def _beside(place: Path, suffix: str) -> Path:
    return place.with_name(f"{place.name}.{suffix}")


def _exchange(server: psycopg.Connection[Any], database: str, fresh: str, places: dict[str, Path]) -> str:
    """Put database and folders in place of those in use; returns the name the former database has now.

    Both renamings are one transaction and fail while anybody is connected, so connections are ended just before.
    """
    kept = f"{database}_before_restore"
    _drop(server, kept)
    names = [sql.Identifier(database), sql.Identifier(kept), sql.Identifier(fresh)]
    for _ in range(TRIES):
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname IN (%s, %s)", [database, fresh]
        )
        try:
            with server.transaction(), ExitStack() as undo:
                if bootstrap.exists(server, database):
                    server.execute(
                        sql.SQL("REVOKE CONNECT ON DATABASE {0} FROM khue_app, khue_province").format(*names)
                    )
                    server.execute(sql.SQL("ALTER DATABASE {0} RENAME TO {1}").format(*names))
                server.execute(sql.SQL("ALTER DATABASE {2} RENAME TO {0}").format(*names))
                for place in places.values():
                    _exchange_folder(place, undo)
                undo.pop_all()
            return kept
        except psycopg.errors.ObjectInUse:
            continue
    raise StillUsed()


def _exchange_folder(place: Path, undo: ExitStack) -> None:
    kept = _beside(place, "before_restore")
    shutil.rmtree(kept, ignore_errors=True)
    if place.exists():
        place.rename(kept)
        undo.callback(kept.rename, place)
    fresh = _beside(place, "restoring")
    fresh.rename(place)
    undo.callback(place.rename, fresh)
