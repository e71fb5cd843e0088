"""What a plan asks for: targets, tasks and what became of them, money, duties to report."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q
from django.urls import reverse
from django.utils import timezone

from khue.planning.models.plans import Plan, Proposal
from khue.planning.rules import COMPARATORS, DEADLINES, ENTRIES, RECURRENCES, TASK_STATES


class Target(models.Model):
    """A target of a plan (chỉ tiêu): what should be reached by which year, and the indicator that measures it."""

    plan = models.ForeignKey(Plan, CASCADE, related_name="targets")
    proposal = models.OneToOneField(Proposal, CASCADE, related_name="target", null=True)
    text = models.CharField("nội dung", max_length=1000)
    comparator = models.CharField("so sánh", max_length=5, choices=list(COMPARATORS.items()))
    low = models.DecimalField("giá trị", max_digits=18, decimal_places=4)
    high = models.DecimalField("giá trị trên", max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    indicator = models.CharField("chỉ số", max_length=80, blank=True)
    scope = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="tính cho đơn vị"
    )

    class Meta:
        verbose_name = "chỉ tiêu"
        ordering = ("plan", "proposal__position", "pk")
        constraints = [
            models.CheckConstraint(
                name="planning_target_comparator_is_known", condition=Q(comparator__in=list(COMPARATORS))
            ),
            models.CheckConstraint(
                name="planning_target_range_has_both_ends",
                condition=(Q(comparator="range") & Q(high__isnull=False) & Q(low__lte=F("high")))
                | (~Q(comparator="range") & Q(high__isnull=True)),
            ),
            models.CheckConstraint(name="planning_target_has_text", condition=~Q(text="")),
        ]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.text


class PlanTask(models.Model):
    """A task of a plan (nhiệm vụ): who leads, who helps, until when, how far it is.

    lead_text, coordinating_text: as printed; lead, coordinating: the units a person tied to them.
    """

    plan = models.ForeignKey(Plan, CASCADE, related_name="tasks")
    proposal = models.OneToOneField(Proposal, CASCADE, related_name="task", null=True)
    parent = models.ForeignKey("self", CASCADE, related_name="parts", null=True)
    number = models.CharField("số thứ tự", max_length=20, blank=True)
    text = models.CharField("nội dung", max_length=2000)
    lead_text = models.CharField("chủ trì (như văn bản)", max_length=400, blank=True)
    coordinating_text = models.CharField("phối hợp (như văn bản)", max_length=1000, blank=True)
    lead = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="đơn vị chủ trì"
    )
    coordinating = ArrayField(models.BigIntegerField(), default=list, verbose_name="đơn vị phối hợp")
    assignee = models.ForeignKey("people.Person", PROTECT, related_name="+", null=True, verbose_name="người thực hiện")
    deadline_kind = models.CharField("loại thời hạn", max_length=8, choices=list(DEADLINES.items()), default="none")
    deadline_text = models.CharField("thời hạn (như văn bản)", max_length=200, blank=True)
    start_on = models.DateField("bắt đầu", null=True)
    due_on = models.DateField("hạn", null=True)
    percent = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    state = models.CharField("trạng thái", max_length=8, choices=list(TASK_STATES.items()), default="waiting")
    done_on = models.DateField("hoàn thành ngày", null=True)
    reminded_on = models.DateField("nhắc lần cuối", null=True)

    class Meta:
        verbose_name = "nhiệm vụ"
        ordering = ("plan", "proposal__position", "pk")
        indexes = [models.Index(fields=["lead", "due_on"], name="planning_task_of_unit")]
        constraints = [
            models.CheckConstraint(name="planning_task_state_is_known", condition=Q(state__in=list(TASK_STATES))),
            models.CheckConstraint(name="planning_task_percent_in_bounds", condition=Q(percent__range=(0, 100))),
            models.CheckConstraint(
                name="planning_task_done_is_whole",
                condition=~Q(state="done") | Q(percent=100, done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="planning_task_dates_in_order",
                condition=Q(start_on__isnull=True) | Q(due_on__isnull=True) | Q(start_on__lte=F("due_on")),
            ),
            models.CheckConstraint(
                name="planning_task_is_not_its_own_part", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="planning_task_deadline_is_known", condition=Q(deadline_kind__in=list(DEADLINES))
            ),
        ]

    class Data:
        scope = "plan.places"
        personal = ("assignee",)
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return the address of the task's page in the office."""
        return reverse("planning:task", args=[self.pk])


class Progress(models.Model):
    """What was reported about a task (tiến độ nhiệm vụ): how far, with which evidence, or why later. Only added."""

    task = models.ForeignKey(PlanTask, PROTECT, related_name="entries")
    kind = models.CharField("loại", max_length=8, choices=list(ENTRIES.items()), default="progress")
    percent = models.PositiveSmallIntegerField("tiến độ (%)")
    text = models.CharField("nội dung, lí do", max_length=2000)
    evidence = models.CharField("minh chứng", max_length=1000, blank=True)
    was_due_on = models.DateField("hạn cũ", null=True)
    due_on = models.DateField("hạn mới", null=True)
    user_id = models.BigIntegerField("người báo", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "tiến độ nhiệm vụ"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(name="planning_progress_kind_is_known", condition=Q(kind__in=list(ENTRIES))),
            models.CheckConstraint(name="planning_progress_percent_in_bounds", condition=Q(percent__range=(0, 100))),
            models.CheckConstraint(name="planning_progress_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="planning_progress_delay_has_day", condition=~Q(kind="delay") | Q(due_on__isnull=False)
            ),
        ]

    class Data:
        scope = "task.plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.task_id}: {self.percent}%"


class Budget(models.Model):
    """Money of a plan (kinh phí): for which task or row, from which source, in which year; plan, allotted, spent."""

    plan = models.ForeignKey(Plan, CASCADE, related_name="budgets")
    proposal = models.OneToOneField(Proposal, CASCADE, related_name="budget", null=True)
    task = models.ForeignKey(PlanTask, CASCADE, related_name="budgets", null=True)
    row = models.CharField("nội dung chi", max_length=1000)
    source = models.CharField("nguồn", max_length=100, blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True)
    unit = models.CharField("đơn vị tính", max_length=20)
    is_sum = models.BooleanField("dòng tổng", default=False)  # as printed; checked against the lines, never added up
    planned = models.DecimalField("kế hoạch (đồng)", max_digits=18, decimal_places=0)
    allotted = models.DecimalField("đã giao (đồng)", max_digits=18, decimal_places=0, default=0)
    spent = models.DecimalField("đã chi (đồng)", max_digits=18, decimal_places=0, default=0)

    class Meta:
        verbose_name = "kinh phí"
        ordering = ("plan", "proposal__position", "pk")
        constraints = [
            models.CheckConstraint(
                name="planning_budget_is_not_negative",
                condition=Q(planned__gte=0, allotted__gte=0, spent__gte=0),
            ),
        ]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.row


class Duty(models.Model):
    """A duty to report that a plan lays down (nghĩa vụ báo cáo): what, on which day, how often, who to whom."""

    plan = models.ForeignKey(Plan, CASCADE, related_name="duties")
    proposal = models.OneToOneField(Proposal, CASCADE, related_name="duty", null=True)
    text = models.CharField("nội dung", max_length=1000)
    recurrence = models.CharField("lặp lại", max_length=9, choices=list(RECURRENCES.items()), default="none")
    due_on = models.DateField("ngày", null=True)
    month = models.PositiveSmallIntegerField("tháng", null=True)
    day = models.PositiveSmallIntegerField("ngày trong tháng", null=True)
    owed_by = models.CharField("đơn vị báo cáo", max_length=200, blank=True)
    owed_to = models.CharField("nơi nhận", max_length=200, blank=True)

    class Meta:
        verbose_name = "nghĩa vụ báo cáo"
        ordering = ("plan", "proposal__position", "pk")
        constraints = [
            models.CheckConstraint(name="planning_duty_recurrence_is_known", condition=Q(recurrence__in=RECURRENCES)),
            models.CheckConstraint(
                name="planning_duty_says_its_day",
                condition=(~Q(recurrence="once") | Q(due_on__isnull=False))
                & (Q(month__isnull=True) | Q(month__range=(1, 12)))
                & (Q(day__isnull=True) | Q(day__range=(1, 31))),
            ),
        ]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.text
