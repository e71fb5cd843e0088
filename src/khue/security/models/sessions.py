"""From where and by what device an account is in use, and who tried in vain."""

from django.db import models
from django.db.models import CASCADE
from django.utils import timezone

from khue.security.models.accounts import User


class Session(models.Model):
    """A signed-in browser or program (phiên đăng nhập). Once ended it opens nothing, whatever the cookie says.

    `failures`, `failed_from`: wrong attempts between the sign-in before and this one, told to the person.
    """

    user = models.ForeignKey(User, CASCADE, related_name="sessions")
    device = models.CharField("thiết bị", max_length=80)
    device_mark = models.CharField("dấu của thiết bị", max_length=64)
    is_new_device = models.BooleanField("thiết bị mới", default=False)
    address = models.GenericIPAddressField("địa chỉ", null=True)
    factor = models.CharField("cách xác thực", max_length=10)
    failures = models.PositiveIntegerField("số lần sai trước đó", default=0)
    failed_from = models.GenericIPAddressField("địa chỉ nhập sai", null=True)
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    seen_at = models.DateTimeField("dùng lần cuối", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc", null=True)

    class Meta:
        verbose_name = "phiên đăng nhập"
        indexes = [models.Index(name="session_of_user", fields=["user", "-started_at"])]

    class Data:
        scope = None
        personal = ("user", "device", "device_mark", "address", "failed_from")
        keep = "12 months (TCVN 14423:2026)"
        open = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.device}"


class Attempt(models.Model):
    """A wrong password or code (lần đăng nhập sai). `has_locked`: it was the one too many."""

    user = models.ForeignKey(User, CASCADE, related_name="attempts")
    at = models.DateTimeField("lúc", default=timezone.now)
    address = models.GenericIPAddressField("địa chỉ", null=True)
    device = models.CharField("thiết bị", max_length=80)
    step = models.CharField("bước", max_length=8)  # password, factor
    has_locked = models.BooleanField("đã khoá tài khoản", default=False)

    class Meta:
        verbose_name = "lần đăng nhập sai"
        indexes = [models.Index(name="attempt_of_user", fields=["user", "-at"])]

    class Data:
        scope = None
        personal = ("user", "address", "device")
        keep = "12 months (TCVN 14423:2026)"
        open = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.step}"
