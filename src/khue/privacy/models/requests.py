"""What people ask about their data, the steps taken, and marks that data is not to be used beyond the law's needs."""

from django.db import models
from django.db.models import CASCADE, PROTECT, Q
from django.utils import timezone

from khue.privacy.rules import CHANNELS, GROUNDS, REQUEST, RIGHTS


class Request(models.Model):
    """A request (yêu cầu về dữ liệu cá nhân) of a person or guardian, with its legal clocks in working days."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người có dữ liệu")
    asker = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người yêu cầu")
    organisation = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị thực hiện"
    )
    right = models.CharField("quyền", max_length=10, choices=list(RIGHTS.items()))
    words = models.TextField("nội dung yêu cầu", max_length=2000)
    channel = models.CharField("nơi nhận", max_length=8, choices=list(CHANNELS.items()))
    state = models.CharField("trạng thái", max_length=10, choices=list(REQUEST.states.items()), default="received")
    received_on = models.DateField("ngày nhận")
    reply_due = models.DateField("hạn trả lời")
    due = models.DateField("hạn thực hiện")
    is_extended = models.BooleanField("đã gia hạn", default=False)
    ground = models.CharField("căn cứ từ chối", max_length=20, choices=list(GROUNDS.items()), blank=True)
    outcome = models.CharField("kết quả", max_length=1000, blank=True)
    user_id = models.BigIntegerField("người nhập", null=True)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)
    answered_on = models.DateField("ngày trả lời", null=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True)

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        indexes = [models.Index(fields=["organisation", "state", "due"], name="privacy_request_to_do")]
        constraints = [
            models.CheckConstraint(
                name="request_refused_has_ground", condition=~Q(state="refused") | ~Q(ground="") & ~Q(outcome="")
            ),
            models.UniqueConstraint(
                name="request_of_a_kind_open_once",
                fields=["person", "asker", "right"],
                condition=Q(state__in=["received", "accepted"]),
            ),
        ]

    class Data:
        scope = "organisation"
        personal = ("person", "asker", "words", "outcome")
        keep = "5 years after closing"
        open = False

    def __str__(self) -> str:
        return f"{self.pk} {self.right}"


class RequestStep(models.Model):
    """A step (bước xử lí) of a request, with a note for the person who asked."""

    request = models.ForeignKey(Request, CASCADE, related_name="steps")
    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người có dữ liệu")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    verb = models.CharField("việc", max_length=12)
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    user_id = models.BigIntegerField("người làm", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "bước xử lí yêu cầu"

    class Data:
        scope = "organisation"
        personal = ("person", "note")
        keep = "as the request"
        open = False

    def __str__(self) -> str:
        return f"{self.request_id} {self.verb}"


class Restriction(models.Model):
    """A mark (hạn chế xử lí) that a person's data is used only where the law demands it."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người có dữ liệu")
    request = models.ForeignKey(Request, models.SET_NULL, related_name="+", null=True, verbose_name="yêu cầu")
    since = models.DateField("từ ngày")
    until = models.DateField("đến ngày", null=True, blank=True)
    user_id = models.BigIntegerField("người ghi", null=True)

    class Meta:
        verbose_name = "hạn chế xử lí"
        constraints = [
            models.UniqueConstraint(name="restriction_stands_once", fields=["person"], condition=Q(until__isnull=True)),
            models.CheckConstraint(
                name="restriction_ends_later", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        ]

    class Data:
        scope = "person.custody"
        personal = ("person",)
        keep = "as the person"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"
