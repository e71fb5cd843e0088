"""By what a person proves to be the one, besides the password. Secrets are sealed or digested, never readable here."""

from django.db import models
from django.db.models import CASCADE
from django.utils import timezone

from khue.security.models.accounts import User


class Authenticator(models.Model):
    """An application that shows one-time codes (ứng dụng xác thực). `last_step`: the step of the last code used."""

    user = models.OneToOneField(User, CASCADE, related_name="authenticator")
    sealed = models.BinaryField("bí mật đã niêm phong")
    last_step = models.BigIntegerField("bước đã dùng gần nhất", default=0)
    created_at = models.DateTimeField("cài lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng lần cuối", null=True)

    class Meta:
        verbose_name = "ứng dụng xác thực"

    class Data:
        scope = None
        personal = ("user", "sealed")
        keep = "until removed"
        open = False

    def __str__(self) -> str:
        return str(self.user_id)


class RecoveryCode(models.Model):
    """A code on paper that replaces the second factor once (mã khôi phục)."""

    user = models.ForeignKey(User, CASCADE, related_name="recovery_codes")
    digest = models.CharField("dấu của mã", max_length=64)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng lúc", null=True)

    class Meta:
        verbose_name = "mã khôi phục"
        constraints = [models.UniqueConstraint(name="recovery_code_once", fields=["user", "digest"])]

    class Data:
        scope = None
        personal = ("user",)
        keep = "until replaced"
        open = False

    def __str__(self) -> str:
        return str(self.user_id)


class Passkey(models.Model):
    """A passkey or security key (khoá truy cập). `counter` must grow, or the key was copied."""

    user = models.ForeignKey(User, CASCADE, related_name="passkeys")
    title = models.CharField("tên gọi", max_length=60)
    credential_id = models.BinaryField("mã của khoá", max_length=1024, unique=True)
    public_key = models.BinaryField("khoá công khai")
    counter = models.BigIntegerField("số lần đã dùng", default=0)
    created_at = models.DateTimeField("thêm lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng lần cuối", null=True)

    class Meta:
        verbose_name = "khoá truy cập"

    class Data:
        scope = None
        personal = ("user", "credential_id", "public_key")
        keep = "until removed"
        open = False

    def __str__(self) -> str:
        return self.title


class Identity(models.Model):
    """An account of another system that signs in as this one (danh tính liên kết): issuer and subject, as it says."""

    user = models.ForeignKey(User, CASCADE, related_name="identities")
    provider = models.CharField("nguồn đăng nhập", max_length=20)
    issuer = models.CharField("nơi cấp", max_length=255)
    subject = models.CharField("mã ở nơi cấp", max_length=255)
    linked_at = models.DateTimeField("liên kết lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng lần cuối", null=True)

    class Meta:
        verbose_name = "danh tính liên kết"
        constraints = [
            models.UniqueConstraint(name="identity_of_one_account", fields=["issuer", "subject"]),
            models.UniqueConstraint(name="identity_once_a_provider", fields=["user", "issuer"]),
        ]

    class Data:
        scope = None
        personal = ("user", "subject")
        keep = "until unlinked"
        open = False

    def __str__(self) -> str:
        return f"{self.user_id} {self.provider}"
