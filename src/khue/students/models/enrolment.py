"""The time line of a pupil: stays at schools, and within them places in classes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeEndsWith, RangeStartsWith
from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q

from khue.students.models.classes import ClassGroup
from khue.students.rules import ENTRIES, LEAVINGS, NOTE, PLACEMENTS


class Enrolment(models.Model):
    """A stay of a pupil at a school (quá trình học), from entering to leaving.

    One main stay at a time; a second one (vocational classes beside school) is marked. When the pupil leaves, what the
    register of pupils prints (name, birth date, sex, ethnicity) stays with the school, written by the database itself
    (`students_keep_register`); the record goes with the pupil.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    period = DateRangeField("thời gian")
    entered_how = models.CharField("vào trường", max_length=12, choices=list(ENTRIES.items()))
    entered_from = models.CharField("từ nơi nào", max_length=200, blank=True)
    left_how = models.CharField("rời trường", max_length=12, choices=list(LEAVINGS.items()), blank=True)
    left_to = models.CharField("đến nơi nào", max_length=200, blank=True)
    left_why = models.CharField("lí do", max_length=200, blank=True)
    is_secondary = models.BooleanField("học thêm một nơi", default=False)
    kept_name = models.CharField("họ tên khi rời trường", max_length=100, blank=True)
    kept_birth = models.DateField("ngày sinh khi rời trường", null=True, blank=True)
    kept_sex = models.CharField("giới tính khi rời trường", max_length=6, blank=True)
    kept_ethnicity = models.CharField("dân tộc khi rời trường", max_length=2, blank=True)
    note = models.CharField("ghi chú", max_length=NOTE, blank=True, default="", db_default="")
    batch_id = models.BigIntegerField("lần nhập liệu", null=True)
    version = models.PositiveIntegerField("phiên bản", default=1)

    class Meta:
        verbose_name = "quá trình học"
        indexes = [
            models.Index(fields=["person"], name="students_enrolment_of_person"),
            models.Index(fields=["school"], name="students_enrolment_now", condition=Q(period__upper_inf=True)),
        ]
        constraints = [
            ExclusionConstraint(
                name="enrolment_at_one_school_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_secondary=False),
            ),
            models.CheckConstraint(
                name="enrolment_ended_says_how",
                condition=Q(period__upper_inf=True, left_how="") | (Q(period__upper_inf=False) & ~Q(left_how="")),
            ),
        ]

    class Data:
        scope = "school"
        personal = (
            "person", "kept_name", "kept_birth", "kept_sex", "kept_ethnicity", "left_why", "entered_from", "left_to",
            "note",
        )  # fmt: skip
        sensitive = ("kept_ethnicity",)
        keep = "forever: the register of pupils (sổ đăng bộ)"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.school_id}"


DAY = models.DateField(null=True)


class Placement(models.Model):
    """A pupil's place in a class (xếp lớp) for a time; a school year has one after another when the class changes."""

    enrolment = models.ForeignKey(Enrolment, CASCADE, related_name="placements")
    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    class_group = models.ForeignKey(ClassGroup, PROTECT, related_name="placements", verbose_name="lớp")
    school_year = models.PositiveSmallIntegerField("năm học")
    grade = models.CharField("khối", max_length=8)
    number = models.PositiveSmallIntegerField("số thứ tự", null=True, blank=True)
    how = models.CharField("vào lớp", max_length=12, choices=list(PLACEMENTS.items()), default="new")
    chosen_subjects = ArrayField(models.CharField(max_length=40), verbose_name="môn lựa chọn", default=list, blank=True)
    period = DateRangeField("thời gian")
    # The ends of the period by themselves: behind row security the planner knows how many rows a comparison of dates
    # keeps, and nothing of a range.
    starts = models.GeneratedField(expression=RangeStartsWith(F("period")), output_field=DAY, db_persist=True)
    ends = models.GeneratedField(expression=RangeEndsWith(F("period")), output_field=DAY, db_persist=True)

    class Meta:
        verbose_name = "xếp lớp"
        indexes = [
            models.Index(fields=["class_group"], name="students_placement_of_class"),
            models.Index(fields=["school", "school_year", "grade"], name="students_placement_of_year"),
            models.Index(fields=["person"], name="students_placement_of_person"),
        ]
        constraints = [
            ExclusionConstraint(
                name="placement_in_one_class_at_a_time",
                expressions=[("enrolment", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]

    class Data:
        scope = "school"
        personal = ("person",)
        keep = "forever: the register of pupils (sổ đăng bộ)"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} in {self.class_group_id}"
