"""Rows that may be one person, and rows that were made one (and can be parted again)."""

from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q
from django.utils import timezone

from khue.people.models.persons import Person


class Duplicate(models.Model):
    """Two rows that may be one person (nghi trùng), with the reasons; decided by the unit that stands over both."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ quyết định"
        MERGED = "merged", "Đã gộp"
        DIFFERENT = "different", "Hai người khác nhau"

    left = models.ForeignKey(Person, CASCADE, related_name="+")
    right = models.ForeignKey(Person, CASCADE, related_name="+")
    decider = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị quyết định"
    )
    score = models.PositiveSmallIntegerField("mức giống nhau (0–100)")
    is_certain = models.BooleanField("chắc chắn", default=False)
    reasons = models.JSONField("căn cứ", default=list)  # [{"rule": code, "points": n}], never values
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.OPEN)
    found_on = models.DateField("ngày phát hiện")
    decided_at = models.DateTimeField("quyết định lúc", null=True)
    decided_by = models.BigIntegerField("người quyết định", null=True)

    class Meta:
        verbose_name = "cặp nghi trùng"
        indexes = [models.Index(fields=["decider", "state", "-score"], name="people_duplicate_to_decide")]
        constraints = [
            models.UniqueConstraint(name="duplicate_pair_once", fields=["left", "right"]),
            models.CheckConstraint(name="duplicate_in_one_order", condition=Q(left__lt=F("right"))),
        ]

    class Data:
        scope = "decider"
        personal = ()
        keep = "5 years"
        open = False

    def __str__(self) -> str:
        return f"{self.left_id}~{self.right_id}"


class Merge(models.Model):
    """A row that was taken into another (lần gộp hồ sơ), with everything needed to part them again."""

    kept = models.ForeignKey(Person, PROTECT, related_name="+", verbose_name="giữ lại")
    gone = models.ForeignKey(Person, PROTECT, related_name="+", verbose_name="nhập vào")
    decider = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị quyết định"
    )
    moved = models.JSONField("các dòng đã chuyển", default=dict)  # table -> ids
    before = models.JSONField("hồ sơ trước khi gộp", default=dict)  # the fields of both rows that changed
    why = models.CharField("lí do", max_length=200)
    at = models.DateTimeField("lúc", default=timezone.now)
    user_id = models.BigIntegerField("người gộp", null=True)
    undone_at = models.DateTimeField("tách lại lúc", null=True)
    undone_by = models.BigIntegerField("người tách", null=True)

    class Meta:
        verbose_name = "lần gộp hồ sơ"
        constraints = [
            models.UniqueConstraint(name="merge_once", fields=["gone"], condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(name="merge_joins_two", condition=~Q(kept=F("gone"))),
        ]

    class Data:
        scope = "decider"
        personal = ("before", "why")
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
