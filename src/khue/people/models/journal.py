"""What was changed about a person, and who read what: rows are only ever added."""

from django.db import models
from django.db.models import CASCADE
from django.utils import timezone

from khue.people.models.persons import Person


class Change(models.Model):
    """A changed fact (lần thay đổi) of a person: who, when, from, to, why."""

    person = models.ForeignKey(Person, CASCADE, related_name="changes")
    about = models.CharField("về", max_length=80)  # "people.Person:17", "students.Placement:4"
    field = models.CharField("trường", max_length=40)
    old = models.JSONField("giá trị cũ", null=True)
    new = models.JSONField("giá trị mới", null=True)
    why = models.CharField("lí do", max_length=200, blank=True)
    batch_id = models.BigIntegerField("lần nhập liệu", null=True)
    user_id = models.BigIntegerField("người sửa", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần thay đổi"
        indexes = [
            models.Index(fields=["person", "-at"], name="people_change_of_person"),
            models.Index(
                fields=["batch_id"], name="people_change_of_batch", condition=models.Q(batch_id__isnull=False)
            ),
        ]

    class Data:
        scope = "person.custody"
        personal = ("old", "new", "why")
        keep = "as the person"
        open = False

    def __str__(self) -> str:
        return f"{self.about}.{self.field}"


class Reading(models.Model):
    """A reading of a sensitive record (lần xem hồ sơ): who looked at what of whom, and what for."""

    person = models.ForeignKey(Person, CASCADE, related_name="readings")
    what = models.CharField(
        "phần đã xem", max_length=40
    )  # "people.record", "people.personal_number", "students.health"
    purpose = models.CharField("mục đích", max_length=200, blank=True)
    user_id = models.BigIntegerField("người xem", null=True)
    place_id = models.BigIntegerField("đơn vị của người xem", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần xem hồ sơ"
        indexes = [models.Index(fields=["person", "-at"], name="people_reading_of_person")]

    class Data:
        scope = "person.custody"
        personal = ("user_id", "purpose")
        keep = "24 months"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.what}"
