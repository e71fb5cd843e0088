"""A person says herself since when the use of her data is restricted, so that every list can see it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_names_of_units")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="restricted_on",
            field=models.DateField(editable=False, null=True, verbose_name="hạn chế xử lí từ ngày"),
        ),
    ]
