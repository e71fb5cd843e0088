"""A restriction marks the person for as long as it stands, also when two rows are made one or parted again."""

from django.db import migrations

MARK = """
CREATE FUNCTION privacy_mark_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE people_person SET restricted_on = (
        SELECT min(since) FROM privacy_restriction WHERE person_id = people_person.id AND until IS NULL
    )
    WHERE id IN (coalesce(NEW.person_id, OLD.person_id), coalesce(OLD.person_id, NEW.person_id));
    RETURN NULL;
END $$;
CREATE TRIGGER mark_person AFTER INSERT OR UPDATE OR DELETE ON privacy_restriction
    FOR EACH ROW EXECUTE FUNCTION privacy_mark_person();
UPDATE people_person SET restricted_on = mark.since
    FROM privacy_restriction mark WHERE mark.person_id = people_person.id AND mark.until IS NULL;
"""
UNDO = "DROP TRIGGER mark_person ON privacy_restriction; DROP FUNCTION privacy_mark_person;"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_restrictions_with_the_person"), ("people", "0008_restricted")]
    operations = [migrations.RunSQL(MARK, UNDO)]
