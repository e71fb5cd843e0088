"""A report of a unit and a period; once signed it is frozen, and only its way to the level above goes on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, F, Q
from django.urls import reverse
from django.utils import timezone

from khue.reports.rules import FROZEN, LIFE, OPEN


class Report(models.Model):
    """A report (báo cáo định kì) of a unit for a period: figures that are filled in, words that people add.

    duty, form_version: by which form. lines: figures with where they come from. counted: the units whose own records
    stand behind lines that were added from reports. owing: who had not sent when it was filled. content, digest: what
    was signed, whole. version: grows with every change, so that two who write at once notice each other.
    """

    duty = models.CharField("báo cáo", max_length=60)
    form_version = models.PositiveSmallIntegerField("bản mẫu")
    family = models.CharField("nhóm mẫu", max_length=60)
    unit = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị báo cáo")
    recipient = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="nơi nhận"
    )
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến ngày")
    due = models.DateField("hạn gửi")
    edition = models.PositiveSmallIntegerField("bản", default=1)
    state = models.CharField("trạng thái", max_length=10, choices=list(LIFE.states.items()), default="draft")
    version = models.PositiveIntegerField("lần sửa", default=1)
    words = models.JSONField("lời", default=dict)
    lines = models.JSONField("số liệu", default=list)
    counted = ArrayField(models.BigIntegerField(), verbose_name="đơn vị đã cộng", default=list)
    owing = ArrayField(models.BigIntegerField(), verbose_name="đơn vị chưa gửi", default=list)
    known_at = models.DateTimeField("theo hồ sơ lúc")
    snapshot_id = models.BigIntegerField("bản chốt số liệu", null=True)
    content = models.JSONField("nội dung đã kí", null=True)
    digest = models.CharField("dấu vân tay", max_length=64, blank=True)
    signature = models.BinaryField("chữ kí số", null=True)
    key = models.CharField("khoá kí", max_length=16, blank=True)
    number = models.PositiveIntegerField("số", null=True)
    year = models.PositiveSmallIntegerField("năm của số", null=True)
    is_synthetic = models.BooleanField("dữ liệu mẫu", default=False)
    written_by = models.BigIntegerField("người soạn", null=True)
    written_at = models.DateTimeField("soạn lúc", default=timezone.now)
    signed_by = models.BigIntegerField("người kí", null=True)
    frozen_at = models.DateTimeField("khoá lúc", null=True)
    sent_by = models.BigIntegerField("người gửi", null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    checked_by = models.BigIntegerField("người tiếp nhận", null=True)
    checked_at = models.DateTimeField("tiếp nhận lúc", null=True)
    returned_why = models.CharField("lí do trả lại", max_length=500, blank=True)

    class Meta:
        verbose_name = "báo cáo định kì"
        ordering = ("-due", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="reports_once_a_period", fields=["duty", "unit", "first_day", "last_day", "edition"]
            ),
            models.UniqueConstraint(
                name="reports_one_edition_at_work", fields=["duty", "unit", "last_day"],
                condition=~Q(state="replaced"),
            ),
            models.UniqueConstraint(
                name="reports_number_once_a_year", fields=["unit", "year", "number"],
                condition=Q(number__isnull=False),
            ),
            models.CheckConstraint(name="reports_period_in_order", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(name="reports_state_is_known", condition=Q(state__in=list(LIFE.states))),
            models.CheckConstraint(
                name="reports_frozen_is_whole",
                condition=Q(state__in=OPEN, frozen_at__isnull=True)
                | Q(
                    state__in=FROZEN, frozen_at__isnull=False, content__isnull=False, signature__isnull=False,
                    number__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="reports_signed_by_another", condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("written_by"))
            ),
            models.CheckConstraint(
                name="reports_returned_says_why", condition=~Q(state="returned") | ~Q(returned_why="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["recipient", "family", "last_day"], name="reports_of_recipient")]

    class Data:
        scope = "unit"
        personal = ("content",)
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.duty} {self.unit_id} {self.last_day}"

    def get_absolute_url(self) -> str:
        """Return the address of the report's page in the office."""
        return reverse("reports:report", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        """Whether it is signed and never changes again."""
        return self.frozen_at is not None
