"""A restriction is seen wherever the person is seen, in a unit and in the whole province."""

from django.db import migrations

from khue.core.rows import guard_by

SEEN = "USING (EXISTS (SELECT FROM people_person WHERE people_person.id = privacy_restriction.person_id))"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_copies_are_made_when_asked_for")]
    operations = [
        guard_by(
            "privacy_restriction",
            {
                "units": f"TO khue_app {SEEN}",
                "province": "TO khue_province USING ((SELECT khue_everywhere('people')))",
                "reader": "FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.people', true) = '*'))",
                "citizen": "FOR SELECT TO khue_citizen USING (person_id = ANY ((SELECT khue_own())::bigint[]))",
            },
        ),
    ]
