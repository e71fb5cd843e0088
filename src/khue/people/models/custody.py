"""Which organisation holds the record of a person, and how it passes from one to the next: offered, then accepted."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import CASCADE, PROTECT
from django.utils import timezone

from khue.people.models.persons import Person


class Custody(models.Model):
    """A time in which an organisation held the record (quản lí hồ sơ). The open one equals `Person.custody`."""

    person = models.ForeignKey(Person, CASCADE, related_name="custodies")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    period = DateTimeRangeField("thời gian")

    class Meta:
        verbose_name = "thời gian quản lí hồ sơ"
        constraints = [
            ExclusionConstraint(
                name="custody_one_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]

    class Data:
        scope = "organisation"
        personal = ("person",)
        keep = "as the person"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.organisation_id}"


class Handover(models.Model):
    """A record offered by its keeper to another organisation (chuyển giao hồ sơ); it moves when that one accepts."""

    class State(models.TextChoices):
        OFFERED = "offered", "Đang chờ tiếp nhận"
        ACCEPTED = "accepted", "Đã tiếp nhận"
        WITHDRAWN = "withdrawn", "Đã rút lại"
        DECLINED = "declined", "Không tiếp nhận"

    person = models.ForeignKey(Person, CASCADE, related_name="handovers")
    giver = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị giao")
    taker = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị nhận")
    places = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được xem")  # giver and taker
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.OFFERED)
    reason = models.CharField("lí do", max_length=200, blank=True)
    offered_at = models.DateTimeField("giao lúc", default=timezone.now)
    offered_by = models.BigIntegerField("người giao", null=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.BigIntegerField("người trả lời", null=True)

    class Meta:
        verbose_name = "chuyển giao hồ sơ"
        constraints = [
            models.UniqueConstraint(
                name="handover_one_open_a_person", fields=["person"], condition=models.Q(state="offered")
            ),
            models.CheckConstraint(name="handover_goes_elsewhere", condition=~models.Q(giver=models.F("taker"))),
        ]

    class Data:
        scope = "places"
        personal = ("person",)
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id}: {self.giver_id} → {self.taker_id}"
