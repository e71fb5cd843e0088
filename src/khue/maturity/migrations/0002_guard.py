"""An assessment is seen from its school, and what hangs on it with it; criteria, seasons and what is published by all."""

from django.db import migrations

from khue.core.rows import guard_rows, guard_through


class Migration(migrations.Migration):
    dependencies = [("maturity", "0001_criteria_seasons_and_assessments"), ("core", "0003_sealed_settings")]
    operations = [
        guard_rows("maturity", "assessment", "school_id"),
        guard_through("maturity", "item", "assessment_id", "maturity_assessment"),
        guard_through("maturity", "evidence", "assessment_id", "maturity_assessment"),
    ]
