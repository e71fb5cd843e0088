"""The two tables that every app writes to: what happened, and what is still running."""

from django.db import models
from django.utils import timezone

from khue.core.sheets.models import Batch

__all__ = ["Batch", "Event", "Job"]


class Event(models.Model):
    """Something that happened (sự kiện). The list of events is the audit trail and the outbox.

    Partitioned by month and append-only in the database; at commit each event is linked into the chain of its day
    (`core_event_link`), which `khue audit verify` follows.
    """

    name = models.CharField("tên", max_length=80)  # "exams.session_published"
    at = models.DateTimeField("lúc", default=timezone.now)
    user_id = models.BigIntegerField("người làm", null=True)
    subject = models.CharField("đối tượng", max_length=80)  # "exams.ExamSession:17"
    facts = models.JSONField("chi tiết", default=dict)  # ids and codes, never names

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    class Meta:
        managed = False
        db_table = "core_event"
        verbose_name = "sự kiện"

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class Job(models.Model):
    """A piece of work in the background (công việc nền) that a person can watch."""

    class State(models.TextChoices):
        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không xong"
        CANCELLED = "cancelled", "Đã huỷ"
        INTERRUPTED = "interrupted", "Bị ngắt"

    kind = models.CharField("loại", max_length=80)
    title = models.CharField("tên việc", max_length=200)
    state = models.CharField("trạng thái", max_length=12, choices=State.choices, default=State.QUEUED)
    done = models.BigIntegerField("đã làm", default=0)
    total = models.BigIntegerField("tổng số", null=True)
    message = models.CharField("đang làm gì", max_length=300, blank=True)
    args = models.JSONField("tham số", default=dict)
    result = models.JSONField("kết quả", default=dict)
    user_id = models.BigIntegerField("người yêu cầu", null=True)
    organisation_id = models.BigIntegerField("đơn vị", null=True)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)
    started_at = models.DateTimeField("bắt đầu lúc", null=True)
    seen_at = models.DateTimeField("còn chạy lúc", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True)

    class Data:
        scope = "organisation"
        personal = ("title", "message", "args", "result")
        keep = "90 days"
        open = False

    class Meta:
        verbose_name = "công việc nền"
        indexes = [models.Index(fields=["user_id", "-created_at"], name="core_job_of_user")]
        constraints = [
            models.CheckConstraint(
                name="core_job_done_within_total",
                condition=models.Q(total__isnull=True) | models.Q(done__lte=models.F("total")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """Return 0 to 100, or None while the total is unknown."""
        return self.done * 100 // self.total if self.total else None

    @property
    def is_open(self) -> bool:
        """Whether the work may still go on."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def can_be_taken_up(self) -> bool:
        """Whether the work stopped before its end and may be asked for again."""
        return self.state in (self.State.INTERRUPTED, self.State.FAILED)
