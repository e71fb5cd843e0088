"""The assessment of a school in a season, what it says of each criterion, and the evidence."""

from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q
from django.urls import reverse
from django.utils import timezone

from khue.maturity.models.seasons import Edition, Season
from khue.maturity.rules import DONE, LIFE, ORIGINS, VERDICTS, Criterion


class Assessment(models.Model):
    """The self-assessment of a school (phiếu tự đánh giá), checked, recognised and published.

    edition: set when it is first sent; until then the criteria of the season hold. first, second, level: what it came
    to by the last change.
    """

    season = models.ForeignKey(Season, PROTECT, related_name="assessments", verbose_name="đợt")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    edition = models.ForeignKey(Edition, PROTECT, related_name="+", null=True, verbose_name="bộ tiêu chí")
    state = models.CharField("trạng thái", max_length=10, choices=list(LIFE.states.items()), default="draft")
    first = models.DecimalField("điểm nhóm 1", max_digits=5, decimal_places=1, default=0)
    second = models.DecimalField("điểm nhóm 2", max_digits=5, decimal_places=1, default=0)
    first_level = models.PositiveSmallIntegerField("mức nhóm 1", default=1)
    second_level = models.PositiveSmallIntegerField("mức nhóm 2", default=1)
    level = models.PositiveSmallIntegerField("mức", null=True)
    sent_by = models.BigIntegerField("người gửi", null=True)
    sent_at = models.DateTimeField("gửi lúc", null=True)
    is_late = models.BooleanField("gửi trễ", default=False)
    returned_why = models.CharField("yêu cầu bổ sung", max_length=1000, blank=True)
    checked_by = models.BigIntegerField("người thẩm định", null=True)
    checked_at = models.DateTimeField("thẩm định lúc", null=True)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    recognised_on = models.DateField("ngày công nhận", null=True)
    recognised_by = models.BigIntegerField("người công nhận", null=True)
    authority = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="công nhận bởi"
    )

    class Meta:
        verbose_name = "phiếu tự đánh giá"
        constraints = [
            models.UniqueConstraint(name="maturity_assessed_once", fields=["season", "school"]),
            models.CheckConstraint(
                name="maturity_sent_keeps_criteria",
                condition=Q(state="draft") | Q(edition__isnull=False, sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="maturity_returned_says_why", condition=~Q(state="returned") | ~Q(returned_why="")
            ),
            models.CheckConstraint(
                name="maturity_checked_by_another", condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("sent_by"))
            ),
            models.CheckConstraint(
                name="maturity_recognised_by_decision",
                condition=~Q(state__in=DONE)
                | (~Q(number="") & Q(recognised_on__isnull=False, authority__isnull=False)),
            ),
        ]

    class Data:
        scope = "school"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.season_id}: {self.school_id}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("maturity:assessment", args=[self.pk])

    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria by which it is assessed: those it was sent with, else those of the season."""
        return (self.edition or self.season.edition).criteria(self.season.due_school)


class Item(models.Model):
    """What a school says of one criterion (mục đánh giá), and what the level above decided on it.

    points: of a mandatory item 1 or 0. figure, figure_on: the value of the indicator when the item filled itself.
    version: grows with each change, so that two people cannot decide on the same item without knowing.
    """

    assessment = models.ForeignKey(Assessment, CASCADE, related_name="items")
    code = models.CharField("tiêu chí", max_length=20)
    points = models.DecimalField("điểm", max_digits=4, decimal_places=1)
    origin = models.CharField("nguồn", max_length=6, choices=list(ORIGINS.items()))
    figure = models.DecimalField("giá trị chỉ số (%)", max_digits=5, decimal_places=1, null=True)
    figure_on = models.DateField("chỉ số tính đến", null=True)
    note = models.CharField("diễn giải", max_length=1000, blank=True)
    verdict = models.CharField("kết quả thẩm định", max_length=8, choices=list(VERDICTS.items()), default="waiting")
    given = models.DecimalField("điểm thẩm định", max_digits=4, decimal_places=1, null=True)
    reason = models.CharField("lí do", max_length=500, blank=True)
    decided_by = models.BigIntegerField("người thẩm định", null=True)
    version = models.PositiveIntegerField("lần sửa", default=1)

    class Meta:
        verbose_name = "mục đánh giá"
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="maturity_item_once", fields=["assessment", "code"]),
            models.CheckConstraint(name="maturity_item_points_are_not_negative", condition=Q(points__gte=0)),
            models.CheckConstraint(
                name="maturity_item_changed_has_reason",
                condition=~Q(verdict__in=("changed", "asked")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="maturity_item_changed_has_points", condition=Q(verdict="changed", given__gte=0) | Q(given=None)
            ),
        ]

    class Data:
        scope = "assessment.school"
        personal = ("note", "reason")
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.code}"


class Evidence(models.Model):
    """A piece of evidence (minh chứng) for a criterion: words or a file; withdrawn, never deleted."""

    assessment = models.ForeignKey(Assessment, CASCADE, related_name="evidence")
    code = models.CharField("tiêu chí", max_length=20)
    text = models.CharField("nội dung", max_length=1000, blank=True)
    file = models.FileField("tệp", upload_to="maturity/evidence", max_length=200, blank=True)
    added_by = models.BigIntegerField("người thêm", null=True)
    added_at = models.DateTimeField("thêm lúc", default=timezone.now)
    withdrawn_by = models.BigIntegerField("người rút", null=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)
    withdrawn_why = models.CharField("lí do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "minh chứng"
        ordering = ("code", "pk")
        constraints = [
            models.CheckConstraint(name="maturity_evidence_shows_something", condition=~Q(text="") | ~Q(file="")),
            models.CheckConstraint(
                name="maturity_evidence_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_why=""),
            ),
        ]

    class Data:
        scope = "assessment.school"
        personal = ("text", "file")
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.code}"
