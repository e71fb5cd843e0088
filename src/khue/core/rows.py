"""Row-level security and append-only tables, as migration steps."""

from django.db import migrations


def guard_rows(app: str, model: str, column: str) -> migrations.RunSQL:
    """Make rows visible only at the organisations the actor may see in this app.

    Two roles, two policies (docs/decisions/0003-row-security.md): `khue_app` compares the column with ids that
    were read once for the query; `khue_province` tests one boolean that was computed once for the query, not the
    setting for every row. An empty or missing setting means no rows. The owner is forced too.
    """
    table = f"{app}_{model}"
    setting = f"current_setting('khue.{app}', true)"
    ids = f"(SELECT string_to_array(nullif({setting}, ''), ',')::bigint[])"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY units ON {table} TO khue_app USING ({column} = ANY ({ids}::bigint[]));
        CREATE POLICY province ON {table} TO khue_province, khue_reader USING ((SELECT {setting} = '*'));
        """,
        reverse_sql=f"""
        DROP POLICY province ON {table};
        DROP POLICY units ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
        """,
    )


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every update, delete and truncate of the table, and take the rights to them away."""
    return migrations.RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM khue_app, khue_province, khue_reader;
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION khue_refuse_change();
        """,
        reverse_sql=f"DROP TRIGGER append_only ON {table};",
    )
