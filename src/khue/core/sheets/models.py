"""The table of imported files: one row a file, so that it can be seen, taken up again and undone as a whole."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone


class Mapping(models.Model):
    """How the columns of another system's file are read under a declared sheet (cách ghép cột), saved under a name.

    columns: name of the column -> titles in the file, joined in this order. values: name -> folded text of the file ->
    what is meant. orders: name -> how its days are written (dmy, mdy, ymd). fingerprint: of the titles of the file,
    so that the next file of the same form is read the same way.
    """

    kind = models.CharField("loại dữ liệu", max_length=80)
    organisation_id = models.BigIntegerField("đơn vị")
    name = models.CharField("tên cách ghép", max_length=80)
    fingerprint = models.CharField("dấu của dòng tiêu đề", max_length=64)
    columns = models.JSONField("cột", default=dict)
    values = models.JSONField("giá trị", default=dict)
    orders = models.JSONField("cách viết ngày", default=dict)
    user_id = models.BigIntegerField("người lưu", null=True)
    saved_at = models.DateTimeField("lưu lúc", default=timezone.now)

    class Meta:
        app_label = "core"
        verbose_name = "cách ghép cột"
        constraints = [
            models.UniqueConstraint(name="core_mapping_named_once", fields=["kind", "organisation_id", "name"])
        ]

    class Data:
        scope = "organisation"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One import of one file (lần nhập liệu)."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "Đã nộp, chưa kiểm tra"
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
    state = models.CharField("trạng thái", max_length=12, choices=State.choices, default=State.SUBMITTED)
    mode = models.CharField("cách ghi", max_length=8, choices=Mode.choices, default=Mode.ALL)
    organisation_id = models.BigIntegerField("đơn vị", null=True)
    user_id = models.BigIntegerField("người nhập", null=True)
    file_name = models.CharField("tên tệp", max_length=255)
    file_size = models.BigIntegerField("dung lượng (byte)")
    file_sha256 = models.CharField("mã băm SHA-256", max_length=64)
    counts = models.JSONField("số liệu", default=dict)
    made = models.JSONField("các dòng đã tạo", default=dict)  # model label -> ranges of ids, to take them back
    mapping = models.ForeignKey(Mapping, models.SET_NULL, null=True, related_name="+", verbose_name="cách ghép cột")
    message = models.CharField("thông báo", max_length=1000, blank=True)
    job_id = models.BigIntegerField("công việc nền", null=True)
    created_at = models.DateTimeField("nộp lúc", default=timezone.now)
    finished_at = models.DateTimeField("xong lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_by = models.BigIntegerField("người hoàn tác", null=True)

    class Data:
        scope = "organisation"
        personal = ("file_name", "message")
        keep = "forever"
        open = False

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

    @property
    def folder(self) -> Path:
        """Return where the file and what was found in it are kept."""
        return Path(settings.KHUE_FILES) / "imports" / str(self.pk)

    @property
    def source(self) -> Path:
        """Return the file as it was submitted."""
        return self.folder / "source"

    @property
    def problems_workbook(self) -> Path:
        """Return the workbook with the bad cells marked; it may not exist."""
        return self.folder / "problems.xlsx"

    @property
    def is_pending(self) -> bool:
        """Whether the rows may still be written."""
        return self.state in (self.State.CHECKED, self.State.REFUSED, self.State.INTERRUPTED)
