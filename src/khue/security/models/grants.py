"""Grants (phân quyền): who holds which role where, since when, on what basis, and how it came to be held."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils import timezone

from khue.security.models.accounts import User
from khue.security.rules import GRANT_KINDS, GRANTED, Can

DERIVED = ("delegated", "substitution", "moved")


class PostMove(models.Model):
    """A move of all posts (lần chuyển quyền) of a unit that ended to the unit that goes on in its place."""

    old = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị cũ")
    new = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị mới")
    on = models.DateField("từ ngày")
    basis = models.CharField("căn cứ", max_length=200)
    before = models.JSONField("trước khi chuyển", default=dict)  # grant -> the day it would have ended, or null
    at = models.DateTimeField("lúc", default=timezone.now)
    moved_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người chuyển")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)
    undone_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người hoàn tác")

    class Meta:
        verbose_name = "lần chuyển quyền"
        constraints = [models.CheckConstraint(name="post_move_goes_elsewhere", condition=~Q(old=F("new")))]

    class Data:
        scope = None
        personal = ()
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class Grant(models.Model):
    """A role held at an organisation for a period (phân quyền); it reaches all units below.

    only: a part of the role's permissions; empty is all of it. until: the very moment at which an emergency ends, or
    a grant that was ended at once.
    of: the grant that this one stands on and ends with. waits: a second person has not confirmed it yet.
    """

    user = models.ForeignKey(User, PROTECT, related_name="grants", verbose_name="người giữ")
    role = models.CharField("vai trò", max_length=40, choices=[(role.code, role.title) for role in GRANTED])
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    period = DateRangeField("thời hạn")
    until = models.DateTimeField("đến lúc", null=True)
    kind = models.CharField("cách giữ", max_length=12, choices=list(GRANT_KINDS.items()), default="given")
    of = models.ForeignKey("self", PROTECT, related_name="derived", null=True, verbose_name="dựa trên")
    only = ArrayField(models.CharField(max_length=60), verbose_name="chỉ các quyền", default=list, blank=True)
    may_pass_on = models.BooleanField("được uỷ quyền tiếp", default=False)
    basis = models.CharField("căn cứ", max_length=200)
    basis_on = models.DateField("ngày của căn cứ", null=True)
    given_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người giao")
    given_at = models.DateTimeField("giao lúc", default=timezone.now)
    waits = models.BooleanField("chờ người thứ hai xác nhận", default=False)
    confirmed_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người xác nhận")
    ended_why = models.CharField("lí do thôi", max_length=200, blank=True)
    ended_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người cho thôi")
    ended_at = models.DateTimeField("cho thôi lúc", null=True)
    batch_id = models.BigIntegerField("lần nhập liệu", null=True)
    move = models.ForeignKey(PostMove, PROTECT, related_name="grants", null=True, verbose_name="lần chuyển quyền")

    class Meta:
        verbose_name = "phân quyền"
        indexes = [
            models.Index(fields=["organisation", "role"], name="security_grant_of_unit"),
            models.Index(fields=["batch_id"], name="security_grant_of_batch", condition=Q(batch_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="grant_role_is_known", condition=Q(role__in=[role.code for role in GRANTED])),
            models.CheckConstraint(name="grant_kind_is_known", condition=Q(kind__in=list(GRANT_KINDS))),
            models.CheckConstraint(
                name="grant_begins_on_a_day", condition=Q(period__isempty=False, period__lower_inf=False)
            ),
            models.CheckConstraint(
                name="grant_emergency_is_short",
                condition=Q(kind="break_glass", role="emergency", until__isnull=False)
                | (~Q(kind="break_glass") & ~Q(role="emergency")),
            ),
            models.CheckConstraint(
                name="grant_derived_says_of_what",
                condition=Q(kind__in=DERIVED, of__isnull=False) | (~Q(kind__in=DERIVED) & Q(of__isnull=True)),
            ),
            models.CheckConstraint(
                name="grant_not_to_oneself",
                condition=Q(kind__in=("break_glass", "moved")) | Q(given_by__isnull=True) | ~Q(given_by=F("user")),
            ),
            models.CheckConstraint(
                name="grant_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (Q(waits=False) & ~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("given_by"))),
            ),
            models.CheckConstraint(
                name="grant_ends_at_once_when_ended",
                condition=Q(until__isnull=True) | Q(kind="break_glass") | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(name="grant_ended_says_why", condition=Q(ended_at__isnull=True) | ~Q(ended_why="")),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(kind="break_glass") & Q(ended_at__isnull=True),
            ),
        ]

    class Data:
        scope = "organisation"
        personal = ("user",)
        keep = "10 years"
        open = False
        asks_for = (Can.SEE_GRANTS, Can.GIVE_GRANTS, Can.DELEGATE, Can.MOVE_POSTS)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class Opening(models.Model):
    """An emergency (lần mở khẩn cấp): who opened which unit's records, why, until when; and what the review found."""

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", "Có lí do chính đáng"
        UNJUSTIFIED = "unjustified", "Không chính đáng"

    grant = models.OneToOneField(Grant, PROTECT, related_name="opening", verbose_name="phân quyền")
    user = models.ForeignKey(User, PROTECT, related_name="+", verbose_name="người mở")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    reason = models.CharField("lí do", max_length=300)
    opened_at = models.DateTimeField("mở lúc")
    until = models.DateTimeField("đến lúc")
    finding = models.CharField("kết luận", max_length=12, choices=Finding.choices, blank=True)
    note = models.CharField("nhận xét", max_length=300, blank=True)
    told = ArrayField(models.BigIntegerField(), verbose_name="những người được báo", default=list)  # accounts
    reviewed_by = models.ForeignKey(User, PROTECT, related_name="+", null=True, verbose_name="người xem xét")
    reviewed_at = models.DateTimeField("xem xét lúc", null=True)

    class Meta:
        verbose_name = "lần mở khẩn cấp"
        indexes = [models.Index(fields=["organisation"], name="security_opening_to_review", condition=Q(finding=""))]
        constraints = [
            models.CheckConstraint(name="opening_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="opening_ends", condition=Q(until__gt=F("opened_at"))),
            models.CheckConstraint(
                name="opening_reviewed_by_another",
                condition=Q(finding="", reviewed_at__isnull=True)
                | (~Q(finding="") & Q(reviewed_at__isnull=False) & ~Q(reviewed_by=F("user"))),
            ),
        ]

    class Data:
        scope = "organisation"
        personal = ("user", "reason", "note")
        keep = "5 years (SEC: as a breach file)"
        open = False
        asks_for = (Can.SEE_GRANTS, Can.REVIEW_BREAK_GLASS)

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"
