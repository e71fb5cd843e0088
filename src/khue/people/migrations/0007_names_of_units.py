"""The index of units holds whole names, so that a search reads those of a few units through without touching rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_words_of_names")]
    operations = [
        migrations.RemoveIndex(model_name="person", name="people_person_of_unit"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["custody", "name_key"],
                include=["id", "full_name", "folded", "birth_date", "merged_into"],
                name="people_person_of_unit",
            ),
        ),
    ]
