"""A transfer says which side asked for it, and whether it leaves the province (the law's days differ)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("students", "0004_register_kept")]
    operations = [
        migrations.AddField(
            "transfer",
            "requester",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="đơn vị đề nghị",
            ),
        ),
        migrations.AddField(
            "transfer", "is_far", models.BooleanField(default=False, verbose_name="chuyển giữa các tỉnh")
        ),
    ]
