"""Which criteria hold, in which season schools are assessed by them, and what was published of it."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import PROTECT, F, Q
from django.urls import reverse
from django.utils import timezone

from khue.maturity.rules import LEVELS, Criterion, Reading, in_force


def as_stored(row: Criterion) -> dict[str, Any]:
    """Return a criterion as it is kept in an edition."""
    plain = asdict(row)
    plain["most"] = None if row.most is None else str(row.most)
    plain["since"], plain["until"] = row.since.isoformat(), row.until.isoformat() if row.until else None
    return plain


class Edition(models.Model):
    """An edition of the criteria (bản bộ tiêu chí): the rows of one sheet, never changed; a new sheet is a new one."""

    title = models.CharField("tên", max_length=200)
    rows = models.JSONField("tiêu chí")
    digest = models.CharField("dấu nội dung", max_length=64, unique=True)
    batch_id = models.BigIntegerField("tệp nhập", null=True)
    loaded_by = models.BigIntegerField("người nạp", null=True)
    loaded_at = models.DateTimeField("nạp lúc", default=timezone.now)

    class Meta:
        verbose_name = "bản bộ tiêu chí"
        ordering = ("-loaded_at", "-pk")

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.title

    def criteria(self, on: date) -> tuple[Criterion, ...]:
        """Return the criteria in force on a day."""
        return in_force((_read(row) for row in self.rows), on)


def _read(row: dict[str, Any]) -> Criterion:
    return Criterion(
        **{
            **row,
            "most": None if row["most"] is None else Decimal(row["most"]),
            "since": date.fromisoformat(row["since"]),
            "until": date.fromisoformat(row["until"]) if row["until"] else None,
        }
    )


class Season(models.Model):
    """A season (đợt đánh giá): a year, its criteria, its due days, and how the decision is read where it is unsure.

    commune_recognises: the unit above a school recognises it; otherwise the department recognises all.
    """

    year = models.PositiveSmallIntegerField("năm", unique=True)
    edition = models.ForeignKey(Edition, PROTECT, related_name="seasons", verbose_name="bộ tiêu chí")
    due_school = models.DateField("hạn của trường")
    due_commune = models.DateField("hạn của cấp xã")
    due_department = models.DateField("hạn của Sở")
    least = models.DecimalField("đạt mức 2 từ", max_digits=4, decimal_places=1, default=Decimal(50))
    enough = models.DecimalField("đạt mức 3 khi trên", max_digits=4, decimal_places=1, default=Decimal(75))
    overall_is_lower = models.BooleanField("mức chung là mức thấp hơn", default=True)
    mandatory_holds_down = models.BooleanField("thiếu tiêu chí bắt buộc thì ở mức 1", default=True)
    due_day_counts = models.BooleanField("nộp đúng ngày hạn là đúng hạn", default=True)
    commune_recognises = models.BooleanField("cấp quản lí trực tiếp công nhận", default=True)
    opened_by = models.BigIntegerField("người mở", null=True)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)

    class Meta:
        verbose_name = "đợt đánh giá chuyển đổi số"
        ordering = ("-year",)
        constraints = [
            models.CheckConstraint(
                name="maturity_season_days_in_order",
                condition=Q(due_school__lte=F("due_commune"), due_commune__lte=F("due_department")),
            ),
            models.CheckConstraint(
                name="maturity_season_levels_in_order", condition=Q(least__gt=0, least__lte=F("enough"), enough__lt=100)
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        """Return the address of the season's page."""
        return reverse("maturity:season", args=[self.pk])

    @property
    def reading(self) -> Reading:
        """Return how the decision is read in this season."""
        return Reading(self.least, self.enough, self.overall_is_lower, self.mandatory_holds_down, self.due_day_counts)


class Publication(models.Model):
    """A published level (kết quả công bố) of a school in a year: what everybody may read, and its history.

    lacking: points that the criteria of that year lacked against 200, said wherever the level is shown.
    """

    season = models.ForeignKey(Season, PROTECT, related_name="+", verbose_name="đợt")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    level = models.PositiveSmallIntegerField("mức", null=True)
    first_level = models.PositiveSmallIntegerField("mức nhóm 1")
    second_level = models.PositiveSmallIntegerField("mức nhóm 2")
    first = models.DecimalField("điểm nhóm 1", max_digits=5, decimal_places=1)
    second = models.DecimalField("điểm nhóm 2", max_digits=5, decimal_places=1)
    lacking = models.DecimalField("điểm mà bộ tiêu chí còn thiếu", max_digits=5, decimal_places=1, default=Decimal(0))
    number = models.CharField("số quyết định", max_length=60)
    recognised_on = models.DateField("ngày công nhận")
    authority = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="công nhận bởi")
    published_at = models.DateTimeField("công bố lúc", default=timezone.now)

    class Meta:
        verbose_name = "kết quả công bố"
        ordering = ("-season__year", "school_id")
        constraints = [
            models.UniqueConstraint(name="maturity_published_once", fields=["season", "school"]),
            models.CheckConstraint(
                name="maturity_published_level_known", condition=Q(level__isnull=True) | Q(level__in=list(LEVELS))
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return f"{self.season_id}: {self.school_id}"
