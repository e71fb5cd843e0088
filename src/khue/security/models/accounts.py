"""Accounts (tài khoản) and the invitations by which they are opened."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import CASCADE, PROTECT
from django.utils import timezone

from khue.security.rules import Can
from khue.security.sealing import digest


class User(AbstractBaseUser):
    """An account (tài khoản): who signs in. What it may do is in its grants.

    `failures` counts wrong passwords and wrong codes in a row. Who it is in the register stands in `person`.
    The password is bound to the name and to the secret of the installation: its hash is good for nothing in another
    row, and cannot be guessed at without the secret. The name therefore never changes.
    """

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    person = models.ForeignKey("people.Person", PROTECT, related_name="+", null=True, verbose_name="người trong hồ sơ")
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_synthetic = models.BooleanField("tài khoản mẫu", default=False)
    failures = models.PositiveSmallIntegerField("số lần sai liên tiếp", default=0)
    locked_until = models.DateTimeField("khoá đến lúc", null=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    password_set_at = models.DateTimeField("đặt mật khẩu lúc", null=True)
    opened_at = models.DateTimeField("mở lúc", default=timezone.now)

    objects = BaseUserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "tài khoản"

    class Data:
        scope = None
        personal = ("username", "full_name", "password", "person")
        keep = "while in post, then 5 years"
        open = False
        twins_stay = True  # when two persons are made one
        asks_for = (Can.MANAGE_ACCOUNTS, Can.RESET_FACTOR)

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Hash what is bound; None makes the password unusable."""
        super().set_password(None if raw_password is None else self._bound(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password."""
        return raw_password is not None and check_password(self._bound(raw_password), self.password)

    def _bound(self, raw_password: str) -> str:
        return digest("password", f"{self.username}\0{raw_password}")


class Invitation(models.Model):
    """An invitation (thư mời) to choose a password for a new account: a link that works once, kept as a digest."""

    user = models.ForeignKey(User, CASCADE, related_name="invitations")
    digest = models.CharField("dấu của mã mời", max_length=64, unique=True)
    email = models.EmailField("thư điện tử", blank=True)
    invited_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người mời")
    created_at = models.DateTimeField("mời lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn lúc")
    used_at = models.DateTimeField("nhận lúc", null=True)
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True)

    class Meta:
        verbose_name = "thư mời"
        constraints = [
            models.UniqueConstraint(
                name="invitation_one_open_an_account",
                fields=["user"],
                condition=models.Q(used_at=None, withdrawn_at=None),
            )
        ]

    class Data:
        scope = None
        personal = ("user", "email")
        keep = "1 year"
        open = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
