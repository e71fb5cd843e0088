"""A plan, the document it came from, and what was read in it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q
from django.urls import reverse
from django.utils import timezone

from khue.planning.rules import DECISIONS, KINDS, STATES


class Plan(models.Model):
    """A plan (kế hoạch): who issued it, for which years, and where it stands.

    places: the units that see it: the issuer, those asked for opinions, those that lead or help with a task.
    """

    title = models.CharField("trích yếu", max_length=400)
    number = models.CharField("số, kí hiệu", max_length=100, blank=True)
    issuer = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị ban hành")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    first_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    last_year = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=15, choices=list(STATES.items()), default="draft")
    basis = models.CharField("căn cứ của bước gần nhất", max_length=300, blank=True)
    places = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được xem")
    is_synthetic = models.BooleanField("dữ liệu mẫu", default=False)
    created_by = models.BigIntegerField("người nhập", null=True)
    created_at = models.DateTimeField("nhập lúc", default=timezone.now)

    class Meta:
        verbose_name = "kế hoạch"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(name="planning_plan_state_is_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(name="planning_plan_is_seen_by_somebody", condition=Q(places__len__gte=1)),
            models.CheckConstraint(
                name="planning_plan_years_in_order",
                condition=Q(first_year__isnull=True) | Q(last_year__isnull=True) | Q(first_year__lte=F("last_year")),
            ),
            models.CheckConstraint(name="planning_plan_has_title", condition=~Q(title="")),
        ]

    class Data:
        scope = "places"
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the plan's page in the office."""
        return reverse("planning:plan", args=[self.pk])


class Document(models.Model):
    """The text of a plan as it was read (văn bản kế hoạch): its lines in order, and the digest of the file."""

    plan = models.OneToOneField(Plan, CASCADE, related_name="document")
    file_name = models.CharField("tên tệp", max_length=255)
    file_size = models.BigIntegerField("dung lượng (byte)")
    file_sha256 = models.CharField("mã băm SHA-256", max_length=64)
    lines = ArrayField(models.TextField(), verbose_name="các dòng")

    class Meta:
        verbose_name = "văn bản kế hoạch"
        constraints = [models.CheckConstraint(name="planning_document_has_lines", condition=Q(lines__len__gte=1))]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.file_name


class Proposal(models.Model):
    """Something that was read in the document (đề xuất) and waits for a person's decision.

    value: as it was read; mended: as the person put it. line, start, end: where its words stand in the document.
    """

    plan = models.ForeignKey(Plan, CASCADE, related_name="proposals")
    kind = models.CharField("loại", max_length=10, choices=list(KINDS.items()))
    position = models.PositiveIntegerField("thứ tự")
    first_line = models.PositiveIntegerField("từ dòng")
    last_line = models.PositiveIntegerField("đến dòng")
    start = models.PositiveIntegerField("từ chữ", default=0)
    end = models.PositiveIntegerField("đến chữ", null=True)
    value = models.JSONField("giá trị đọc được")
    mended = models.JSONField("giá trị đã sửa", null=True)
    decision = models.CharField("quyết định", max_length=10, choices=list(DECISIONS.items()), default="waiting")
    decided_by = models.BigIntegerField("người quyết định", null=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True)

    class Meta:
        verbose_name = "đề xuất"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(name="planning_proposal_has_one_place", fields=["plan", "position"]),
            models.CheckConstraint(name="planning_proposal_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(
                name="planning_proposal_decision_is_known", condition=Q(decision__in=list(DECISIONS))
            ),
            models.CheckConstraint(
                name="planning_proposal_lines_in_order", condition=Q(first_line__lte=F("last_line"))
            ),
            models.CheckConstraint(
                name="planning_proposal_decided_says_when",
                condition=Q(decision="waiting", decided_at__isnull=True)
                | (~Q(decision="waiting") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="planning_proposal_mended_has_value",
                condition=(Q(decision="mended") & Q(mended__isnull=False))
                | (~Q(decision="mended") & Q(mended__isnull=True)),
            ),
        ]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"

    @property
    def current(self) -> dict[str, object]:
        """Return the value as it stands now: mended, or as it was read."""
        found: dict[str, object] = self.mended if self.mended is not None else self.value
        return found


class Fault(models.Model):
    """Something wrong in the document (lỗi của văn bản), listed with its place and never smoothed over."""

    plan = models.ForeignKey(Plan, CASCADE, related_name="faults")
    proposal = models.ForeignKey(Proposal, CASCADE, related_name="faults", null=True)
    kind = models.CharField("loại lỗi", max_length=40)
    line = models.PositiveIntegerField("dòng")
    text = models.CharField("nội dung", max_length=1000)

    class Meta:
        verbose_name = "lỗi của văn bản"
        ordering = ("line", "pk")

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.kind} ({self.line})"

    @property
    def shown_line(self) -> int:
        """Return the line as people count: from 1."""
        return self.line + 1
