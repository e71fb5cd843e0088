"""Classes of a school year, and who teaches them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import CASCADE, PROTECT, Q

from khue.students.rules import CLASS_KINDS


class ClassGroup(models.Model):
    """A class (lớp) of one school in one school year; a combined class or a nursery group has several grades.

    school_year: the year in which it begins (2026 is 2026-2027). grades: codes of the catalogue `grades`.
    """

    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    school_year = models.PositiveSmallIntegerField("năm học")
    name = models.CharField("tên lớp", max_length=30)
    name_key = models.TextField("khoá sắp xếp", db_collation="C")
    kind = models.CharField("loại", max_length=10, choices=list(CLASS_KINDS.items()), default="ordinary")
    grades = ArrayField(models.CharField(max_length=8), verbose_name="khối")
    site = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, blank=True, verbose_name="điểm trường"
    )
    sessions = ArrayField(models.CharField(max_length=10), verbose_name="buổi học", default=list)
    capacity = models.PositiveSmallIntegerField("sĩ số tối đa", null=True, blank=True)
    is_closed = models.BooleanField("đã đóng", default=False)

    class Meta:
        verbose_name = "lớp học"
        constraints = [
            models.UniqueConstraint(name="class_named_once_a_year", fields=["school", "school_year", "name"]),
            models.CheckConstraint(name="class_has_a_grade", condition=Q(grades__len__gte=1)),
            models.CheckConstraint(
                name="class_of_one_grade_unless_combined", condition=~Q(kind="ordinary") | Q(grades__len=1)
            ),
            models.CheckConstraint(name="class_year_is_sane", condition=Q(school_year__range=(1945, 2100))),
        ]

    class Data:
        scope = "school"
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return f"{self.name} {self.school_year}"


class Assignment(models.Model):
    """Who teaches what to which class (phân công giảng dạy), and who is its homeroom teacher (chủ nhiệm)."""

    class_group = models.ForeignKey(ClassGroup, CASCADE, related_name="assignments")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    post = models.ForeignKey("staff.Post", PROTECT, related_name="+", verbose_name="vị trí việc làm")
    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="giáo viên")
    subject = models.CharField("môn", max_length=40, blank=True)  # catalogue subjects; empty for homeroom only
    is_homeroom = models.BooleanField("chủ nhiệm", default=False)
    period = DateRangeField("thời gian")

    class Meta:
        verbose_name = "phân công giảng dạy"
        indexes = [models.Index(fields=["person"], name="students_assignment_of_person")]
        constraints = [
            ExclusionConstraint(
                name="assignment_one_homeroom_at_a_time",
                expressions=[("class_group", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_homeroom=True),
            ),
            models.CheckConstraint(name="assignment_is_for_something", condition=Q(is_homeroom=True) | ~Q(subject="")),
        ]

    class Data:
        scope = "school"
        personal = ("person",)
        keep = "70 years (staff records)"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.class_group_id} {self.subject}"
