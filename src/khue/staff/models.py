"""Posts: who works at which organisation, as what, from when to when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import PROTECT

from khue.staff.rules import POSITIONS


class Post(models.Model):
    """A post (vị trí việc làm) that a person holds at an organisation for a time."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người giữ")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    position = models.CharField("vị trí", max_length=12, choices=list(POSITIONS.items()))
    subjects = ArrayField(models.CharField(max_length=40), verbose_name="môn được đào tạo", default=list, blank=True)
    is_main = models.BooleanField("là vị trí chính", default=True)
    period = DateRangeField("thời gian")
    decision = models.CharField("quyết định", max_length=120, blank=True)
    kept_name = models.CharField("họ tên khi đó", max_length=100, blank=True)

    class Meta:
        verbose_name = "vị trí việc làm"
        indexes = [models.Index(fields=["organisation", "position"], name="staff_post_of_unit")]
        constraints = [
            ExclusionConstraint(
                name="post_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            )
        ]

    class Data:
        scope = "organisation"
        personal = ("person", "kept_name")
        keep = "70 years after leaving (staff records)"
        open = False
        twins_stay = True  # when two persons are made one

    def __str__(self) -> str:
        return f"{self.person_id} {self.position} {self.organisation_id}"
