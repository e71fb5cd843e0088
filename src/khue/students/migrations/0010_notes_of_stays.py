"""What a school notes about a pupil has a place: with the stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the note of a stay."""

    dependencies = [("students", "0009_warnings_and_mergers")]

    operations = [
        migrations.AddField(
            "enrolment",
            "note",
            models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="ghi chú"),
        ),
    ]
