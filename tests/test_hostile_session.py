"""Whatever SQL somebody smuggles into the web's own session, with or without an actor, it sees no foreign row.

Every guarded table holds one row of place, person and account 11111 and one of 22222. The session is that of the web
role; a row in which 22222 is seen is foreign.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import sql

from conftest import HOME
from khue.config import declared
from khue.core import seals
from khue.core.actor import BEYOND, guarded_apps, sealed_apart
from khue.core.postgres import launcher
from khue.core.postgres.addresses import addresses

OURS, FOREIGN = 11111, 22222
TABLES = sorted({model._meta.db_table for model in declared.models(with_core=True) if model.Data.scope})  # type: ignore[attr-defined]
ROLES = ("khue_app", "khue_province", "khue_citizen")
NAMES = ("user", "own", *sealed_apart(), f"security.break_glass.{BEYOND}")

pytestmark = pytest.mark.skipif("KHUE_DATABASE_URL" in os.environ, reason="filling every table takes an administrator")

Session = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def filled(template: str) -> Iterator[str]:
    """A database in which every guarded table has a row of ours and a foreign one."""
    from conftest import administer, clone

    name = f"{template}_hostile_{os.getpid()}"
    clone(name)
    with launcher.superuser(HOME, name) as administrator:
        administrator.execute("SET session_replication_role = replica")
        for table in TABLES:
            _drop_checks(administrator, table)
            for place in (OURS, FOREIGN):
                _add(administrator, table, place)
            administrator.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    yield name
    administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _drop_checks(administrator: Session, table: str) -> None:
    found = administrator.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'", [table]
    )
    for (constraint,) in found.fetchall():
        administrator.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(constraint))
        )


def _add(administrator: Session, table: str, place: int) -> None:
    columns = administrator.execute(
        "SELECT column_name, udt_name, character_maximum_length FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'"
        " AND (is_nullable = 'NO' OR udt_name = 'int8')",
        [table],
    ).fetchall()
    values = [_value(kind, place, length) for _name, kind, length in columns]
    statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, *_ in columns),
        sql.SQL(", ").join(sql.SQL("%s::{}").format(sql.Identifier(kind)) for _name, kind, _length in columns),
    )
    administrator.execute(statement, values)


def _value(kind: str, place: int, length: int | None) -> Any:
    known = {"_int8": f"{{{place}}}", "date": date(2020, 1, place % 10), "bool": True, "jsonb": "{}", "json": "{}"}
    known |= {"timestamptz": f"2020-01-0{place % 10}", "bytea": str(place).encode(), "inet": "127.0.0.1"}
    known |= {"uuid": str(place).rjust(32, "0"), "interval": "1 day", "numeric": "1"}
    if kind.endswith("range"):
        return "empty"
    return known.get(kind, "{}" if kind.startswith("_") else str(place)[: length or None])


@pytest.fixture
def session(filled: str) -> Iterator[Session]:
    """The session of the web role, as a hole in the code would leave it."""
    with psycopg.connect(**addresses(HOME).app.connection(filled)) as session:
        yield session


def seal_of(session: Session, name: str, value: str) -> str:
    """What the web process would say in this very transaction."""
    [moment] = session.execute(sql.SQL(f"SELECT {seals.MOMENT}")).fetchone() or [""]
    return seals.seal(moment, name, value)


def say(session: Session, said: dict[str, str]) -> None:
    for name, value in said.items():
        session.execute("SELECT set_config(%s, %s, false)", [f"khue.{name}", value])


def act(session: Session, value: str = str(OURS)) -> None:
    """Act as the web process lets somebody act who holds everything at one place."""
    names = (*guarded_apps(), *NAMES)
    say(session, {name: seal_of(session, name, value) for name in names})


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """Try something; an error of the database is as good as nothing seen."""
    try:
        with session.transaction():
            yield
            raise psycopg.Rollback
    except psycopg.Error:
        pass


def foreign(session: Session) -> list[str]:
    """The tables in which a foreign row is seen, in any of the roles that this session may take."""
    found = []
    for role in ROLES:
        for table in TABLES:
            with attempt(session):
                session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
                query = sql.SQL("SELECT count(*) FROM {} AS row WHERE row::text LIKE %s").format(sql.Identifier(table))
                [count] = session.execute(query, [f"%{FOREIGN}%"]).fetchone() or [0]
                if count:
                    found.append(f"{table} as {role}")
    return found


def test_the_tables_are_filled_and_an_actor_sees_its_own(session: Session, filled: str) -> None:
    with launcher.superuser(HOME, filled) as administrator:
        for table in TABLES:
            query = sql.SQL("SELECT count(*) FROM {} AS row WHERE row::text LIKE %s").format(sql.Identifier(table))
            assert administrator.execute(query, [f"%{FOREIGN}%"]).fetchone() == (1,), table
    act(session)
    for table in TABLES:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        [count] = session.execute(query).fetchone() or [0]
        assert count == 1, f"{table}: {count} rows instead of the one of this place"


def test_without_an_actor_no_role_sees_anything(session: Session) -> None:
    assert foreign(session) == []


def test_an_actor_sees_nothing_foreign_in_any_role(session: Session) -> None:
    act(session)
    assert foreign(session) == []


def test_only_the_three_roles_can_be_taken(session: Session) -> None:
    roles = [name for (name,) in session.execute("SELECT rolname FROM pg_roles").fetchall()]
    taken = []
    for role in roles:
        for command in ("SET ROLE {}", "SET SESSION AUTHORIZATION {}"):
            with attempt(session):
                session.execute(sql.SQL(command).format(sql.Identifier(role)))
                taken.append(role)
    assert set(taken) == set(ROLES)


@pytest.mark.parametrize(
    "value",
    ["", "*", str(FOREIGN), "{*}", "0" * 64 + "*", "0" * 64 + str(FOREIGN), " " * 64 + "*", "0" * 64, "x" * 63 + "*"],
)
def test_settings_without_a_seal_say_nothing(session: Session, value: str) -> None:
    for with_actor in (False, True):
        if with_actor:
            act(session)
        say(session, dict.fromkeys((*guarded_apps(), *NAMES), value))
        assert foreign(session) == []


def test_a_seal_made_with_another_key_says_nothing(session: Session, settings: Any) -> None:
    settings.SECRET_KEY = "another secret of fifty characters, or a few more than that"
    for value in ("*", str(FOREIGN)):
        act(session, value)
        assert foreign(session) == []


def test_a_seal_is_good_for_its_own_value_only(session: Session) -> None:
    for value in ("*", str(FOREIGN), f"{OURS},{FOREIGN}"):
        say(session, {name: seal_of(session, name, str(OURS))[:64] + value for name in (*guarded_apps(), *NAMES)})
        assert foreign(session) == []


@pytest.mark.parametrize("app", [*guarded_apps(), *NAMES])
def test_a_seal_is_good_for_its_own_setting_only(session: Session, app: str) -> None:
    for value in ("*", str(FOREIGN)):
        copied = seal_of(session, "bench", value)
        say(session, {app: copied})
        assert foreign(session) == []


def test_a_seal_of_another_session_says_nothing(session: Session, filled: str) -> None:
    with psycopg.connect(**addresses(HOME).app.connection(filled)) as other:
        stolen = {name: seal_of(other, name, "*") for name in guarded_apps()}
        say(other, stolen)
        other.execute("SET LOCAL ROLE khue_province")
        assert other.execute("SELECT count(*) FROM core_job").fetchone() == (2,)
        seen = session.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%core_job%'").fetchone()
        assert seen is not None
        say(session, stolen)
        assert foreign(session) == []


def test_a_seal_ends_with_its_transaction(session: Session) -> None:
    for value in ("*", str(FOREIGN)):
        act(session, value)
        assert foreign(session)
        session.commit()
        assert foreign(session) == []


def test_nothing_is_left_of_an_actor_when_its_transaction_ends(session: Session) -> None:
    """The trap of the empty setting: after SET LOCAL it is an empty text, not missing."""
    session.execute("SELECT set_config('khue.exams', %s, true)", [seal_of(session, "exams", "*")])
    session.commit()
    assert session.execute("SELECT current_setting('khue.exams', true)").fetchone() == ("",)
    assert session.execute("SELECT khue_places('exams'), khue_everywhere('exams')").fetchone() == ([], False)
    assert session.execute("SELECT khue_own(), khue_user()").fetchone() == ([], None)


REFUSED = (
    "SET LOCAL session_replication_role = replica",
    "SELECT * FROM core_seal_key",
    "COPY core_seal_key TO STDOUT",
    "SELECT khue_seal_pad(true)",
    "UPDATE core_seal_key SET inner_pad = outer_pad",
    "CREATE OR REPLACE FUNCTION khue_user() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "ALTER FUNCTION khue_user() RESET ALL",
    "CREATE FUNCTION public.leak() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION dblink",
    "LOAD 'auto_explain'",
    "GRANT khue_owner TO khue_app",
    "ALTER ROLE khue_app BYPASSRLS",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT * FROM pg_largeobject",
    "SELECT lo_import('/etc/passwd')",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_session_may_not(session: Session, statement: str) -> None:
    act(session)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute(sql.SQL(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP POLICY units ON {}",
        "ALTER POLICY units ON {} USING (true)",
        "CREATE POLICY mine ON {} USING (true)",
        "SET LOCAL row_security = off; SELECT * FROM {}",
        "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION khue_refuse_change()",
        "DROP TABLE {}",
        "CREATE INDEX ON {} ((1))",
    ],
)
def test_the_guards_themselves_are_out_of_reach(session: Session, statement: str) -> None:
    act(session)
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
            session.execute(sql.SQL(statement).format(sql.Identifier(table)))


LEAK = """
CREATE FUNCTION pg_temp.leak(x text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
BEGIN
    RAISE NOTICE '%', x;
    RETURN true;
END $$
"""
WAYS = (
    "CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT row::text AS x FROM {} AS row; SELECT x FROM kept",
    "SELECT row::text FROM {} AS row WHERE pg_temp.leak(row::text)",
    "CREATE TEMP VIEW seen AS SELECT row::text AS x FROM {} AS row WHERE pg_temp.leak(row::text); SELECT x FROM seen",
    "DO $$ DECLARE x text; BEGIN FOR x IN SELECT r::text FROM {} r LOOP RAISE NOTICE '%', x; END LOOP; END $$",
    "WITH removed AS (DELETE FROM {} AS row RETURNING row::text AS x) SELECT x FROM removed",
    "SELECT row::text FROM {} AS row FOR UPDATE",
    "SELECT row::text FROM ONLY {} AS row TABLESAMPLE SYSTEM (100)",
)


@pytest.mark.parametrize("way", WAYS)
def test_ways_round_a_query_lead_to_the_same_rows(session: Session, way: str) -> None:
    told: list[str] = []
    session.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
    session.execute(LEAK)
    act(session)
    for table in TABLES:
        for role in ROLES:
            with attempt(session):
                session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
                for part in way.split("; SELECT x"):
                    asked = part if part.startswith(("CREATE", "SELECT", "DO", "WITH")) else f"SELECT x{part}"
                    cursor = session.execute(sql.SQL(asked).format(sql.Identifier(table)))
                told += [str(row) for row in cursor.fetchall()] if cursor.description else []
    assert any(str(OURS) in text for text in told), "this way shows what it may, so that the test sees something"
    assert not [text for text in told if str(FOREIGN) in text]


def test_copies_and_statistics_hold_nothing_foreign(session: Session) -> None:
    act(session)
    for table in TABLES:
        with session.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copied:
            assert str(FOREIGN).encode() not in b"".join(bytes(block) for block in copied), table
        assert session.execute("SELECT count(*) FROM pg_stats WHERE tablename = %s", [table]).fetchone() == (0,), table


def test_no_plan_shows_the_key(filled: str) -> None:
    """The functions hold the key in their plans, which a session may ask to be told."""
    key = seals._key()
    pads = [bytes(one ^ pad for one in key) for pad in (seals.INNER, seals.OUTER)]
    written = {" ".join(str(one - 256 if one > 127 else one) for one in pad[:8]) for pad in pads}
    written |= {" ".join(map(str, pad[:8])) for pad in pads} | {pad.hex()[:16] for pad in pads}
    told: list[str] = []
    with psycopg.connect(**addresses(HOME).app.connection(filled)) as session:
        session.add_notice_handler(lambda notice: told.append(f"{notice.message_primary} {notice.message_detail}"))
        for setting in ("client_min_messages = log", "debug_print_plan = on", "debug_print_parse = on"):
            session.execute(sql.SQL(f"SET {setting}"))
        act(session)
        session.execute("SELECT khue_places('exams'), khue_everywhere('exams'), khue_own(), khue_user()")
        session.execute("SET plan_cache_mode = force_custom_plan")
        session.execute("SELECT khue_places('exams'), khue_everywhere('exams'), khue_own(), khue_user()")
    assert any("khue_places" in text or "FUNCEXPR" in text for text in told), (
        "plans were told, so the test sees something"
    )
    assert not [text for text in told if any(one in text for one in written)]


def test_definers_fix_where_they_look(session: Session) -> None:
    found = session.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        " AND NOT coalesce(proconfig::text, '') LIKE '%search_path=%'"
    )
    assert found.fetchall() == []
