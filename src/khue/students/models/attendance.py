"""Attendance by half-day session: that the roll was called, and who was missing."""

from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q
from django.utils import timezone

from khue.students.models.classes import ClassGroup
from khue.students.rules import ABSENCE_REASONS, SESSIONS, WARNED


class RollCall(models.Model):
    """A called roll (điểm danh) of a class for a session; without it a session counts as not called."""

    class_group = models.ForeignKey(ClassGroup, CASCADE, related_name="roll_calls")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    day = models.DateField("ngày")
    session = models.CharField("buổi", max_length=10, choices=list(SESSIONS.items()))
    expected = models.PositiveSmallIntegerField("sĩ số")
    absent = models.PositiveSmallIntegerField("vắng", default=0)
    user_id = models.BigIntegerField("người điểm danh", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "điểm danh"
        constraints = [
            models.UniqueConstraint(name="roll_called_once", fields=["class_group", "day", "session"]),
            models.CheckConstraint(name="roll_misses_no_more_than_expected", condition=Q(absent__lte=F("expected"))),
        ]

    class Data:
        scope = "school"
        personal = ()
        keep = "5 years"
        open = False

    def __str__(self) -> str:
        return f"{self.class_group_id} {self.day} {self.session}"


class Absence(models.Model):
    """A session that a pupil missed or came late to (vắng học). Those missed count towards the 45 of the year."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    class_group = models.ForeignKey(ClassGroup, CASCADE, related_name="absences")
    day = models.DateField("ngày")
    session = models.CharField("buổi", max_length=10, choices=list(SESSIONS.items()))
    reason = models.CharField("lí do", max_length=10, choices=list(ABSENCE_REASONS.items()))
    note = models.CharField("ghi chú", max_length=200, blank=True)
    user_id = models.BigIntegerField("người ghi", null=True)

    class Meta:
        verbose_name = "vắng học"
        indexes = [models.Index(fields=["class_group", "day"], name="students_absence_of_class")]
        constraints = [models.UniqueConstraint(name="absence_once", fields=["person", "day", "session"])]

    class Data:
        scope = "school"
        personal = ("person", "note")
        keep = "5 years"
        open = False
        twins_stay = True  # when two persons are made one

    def __str__(self) -> str:
        return f"{self.person_id} {self.day} {self.session}"


class LeaveNote(models.Model):
    """A leave note (đơn xin nghỉ học) of the family for coming days; in the roll it proposes an excused absence.

    session: empty for the whole day. giver: the guardian, or the pupil of age, who sent it.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến ngày")
    session = models.CharField("buổi", max_length=10, choices=list(SESSIONS.items()), blank=True)
    why = models.CharField("lí do", max_length=200)
    giver = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người xin nghỉ")
    user_id = models.BigIntegerField("người gửi", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đơn xin nghỉ học"
        indexes = [models.Index(fields=["person", "last_day"], name="students_leavenote_of_person")]
        constraints = [
            models.CheckConstraint(name="leave_note_ends_after_its_start", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(name="leave_note_says_why", condition=~Q(why="")),
        ]

    class Data:
        scope = "school"
        personal = ("person", "why", "giver")
        sensitive = ("why",)
        keep = "5 years"
        open = False
        twins_stay = True  # when two persons are made one

    def __str__(self) -> str:
        return f"{self.person_id} {self.first_day}"


class AbsenceWarning(models.Model):
    """A message that a pupil has missed 30, 40 or 45 sessions of the year (cảnh báo nghỉ học), once at each step.

    towards: the homeroom teacher of the class, or the head of the school; who holds the duty when it is read sees it.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="học sinh")
    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    class_group = models.ForeignKey(ClassGroup, CASCADE, related_name="+", verbose_name="lớp")
    school_year = models.PositiveSmallIntegerField("năm học")
    step = models.PositiveSmallIntegerField("mốc")
    missed = models.PositiveSmallIntegerField("số buổi đã nghỉ")
    towards = models.CharField("gửi đến", max_length=10, choices=list(WARNED.items()))
    at = models.DateTimeField("lúc", default=timezone.now)
    read_at = models.DateTimeField("đã xem lúc", null=True)
    read_by = models.BigIntegerField("người xem", null=True)

    class Meta:
        verbose_name = "cảnh báo nghỉ học"
        indexes = [
            models.Index(fields=["class_group"], name="students_warning_unread", condition=Q(read_at__isnull=True))
        ]
        constraints = [
            models.UniqueConstraint(
                name="absence_warned_once", fields=["person", "school", "school_year", "step", "towards"]
            )
        ]

    class Data:
        scope = "school"
        personal = ("person", "missed")
        keep = "5 years"
        open = False
        twins_stay = True  # when two persons are made one

    def __str__(self) -> str:
        return f"{self.person_id} {self.step} {self.towards}"
