"""Whose counts and reports are seen: those of the units where somebody may see figures. What was taken stays as taken."""

from django.db import migrations

from khue.core.rows import append_only, guard_rows, guard_shared


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("core", "0005_mappings"), ("organisations", "0002_only_added")]
    operations = [
        guard_rows("indicators", "count", "unit_id"),
        guard_rows("indicators", "live", "unit_id"),
        guard_rows("indicators", "answer", "unit_id"),
        guard_shared("indicators", "collection", "places"),
        append_only("indicators_count"),
        append_only("indicators_snapshotunit"),
    ]
