"""Whose rows exist is said under a seal; citizens are a third kind of actor."""

from django.db import migrations

KEY = """
CREATE TABLE core_seal_key (
    id int PRIMARY KEY CHECK (id = 1),
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);
REVOKE ALL ON core_seal_key FROM PUBLIC, khue_app, khue_province, khue_citizen, khue_reader;

-- Called immutable so that each session reads the key once, when it plans the functions below, and not for every query;
-- they keep their plans from being printed. A session begun before the key changed goes on with the old one.
CREATE FUNCTION khue_seal_pad(is_inner boolean) RETURNS bytea LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT CASE WHEN is_inner THEN inner_pad ELSE outer_pad END FROM public.core_seal_key);
END $$;
REVOKE ALL ON FUNCTION khue_seal_pad(boolean) FROM PUBLIC;
"""


def opener(signature: str, returns: str, name: str, unsealed: str, otherwise: str) -> str:
    """Write a function that opens one sealed setting. Everything is done in one body: it runs in every query.

    name: an expression of the setting without its prefix. unsealed: what is made of `value`.
    """
    return f"""
CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET debug_print_plan = off AS $$
DECLARE
    said text := current_setting('khue.' || {name}, true);
    value text := substr(said, 65);
BEGIN
    IF value <> '' AND left(said, 64) = encode(sha256(public.khue_seal_pad(false) || sha256(
        public.khue_seal_pad(true) || convert_to(
            concat({name}, ':', pg_backend_pid(), '@', extract(epoch FROM now()), ':', value), 'UTF8'))), 'hex')
    THEN
        RETURN {unsealed};
    END IF;
    RETURN {otherwise};
END $$;
REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {signature} TO khue_app, khue_province, khue_citizen, khue_reader, khue_finder;
"""


OPENERS = "".join(
    (
        opener(
            "khue_places(app text)",
            "bigint[]",
            "app",
            "CASE WHEN value = '*' THEN '{}' ELSE string_to_array(value, ',')::bigint[] END",
            "'{}'",
        ),
        opener("khue_everywhere(app text)", "boolean", "app", "value = '*'", "false"),
        opener("khue_own()", "bigint[]", "'own'", "string_to_array(value, ',')::bigint[]", "'{}'"),
        opener("khue_user()", "bigint", "'user'", "value::bigint", "NULL"),
    )
)

CITIZENS = """
DO $$
DECLARE held record;
BEGIN
    FOR held IN
        SELECT c.oid::regclass AS name, a.privilege_type AS kind
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
            AND a.grantee = 'khue_citizen'::regrole
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM khue_citizen', held.kind, held.name);
    END LOOP;
    FOR held IN
        SELECT c.oid::regclass AS name, a.privilege_type AS kind
        FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
            AND a.grantee = 'khue_province'::regrole
    LOOP
        EXECUTE format('GRANT %s ON %s TO khue_citizen', held.kind, held.name);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION khue_event_partitions(first date, months int) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE start date; made int := 0; part text;
BEGIN
    FOR i IN 0 .. months - 1 LOOP
        start := date_trunc('month', first)::date + make_interval(months => i);
        part := 'core_event_' || to_char(start, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF core_event FOR VALUES FROM (%L) TO (%L)', part,
                start::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh',
                (start + interval '1 month')::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh');
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM khue_app, khue_province, khue_citizen', part);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
"""
UNDO = """
DROP FUNCTION khue_places, khue_everywhere, khue_own, khue_user, khue_seal_pad;
DROP TABLE core_seal_key;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_jobs_and_batches")]
    operations = [
        migrations.RunSQL(KEY + OPENERS + CITIZENS, UNDO),
    ]
