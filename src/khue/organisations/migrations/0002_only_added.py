"""Facts are only ever added; the one change allowed is to end the recorded period of a row.

`folded` is generated and not yet filled when the trigger looks.
"""

from typing import ClassVar

from django.db import migrations

TABLES = ("organisationversion", "organisationcode", "succession")

CLOSE = """
CREATE FUNCTION khue_only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND upper_inf(OLD.recorded) AND NOT upper_inf(NEW.recorded) AND NEW.closed_by_id IS NOT NULL
       AND lower(NEW.recorded) = lower(OLD.recorded)
       AND to_jsonb(NEW) - '{recorded,closed_by_id,folded}'::text[] = to_jsonb(OLD) - '{recorded,closed_by_id,folded}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added or closed (%)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION khue_keep_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % keeps its identity for ever (%)', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_identity BEFORE UPDATE OR DELETE ON organisations_organisation
    FOR EACH ROW EXECUTE FUNCTION khue_keep_identity();
CREATE TRIGGER keep_identity BEFORE UPDATE OR DELETE ON organisations_decision
    FOR EACH ROW EXECUTE FUNCTION khue_keep_identity();
""" + "".join(
    f"""
CREATE TRIGGER only_close BEFORE UPDATE OR DELETE ON organisations_{table}
    FOR EACH ROW EXECUTE FUNCTION khue_only_close();
"""
    for table in TABLES
)
UNDO = (
    "".join(f"DROP TRIGGER only_close ON organisations_{table};" for table in TABLES)
    + """
DROP TRIGGER keep_identity ON organisations_organisation;
DROP TRIGGER keep_identity ON organisations_decision;
DROP FUNCTION khue_only_close, khue_keep_identity;
"""
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(CLOSE, UNDO)]
