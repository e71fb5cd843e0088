"""Snapshots: all counts of a day as they were known at an instant, with the borders and the definitions of then."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q
from django.utils import timezone

from khue.indicators.rules import SNAPSHOT


class Snapshot(models.Model):
    """A snapshot (bản chốt số liệu): counts of one day; once published it is followed, never changed.

    definitions: code -> formula and digest of that time. faults: source -> why it could not be counted.
    counts_digest, values_digest: over the stored counts and over all values of all units, to be rebuilt bit for bit.
    """

    as_of = models.DateField("tính đến ngày")
    school_year = models.PositiveSmallIntegerField("năm học")
    known_at = models.DateTimeField("theo hồ sơ lúc", default=timezone.now)
    title = models.CharField("tên", max_length=200)
    state = models.CharField("trạng thái", max_length=10, choices=list(SNAPSHOT.states.items()), default="taken")
    definitions = models.JSONField("định nghĩa khi chốt", default=dict)
    faults = models.JSONField("nguồn không tính được", default=dict)
    counts_digest = models.CharField("dấu vân tay của số đếm", max_length=64)
    values_digest = models.CharField("dấu vân tay của giá trị", max_length=64)
    supersedes = models.OneToOneField(
        "self", PROTECT, related_name="superseded_by", null=True, verbose_name="thay cho bản"
    )
    why = models.CharField("lí do có bản này", max_length=300, blank=True)
    user_id = models.BigIntegerField("người chốt", null=True)
    published_at = models.DateTimeField("công bố lúc", null=True)
    published_by = models.BigIntegerField("người công bố", null=True)

    class Meta:
        verbose_name = "bản chốt số liệu"
        ordering = ("-as_of", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="snapshot_published_once_a_day", fields=["as_of"], condition=Q(state="published")
            ),
            models.CheckConstraint(
                name="snapshot_that_replaces_says_why", condition=Q(supersedes__isnull=True) | ~Q(why="")
            ),
            models.CheckConstraint(
                name="snapshot_published_says_when", condition=Q(state="taken") | Q(published_at__isnull=False)
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.as_of} {self.pk}"


class SnapshotUnit(models.Model):
    """A unit in the borders of a snapshot (đơn vị trong bản chốt): under whom it stood, and what it was like."""

    snapshot = models.ForeignKey(Snapshot, PROTECT, related_name="units")
    unit = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    parent_id = models.BigIntegerField("đơn vị quản lí", null=True)
    name = models.CharField("tên khi đó", max_length=200)
    kind = models.CharField("loại", max_length=20)
    levels = ArrayField(models.CharField(max_length=20), verbose_name="cấp học", default=list)

    class Meta:
        verbose_name = "đơn vị trong bản chốt"
        constraints = [models.UniqueConstraint(name="snapshot_unit_once", fields=["snapshot", "unit"])]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.unit_id}"


class Count(models.Model):
    """A count of a snapshot (số đếm): one measure of one unit's own records, whole or of one group; added only."""

    snapshot = models.ForeignKey(Snapshot, PROTECT, related_name="counts", db_index=False)
    measure = models.CharField("số đo", max_length=60, db_collation="C")
    unit = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField("chia theo", max_length=20, blank=True, db_collation="C")
    group = models.CharField("nhóm", max_length=60, blank=True, db_collation="C")
    n = models.BigIntegerField("số đếm")

    class Meta:
        verbose_name = "số đếm của bản chốt"
        indexes = [models.Index(fields=["snapshot", "measure", "kind"], name="indicators_count_of_measure")]

    class Data:
        scope = "unit"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_id} {self.group}"
