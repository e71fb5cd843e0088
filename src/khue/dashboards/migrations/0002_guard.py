"""Whose warnings are seen: those of the units where somebody may see boards. Views are everybody's own."""

from django.db import migrations

from khue.core.rows import guard_by, guard_rows

OWN = "USING (user_id = (SELECT khue_user())) WITH CHECK (user_id = (SELECT khue_user()))"


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0001_initial"), ("core", "0005_mappings")]
    operations = [
        guard_rows("dashboards", "alert", "unit_id"),
        guard_by("dashboards_savedview", {"units": f"TO khue_app {OWN}", "province": f"TO khue_province {OWN}"}),
    ]
