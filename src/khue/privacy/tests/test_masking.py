"""The masked copy: a canary in every personal column of every table, and none of them in a dump of the copy."""

import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.db import connection
from psycopg import sql

from khue.config.databases import db as commands
from khue.core.actor import acting_as, system_actor
from khue.core.postgres import bootstrap, launcher, places, system
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import Places
from khue.core.postgres.tools import Tool
from khue.organisations import samples as organisations
from khue.people import samples as people
from khue.privacy import actions
from khue.privacy.actions.masking.copying import BadTarget, TargetExists
from khue.privacy.queries.registry import held
from khue.privacy.rules.masking import EMPTIED
from khue.security import samples as security

HOME = places.home()
OPEN = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace AND coninhcount = 0
"""
COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), attnotnull AND NOT atthasdef AND attidentity = ''
FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
pytestmark = pytest.mark.skipif("KHUE_DATABASE_URL" in os.environ, reason="needs the administrator of the server")


@contextmanager
def inside(database):
    """An administrator's connection into a database."""
    with launcher.superuser(HOME) as server, bootstrap.sibling(server, database) as found:
        yield found


@pytest.fixture
def target(fresh_database):
    """A name for the copy; it is dropped afterwards."""
    name = f"{fresh_database}_masked"[:60]
    yield name
    with launcher.superuser(HOME) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def dumped(database):
    """Return the whole database as text."""
    account = addresses(HOME).backup
    assert account is not None
    address = replace(account, database=database)
    tool = Tool(system.find(Places.under(HOME).data), "pg_dump", address, "--format=plain", "--inserts")
    text = tool.stdout.read().decode("utf-8", "replace")
    tool.finish()
    return text


class Planter:
    """Writes one row into every table with personal data: a canary in each personal column."""

    def __init__(self, writing):
        self.writing, self.number, self.texts = writing, 0, []

    def value(self, kind, field):
        """Make a value that no other column holds. field: the model's, for a personal column."""
        self.number += 1
        canary = f"ZQ{self.number:04}X"
        length = int(kind[kind.index("(") + 1 : kind.index(")")]) if "varying(" in kind else 99
        if kind.endswith("[]"):
            return [7777] if "int" in kind else [self.marked(canary, field)]
        if "char" in kind or kind == "text":
            if field is not None and field.flatchoices:
                return field.flatchoices[0][0]
            return self.marked(canary, field) if length >= len(canary) else canary[:length]
        if kind == "jsonb":
            return f'{{"k": "{self.marked(canary, field)}"}}'
        if kind == "bytea":
            self.marked(canary.encode().hex(), field)
            return canary.encode()
        if kind == "date":
            return date(1911, 1, 1) + timedelta(days=self.number)
        if kind.startswith("timestamp"):
            return f"1911-01-01 00:00:{self.number % 60:02}+00"
        simple = {
            "boolean": True,
            "inet": "10.9.8.7",
            "daterange": "[2020-01-01,)",
            "tstzrange": "[2020-01-01,)",
            "uuid": str(uuid4()),
        }
        if kind in simple:
            return simple[kind]
        if kind.startswith("numeric"):
            return "97.3"
        return 7000 + self.number if kind != "smallint" else 700 + self.number % 300

    def marked(self, canary, field):
        """Remember the text of a personal column: it may not be found again."""
        if field is not None:
            self.texts.append(canary)
        return canary

    def plant(self, table):
        """Insert the row and return what was written."""
        name = table.model._meta.db_table
        fields = {field.column: field for field in table.model._meta.concrete_fields if field.name in table.personal}
        row = {}
        for column, kind, is_needed in self.writing.execute(COLUMNS, [name]).fetchall():
            if column in fields or is_needed:
                row[column] = self.value(kind, fields.get(column))
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        marks = sql.SQL(", ").join(sql.Placeholder() * len(row))
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(name), names, marks)
        self.writing.execute(statement, list(row.values()))
        return row


def is_a_code(field):
    """Whether a personal column stays: a code of a closed list, a generated one, or the number of a masked row."""
    return bool(field.flatchoices) or field.generated or field.related_model is not None or field.name.endswith("_id")


def test_no_canary_survives_in_any_column_of_any_table(fresh_database, target):
    with inside(fresh_database) as writing:
        for table, name in writing.execute(OPEN).fetchall():
            writing.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(name)))
        writing.execute("SET session_replication_role = replica")
        planter = Planter(writing)
        planted = {table: planter.plant(table) for table in held()}
    before = dumped(fresh_database)
    assert all(text in before for text in planter.texts) and len(planter.texts) > 60
    assert actions.masked_copy(HOME, target).emptied > 20
    after = dumped(target)
    left = {text: [line[:60] for line in after.splitlines() if text in line] for text in planter.texts if text in after}
    assert left == {}, "say how these are masked (actions/masking/columns.py)"
    with inside(target) as reading:
        for table, row in planted.items():
            name = sql.Identifier(table.model._meta.db_table)
            found = reading.execute(sql.SQL("SELECT * FROM {}").format(name))
            lines = [dict(zip([one.name for one in found.description], line, strict=True)) for line in found]
            assert len(lines) == (0 if table.label in EMPTIED else 1), table.label
            for field in table.model._meta.concrete_fields:
                if lines and field.name in table.personal and not is_a_code(field) and field.column in row:
                    same = lines[0][field.column] == row[field.column]
                    assert not same, f"{table.label}.{field.name}: say how it is masked (actions/masking/columns.py)"


def test_the_copy_of_real_rows_keeps_every_rule_and_every_link(fresh_database, target):
    with acting_as(system_actor()):
        units = organisations.cast()
        cast = people.cast(units.school_a, units.school_b)
        security.cast(units)
        people.pupil(units.school_a, "Phạm Hải", date(2012, 2, 29))  # without a middle name
        people.pupil(units.school_a, "Ân", date(2012, 2, 29))
    copied = actions.masked_copy(HOME, target)
    assert copied.rows > 20
    after = dumped(target)
    for real in ("Nguyễn Văn An", "Trần Thị Mai", "0905123456", "2010-05-03", "Trần Thị Lan", "nguyen van an"):
        assert real not in after, real
    with inside(target) as reading:
        an = reading.execute("SELECT full_name, sex, folded FROM people_person WHERE id = %s", [cast.an.pk]).fetchone()
        assert an[1] == "male" and an[0] != "Nguyễn Văn An" and an[2]
        shifts = "SELECT count(*) FROM people_relation r JOIN people_person p ON p.id = r.relative_id"
        assert reading.execute(shifts).fetchone()[0] >= 3
        assert reading.execute("SELECT count(*) FROM core_event").fetchone() == (0,)
        assert reading.execute("SELECT count(*) FROM core_seal_key").fetchone() == (0,)
        assert reading.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'people_person'").fetchone()[0]
        sealed = "SELECT count(*) FROM people_identifier WHERE sealed IS NOT NULL"
        assert reading.execute(sealed).fetchone() == (0,)
        passwords = [row[0] for row in reading.execute("SELECT password FROM security_user").fetchall()]
        assert passwords and all(one.startswith("!") for one in passwords)
        assert reading.execute("SELECT last_value FROM people_person_id_seq").fetchone()[0] >= cast.cuong.pk


def test_a_target_is_a_new_database(fresh_database, target):
    for name in ("Khue Dev", "postgres", str(connection.settings_dict["NAME"])):
        with pytest.raises(BadTarget):
            actions.masked_copy(HOME, name)
    with launcher.superuser(HOME) as server:
        bootstrap.copy_template(server, target)
    with pytest.raises(TargetExists):
        actions.masked_copy(HOME, target)


def test_a_failed_copy_leaves_nothing_behind(fresh_database, target, monkeypatch):
    def fail(*arguments):
        raise BadTarget(target="")

    monkeypatch.setattr("khue.privacy.actions.masking.copying._copy_rows", fail)
    with pytest.raises(BadTarget):
        actions.masked_copy(HOME, target)
    with launcher.superuser(HOME) as server:
        assert not bootstrap.exists(server, target)


def test_the_command_says_what_to_do_next(fresh_database, target):
    told = CliRunner().invoke(commands, ["masked-copy", target])
    assert told.exit_code == 0, told.output
    assert "khue accounts password" in told.output
