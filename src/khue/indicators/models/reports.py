"""What only people can know: collections, and the answers of units with their evidence."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils import timezone

from khue.indicators.rules import ANSWER


class Collection(models.Model):
    """A collection (đợt thu thập) of one reported indicator for a period, from the units named, by a deadline.

    sample: how those who are asked were chosen, in words. first_day, last_day: the period that the figures are about.
    """

    indicator = models.CharField("chỉ số", max_length=60)
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị mở")
    title = models.CharField("tên đợt", max_length=200)
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến ngày")
    due = models.DateField("hạn gửi")
    units = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được hỏi")
    sample = models.CharField("cách chọn mẫu", max_length=300, blank=True)
    words = models.TextField("hướng dẫn", max_length=2000, blank=True)
    places = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được xem")
    definition = models.CharField("dấu định nghĩa khi mở", max_length=16)
    user_id = models.BigIntegerField("người mở", null=True)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)
    closed_at = models.DateTimeField("đóng lúc", null=True)

    class Meta:
        verbose_name = "đợt thu thập số liệu"
        ordering = ("-last_day", "-pk")
        constraints = [
            models.CheckConstraint(name="collection_ends_after_its_start", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="collection_asks_somebody", condition=Q(units__len__gte=1)),
            models.UniqueConstraint(
                name="collection_once_a_period", fields=["indicator", "organisation", "first_day", "last_day"]
            ),
        ]

    class Data:
        scope = "places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.title


class Answer(models.Model):
    """The answer of one unit (báo cáo số liệu): its numbers with evidence; checked by the level above."""

    collection = models.ForeignKey(Collection, PROTECT, related_name="answers")
    unit = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    state = models.CharField("trạng thái", max_length=10, choices=list(ANSWER.states.items()), default="draft")
    numerator = models.BigIntegerField("tử số", null=True)
    denominator = models.BigIntegerField("mẫu số", null=True)
    evidence = models.TextField("minh chứng", max_length=2000, blank=True)
    file = models.FileField("tệp minh chứng", upload_to="indicators/evidence", max_length=200, blank=True)
    sent_by = models.BigIntegerField("người gửi", null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    checked_by = models.BigIntegerField("người duyệt", null=True)
    checked_at = models.DateTimeField("duyệt lúc", null=True)
    returned_why = models.CharField("lí do trả lại", max_length=300, blank=True)

    class Meta:
        verbose_name = "báo cáo số liệu"
        constraints = [
            models.UniqueConstraint(name="answer_once_a_unit", fields=["collection", "unit"]),
            models.CheckConstraint(
                name="answer_is_a_part_of_the_whole",
                condition=Q(numerator__isnull=True) | Q(numerator__gte=0),
            ),
            models.CheckConstraint(
                name="answer_sent_is_filled", condition=Q(state="draft") | Q(numerator__isnull=False)
            ),
            models.CheckConstraint(
                name="answer_returned_says_why", condition=~Q(state="returned") | ~Q(returned_why="")
            ),
            models.CheckConstraint(
                name="answer_checked_by_another",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("sent_by")),
            ),
        ]

    class Data:
        scope = "unit"
        personal = ("evidence", "file")
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.collection_id} {self.unit_id}"
