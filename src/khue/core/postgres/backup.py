"""Writes a backup: the database in one consistent snapshot, then the folders of files.

The secrets are not in it; keep a copy of secrets.json elsewhere. It signs in as khue_backup, which reads every row and
writes none: with forced row security the owner's dump would be refused, the application's would be incomplete.
"""

import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from khue.core.postgres import system
from khue.core.postgres.addresses import Address, addresses
from khue.core.postgres.archive import DUMP, FORMAT, MANIFEST, Manifest, folders, khue_version, sha256
from khue.core.postgres.places import Places
from khue.core.postgres.refusals import (
    ArchiveExists,
    ArchiveTooNew,
    FileChanged,
    MissingUrl,
    told,
)
from khue.core.postgres.tools import Tool, connect, must_have_room

TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
"""


def backup(home: Path, target: Path | None = None) -> Path:
    """Back up to a new file, by default under `<home>/backups`; an unfinished one never has the final name.

    Raises: ArchiveExists, DiskFull, NoPermission, NotRunning, CannotConnect, MissingUrl, ToolFailed, FileChanged.
    """
    target = (target or home / "backups" / f"khue-{datetime.now():%Y%m%d-%H%M%S}.zip").absolute()
    if target.exists():
        raise ArchiveExists(place=target)
    address = _account(home)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with told(target.parent):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(home, address, part)
            part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _write(home: Path, address: Address, part: Path) -> None:
    with connect(address) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        files = dict(_files(home))
        held = sum(place.stat().st_size for place in files.values() if not place.is_symlink())
        must_have_room(part.parent, held + (size[0] if size else 0) // 2)
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as bundle:
                manifest = _dump(home, connection, address, bundle)
                _copy(files, bundle, manifest)
                bundle.writestr(MANIFEST, manifest.text())
            stream.flush()
            os.fsync(stream.fileno())


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Count the rows of every table: "schema.table" -> rows. Needs a role that sees all of them."""
    counts = {}
    for schema, table in connection.execute(TABLES).fetchall():
        counted = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        row = counted.fetchone()
        counts[f"{schema}.{table}"] = row[0] if row else 0
    return counts


def _account(home: Path) -> Address:
    found = addresses(home)
    if found.backup is None:
        raise MissingUrl(present="KHUE_DATABASE_URL", name="KHUE_BACKUP_DATABASE_URL")
    return found.backup


def _dump(home: Path, connection: psycopg.Connection[Any], address: Address, bundle: zipfile.ZipFile) -> Manifest:
    """Write the dump and count the rows in one and the same snapshot."""
    programs = system.find(Places.under(home).data)
    server = connection.info.parameter_status("server_version") or ""
    if connection.info.server_version // 10000 > programs.major:
        raise ArchiveTooNew(what="PostgreSQL", found=server, here=programs.version)
    row = connection.execute("SELECT pg_export_snapshot(), pg_database_size(current_database())").fetchone()
    snapshot, size = row or ("", 0)
    tool = Tool(programs, "pg_dump", address, "--format=custom", f"--snapshot={snapshot}")
    try:
        with bundle.open(DUMP, "w", force_zip64=True) as entry:
            checksum = sha256(tool.stdout, entry)
        tool.finish()
    finally:
        tool.abandon()
    return Manifest(
        format=FORMAT,
        khue=khue_version(),
        server=server.split(" ")[0],
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        database_bytes=size,
        rows=count_rows(connection),
        parts={DUMP: checksum},
    )


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the place of everything in the folders."""
    for name, folder in folders(home).items():
        for place in sorted(folder.rglob("*")):
            if place.is_symlink() or place.is_file():
                yield f"{name}/{place.relative_to(folder)}", place


def _copy(files: dict[str, Path], bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    for name, place in files.items():
        try:
            if place.is_symlink():
                manifest.links[name] = str(place.readlink())
                continue
            with place.open("rb") as source, bundle.open(name, "w", force_zip64=True) as entry:
                manifest.parts[name] = sha256(source, entry)
        except FileNotFoundError as error:
            raise FileChanged(place=place) from error
