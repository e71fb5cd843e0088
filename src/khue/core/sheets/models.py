"""The table of imported files: one row a file, so that it can be seen, taken up again and undone as a whole."""

from typing import Any

from django.db import models
from django.utils import timezone


class Batch(models.Model):
    """One import of one file (lần nhập liệu)."""

    class State(models.TextChoices):
        CHECKED = "checked", "Đã kiểm tra, chưa ghi"
        RUNNING = "running", "Đang ghi"
        DONE = "done", "Đã ghi"
        REFUSED = "refused", "Bị từ chối"
        UNDONE = "undone", "Đã hoàn tác"
        INTERRUPTED = "interrupted", "Bị ngắt giữa chừng"

    class Mode(models.TextChoices):
        ALL = "all", "Tất cả hoặc không dòng nào"
        ACCEPTED = "accepted", "Chỉ các dòng hợp lệ"

    kind = models.CharField("loại dữ liệu", max_length=80)
    state = models.CharField("trạng thái", max_length=12, choices=State.choices, default=State.CHECKED)
    mode = models.CharField("cách ghi", max_length=8, choices=Mode.choices, default=Mode.ALL)
    organisation_id = models.BigIntegerField("đơn vị", null=True)
    user_id = models.BigIntegerField("người nhập", null=True)
    file_name = models.CharField("tên tệp", max_length=255)
    file_size = models.BigIntegerField("dung lượng (byte)")
    file_sha256 = models.CharField("mã băm SHA-256", max_length=64)
    stored_file = models.CharField("nơi giữ tệp", max_length=300, blank=True)
    problems_file = models.CharField("tệp lỗi", max_length=300, blank=True)
    counts: models.JSONField[dict[str, Any]] = models.JSONField("số liệu", default=dict)
    message = models.CharField("thông báo", max_length=1000, blank=True)
    created_at = models.DateTimeField("nộp lúc", default=timezone.now)
    seen_at = models.DateTimeField("còn chạy lúc", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_by = models.BigIntegerField("người hoàn tác", null=True)

    class Meta:
        app_label = "core"
        verbose_name = "lần nhập liệu"
        indexes = [models.Index(fields=["kind", "-created_at"], name="core_batch_of_kind")]
        constraints = [
            models.UniqueConstraint(
                name="core_batch_same_file_once",
                fields=["kind", "organisation_id", "file_sha256"],
                condition=models.Q(state__in=["running", "done"]),
                nulls_distinct=False,
                violation_error_message="Tệp này đã được nhập.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"
