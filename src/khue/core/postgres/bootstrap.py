"""Makes a PostgreSQL server ready for Khuê: roles, an empty template database, the database. Safe to repeat.

The template holds what only an administrator may set (leakproof operators) so that test databases and restored ones
have it too: `CREATE DATABASE ... TEMPLATE khue_template`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple
from importlib.resources import files
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from khue.core.postgres.places import Secrets
from khue.core.postgres.refusals import MissingRoles, NeedsSuperuser, TooOld, TooPowerful

DATABASE = "khue"
TEMPLATE = "khue_template"
OWNER, APP, READER, BACKUP = "khue_owner", "khue_app", "khue_reader", "khue_backup"
ROLES = (OWNER, APP, READER, BACKUP, "khue_province", "khue_citizen", "khue_finder")
MINIMUM = 150000

POWERS = """
SELECT r.rolname, CASE WHEN r.rolsuper THEN 'superuser' WHEN r.rolbypassrls THEN 'BYPASSRLS'
                       WHEN r.rolcreaterole THEN 'CREATEROLE' ELSE 'owner' END
FROM pg_roles r
WHERE (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
       OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
  AND pg_has_role(session_user, r.oid, 'MEMBER')
ORDER BY r.rolname = session_user DESC
LIMIT 1
"""


def passwords(secrets: Secrets) -> dict[str, str]:
    """Return the passwords of the roles that sign in: role -> password."""
    return {OWNER: secrets.owner, APP: secrets.app, READER: secrets.reader, BACKUP: secrets.backup}


def prepare_embedded(administrator: psycopg.Connection[Any], secrets: Secrets) -> None:
    """Prepare the embedded server unless it was prepared in just this way; a mark on the database tells.

    Raises: TooOld, NeedsSuperuser.
    """
    ours = "\n".join([_script("roles"), _script("database"), *astuple(secrets)])
    mark = hashlib.sha256(ours.encode()).hexdigest()
    marked = administrator.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [DATABASE]
    ).fetchone()
    if marked != (mark,):
        prepare(administrator, passwords(secrets), embedded=True)
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(mark))
        administrator.execute(statement)


def prepare(
    administrator: psycopg.Connection[Any],
    role_passwords: Mapping[str, str],
    *,
    database: str = DATABASE,
    embedded: bool = False,
) -> None:
    """Create what is missing and set right what differs. Only embedded may the owner create (test) databases.

    administrator: an autocommit connection of a superuser, to any database of the server.
    Raises: TooOld, NeedsSuperuser.
    """
    must_be_superuser(administrator)
    with administrator.transaction():
        administrator.execute(_script("roles"))
        createdb = sql.SQL("CREATEDB" if embedded else "NOCREATEDB")
        administrator.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(OWNER), createdb))
        for role, password in role_passwords.items():
            statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
            administrator.execute(statement)
    if not exists(administrator, TEMPLATE):
        administrator.execute(_empty_database(administrator.info.server_version))
        administrator.execute("REVOKE ALL ON DATABASE khue_template FROM PUBLIC")
    _fill(administrator, TEMPLATE)
    if not exists(administrator, database):
        copy_template(administrator, database)
    _fill(administrator, database)
    open_to_khue(administrator, database)


def must_be_superuser(connection: psycopg.Connection[Any]) -> None:
    """Check that this connection may prepare a server that Khuê can use.

    Raises: TooOld, NeedsSuperuser.
    """
    if connection.info.server_version < MINIMUM:
        raise TooOld(found=connection.info.parameter_status("server_version"))
    if connection.info.parameter_status("is_superuser") != "on":
        raise NeedsSuperuser(role=connection.info.user)


def exists(connection: psycopg.Connection[Any], database: str) -> bool:
    """Tell whether the server has this database."""
    return connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is not None


def copy_template(administrator: psycopg.Connection[Any], database: str) -> None:
    """Create an empty database of Khuê that nobody but its owner enters yet."""
    names = {"database": sql.Identifier(database), "template": sql.Identifier(TEMPLATE), "owner": sql.Identifier(OWNER)}
    administrator.execute(sql.SQL("CREATE DATABASE {database} TEMPLATE {template} OWNER {owner}").format(**names))
    administrator.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))


def open_to_khue(administrator: psycopg.Connection[Any], database: str) -> None:
    """Let the roles of Khuê enter this database, and nobody else."""
    for statement in (
        "REVOKE ALL ON DATABASE {} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {} TO khue_app, khue_province",
        "GRANT CONNECT ON DATABASE {} TO khue_reader, khue_backup",
    ):
        administrator.execute(sql.SQL(statement).format(sql.Identifier(database)))


def sibling(connection: psycopg.Connection[Any], database: str) -> psycopg.Connection[Any]:
    """Open another connection of the same account to another database of the same server."""
    return psycopg.connect(connection.info.dsn, password=connection.info.password, dbname=database, autocommit=True)


def assert_safe(connection: Any) -> None:
    """Check the connection of the web process, psycopg's or Django's: new enough, and bound by row security.

    Raises: TooOld, TooPowerful.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
        number, version = cursor.fetchone()
        if number < MINIMUM:
            raise TooOld(found=version)
        cursor.execute(POWERS)
        if power := cursor.fetchone():
            raise TooPowerful(role=power[0], reason=power[1])


def must_have_roles(connection: Any) -> None:
    """Check that the server was prepared for this version. Raises: MissingRoles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname::text FROM pg_roles WHERE rolname = ANY (%s)", [list(ROLES)])
        if missing := set(ROLES) - {name for (name,) in cursor.fetchall()}:
            raise MissingRoles(roles=", ".join(sorted(missing)))


def _script(name: str) -> LiteralString:
    text: LiteralString = files(__package__).joinpath("sql", f"{name}.sql").read_text("utf-8")
    return text


def _fill(administrator: psycopg.Connection[Any], database: str) -> None:
    with sibling(administrator, database) as inside, inside.transaction():
        inside.execute(_script("database"))


def _empty_database(version: int) -> LiteralString:
    """Vietnamese letters change case rightly in both locales; neither needs ICU."""
    locale: LiteralString = "LOCALE 'C.UTF-8'"
    if version >= 180000:
        locale += " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST'"
    return f"CREATE DATABASE khue_template TEMPLATE template0 ENCODING 'UTF8' {locale} IS_TEMPLATE true"
