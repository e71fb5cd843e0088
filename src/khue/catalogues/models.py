"""Code lists and administrative units. Every row carries the period in which it was true and its source; a correction
keeps what was believed before as a row of its own (`replaced_at`), so that nothing that was referred to is lost."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone


class Catalogue(models.Model):
    """A code list (danh mục) that everybody needs and nobody owns alone."""

    code = models.SlugField("mã", max_length=40, unique=True)
    title = models.CharField("tên danh mục", max_length=200)
    description = models.TextField("mô tả", blank=True)
    source = models.CharField("nguồn", max_length=300)
    owner = models.CharField("cơ quan ban hành", max_length=200)

    class Meta:
        verbose_name = "danh mục"
        ordering = ("title",)

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """A value of a code list (mục từ) in the period in which it held."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="entries")
    code = models.CharField("mã", max_length=40)
    name = models.CharField("tên", max_length=300)
    folded = models.GeneratedField(
        expression=Func(F("name"), function="vn_fold"),
        output_field=models.TextField(),
        db_persist=True,
    )
    sort_key = models.TextField("khoá sắp xếp", db_collation="C")
    position = models.PositiveIntegerField("thứ tự", default=0)
    period = DateRangeField("hiệu lực")
    source = models.CharField("nguồn", max_length=300)
    is_unsure = models.BooleanField("cần kiểm tra lại", default=False)
    codes = models.JSONField("mã trong danh mục khác", default=dict)
    extra = models.JSONField("thuộc tính", default=dict)
    recorded_at = models.DateTimeField("ghi nhận lúc", default=timezone.now)
    replaced_at = models.DateTimeField("thay thế lúc", null=True)

    class Meta:
        verbose_name = "mục từ"
        ordering = ("position", "code")
        indexes = [
            GinIndex(
                OpClass(F("folded"), name="gin_trgm_ops"),
                name="catalogues_entry_folded",
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="catalogues_entry_one_meaning_at_a_time",
                expressions=[
                    ("catalogue", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                name="catalogues_entry_period_not_empty",
                condition=Q(period__isempty=False),
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.name


class AdministrativeUnit(models.Model):
    """A line of an official list of administrative units (đơn vị hành chính) in the period in which it held.

    A code means something only with a date: 44 was Quảng Bình and is Quảng Trị since 1 July 2025. Upper units are
    therefore named by code and found with the date (`queries.unit`).
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "Cấp tỉnh"
        DISTRICT = "district", "Cấp huyện"
        COMMUNE = "commune", "Cấp xã"

    class Kind(models.TextChoices):
        CITY = "city", "Thành phố trực thuộc trung ương"
        PROVINCE = "province", "Tỉnh"
        PROVINCIAL_CITY = "provincial_city", "Thành phố thuộc tỉnh"
        URBAN_DISTRICT = "urban_district", "Quận"
        RURAL_DISTRICT = "rural_district", "Huyện"
        TOWN = "town", "Thị xã"
        WARD = "ward", "Phường"
        COMMUNE = "commune", "Xã"
        TOWNSHIP = "township", "Thị trấn"
        SPECIAL_ZONE = "special_zone", "Đặc khu"

    level = models.CharField("cấp", max_length=8, choices=Level.choices)
    code = models.CharField("mã", max_length=5, db_collation="C")
    kind = models.CharField("loại", max_length=16, choices=Kind.choices)
    name = models.CharField("tên đầy đủ", max_length=120)
    short_name = models.CharField("tên riêng", max_length=100)
    folded = models.GeneratedField(
        expression=Func(F("name"), function="vn_fold"),
        output_field=models.TextField(),
        db_persist=True,
    )
    folded_short = models.GeneratedField(
        expression=Func(F("short_name"), function="vn_fold"),
        output_field=models.TextField(),
        db_persist=True,
    )
    sort_key = models.TextField("khoá sắp xếp", db_collation="C")
    province_code = models.CharField("mã tỉnh", max_length=2, db_collation="C")
    district_code = models.CharField("mã huyện", max_length=3, blank=True, db_collation="C")
    period = DateRangeField("hiệu lực")
    source = models.CharField("nguồn", max_length=300)
    legal_document = models.CharField("văn bản", max_length=200, blank=True)
    formed_from = models.TextField("hình thành từ", blank=True)  # the words of the resolution
    seat = models.CharField("trụ sở", max_length=300, blank=True)
    area_km2 = models.DecimalField("diện tích (km²)", max_digits=10, decimal_places=2, null=True)
    population = models.PositiveIntegerField("dân số", null=True)
    longitude = models.FloatField("kinh độ", null=True)
    latitude = models.FloatField("vĩ độ", null=True)
    outline = models.JSONField("ranh giới", null=True)  # GeoJSON geometry
    is_unsure = models.BooleanField("cần kiểm tra lại", default=False)
    recorded_at = models.DateTimeField("ghi nhận lúc", default=timezone.now)
    replaced_at = models.DateTimeField("thay thế lúc", null=True)

    class Meta:
        verbose_name = "đơn vị hành chính"
        ordering = ("code",)
        indexes = [
            GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="catalogues_unit_folded"),
            models.Index(F("folded_short"), F("level"), name="catalogues_unit_short"),
            models.Index(
                fields=["province_code", "level", "code"],
                name="catalogues_unit_of_province",
            ),
            models.Index(fields=["district_code"], name="catalogues_unit_of_district"),
        ]
        constraints = [
            ExclusionConstraint(
                name="catalogues_unit_one_meaning_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(
                name="catalogues_unit_period_not_empty",
                condition=Q(period__isempty=False),
            ),
            models.CheckConstraint(
                name="catalogues_unit_code_of_its_level",
                condition=Q(level="province", code__regex=r"^\d{2}$")
                | Q(level="district", code__regex=r"^\d{3}$")
                | Q(level="commune", code__regex=r"^\d{5}$"),
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.name


class UnitChange(models.Model):
    """What became of a unit (biến động đơn vị hành chính): an edge from an old unit to a new one.

    weight: the share of the old unit's people that the new unit took; empty when a divided unit's shares are not
    known. The known weights of one old unit never exceed 1.
    """

    class Extent(models.TextChoices):
        KEPT = "kept", "Giữ nguyên"
        WHOLE = "whole", "Nhập toàn bộ"
        PART = "part", "Nhập một phần"

    old = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="became")
    new = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="came_from")
    effective_on = models.DateField("từ ngày")
    extent = models.CharField("phạm vi", max_length=5, choices=Extent.choices)
    weight = models.DecimalField("tỉ trọng", max_digits=9, decimal_places=8, null=True)
    weight_basis = models.CharField("cơ sở tính tỉ trọng", max_length=200, blank=True)
    legal_document = models.CharField("văn bản", max_length=200, blank=True)
    source = models.CharField("nguồn", max_length=300)

    class Meta:
        verbose_name = "biến động đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(name="catalogues_change_once", fields=["old", "new", "effective_on"]),
            models.CheckConstraint(
                name="catalogues_change_weight_is_a_share",
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=1),
            ),
            models.CheckConstraint(
                name="catalogues_change_whole_weighs_one",
                condition=Q(extent="part") | Q(weight=1),
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Disagreement(models.Model):
    """Two official lists that say different things about one unit (chỗ khác nhau giữa hai nguồn). Shown, not hidden."""

    class Kind(models.TextChoices):
        TONE_MARK = "tone_mark", "Vị trí đặt dấu thanh"
        COMPOSITION = "composition", "Dạng Unicode của chữ"
        LINE_BREAK = "line_break", "Xuống dòng, dấu cách"
        APOSTROPHE = "apostrophe", "Dấu nháy, gạch nối"
        KIND = "kind", "Khác loại đơn vị"
        CODE = "code", "Khác mã"
        OTHER = "other", "Khác tên"

    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="disagreements")
    kind = models.CharField("khác nhau về", max_length=12, choices=Kind.choices)
    first_source = models.CharField("nguồn thứ nhất", max_length=300)
    first_value = models.CharField("nguồn thứ nhất ghi", max_length=200)
    second_source = models.CharField("nguồn thứ hai", max_length=300)
    second_value = models.CharField("nguồn thứ hai ghi", max_length=200)

    class Meta:
        verbose_name = "chỗ khác nhau giữa hai nguồn"
        constraints = [
            models.UniqueConstraint(
                name="catalogues_disagreement_once",
                fields=[
                    "unit",
                    "first_source",
                    "first_value",
                    "second_source",
                    "second_value",
                ],
            )
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return f"{self.first_value} ≠ {self.second_value}"
