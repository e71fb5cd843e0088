"""The roles of Khuê and what they may do."""

import psycopg
import pytest

from khue.core.postgres import bootstrap, launcher
from khue.core.postgres.addresses import addresses
from khue.core.postgres.bootstrap import assert_safe
from khue.core.postgres.refusals import MissingRoles, NeedsSuperuser, TooPowerful
from khue.core.postgres.tests.conftest import one, seen_by


@pytest.fixture
def app(server):
    with psycopg.connect(**addresses(server).app.connection()) as connection:
        yield connection


def count(connection):
    return one(connection.execute("SELECT count(*) FROM exams_result"))


def test_each_role_sees_what_its_policy_says(server, app):
    assert count(app) == 1000
    app.execute("SET LOCAL ROLE khue_province")
    assert count(app) == 5000
    assert [seen_by(server, role) for role in ("owner", "reader", "backup")] == [0, 0, 5000]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE exams_result",
        "ALTER TABLE exams_result DISABLE ROW LEVEL SECURITY",
        "TRUNCATE exams_result",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE khue_owner",
        "COPY exams_result TO PROGRAM 'cat'",
    ],
)
@pytest.mark.parametrize("role", ["khue_app", "khue_province"])
def test_the_web_process_can_change_rows_only(app, role, statement):
    app.execute(f"SET LOCAL ROLE {role}")
    app.execute("CREATE TEMPORARY TABLE staging (id int) ON COMMIT DROP")
    app.execute("UPDATE exams_result SET name = name WHERE id = 5")
    app.execute("SELECT nextval('exams_result_id_seq')")
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ActiveSqlTransaction)):
        app.execute(statement)


@pytest.mark.parametrize("role", ["reader", "backup"])
def test_who_reads_cannot_write(server, role):
    with psycopg.connect(**getattr(addresses(server), role).connection()) as connection:
        connection.execute("SET TRANSACTION READ WRITE")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM exams_result")


@pytest.mark.parametrize(
    "condition", ["name LIKE '%Ân 4321%'", "name ILIKE '%ân 4321%'", "name % 'Nguyễn Văn Ân 4321'"]
)
def test_row_security_leaves_the_search_index_in_use(app, condition):
    app.execute("SET LOCAL enable_seqscan = off")
    plan = "\n".join(line for (line,) in app.execute(f"EXPLAIN SELECT * FROM exams_result WHERE {condition}"))
    assert "exams_result_name" in plan and "Index Cond" in plan


def test_only_the_roles_of_khue_enter_and_the_template_is_not_a_way_in(server):
    with launcher.superuser(server) as administrator:
        administrator.execute("CREATE ROLE stranger LOGIN PASSWORD 'x'")
        try:
            for database in ("khue", "khue_template"):
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    address = {**addresses(server).app.connection(database), "user": "stranger", "password": "x"}
                    psycopg.connect(**address)
        finally:
            administrator.execute("DROP ROLE stranger")


def test_a_test_database_comes_from_the_template_with_everything_in_it(server):
    owner = addresses(server).owner
    with psycopg.connect(**owner.connection("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE khue_test TEMPLATE khue_template")
    with psycopg.connect(**owner.connection("khue_test")) as connection:
        held = "SELECT bool_and(proleakproof) FROM pg_proc WHERE proname IN ('textlike', 'similarity_op')"
        assert connection.execute(held).fetchone() == (True,)
        connection.execute("CREATE TABLE t AS SELECT public.unaccent('Đặng') AS name")
        granted = (
            "SELECT has_table_privilege('khue_app', 't', 'INSERT'), has_table_privilege('khue_reader', 't', 'SELECT')"
        )
        assert connection.execute(granted).fetchone() == (True, True)
    with psycopg.connect(**owner.connection("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE khue_test")


def test_the_web_process_never_runs_as_somebody_whom_row_security_does_not_bind(server, app):
    assert_safe(app)
    for role, reason in (("owner", "owner"), ("backup", "BYPASSRLS")):
        address = getattr(addresses(server), role)
        with psycopg.connect(**address.connection()) as connection, pytest.raises(TooPowerful, match=reason):
            assert_safe(connection)
    with launcher.superuser(server, "khue") as connection:
        with pytest.raises(TooPowerful, match="superuser"):
            assert_safe(connection)
        connection.execute("GRANT khue_owner TO khue_app")
        try:
            with pytest.raises(TooPowerful, match="khue_owner"):
                assert_safe(app)
        finally:
            connection.execute("REVOKE khue_owner FROM khue_app")


def test_preparing_twice_changes_nothing_and_needs_an_administrator(server):
    with launcher.superuser(server) as administrator:
        bootstrap.prepare(administrator, {}, embedded=True)
    with psycopg.connect(**addresses(server).app.connection()) as connection:
        assert count(connection) == 1000
        with pytest.raises(NeedsSuperuser, match="khue_app"):
            bootstrap.prepare(connection, {})


def test_a_server_prepared_for_an_older_version_is_told_so(server, monkeypatch):
    with psycopg.connect(**addresses(server).owner.connection()) as connection:
        bootstrap.must_have_roles(connection)
        monkeypatch.setattr(bootstrap, "ROLES", (*bootstrap.ROLES, "khue_later"))
        with pytest.raises(MissingRoles, match=r"khue_later.*khue db prepare"):
            bootstrap.must_have_roles(connection)
