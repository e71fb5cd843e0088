"""Row-level security, functions that see further than their caller, and append-only tables, as migration steps."""

from collections.abc import Sequence
from typing import Literal

from django.db import migrations

POLICIES = ("units", "province", "reader", "citizen", "citizen_adds", "citizen_changes", "adds", "changes", "removes")


def guard_rows(
    app: str, model: str, column: str, own: str | None = None, *, own_may: Literal["see", "add", "change"] = "see"
) -> migrations.RunSQL:
    """Make rows visible only at the organisations the actor may see in this app; safe to repeat.

    column: the organisation whose row it is. own: the person whose row it is, for citizens; without it they see none.
    own_may: citizens see own rows, add some too, or change them as well.

    A role, a policy (docs/decisions/0003-row-security.md, 0009-sealed-settings.md): `khue_app` compares the column
    with ids that were opened once for the query; `khue_province` tests one boolean, opened once for the query, not for
    every row. What is not said, or not sealed, means no rows. The owner is forced too.
    """
    opened = {
        "units": f"TO khue_app USING ({column} = ANY ((SELECT khue_places('{app}'))::bigint[]))",
        "province": f"TO khue_province USING ((SELECT khue_everywhere('{app}')))",
        "reader": f"FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.{app}', true) = '*'))",
    }
    if own:
        mine = f"({own} = ANY ((SELECT khue_own())::bigint[]))"
        opened["citizen"] = f"FOR SELECT TO khue_citizen USING {mine}"
        if own_may != "see":
            opened["citizen_adds"] = f"FOR INSERT TO khue_citizen WITH CHECK {mine}"
        if own_may == "change":
            opened["citizen_changes"] = f"FOR UPDATE TO khue_citizen USING {mine}"
    return guard_by(f"{app}_{model}", opened)


def guard_through(app: str, model: str, column: str, through: str, own: str | None = None) -> migrations.RunSQL:
    """Make rows visible with the row they hang on: `column` names a row of the guarded table `through`."""
    seen = f"USING (EXISTS (SELECT FROM {through} WHERE {through}.id = {app}_{model}.{column}))"
    opened = {
        "units": f"TO khue_app {seen}",
        "province": f"TO khue_province USING ((SELECT khue_everywhere('{app}')))",
        "reader": f"FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.{app}', true) = '*'))",
    }
    if own:
        opened["citizen"] = f"FOR SELECT TO khue_citizen USING ({own} = ANY ((SELECT khue_own())::bigint[]))"
    return guard_by(f"{app}_{model}", opened)


def guard_shared(app: str, model: str, column: str, own: str | None = None) -> migrations.RunSQL:
    """Make rows visible at each of several organisations, whose ids stand in an array column."""
    opened = {
        "units": f"TO khue_app USING ({column} && (SELECT khue_places('{app}'))::bigint[])",
        "province": f"TO khue_province USING ((SELECT khue_everywhere('{app}')))",
        "reader": f"FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.{app}', true) = '*'))",
    }
    if own:
        opened["citizen"] = f"FOR SELECT TO khue_citizen USING ({own} = ANY ((SELECT khue_own())::bigint[]))"
    return guard_by(f"{app}_{model}", opened)


def guard_by(table: str, policies: dict[str, str]) -> migrations.RunSQL:
    """Guard a table whose rows are opened by something else than one organisation: policy name -> its text in SQL."""
    dropped = "".join(f"DROP POLICY IF EXISTS {name} ON {table};\n" for name in POLICIES)
    created = "".join(f"CREATE POLICY {name} ON {table} {text};\n" for name, text in policies.items())
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n{dropped}{created}",
        reverse_sql=f"{dropped}ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;",
    )


def finder_function(
    name: str, arguments: str, returns: str, body: str, *, reads: Sequence[str], language: str = "sql"
) -> migrations.RunSQL:
    """Make a narrow function that sees rows beyond those of its caller: an exact identifier, the card of a relative.

    It runs as `khue_finder`, who sees every row of the tables named in `reads` and may change none. Its body must
    check the rights itself, with `khue_places`, `khue_everywhere`, `khue_own` and `khue_user`, and return no more
    columns than its purpose needs. arguments: "children bigint[]". Safe to repeat with the same arguments and result.
    """
    signature = f"{name}({arguments})"
    seen = "".join(
        f"GRANT SELECT ON {table} TO khue_finder;\n"
        f"DROP POLICY IF EXISTS finder ON {table};\n"
        f"CREATE POLICY finder ON {table} FOR SELECT TO khue_finder USING (true);\n"
        for table in reads
    )
    return migrations.RunSQL(
        f"""{seen}
        SET LOCAL ROLE khue_finder;
        CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE {language} STABLE PARALLEL RESTRICTED
            SECURITY DEFINER SET search_path = public, pg_temp AS $finder${body}$finder$;
        REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {signature} TO khue_app, khue_province, khue_citizen;
        RESET ROLE;
        """,
        reverse_sql=f"SET LOCAL ROLE khue_finder; DROP FUNCTION {signature}; RESET ROLE;",
    )


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every update, delete and truncate of the table, and take the rights to them away."""
    return migrations.RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM khue_app, khue_province, khue_citizen, khue_reader;
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION khue_refuse_change();
        """,
        reverse_sql=f"DROP TRIGGER append_only ON {table};",
    )
