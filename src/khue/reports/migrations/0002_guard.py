"""Whose reports are seen; and what was signed never changes again, not even by hand of the web role."""

from django.db import migrations

from khue.core.rows import guard_rows

MOVES = (
    "state", "sent_by", "sent_at", "checked_by", "checked_at", "returned_why",
)  # fmt: skip
FREEZE = f"""
CREATE FUNCTION reports_keep_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.frozen_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.state IN ('draft', 'presented')
       OR to_jsonb(NEW) - ARRAY{list(MOVES)!r} IS DISTINCT FROM to_jsonb(OLD) - ARRAY{list(MOVES)!r} THEN
        RAISE EXCEPTION 'a frozen report never changes: %', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_frozen BEFORE UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_keep_frozen();
REVOKE DELETE, TRUNCATE ON reports_report FROM khue_app, khue_province, khue_citizen, khue_reader;
"""
THAW = """
DROP TRIGGER keep_frozen ON reports_report;
DROP FUNCTION reports_keep_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [guard_rows("reports", "report", "unit_id"), migrations.RunSQL(FREEZE, THAW)]
