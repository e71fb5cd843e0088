"""The counts of today, kept up unit by unit; and the units whose records changed since."""

from django.db import models
from django.db.models import PROTECT
from django.utils import timezone


class Live(models.Model):
    """A count of today (số đếm hôm nay): one measure of one unit's own records, whole or of one group."""

    app = models.CharField("phần hệ", max_length=20, db_collation="C")
    measure = models.CharField("số đo", max_length=60, db_collation="C")
    unit = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField("chia theo", max_length=20, blank=True, db_collation="C")
    group = models.CharField("nhóm", max_length=60, blank=True, db_collation="C")
    n = models.BigIntegerField("số đếm")

    class Meta:
        verbose_name = "số đếm hôm nay"
        indexes = [
            models.Index(fields=["measure", "kind", "unit"], name="indicators_live_of_measure"),
            models.Index(fields=["unit", "app"], name="indicators_live_of_unit"),
        ]

    class Data:
        scope = "unit"
        personal = ()
        keep = "until recounted"
        open = False

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id} {self.group}"


class LiveState(models.Model):
    """How far the counts of today of one source are (mức cập nhật): for which day, at which version, since when."""

    source = models.CharField("nguồn", max_length=60, unique=True)
    day = models.DateField("ngày")
    version = models.BigIntegerField("phiên bản", default=1)
    at = models.DateTimeField("lúc", default=timezone.now)
    fault = models.CharField("lỗi", max_length=200, blank=True)

    class Meta:
        verbose_name = "mức cập nhật số đếm"

    class Data:
        scope = None
        personal = ()
        keep = "until recounted"
        open = False

    def __str__(self) -> str:
        return f"{self.source} {self.version}"


class Stale(models.Model):
    """A unit whose records of a table changed (đơn vị cần đếm lại), marked by the table itself in the same transaction.

    Rows are only added, so that two who write at one school never wait for each other; counting takes them away.
    """

    source = models.CharField("bảng", max_length=60, db_collation="C")
    unit_id = models.BigIntegerField("đơn vị", null=True)

    class Meta:
        verbose_name = "đơn vị cần đếm lại"

    class Data:
        scope = None
        personal = ()
        keep = "until recounted"
        open = False

    def __str__(self) -> str:
        return f"{self.source} {self.unit_id}"
