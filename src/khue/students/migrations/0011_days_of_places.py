import django.contrib.postgres.fields.ranges
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("students", "0010_notes_of_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="starts",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.fields.ranges.RangeStartsWith(
                    django.db.models.expressions.F("period")
                ),
                output_field=models.DateField(null=True),
            ),
        ),
        migrations.AddField(
            model_name="placement",
            name="ends",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.fields.ranges.RangeEndsWith(
                    django.db.models.expressions.F("period")
                ),
                output_field=models.DateField(null=True),
            ),
        ),
    ]
