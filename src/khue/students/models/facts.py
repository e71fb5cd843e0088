"""Dated facts about a pupil at school: status, health, recognition."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import PROTECT, Q

from khue.students.rules import RECOGNITIONS, STATUSES


class Status(models.Model):
    """A status of a pupil for a time (diện, chế độ): policy group, special need, boarding, health insurance.

    code: of the catalogue of its kind (priority_categories; see `rules`), or the number of the insurance card.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    kind = models.CharField("loại", max_length=12, choices=list(STATUSES.items()))
    code = models.CharField("mã", max_length=40)
    period = DateRangeField("thời gian")
    document = models.CharField("giấy tờ kèm theo", max_length=120, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)

    class Meta:
        verbose_name = "diện, chế độ"
        indexes = [models.Index(fields=["school", "kind", "code"], name="students_status_of_school")]
        constraints = [
            ExclusionConstraint(
                name="status_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            )
        ]

    class Data:
        scope = "school"
        personal = ("person", "code", "document", "note")
        sensitive = ("code", "document", "note")
        keep = "5 years after leaving"
        open = False
        twins_stay = True  # when two persons are made one

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.code}"


class HealthCheck(models.Model):
    """A measurement or check of a pupil's health (khám, cân đo) on a day."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    on = models.DateField("ngày")
    height_cm = models.DecimalField("chiều cao (cm)", max_digits=4, decimal_places=1, null=True, blank=True)
    weight_kg = models.DecimalField("cân nặng (kg)", max_digits=4, decimal_places=1, null=True, blank=True)
    left_eye = models.CharField("mắt trái", max_length=10, blank=True)
    right_eye = models.CharField("mắt phải", max_length=10, blank=True)
    note = models.CharField("ghi chú y tế", max_length=300, blank=True)
    user_id = models.BigIntegerField("người ghi", null=True)

    class Meta:
        verbose_name = "khám, cân đo sức khoẻ"
        constraints = [
            models.UniqueConstraint(name="health_check_once_a_day", fields=["person", "on"]),
            models.CheckConstraint(
                name="health_check_is_plausible",
                condition=(Q(height_cm__isnull=True) | Q(height_cm__range=(40, 230)))
                & (Q(weight_kg__isnull=True) | Q(weight_kg__range=(2, 200))),
            ),
        ]

    class Data:
        scope = "school"
        personal = ("person", "height_cm", "weight_kg", "left_eye", "right_eye", "note")
        sensitive = ("height_cm", "weight_kg", "left_eye", "right_eye", "note")
        keep = "until the pupil leaves the level, then 2 years"
        open = False
        twins_stay = True

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Recognition(models.Model):
    """An award or a disciplinary measure (khen thưởng, kỉ luật)."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    kind = models.CharField("loại", max_length=10, choices=list(RECOGNITIONS.items()))
    title = models.CharField("nội dung", max_length=200)
    level = models.CharField("cấp", max_length=20, blank=True)
    on = models.DateField("ngày")
    decision = models.CharField("số quyết định", max_length=60, blank=True)
    lifted_on = models.DateField("xoá kỉ luật ngày", null=True, blank=True)

    class Meta:
        verbose_name = "khen thưởng, kỉ luật"
        indexes = [models.Index(fields=["person", "-on"], name="students_recognition_of")]
        constraints = [
            models.CheckConstraint(
                name="recognition_lifted_after", condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=models.F("on"))
            )
        ]

    class Data:
        scope = "school"
        personal = ("person", "title", "decision")
        keep = "forever (awards); until lifted, then 2 years (discipline)"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.on}"
