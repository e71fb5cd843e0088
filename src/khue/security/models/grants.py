"""Grants (phân quyền)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import PROTECT

from khue.security.models.accounts import User
from khue.security.rules import GRANTED


class Grant(models.Model):
    """A role held at an organisation for a period (phân quyền); it reaches all units below."""

    user = models.ForeignKey(User, PROTECT, related_name="grants")
    role = models.CharField("vai trò", max_length=40, choices=[(role.code, role.title) for role in GRANTED])
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    period = DateRangeField("thời hạn")
    basis = models.CharField("căn cứ", max_length=200)
    given_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người giao")

    class Meta:
        verbose_name = "phân quyền"
        constraints = [
            models.CheckConstraint(name="grant_role_is_known", condition=models.Q(role__in=[r.code for r in GRANTED])),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    class Data:
        scope = None
        personal = ("user",)
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"
