"""Accounts (tài khoản) and grants (phân quyền)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import PROTECT

from khue.security.rules import ROLES


class User(AbstractBaseUser):
    """An account (tài khoản): who signs in. What it may do is in its grants."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_synthetic = models.BooleanField("tài khoản mẫu", default=False)
    failures = models.PositiveSmallIntegerField("số lần sai liên tiếp", default=0)
    locked_until = models.DateTimeField("khoá đến lúc", null=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "tài khoản"

    class Data:
        scope = None
        personal = ("username", "full_name", "password")
        keep = "while in post, then 5 years"
        open = False

    def __str__(self) -> str:
        return self.username


class Grant(models.Model):
    """A role held at an organisation for a period (phân quyền); it reaches all units below."""

    user = models.ForeignKey(User, PROTECT, related_name="grants")
    role = models.CharField("vai trò", max_length=40, choices=[(role.code, role.title) for role in ROLES])
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    period = DateRangeField("thời hạn")
    basis = models.CharField("căn cứ", max_length=200)
    given_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người giao")

    class Meta:
        verbose_name = "phân quyền"
        constraints = [
            models.CheckConstraint(name="grant_role_is_known", condition=models.Q(role__in=[r.code for r in ROLES])),
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
