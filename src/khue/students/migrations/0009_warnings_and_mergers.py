"""Messages of missed sessions, and the pupils of a school that goes on in another."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from khue.core.rows import guard_rows, guard_shared


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("people", "0004_handing_over"),
        ("students", "0008_leave_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="năm học")),
                ("step", models.PositiveSmallIntegerField(verbose_name="mốc")),
                ("missed", models.PositiveSmallIntegerField(verbose_name="số buổi đã nghỉ")),
                (
                    "towards",
                    models.CharField(
                        choices=[("homeroom", "Giáo viên chủ nhiệm"), ("head", "Hiệu trưởng")],
                        max_length=10,
                        verbose_name="gửi đến",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("read_at", models.DateTimeField(null=True, verbose_name="đã xem lúc")),
                ("read_by", models.BigIntegerField(null=True, verbose_name="người xem")),
                (
                    "class_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="students.classgroup",
                        verbose_name="lớp",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="học sinh",
                    ),
                ),
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
                "verbose_name": "cảnh báo nghỉ học",
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["class_group"],
                        name="students_warning_unread",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "school", "school_year", "step", "towards"), name="absence_warned_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="đơn vị được xem"
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày chuyển")),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None, verbose_name="các lớp"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Đang chuẩn bị"),
                            ("running", "Đang chuyển"),
                            ("done", "Đã chuyển"),
                            ("undone", "Đã hoàn tác"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("made", models.JSONField(default=dict, verbose_name="đã tạo")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc")),
                ("user_id", models.BigIntegerField(null=True, verbose_name="người lập")),
                ("done_at", models.DateTimeField(null=True, verbose_name="chuyển lúc")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="hoàn tác lúc")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="trường kế thừa",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="trường cũ",
                    ),
                ),
            ],
            options={
                "verbose_name": "chuyển học sinh sang trường kế thừa",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["planned", "running"])),
                        fields=("old",),
                        name="school_move_one_open_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True), name="school_move_goes_elsewhere"
                    ),
                ],
            },
        ),
        guard_rows("students", "absencewarning", "school_id"),
        guard_shared("students", "schoolmove", "places"),
    ]
