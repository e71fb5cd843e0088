"""Accounts (tài khoản)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


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
