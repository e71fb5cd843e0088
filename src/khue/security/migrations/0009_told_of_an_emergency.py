"""Who is told of an emergency stands in it, and sees it."""

import django.contrib.postgres.fields
from django.db import migrations, models

from khue.core.rows import guard_by

WATCHED = "organisation_id = ANY ((SELECT khue_places('security.see_grants'))::bigint[])"
REVIEWED = "organisation_id = ANY ((SELECT khue_places('security.review_break_glass'))::bigint[])"
OWN = "user_id = (SELECT khue_user()) OR told @> ARRAY[(SELECT khue_user())]"
SEES, REVIEWS = (f"(SELECT khue_everywhere('security.{one}'))" for one in ("see_grants", "review_break_glass"))


class Migration(migrations.Migration):
    dependencies = [("security", "0008_permissions_apart")]
    operations = [
        migrations.AddField(
            model_name="opening",
            name="told",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None, verbose_name="những người được báo"
            ),
        ),
        guard_by(
            "security_opening",
            {
                "units": f"FOR SELECT TO khue_app USING ({WATCHED} OR {REVIEWED} OR {OWN})",
                "province": f"FOR SELECT TO khue_province USING ({SEES} OR {REVIEWS} OR {OWN})",
                "adds": "FOR INSERT TO khue_app, khue_province WITH CHECK ((SELECT khue_user()) = 0 OR finding = ''"
                " AND user_id = (SELECT khue_user())"
                " AND organisation_id = ANY ((SELECT khue_places('security.break_glass.beyond'))::bigint[]))",
                "changes": "FOR UPDATE TO khue_app, khue_province"
                f" USING (({REVIEWED} OR {REVIEWS}) AND user_id <> (SELECT khue_user()))",
                "removes": "FOR DELETE TO khue_province USING ((SELECT khue_user()) = 0)",
            },
        ),
    ]
