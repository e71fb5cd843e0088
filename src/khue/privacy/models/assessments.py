"""Impact assessments, holds on deletion, and what each run of the retention did."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils import timezone


class Dossier(models.Model):
    """An edition of the impact assessment (hồ sơ đánh giá tác động) of an organisation, with the facts of its day."""

    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    edition = models.PositiveSmallIntegerField("lần")
    first_processing_on = models.DateField("bắt đầu xử lí ngày")
    made_on = models.DateField("lập ngày")
    officer = models.CharField("người phụ trách bảo vệ dữ liệu", max_length=200)
    risks = models.TextField("nguy cơ", max_length=4000)
    measures = models.TextField("biện pháp bảo vệ", max_length=4000)
    reason = models.CharField("lí do cập nhật", max_length=300, blank=True)
    facts = models.JSONField("số liệu lúc lập", default=dict)
    sent_on = models.DateField("gửi ngày", null=True)
    sent_number = models.CharField("số văn bản gửi", max_length=60, blank=True)
    changed_on = models.DateField("có thay đổi ngày", null=True)
    user_id = models.BigIntegerField("người lập", null=True)

    class Meta:
        verbose_name = "hồ sơ đánh giá tác động"
        constraints = [
            models.UniqueConstraint(name="dossier_edition_once", fields=["organisation", "edition"]),
            models.CheckConstraint(
                name="dossier_sent_after_made", condition=Q(sent_on__isnull=True) | Q(sent_on__gte=models.F("made_on"))
            ),
        ]

    class Data:
        scope = "organisation"
        personal = ("officer",)
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.edition}"


class Hold(models.Model):
    """A hold (tạm dừng xoá): nothing of this person is deleted while it stands, whatever its term."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người có dữ liệu")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    reason = models.CharField("căn cứ", max_length=300)
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)
    user_id = models.BigIntegerField("người ghi", null=True)

    class Meta:
        verbose_name = "tạm dừng xoá"
        constraints = [
            models.UniqueConstraint(name="hold_stands_once", fields=["person"], condition=Q(until__isnull=True))
        ]

    class Data:
        scope = "organisation"
        personal = ("person", "reason")
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"


class RetentionRun(models.Model):
    """A run of the retention (lần xoá dữ liệu hết hạn): how many rows of each term were deleted or emptied."""

    on = models.DateField("tính đến ngày")
    counts = models.JSONField("số dòng", default=dict)
    kept_back = models.PositiveIntegerField("số người được giữ lại", default=0)
    user_id = models.BigIntegerField("người cho chạy", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần xoá dữ liệu hết hạn"

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.on}"
