"""Jobs and imports are seen by who asked for them, and at their organisation by those who hold anything there."""

from django.db import migrations, models

from khue.core.rows import guard_by

MINE = "user_id = (SELECT khue_user())"
THERE = "organisation_id = ANY ((SELECT khue_places('core'))::bigint[])"
ALL = "(SELECT khue_everywhere('core'))"
BY_ITSELF = "(SELECT khue_user()) = 0"
READER = "FOR SELECT TO khue_reader USING ((SELECT current_setting('khue.core', true) = '*'))"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_sealed_settings")]
    operations = [
        migrations.AddField("job", "organisation_id", models.BigIntegerField("đơn vị", null=True)),
        guard_by(
            "core_batch",
            {
                "units": f"TO khue_app USING ({MINE} OR {THERE})",
                "province": f"TO khue_province USING ({ALL})",
                "reader": READER,
            },
        ),
        # A job says for whom the worker acts: only the system writes one for somebody else.
        guard_by(
            "core_job",
            {
                "units": f"TO khue_app USING ({MINE} OR {THERE}) WITH CHECK ({MINE})",
                "province": f"TO khue_province USING ({ALL}) WITH CHECK ({ALL} AND ({MINE} OR {BY_ITSELF}))",
                "reader": READER,
                "citizen": f"TO khue_citizen USING ({MINE})",
            },
        ),
    ]
