"""Rows are seen from their unit, as sealed settings say."""

from django.db import migrations

from khue.core.rows import guard_rows


class Migration(migrations.Migration):
    dependencies = [("exams", "0002_guards"), ("core", "0003_sealed_settings")]
    operations = [
        guard_rows("exams", "examsession", "organisation_id"),
        guard_rows("exams", "result", "organisation_id"),
        guard_rows("exams", "resultchange", "organisation_id"),
    ]
