"""Moving between schools, and a school's step from one year to the next."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q
from django.utils import timezone

from khue.students.models.enrolment import Enrolment
from khue.students.rules import TRANSFER


class Transfer(models.Model):
    """A pupil's move from one school to another (chuyển trường). Either side may be outside Khuê, then it is a text.

    places: the organisations that take part and therefore see the row.
    """

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", null=True, verbose_name="học sinh")
    enrolment = models.ForeignKey(Enrolment, PROTECT, related_name="+", null=True, verbose_name="quá trình học nơi đi")
    giver = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="trường đi"
    )
    taker = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="trường đến"
    )
    giver_text = models.CharField("trường đi (ngoài hệ thống)", max_length=200, blank=True)
    taker_text = models.CharField("trường đến (ngoài hệ thống)", max_length=200, blank=True)
    supervisor = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", null=True, verbose_name="cơ quan quản lí cho ý kiến"
    )
    requester = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị đề nghị"
    )
    places = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được xem")
    is_far = models.BooleanField("chuyển giữa các tỉnh", default=False)
    state = models.CharField("trạng thái", max_length=12, choices=list(TRANSFER.states.items()), default="requested")
    grade = models.CharField("khối", max_length=8)
    on = models.DateField("ngày chuyển")
    why = models.CharField("lí do", max_length=300)
    refused_why = models.CharField("lí do không đồng ý", max_length=300, blank=True)
    package = models.CharField("gói hồ sơ", max_length=120, blank=True)  # file name of the signed package
    requested_at = models.DateTimeField("đề nghị lúc", default=timezone.now)
    requested_by = models.BigIntegerField("người đề nghị", null=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True)

    class Meta:
        verbose_name = "hồ sơ chuyển trường"
        constraints = [
            models.UniqueConstraint(
                name="transfer_one_open_a_person",
                fields=["person"],
                condition=Q(state__in=["requested", "released", "supervised", "approved"]),
            ),
            models.UniqueConstraint(
                name="transfer_package_admitted_once",
                fields=["package", "taker"],
                condition=Q(taker__isnull=False) & ~Q(package=""),
            ),
            models.CheckConstraint(name="transfer_has_a_giver", condition=Q(giver__isnull=False) | ~Q(giver_text="")),
            models.CheckConstraint(name="transfer_has_a_taker", condition=Q(taker__isnull=False) | ~Q(taker_text="")),
            models.CheckConstraint(
                name="transfer_one_side_is_here", condition=Q(giver__isnull=False) | Q(taker__isnull=False)
            ),
        ]

    class Data:
        scope = "places"
        personal = ("person", "why", "refused_why")
        keep = "10 years"
        open = False
        open_moves = {"state__in": ["requested", "released", "supervised", "approved"]}  # no merging meanwhile

    def __str__(self) -> str:
        return f"{self.person_id}: {self.giver_id} → {self.taker_id}"


class RollOver(models.Model):
    """A school's step from one school year to the next (chuyển năm học), with what is needed to take it back."""

    class State(models.TextChoices):
        PLANNED = "planned", "Đang chuẩn bị"
        RUNNING = "running", "Đang chuyển"
        DONE = "done", "Đã chuyển"
        UNDONE = "undone", "Đã hoàn tác"

    school = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường")
    from_year = models.PositiveSmallIntegerField("từ năm học")
    state = models.CharField("trạng thái", max_length=8, choices=State.choices, default=State.PLANNED)
    plan = models.JSONField("phương án", default=dict)  # class -> next class; pupil -> repeat, leave
    made = models.JSONField("đã tạo", default=dict)  # table -> ids, to take back
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    user_id = models.BigIntegerField("người lập", null=True)
    done_at = models.DateTimeField("chuyển lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    class Meta:
        verbose_name = "chuyển năm học"
        constraints = [
            models.UniqueConstraint(
                name="roll_over_once_a_year", fields=["school", "from_year"], condition=~Q(state="undone")
            )
        ]

    class Data:
        scope = "school"
        personal = ("plan",)
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.school_id} {self.from_year}"


class SchoolMove(models.Model):
    """The pupils of a merged or closed school go to a school that carries it on (chuyển sang trường kế thừa).

    Whole or not at all, with what is needed to take it back.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Đang chuẩn bị"
        RUNNING = "running", "Đang chuyển"
        DONE = "done", "Đã chuyển"
        UNDONE = "undone", "Đã hoàn tác"

    old = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường cũ")
    new = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="trường kế thừa")
    places = ArrayField(models.BigIntegerField(), verbose_name="đơn vị được xem")  # old and new
    on = models.DateField("ngày chuyển")
    classes = ArrayField(models.BigIntegerField(), verbose_name="các lớp", default=list)  # empty: the whole school
    state = models.CharField("trạng thái", max_length=8, choices=State.choices, default=State.PLANNED)
    made = models.JSONField("đã tạo", default=dict)  # table -> ids, to take back
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    user_id = models.BigIntegerField("người lập", null=True)
    done_at = models.DateTimeField("chuyển lúc", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    class Meta:
        verbose_name = "chuyển học sinh sang trường kế thừa"
        constraints = [
            models.UniqueConstraint(
                name="school_move_one_open_a_school", fields=["old"], condition=Q(state__in=["planned", "running"])
            ),
            models.CheckConstraint(name="school_move_goes_elsewhere", condition=~Q(old=models.F("new"))),
        ]

    class Data:
        scope = "places"
        personal = ()
        keep = "10 years"
        open = False

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
