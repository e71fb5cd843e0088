"""How foreign layouts are read, and which rows a batch made."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from khue.core.rows import guard_rows


class Migration(migrations.Migration):
    dependencies = [("core", "0004_guarded_jobs")]
    operations = [
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80, verbose_name="loại dữ liệu")),
                ("organisation_id", models.BigIntegerField(verbose_name="đơn vị")),
                ("name", models.CharField(max_length=80, verbose_name="tên cách ghép")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="dấu của dòng tiêu đề")),
                ("columns", models.JSONField(default=dict, verbose_name="cột")),
                ("values", models.JSONField(default=dict, verbose_name="giá trị")),
                ("orders", models.JSONField(default=dict, verbose_name="cách viết ngày")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="người lưu")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lưu lúc")),
            ],
            options={
                "verbose_name": "cách ghép cột",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "organisation_id", "name"), name="core_mapping_named_once")
                ],
            },
        ),
        guard_rows("core", "mapping", "organisation_id"),
        migrations.AddField("batch", "made", models.JSONField(default=dict, verbose_name="các dòng đã tạo")),
        migrations.AddField(
            "batch",
            "mapping",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.mapping",
                verbose_name="cách ghép cột",
            ),
        ),
    ]
