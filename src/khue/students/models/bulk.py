"""What was done to many pupils at once, with what is needed to take it back."""

from django.db import models
from django.db.models import PROTECT
from django.utils import timezone


class BulkEdit(models.Model):
    """One edit of many pupils of a school (sửa hàng loạt): a status given, a class changed, lists numbered."""

    class Verb(models.TextChoices):
        SET_STATUS = "set_status", "Ghi diện, chế độ"
        MOVE_CLASS = "move_class", "Chuyển lớp"
        NUMBER = "number", "Đánh số danh sách lớp"

    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    verb = models.CharField("việc đã làm", max_length=12, choices=Verb.choices)
    count = models.PositiveIntegerField("số học sinh")
    made = models.JSONField("đã ghi", default=dict)  # ids and what stood there before, never names
    user_id = models.BigIntegerField("người sửa", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_by = models.BigIntegerField("người hoàn tác", null=True)

    class Meta:
        verbose_name = "lần sửa hàng loạt"
        indexes = [models.Index(fields=["school", "-at"], name="students_bulk_of_school")]

    class Data:
        scope = "school"
        personal = ("made",)
        keep = "2 years"
        open = False

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"
