"""Organisations and their dated facts, with two clocks.

`valid` says when a fact was true, `recorded` when Khuê knew it. A row is never changed: a decision closes the
recorded period of the rows it replaces and adds new ones, in one transaction (`actions`).
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import PROTECT, F, Func, Q
from django.urls import reverse

from khue.organisations.rules import (
    CODE_SCHEMES,
    DECISION_KINDS,
    FEATURES,
    KINDS,
    LEVELS,
    OWNERSHIPS,
)

KNOWN_NOW = Q(recorded__upper_inf=True)


@dataclass(frozen=True)
class Facts:
    """What a unit is like at one time, without the clocks."""

    name: str
    kind: str
    parent_id: int | None = None
    short_name: str = ""
    levels: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    ownership: str = ""
    area_code: str = ""
    area_name: str = ""
    address: str = ""

    @classmethod
    def of(cls, version: "OrganisationVersion") -> "Facts":
        """Read the facts of a version."""
        read = {field.name: getattr(version, field.name) for field in fields(cls)}
        return cls(**{**read, "levels": tuple(version.levels), "features": tuple(version.features)})

    def columns(self) -> dict[str, Any]:
        """Return the facts as columns of a version."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {
            "levels": list(self.levels),
            "features": list(self.features),
        }

    def changed(self, changes: dict[str, Any]) -> "Facts":
        """Return the facts with some of them changed."""
        return replace(self, **changes)


class Organisation(models.Model):
    """A unit (đơn vị): only its identity. Everything that may change is in its versions."""

    code = models.CharField("mã đơn vị", max_length=20, unique=True)
    is_synthetic = models.BooleanField("đơn vị mẫu", default=False)

    class Meta:
        verbose_name = "đơn vị"

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Return the address of the unit's card."""
        return reverse("organisations:card", args=[self.pk])


class Decision(models.Model):
    """A decision on units (quyết định): what was decided, with the document it stands on."""

    kind = models.CharField("loại", max_length=12, choices=list(DECISION_KINDS.items()))
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True)
    effective_on = models.DateField("ngày có hiệu lực")
    signer = models.CharField("người ký", max_length=100, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=120, blank=True)
    title = models.CharField("trích yếu", max_length=300)
    file = models.FileField("văn bản", upload_to="organisations/decisions", max_length=200, blank=True)
    sha256 = models.CharField("dấu vân tay của tệp", max_length=64, blank=True)
    form_key = models.UUIDField("khoá chống gửi trùng", unique=True)
    recorded_at = models.DateTimeField("ghi nhận lúc")
    user_id = models.BigIntegerField("người ghi nhận", null=True)  # the accounts stand on a higher floor
    undoes = models.OneToOneField(
        "self",
        PROTECT,
        related_name="undone_by",
        null=True,
        verbose_name="huỷ bỏ quyết định",
    )

    class Meta:
        verbose_name = "quyết định về đơn vị"
        constraints = [
            models.CheckConstraint(
                name="decision_kind_is_known",
                condition=Q(kind__in=list(DECISION_KINDS)),
            ),
            models.CheckConstraint(
                name="decision_undo_names_what",
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes__isnull=True)),
            ),
        ]

    class Data:
        scope = None
        personal = ("signer",)
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.number or self.title


class Recorded(models.Model):
    """A fact with the period in which Khuê knew it, and the decisions that began and ended the knowing.

    `basis` is the decision that the fact rests on; `opened_by` differs from it where an undo brought a row back.
    """

    recorded = DateTimeRangeField("thời gian ghi nhận")
    basis = models.ForeignKey(Decision, PROTECT, related_name="+", verbose_name="căn cứ")
    opened_by = models.ForeignKey(Decision, PROTECT, related_name="+")
    closed_by = models.ForeignKey(Decision, PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True


class OrganisationVersion(Recorded):
    """What a unit was like during a period (thông tin đơn vị theo thời kì)."""

    organisation = models.ForeignKey(Organisation, PROTECT, related_name="versions")
    valid = DateRangeField("thời kì")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên viết tắt", max_length=60, blank=True)
    kind = models.CharField("loại đơn vị", max_length=20, choices=list(KINDS.items()))
    levels = ArrayField(models.CharField(max_length=20), verbose_name="cấp học", default=list)
    features = ArrayField(models.CharField(max_length=20), verbose_name="loại hình riêng", default=list)
    ownership = models.CharField("hình thức sở hữu", max_length=20, choices=list(OWNERSHIPS.items()), blank=True)
    parent = models.ForeignKey(
        Organisation,
        PROTECT,
        related_name="+",
        null=True,
        verbose_name="đơn vị quản lí",
    )
    area_code = models.CharField("mã đơn vị hành chính", max_length=5, blank=True)  # 2, 3 or 5 digits, of its time
    area_name = models.CharField("địa bàn", max_length=120, blank=True)  # as it was called in that period
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    sort_key = models.CharField(max_length=600, db_collation="C")
    folded = models.GeneratedField(
        expression=Func(F("name"), function="vn_fold"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        verbose_name = "thông tin đơn vị"
        constraints = [
            ExclusionConstraint(
                name="version_one_at_any_point",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="version_kind_is_known", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(
                name="version_levels_are_known",
                condition=Q(levels__contained_by=list(LEVELS)),
            ),
            models.CheckConstraint(
                name="version_features_are_known",
                condition=Q(features__contained_by=list(FEATURES)),
            ),
            models.CheckConstraint(name="version_is_not_its_parent", condition=~Q(parent=F("organisation"))),
            models.CheckConstraint(
                name="version_periods_not_empty",
                condition=Q(valid__isempty=False, recorded__isempty=False),
            ),
            models.CheckConstraint(
                name="version_area_is_a_code",
                condition=Q(area_code__regex=r"^([0-9]{2}|[0-9]{3}|[0-9]{5})?$"),
            ),
        ]
        indexes = [
            models.Index(fields=["parent"], name="version_children", condition=KNOWN_NOW),
            models.Index(
                fields=["sort_key", "organisation"],
                name="version_order",
                condition=KNOWN_NOW,
            ),
            models.Index(fields=["area_code"], name="version_area", condition=KNOWN_NOW),
            GinIndex(OpClass("folded", "gin_trgm_ops"), name="version_words"),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return self.name


class OrganisationCode(Recorded):
    """A code that a list outside Khuê gives a unit (mã trong danh mục khác), and for how long."""

    organisation = models.ForeignKey(Organisation, PROTECT, related_name="codes")
    scheme = models.CharField("danh mục", max_length=20, choices=list(CODE_SCHEMES.items()))
    code = models.CharField("mã", max_length=20)
    valid = DateRangeField("thời kì")

    class Meta:
        verbose_name = "mã trong danh mục khác"
        constraints = [
            ExclusionConstraint(
                name="code_belongs_to_one_unit",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="code_scheme_is_known", condition=Q(scheme__in=list(CODE_SCHEMES))),
        ]
        indexes = [models.Index(fields=["organisation"], name="code_of_unit")]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class Succession(Recorded):
    """A unit goes on in another (kế thừa): `part`/`of` is the share of the old unit; null while it is not known."""

    old = models.ForeignKey(Organisation, PROTECT, related_name="+", verbose_name="đơn vị cũ")
    new = models.ForeignKey(Organisation, PROTECT, related_name="+", verbose_name="đơn vị kế thừa")
    on = models.DateField("từ ngày")
    part = models.PositiveIntegerField("phần", null=True)
    of = models.PositiveIntegerField("trên", null=True)

    class Meta:
        verbose_name = "kế thừa"
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["old", "new", "on"], condition=KNOWN_NOW),
            models.CheckConstraint(name="succession_of_another", condition=~Q(old=F("new"))),
            models.CheckConstraint(
                name="succession_share_within_one",
                condition=Q(part__isnull=True, of__isnull=True) | Q(part__gt=0, of__gte=F("part")),
            ),
        ]
        indexes = [
            models.Index(fields=["old"], name="succession_old", condition=KNOWN_NOW),
            models.Index(fields=["new"], name="succession_new", condition=KNOWN_NOW),
        ]

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = True

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"

    @property
    def is_whole(self) -> bool:
        """Whether all of the old unit went into this one."""
        return self.part is not None and self.part == self.of
