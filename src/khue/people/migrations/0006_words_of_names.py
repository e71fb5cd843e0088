"""The index of words stands on what row security lets through: `coalesce` hid it from whoever sees some rows only."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_holders")]
    operations = [
        migrations.RemoveIndex(model_name="person", name="people_person_by_words"),
        migrations.AddIndex(
            model_name="person",
            index=GinIndex(
                models.Func(
                    models.F("folded"),
                    function="to_tsvector",
                    template="%(function)s('simple'::regconfig, %(expressions)s)",
                ),
                fastupdate=False,
                name="people_person_by_words",
            ),
        ),
    ]
