"""A package is admitted once at a school, even when two people send it at one moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("students", "0006_leaving_by_transfer")]
    operations = [
        migrations.AddConstraint(
            "transfer",
            models.UniqueConstraint(
                name="transfer_package_admitted_once",
                fields=["package", "taker"],
                condition=models.Q(("taker__isnull", False), models.Q(("package", ""), _negated=True)),
            ),
        ),
    ]
