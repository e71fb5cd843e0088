"""Who sees which rows of people: the organisation in custody, and the person. What was written stays written."""

from django.db import migrations

from khue.core.rows import append_only, guard_rows, guard_shared, guard_through

READINGS = """
REVOKE UPDATE, TRUNCATE ON people_reading FROM khue_app, khue_province, khue_citizen, khue_reader;
CREATE FUNCTION people_keep_readings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '24 months' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of people_reading are kept for 24 months (%)', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_readings BEFORE UPDATE OR DELETE ON people_reading
    FOR EACH ROW EXECUTE FUNCTION people_keep_readings();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("core", "0003_sealed_settings")]
    operations = [
        guard_rows("people", "person", "custody_id", own="id", own_may="see"),
        guard_through("people", "identifier", "person_id", "people_person", own="person_id"),
        guard_through("people", "relation", "person_id", "people_person", own="person_id"),
        guard_through("people", "change", "person_id", "people_person", own="person_id"),
        guard_through("people", "reading", "person_id", "people_person", own="person_id"),
        guard_rows("people", "custody", "organisation_id", own="person_id"),
        guard_shared("people", "handover", "places", own="person_id"),
        guard_rows("people", "duplicate", "decider_id"),
        guard_rows("people", "merge", "decider_id"),
        append_only("people_change"),
        migrations.RunSQL(
            READINGS,
            "DROP TRIGGER keep_readings ON people_reading; DROP FUNCTION people_keep_readings;",
        ),
    ]
