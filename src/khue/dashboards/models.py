"""What people keep about boards: their own views, rules that watch indicators, and the warnings these raised."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils import timezone

from khue.dashboards.rules import KINDS, LIFE, TESTS


class SavedView(models.Model):
    """A saved view (khung nhìn đã lưu): the address of a board as one person likes it; rights are asked again."""

    user_id = models.BigIntegerField("người lưu")
    title = models.CharField("tên", max_length=100)
    board = models.CharField("bảng", max_length=30)
    query = models.CharField("lựa chọn", max_length=300, blank=True)
    saved_at = models.DateTimeField("lưu lúc", default=timezone.now)

    class Meta:
        verbose_name = "khung nhìn đã lưu"
        ordering = ("title", "pk")
        constraints = [models.UniqueConstraint(name="view_title_once_a_person", fields=["user_id", "title"])]

    class Data:
        scope = "user"
        personal = ("title",)
        keep = "until removed"
        open = False

    def __str__(self) -> str:
        return self.title


class AlertRule(models.Model):
    """A rule that watches an indicator (quy tắc cảnh báo) at the units of a kind under the unit that set it.

    limit: the threshold, the percentage of change, or how many spreads from the peers. owner: who answers for it.
    """

    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị đặt")
    indicator = models.CharField("chỉ số", max_length=60)
    kind = models.CharField("loại", max_length=10, choices=list(KINDS.items()))
    side = models.CharField("phía", max_length=5, choices=list(TESTS.items()), default="below")
    limit = models.FloatField("mức", default=0)
    unit_kind = models.CharField("loại đơn vị", max_length=20)
    owner = models.CharField("phụ trách", max_length=20)
    is_on = models.BooleanField("đang dùng", default=True)
    user_id = models.BigIntegerField("người đặt", null=True)
    set_at = models.DateTimeField("đặt lúc", default=timezone.now)

    class Meta:
        verbose_name = "quy tắc cảnh báo"
        ordering = ("indicator", "pk")
        constraints = [
            models.UniqueConstraint(
                name="alert_rule_once",
                fields=["organisation", "indicator", "kind", "side", "unit_kind"],
                condition=Q(is_on=True),
            ),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.indicator} {self.kind}"


class Alert(models.Model):
    """A warning (cảnh báo): a rule held at a unit in a period; one for each of them, however often it is looked at."""

    rule = models.ForeignKey(AlertRule, PROTECT, related_name="alerts")
    unit = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    period = models.DateField("kì, từ ngày")
    state = models.CharField("trạng thái", max_length=12, choices=list(LIFE.states.items()), default="raised")
    value = models.FloatField("giá trị", null=True)
    before = models.FloatField("giá trị trước", null=True)
    raised_at = models.DateTimeField("phát lúc", default=timezone.now)
    taken_by = models.BigIntegerField("người nhận", null=True)
    taken_at = models.DateTimeField("nhận lúc", null=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    snoozed_until = models.DateField("hoãn đến ngày", null=True)
    escalated_at = models.DateTimeField("chuyển cấp trên lúc", null=True)
    ended_at = models.DateTimeField("hết lúc", null=True)

    class Meta:
        verbose_name = "cảnh báo"
        ordering = ("-raised_at", "-pk")
        constraints = [
            models.UniqueConstraint(name="alert_once_a_period", fields=["rule", "unit", "period"]),
            models.CheckConstraint(
                name="alert_snoozed_says_until", condition=~Q(state="snoozed") | Q(snoozed_until__isnull=False)
            ),
            models.CheckConstraint(
                name="alert_ends_after_its_start", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("raised_at"))
            ),
        ]

    class Data:
        scope = "unit"
        personal = ("note",)
        keep = "5 years"
        open = False

    def __str__(self) -> str:
        return f"{self.rule_id} {self.unit_id} {self.period}"
