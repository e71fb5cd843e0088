"""Code lists, administrative units, and the fold that searches with and without marks share."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

FOLD = """
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
CREATE FUNCTION vn_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, normalize($1, NFC)));
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION vn_fold(text);"),
        migrations.CreateModel(
            name="Catalogue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "code",
                    models.SlugField(max_length=40, unique=True, verbose_name="mã"),
                ),
                (
                    "title",
                    models.CharField(max_length=200, verbose_name="tên danh mục"),
                ),
                ("description", models.TextField(blank=True, verbose_name="mô tả")),
                ("source", models.CharField(max_length=300, verbose_name="nguồn")),
                (
                    "owner",
                    models.CharField(max_length=200, verbose_name="cơ quan ban hành"),
                ),
            ],
            options={
                "verbose_name": "danh mục",
                "ordering": ("title",),
            },
        ),
        migrations.CreateModel(
            name="AdministrativeUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Cấp tỉnh"),
                            ("district", "Cấp huyện"),
                            ("commune", "Cấp xã"),
                        ],
                        max_length=8,
                        verbose_name="cấp",
                    ),
                ),
                (
                    "code",
                    models.CharField(db_collation="C", max_length=5, verbose_name="mã"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "Thành phố trực thuộc trung ương"),
                            ("province", "Tỉnh"),
                            ("provincial_city", "Thành phố thuộc tỉnh"),
                            ("urban_district", "Quận"),
                            ("rural_district", "Huyện"),
                            ("town", "Thị xã"),
                            ("ward", "Phường"),
                            ("commune", "Xã"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                        ],
                        max_length=16,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên đầy đủ")),
                (
                    "short_name",
                    models.CharField(max_length=100, verbose_name="tên riêng"),
                ),
                (
                    "folded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="vn_fold"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "folded_short",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("short_name"), function="vn_fold"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "sort_key",
                    models.TextField(db_collation="C", verbose_name="khoá sắp xếp"),
                ),
                (
                    "province_code",
                    models.CharField(db_collation="C", max_length=2, verbose_name="mã tỉnh"),
                ),
                (
                    "district_code",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=3,
                        verbose_name="mã huyện",
                    ),
                ),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="nguồn")),
                (
                    "legal_document",
                    models.CharField(blank=True, max_length=200, verbose_name="văn bản"),
                ),
                (
                    "formed_from",
                    models.TextField(blank=True, verbose_name="hình thành từ"),
                ),
                (
                    "seat",
                    models.CharField(blank=True, max_length=300, verbose_name="trụ sở"),
                ),
                (
                    "area_km2",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="diện tích (km²)",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(null=True, verbose_name="dân số"),
                ),
                ("longitude", models.FloatField(null=True, verbose_name="kinh độ")),
                ("latitude", models.FloatField(null=True, verbose_name="vĩ độ")),
                ("outline", models.JSONField(null=True, verbose_name="ranh giới")),
                (
                    "is_unsure",
                    models.BooleanField(default=False, verbose_name="cần kiểm tra lại"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi nhận lúc"),
                ),
                (
                    "replaced_at",
                    models.DateTimeField(null=True, verbose_name="thay thế lúc"),
                ),
            ],
            options={
                "verbose_name": "đơn vị hành chính",
                "ordering": ("code",),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("folded"), name="gin_trgm_ops"),
                        name="catalogues_unit_folded",
                    ),
                    models.Index(
                        models.F("folded_short"),
                        models.F("level"),
                        name="catalogues_unit_short",
                    ),
                    models.Index(
                        fields=["province_code", "level", "code"],
                        name="catalogues_unit_of_province",
                    ),
                    models.Index(fields=["district_code"], name="catalogues_unit_of_district"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        expressions=[("level", "="), ("code", "="), ("period", "&&")],
                        name="catalogues_unit_one_meaning_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__isempty", False)),
                        name="catalogues_unit_period_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__regex", "^\\d{2}$"), ("level", "province")),
                            models.Q(("code__regex", "^\\d{3}$"), ("level", "district")),
                            models.Q(("code__regex", "^\\d{5}$"), ("level", "commune")),
                            _connector="OR",
                        ),
                        name="catalogues_unit_code_of_its_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tone_mark", "Vị trí đặt dấu thanh"),
                            ("composition", "Dạng Unicode của chữ"),
                            ("line_break", "Xuống dòng, dấu cách"),
                            ("apostrophe", "Dấu nháy, gạch nối"),
                            ("kind", "Khác loại đơn vị"),
                            ("code", "Khác mã"),
                            ("other", "Khác tên"),
                        ],
                        max_length=12,
                        verbose_name="khác nhau về",
                    ),
                ),
                (
                    "first_source",
                    models.CharField(max_length=300, verbose_name="nguồn thứ nhất"),
                ),
                (
                    "first_value",
                    models.CharField(max_length=200, verbose_name="nguồn thứ nhất ghi"),
                ),
                (
                    "second_source",
                    models.CharField(max_length=300, verbose_name="nguồn thứ hai"),
                ),
                (
                    "second_value",
                    models.CharField(max_length=200, verbose_name="nguồn thứ hai ghi"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disagreements",
                        to="catalogues.administrativeunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "chỗ khác nhau giữa hai nguồn",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "unit",
                            "first_source",
                            "first_value",
                            "second_source",
                            "second_value",
                        ),
                        name="catalogues_disagreement_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="mã")),
                ("name", models.CharField(max_length=300, verbose_name="tên")),
                (
                    "folded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="vn_fold"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "sort_key",
                    models.TextField(db_collation="C", verbose_name="khoá sắp xếp"),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, verbose_name="thứ tự"),
                ),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="nguồn")),
                (
                    "is_unsure",
                    models.BooleanField(default=False, verbose_name="cần kiểm tra lại"),
                ),
                (
                    "codes",
                    models.JSONField(default=dict, verbose_name="mã trong danh mục khác"),
                ),
                ("extra", models.JSONField(default=dict, verbose_name="thuộc tính")),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi nhận lúc"),
                ),
                (
                    "replaced_at",
                    models.DateTimeField(null=True, verbose_name="thay thế lúc"),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="catalogues.catalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục từ",
                "ordering": ("position", "code"),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(models.F("folded"), name="gin_trgm_ops"),
                        name="catalogues_entry_folded",
                    )
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        expressions=[
                            ("catalogue", "="),
                            ("code", "="),
                            ("period", "&&"),
                        ],
                        name="catalogues_entry_one_meaning_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__isempty", False)),
                        name="catalogues_entry_period_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="từ ngày")),
                (
                    "extent",
                    models.CharField(
                        choices=[
                            ("kept", "Giữ nguyên"),
                            ("whole", "Nhập toàn bộ"),
                            ("part", "Nhập một phần"),
                        ],
                        max_length=5,
                        verbose_name="phạm vi",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=8,
                        max_digits=9,
                        null=True,
                        verbose_name="tỉ trọng",
                    ),
                ),
                (
                    "weight_basis",
                    models.CharField(blank=True, max_length=200, verbose_name="cơ sở tính tỉ trọng"),
                ),
                (
                    "legal_document",
                    models.CharField(blank=True, max_length=200, verbose_name="văn bản"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="nguồn")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_from",
                        to="catalogues.administrativeunit",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="became",
                        to="catalogues.administrativeunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "biến động đơn vị hành chính",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("old", "new", "effective_on"),
                        name="catalogues_change_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight__isnull", True),
                            models.Q(("weight__gt", 0), ("weight__lte", 1)),
                            _connector="OR",
                        ),
                        name="catalogues_change_weight_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extent", "part"), ("weight", 1), _connector="OR"),
                        name="catalogues_change_whole_weighs_one",
                    ),
                ],
            },
        ),
    ]
