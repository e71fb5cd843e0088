"""Edits of many pupils at once, seen by their school."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from khue.core.rows import guard_rows

VERBS = [("set_status", "Ghi diện, chế độ"), ("move_class", "Chuyển lớp"), ("number", "Đánh số danh sách lớp")]


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_only_added"), ("students", "0002_guard")]
    operations = [
        migrations.CreateModel(
            name="BulkEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(choices=VERBS, max_length=12, verbose_name="việc đã làm")),
                ("count", models.PositiveIntegerField(verbose_name="số học sinh")),
                ("made", models.JSONField(default=dict, verbose_name="đã ghi")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="người sửa")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="hoàn tác lúc")),
                ("undone_by", models.BigIntegerField(null=True, verbose_name="người hoàn tác")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="trường",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần sửa hàng loạt",
                "indexes": [models.Index(fields=["school", "-at"], name="students_bulk_of_school")],
            },
        ),
        guard_rows("students", "bulkedit", "school_id"),
    ]
