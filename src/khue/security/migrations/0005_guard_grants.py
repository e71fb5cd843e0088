"""Grants are written only where the actor may give them; emergencies are seen there, and by who opened them."""

from django.db import migrations

from khue.core.rows import guard_by

# The web's roles write a grant only at a place of «security», or open an emergency for themselves, and for hours only.
GRANTS = """
CREATE FUNCTION security_keep_grants() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    places bigint[] := khue_places('security');
    own_emergency boolean := false;
BEGIN
    IF current_user NOT IN ('khue_app', 'khue_province', 'khue_citizen') OR khue_everywhere('security') THEN
        NULL;
    ELSE
        IF TG_OP = 'INSERT' THEN
            own_emergency := NEW.kind = 'break_glass' AND NEW.user_id = khue_user() AND cardinality(places) > 0
                AND NEW.until <= clock_timestamp() + interval '4 hours 5 minutes';
        END IF;
        IF NOT own_emergency AND NOT (
            (TG_OP = 'INSERT' OR OLD.organisation_id = ANY (places))
            AND (TG_OP = 'DELETE' OR NEW.organisation_id = ANY (places))
        ) THEN
            RAISE EXCEPTION 'grants are given where one may give them' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.kind IN ('delegated', 'substitution')
        AND NOT NEW.period <@ (SELECT period FROM security_grant WHERE id = NEW.of_id) THEN
        RAISE EXCEPTION 'a delegation lies within the term of its grant' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_grants BEFORE INSERT OR UPDATE OR DELETE ON security_grant
    FOR EACH ROW EXECUTE FUNCTION security_keep_grants();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("security", "0004_grants_of_every_kind"),
        ("core", "0003_sealed_settings"),
    ]
    operations = [
        guard_by(
            "security_opening",
            {
                "units": "TO khue_app USING (organisation_id = ANY ((SELECT khue_places('security'))::bigint[])"
                " OR user_id = (SELECT khue_user()))",
                "province": "TO khue_province USING ((SELECT khue_everywhere('security'))"
                " OR user_id = (SELECT khue_user()))",
            },
        ),
        migrations.RunSQL(GRANTS, "DROP TRIGGER keep_grants ON security_grant; DROP FUNCTION security_keep_grants();"),
    ]
