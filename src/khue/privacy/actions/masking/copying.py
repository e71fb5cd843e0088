"""Copies the database into a new one for development, in which no personal value is left as it was.

Values are replaced on the way: the copy never holds a real one, not even for a moment. Tables and then constraints
come from a dump of the structure; rows are read as khue_backup, who sees all of them, in one snapshot.
"""

import re
import secrets
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql

from khue.core.errors import Refused
from khue.core.postgres import bootstrap, system
from khue.core.postgres.addresses import VARIABLES, Address, addresses
from khue.core.postgres.bootstrap import APP, BACKUP
from khue.core.postgres.places import Places
from khue.core.postgres.refusals import MissingUrl
from khue.core.postgres.restore import ADMINISTRATORS_OWN, administrator
from khue.core.postgres.tools import Tool, connect
from khue.core.words import N_
from khue.privacy.actions.masking.columns import Columns
from khue.privacy.queries.registry import held
from khue.privacy.rules.masking import EMPTIED, FRAMEWORK_KEPT, Mask

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
TABLES = """
SELECT c.relname, coalesce(p.relname, c.relname),
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
LINKS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, a.attname, a.attnotnull
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
Line = Callable[[list[str | None]], list[str | None]]


class BadTarget(Refused):
    """The name is no name of a database, or it is the one in use."""

    status = 422
    text = N_("«{target}» không dùng được làm tên bản sao. Hãy chọn tên khác gồm chữ thường, chữ số và dấu gạch dưới.")


class TargetExists(Refused):
    """There is such a database already."""

    text = N_("Cơ sở dữ liệu «{target}» đã có. Hãy chọn tên khác, hoặc xoá nó trước khi sao.")


@dataclass(frozen=True)
class Copied:
    """What the copy holds: tables with rows, rows, and the tables that were left empty."""

    tables: int
    rows: int
    emptied: int


@dataclass(frozen=True)
class _Table:
    name: str
    columns: list[str]
    blanked: frozenset[str]


def masked_copy(home: Path, target: str, *, superuser_url: str | None = None) -> Copied:
    """Copy the database in use into a new one on the same server, with every personal value replaced.

    Raises: BadTarget, TargetExists, MissingUrl, NeedsSuperuser, NotRunning, CannotConnect, ToolFailed.
    Source: Law 91/2025/QH15, Art. 2, 3 (development needs no personal data).
    """
    database = str(connection.settings_dict["NAME"])
    if not NAME.fullmatch(target) or target in (database, bootstrap.TEMPLATE, "postgres", "template0", "template1"):
        raise BadTarget(target=target)
    found = addresses(home)
    if found.backup is None:
        raise MissingUrl(present=VARIABLES[APP], name=VARIABLES[BACKUP])
    source, into = replace(found.backup, database=database), replace(found.owner, database=target)
    programs = system.find(Places.under(home).data)
    with administrator(home, found, superuser_url) as server:
        if bootstrap.exists(server, target):
            raise TargetExists(target=target)
        bootstrap.copy_template(server, target)
        try:
            copied = _fill(programs, source, into)
            bootstrap.open_to_khue(server, target)
        except BaseException:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
            raise
    return copied


def _fill(programs: system.Programs, source: Address, into: Address) -> Copied:
    with tempfile.TemporaryDirectory() as folder, connect(source) as reading:
        reading.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        structure = Path(folder) / "structure.dump"
        _dump(programs, source, structure)
        _structure(programs, into, structure, "pre-data")
        with connect(into) as writing:
            copied = _copy_rows(reading, writing)
        _structure(programs, into, structure, "post-data")
    return copied


def _dump(programs: system.Programs, source: Address, place: Path) -> None:
    tool = Tool(programs, "pg_dump", source, "--format=custom", "--schema-only")
    try:
        with place.open("wb") as file:
            while block := tool.stdout.read(1 << 20):
                file.write(block)
        tool.finish()
    finally:
        tool.abandon()


def _structure(programs: system.Programs, into: Address, dump: Path, section: str) -> None:
    """Put one half of the structure in place: tables before the rows, constraints, triggers and guards after them."""
    with dump.open("rb") as file:
        listing = Tool(programs, "pg_restore", into, "--list", source=file)
        contents = listing.stdout.read().decode("utf-8").splitlines()
        listing.finish()
    wanted = dump.with_suffix(".list")
    wanted.write_text("\n".join(line for line in contents if not ADMINISTRATORS_OWN.match(line)), "utf-8")
    with dump.open("rb") as file:
        arguments = (f"--dbname={into.database}", f"--section={section}", f"--use-list={wanted}", "--exit-on-error")
        tool = Tool(programs, "pg_restore", into, *arguments, source=file)
        try:
            tool.finish()
        finally:
            tool.abandon()


def _copy_rows(reading: psycopg.Connection[Any], writing: psycopg.Connection[Any]) -> Copied:
    mask = Mask(secrets.token_bytes(32))
    sexes = {str(one): sex for one, sex in reading.execute("SELECT id, sex FROM people_person").fetchall()}
    tables, emptied = _plan(reading)
    personal = {one.model._meta.db_table: one for one in held()}
    count = 0
    for parent, table in tables:
        columns = Columns(personal[parent], table.columns, mask, sexes) if parent in personal else None
        count += _copy_table(reading, writing, table, _change(table, columns))
    for name, last in reading.execute(SEQUENCES).fetchall():
        writing.execute("SELECT setval(%s::regclass, %s)", [name, last])
    writing.execute("ANALYZE")
    return Copied(len(tables), count, emptied)


def _plan(reading: psycopg.Connection[Any]) -> tuple[list[tuple[str, _Table]], int]:
    """Say which tables keep their rows, and which columns of them point to rows that are left out."""
    models = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    found = reading.execute(TABLES).fetchall()
    empty = {name for name, parent, _ in found if not _is_kept(parent, models.get(parent, ""))}
    links = reading.execute(LINKS).fetchall()
    grown = True
    while grown:
        more = {child for child, parent, _, is_needed in links if parent in empty and is_needed} - empty
        grown = bool(more)
        empty |= more
    blanked: dict[str, set[str]] = {}
    for child, parent, column, is_needed in links:
        if parent in empty and not is_needed:
            blanked.setdefault(child, set()).add(column)
    kept = [
        (parent, _Table(name, columns, frozenset(blanked.get(name, ()))))
        for name, parent, columns in found
        if name not in empty
    ]
    return kept, len(empty)


def _is_kept(table: str, label: str) -> bool:
    """Keep the rows of Khuê's own tables that are not emptied, and the few that the framework cannot do without."""
    model = apps.get_model(label) if label else None
    is_ours = model is not None and model.__module__.startswith("khue.")
    return (is_ours and label not in EMPTIED) or table in FRAMEWORK_KEPT


def _change(table: _Table, columns: Columns | None) -> Line | None:
    """Return what is done to each line: personal values replaced, links to left-out rows emptied; or nothing."""
    if columns is None and not table.blanked:
        return None
    places = [place for place, name in enumerate(table.columns) if name in table.blanked]

    def change(line: list[str | None]) -> list[str | None]:
        made = columns(line) if columns else list(line)
        for place in places:
            made[place] = None
        return made

    return change


def _copy_table(
    reading: psycopg.Connection[Any], writing: psycopg.Connection[Any], table: _Table, change: Line | None
) -> int:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    place = sql.Identifier(table.name)
    # a partition is read by itself: its rows are those of its parent
    out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(names, place)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(place, names)
    with reading.cursor() as source, writing.cursor() as target:
        with source.copy(out) as lines, target.copy(into) as copy:
            if change is None:
                for block in lines:
                    copy.write(block)
            else:
                for line in _texts(lines.rows()):
                    copy.write_row(change(line))
        return target.rowcount


def _texts(rows: Iterable[tuple[Any, ...]]) -> Iterable[list[str | None]]:
    """Return the values as text, whatever the driver made of them."""
    for row in rows:
        yield [value.decode() if isinstance(value, bytes) else value for value in row]
