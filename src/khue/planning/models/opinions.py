"""A draft that is sent round: to whom, until when, what they said, what was answered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CASCADE, PROTECT, Q
from django.utils import timezone

from khue.planning.models.plans import Plan
from khue.planning.rules import OUTCOMES


class CommentRound(models.Model):
    """A round of opinions on a draft (đợt lấy ý kiến): which units are asked, until which day."""

    plan = models.ForeignKey(Plan, CASCADE, related_name="rounds")
    units = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được hỏi")
    due_on = models.DateField("hạn góp ý")
    message = models.CharField("lời đề nghị", max_length=1000, blank=True)
    sent_by = models.BigIntegerField("người gửi", null=True)
    sent_at = models.DateTimeField("gửi lúc", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc lúc", null=True)

    class Meta:
        verbose_name = "đợt lấy ý kiến"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                name="planning_round_one_at_a_time", fields=["plan"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="planning_round_asks_somebody", condition=Q(units__len__gte=1)),
        ]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.due_on}"


class Comment(models.Model):
    """An opinion of a unit on one paragraph of a draft (ý kiến góp ý), its answer, and the wording that was merged.

    line: the first line of the paragraph, counted from 0; None: on the plan as a whole.
    """

    round = models.ForeignKey(CommentRound, CASCADE, related_name="comments")
    plan = models.ForeignKey(Plan, CASCADE, related_name="+")
    unit = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị góp ý")
    line = models.PositiveIntegerField("dòng", null=True)
    text = models.CharField("ý kiến", max_length=4000)
    user_id = models.BigIntegerField("người góp ý", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)
    outcome = models.CharField("kết quả", max_length=8, choices=list(OUTCOMES.items()), default="waiting")
    answer = models.CharField("tiếp thu, giải trình", max_length=4000, blank=True)
    wording = models.CharField("câu chữ sau tiếp thu", max_length=4000, blank=True)
    answered_by = models.BigIntegerField("người trả lời", null=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)

    class Meta:
        verbose_name = "ý kiến góp ý"
        ordering = ("line", "pk")
        constraints = [
            models.CheckConstraint(name="planning_comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="planning_comment_outcome_is_known", condition=Q(outcome__in=list(OUTCOMES))),
            models.CheckConstraint(
                name="planning_comment_answered_has_words",
                condition=Q(outcome="waiting") | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    class Data:
        scope = "plan.places"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.line}"
