"""A pupil or guardian who looks at a full number is written down too, in her own name and for own persons only."""

from django.db import migrations

READS = """
CREATE POLICY citizen_adds ON people_reading FOR INSERT TO khue_citizen
    WITH CHECK (person_id = ANY ((SELECT khue_own())::bigint[]) AND user_id = (SELECT khue_user()));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_restricted")]
    operations = [migrations.RunSQL(READS, "DROP POLICY citizen_adds ON people_reading")]
