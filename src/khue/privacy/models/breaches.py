"""Breaches of personal data: the file with its clock, what was done, and who was affected."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CASCADE, PROTECT, Q
from django.utils import timezone

from khue.privacy.rules import BREACH, BREACH_KINDS


class Breach(models.Model):
    """A breach (sự cố dữ liệu cá nhân): what is known, and what Form 08 asks for."""

    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    title = models.CharField("tên sự cố", max_length=200)
    kind = models.CharField("loại", max_length=10, choices=list(BREACH_KINDS.items()))
    state = models.CharField("trạng thái", max_length=8, choices=list(BREACH.states.items()), default="open")
    found_at = models.DateTimeField("phát hiện lúc")
    happened_from = models.DateTimeField("xảy ra từ", null=True, blank=True)
    happened_until = models.DateTimeField("xảy ra đến", null=True, blank=True)
    is_serious = models.BooleanField("nghiêm trọng", default=False)
    tells_people = models.BooleanField("có dữ liệu vị trí hoặc sinh trắc học", default=False)
    data_kinds = ArrayField(models.CharField(max_length=20), verbose_name="loại dữ liệu", default=list, blank=True)
    suspect_id = models.BigIntegerField("mã tài khoản liên quan", null=True, blank=True)
    what = models.TextField("diễn biến", max_length=4000)
    cause = models.TextField("nguyên nhân", max_length=2000, blank=True)
    harm = models.TextField("hậu quả", max_length=2000, blank=True)
    remedy = models.TextField("biện pháp khắc phục", max_length=2000, blank=True)
    contact = models.CharField("người liên hệ", max_length=200, blank=True)
    noticed_at = models.DateTimeField("đã báo ban đầu lúc", null=True)
    reported_at = models.DateTimeField("đã báo cáo lúc", null=True)
    told_at = models.DateTimeField("đã báo người bị ảnh hưởng lúc", null=True)
    closed_at = models.DateTimeField("khép lại lúc", null=True)
    user_id = models.BigIntegerField("người lập", null=True)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "hồ sơ sự cố dữ liệu cá nhân"
        indexes = [models.Index(fields=["organisation", "state", "found_at"], name="privacy_breach_open")]
        constraints = [
            models.CheckConstraint(
                name="breach_ends_after_it_began",
                condition=Q(happened_until__isnull=True) | Q(happened_until__gte=models.F("happened_from")),
            )
        ]

    class Data:
        scope = "organisation"
        personal = ("suspect_id", "what", "cause", "harm", "remedy", "contact")
        keep = "5 years after closing"
        open = False

    def __str__(self) -> str:
        return self.title


class BreachStep(models.Model):
    """A point on the time line (diễn biến xử lí) of a breach."""

    breach = models.ForeignKey(Breach, CASCADE, related_name="steps")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    at = models.DateTimeField("lúc", default=timezone.now)
    verb = models.CharField("việc", max_length=12)
    note = models.CharField("nội dung", max_length=1000, blank=True)
    user_id = models.BigIntegerField("người ghi", null=True)

    class Meta:
        verbose_name = "diễn biến xử lí sự cố"

    class Data:
        scope = "organisation"
        personal = ("note",)
        keep = "as the breach"
        open = False

    def __str__(self) -> str:
        return f"{self.breach_id} {self.verb}"


class Affected(models.Model):
    """A person whose data a breach touched (người bị ảnh hưởng), and what she was told."""

    breach = models.ForeignKey(Breach, CASCADE, related_name="affected")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người bị ảnh hưởng")
    count = models.PositiveIntegerField("số lần bị xem", default=0)
    notice = models.CharField("nội dung thông báo", max_length=2000, blank=True)
    told_at = models.DateTimeField("báo lúc", null=True)

    class Meta:
        verbose_name = "người bị ảnh hưởng của sự cố"
        constraints = [models.UniqueConstraint(name="affected_once", fields=["breach", "person"])]

    class Data:
        scope = "organisation"
        personal = ("person", "notice")
        keep = "as the breach"
        open = False

    def __str__(self) -> str:
        return f"{self.breach_id} {self.person_id}"
