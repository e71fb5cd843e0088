"""Exam sessions, their results and every correction of a result."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q
from django.urls import reverse
from django.utils import timezone

from khue.exams.rules import PAPERS, STATES


class ExamSession(models.Model):
    """An exam session (kì thi): whose results are imported, checked, published and kept together."""

    code = models.SlugField("mã kì thi", max_length=40, unique=True)
    title = models.CharField("tên kì thi", max_length=200)
    year = models.PositiveSmallIntegerField("năm thi")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    papers = ArrayField(models.CharField(max_length=30), verbose_name="môn thi")
    state = models.CharField("trạng thái", max_length=15, choices=list(STATES.items()), default="draft")
    first_checked_by = models.ForeignKey(
        "security.User", PROTECT, related_name="+", null=True, verbose_name="người kiểm tra lần một"
    )
    first_checked_at = models.DateTimeField("kiểm tra lần một lúc", null=True)
    second_checked_by = models.ForeignKey(
        "security.User", PROTECT, related_name="+", null=True, verbose_name="người kiểm tra lần hai"
    )
    second_checked_at = models.DateTimeField("kiểm tra lần hai lúc", null=True)
    publish_at = models.DateTimeField("giờ công bố", null=True)
    published_at = models.DateTimeField("công bố lúc", null=True)
    published_version = models.PositiveIntegerField("bản công bố", default=0)
    requires_second_factor = models.BooleanField("cần mã tra cứu", default=False)
    is_synthetic = models.BooleanField("dữ liệu mẫu", default=False)
    note = models.TextField("ghi chú", blank=True)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)

    class Meta:
        verbose_name = "kì thi"
        ordering = ("-year", "code")
        indexes = [models.Index(fields=["organisation", "-year"], name="exams_session_of_unit")]
        constraints = [
            models.CheckConstraint(name="exams_session_state_is_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="exams_session_papers_are_known",
                condition=Q(papers__contained_by=list(PAPERS)) & Q(papers__len__gte=1),
            ),
            models.CheckConstraint(name="exams_session_year_is_plausible", condition=Q(year__range=(2015, 2100))),
            models.CheckConstraint(
                name="exams_session_two_people_check",
                condition=Q(second_checked_by__isnull=True) | ~Q(second_checked_by=models.F("first_checked_by")),
            ),
            models.CheckConstraint(
                name="exams_session_published_was_checked",
                condition=~Q(state__in=["checked", "published", "corrected", "archived"])
                | Q(first_checked_at__isnull=False, second_checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="exams_session_published_has_version",
                condition=~Q(state__in=["published", "corrected", "archived"])
                | Q(published_version__gte=1, published_at__isnull=False),
            ),
        ]

    class Data:
        scope = "organisation"
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the session's page in the office."""
        return reverse("exams:session", args=[self.code])

    def position(self, paper: str) -> int:
        """Return where the scores of a paper stand in `Result.scores`, counted from 1 as PostgreSQL does."""
        return self.papers.index(paper) + 1


class Result(models.Model):
    """The result of one candidate (kết quả thi): a number and scores, no name, no date of birth.

    scores: hundredths, one element for each of the session's papers; NULL when the paper was not taken. The links
    are checked once a statement by `exams_check_results`, not once a row.
    """

    pk = models.CompositePrimaryKey("session", "candidate_number")
    session = models.ForeignKey(ExamSession, PROTECT, related_name="+", db_constraint=False, db_index=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    batch = models.ForeignKey("core.Batch", PROTECT, related_name="+", db_constraint=False, db_index=False)
    candidate_number = models.CharField("số báo danh", max_length=12, db_collation="C")
    council = models.CharField("hội đồng thi", max_length=6, db_collation="C")
    scores = ArrayField(models.SmallIntegerField(null=True), verbose_name="điểm (phần trăm điểm)")
    language = models.CharField("ngoại ngữ", max_length=2, null=True, db_collation="C")
    second_factor = models.BinaryField("dấu vân tay của mã tra cứu", null=True)

    class Meta:
        verbose_name = "kết quả thi"

    class Data:
        scope = "organisation"
        personal = ("candidate_number", "scores", "second_factor")
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.candidate_number


class ResultChange(models.Model):
    """A correction of one score (đính chính điểm): who, when, from, to, why. Rows are only ever added."""

    session = models.ForeignKey(ExamSession, PROTECT, related_name="changes")
    candidate_number = models.CharField("số báo danh", max_length=12, db_collation="C")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+")
    paper = models.CharField("môn thi", max_length=30)
    before = models.SmallIntegerField("điểm cũ", null=True)
    after = models.SmallIntegerField("điểm mới", null=True)
    reason = models.CharField("lí do", max_length=500)
    decision = models.CharField("số quyết định", max_length=100)
    changed_by = models.ForeignKey("security.User", PROTECT, related_name="+", null=True, verbose_name="người sửa")
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now)
    version = models.PositiveIntegerField("có từ bản công bố")

    class Meta:
        verbose_name = "đính chính điểm"
        indexes = [models.Index(fields=["session", "candidate_number"], name="exams_change_of_candidate")]
        constraints = [
            models.CheckConstraint(
                name="exams_change_stays_on_scale",
                condition=(Q(before__isnull=True) | Q(before__range=(0, 1000)))
                & (Q(after__isnull=True) | Q(after__range=(0, 1000))),
            ),
            models.CheckConstraint(
                name="exams_change_changes",
                condition=~Q(before__isnull=True, after__isnull=True)
                & (Q(before__isnull=True) | Q(after__isnull=True) | ~Q(before=models.F("after"))),
            ),
            models.CheckConstraint(name="exams_change_has_reason", condition=~Q(reason="") & ~Q(decision="")),
        ]

    class Data:
        scope = "organisation"
        personal = ("candidate_number", "before", "after")
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.candidate_number} {self.paper}"
