"""Who belongs to whom, and who may be told what."""

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q

from khue.people.models.persons import Person
from khue.people.rules import RELATION_KINDS


class Relation(models.Model):
    """A relation (quan hệ) of a person, mostly a child, to a relative: guardian or not, how to reach, told what."""

    person = models.ForeignKey(Person, CASCADE, related_name="relatives")
    relative = models.ForeignKey(Person, PROTECT, related_name="relations", verbose_name="người thân")
    kind = models.CharField("quan hệ", max_length=12, choices=list(RELATION_KINDS.items()))
    is_guardian = models.BooleanField("là người giám hộ", default=False)
    is_first_contact = models.BooleanField("liên hệ trước hết", default=False)
    lives_together = models.BooleanField("sống cùng", default=True)
    told = ArrayField(models.CharField(max_length=12), verbose_name="được thông báo", default=list, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    occupation = models.CharField("nghề nghiệp", max_length=100, blank=True)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    period = DateRangeField("thời gian")

    class Meta:
        verbose_name = "quan hệ"
        indexes = [models.Index(fields=["relative"], name="people_relation_of_relative")]
        constraints = [
            models.UniqueConstraint(
                name="relation_stands_once",
                fields=["person", "relative", "kind"],
                condition=Q(period__upper_inf=True),
            ),
            models.CheckConstraint(name="relation_joins_two", condition=~Q(person=F("relative"))),
        ]

    class Data:
        scope = "person.custody"
        personal = ("kind", "phone", "email", "occupation", "note", "told")
        keep = "until the child is 18 or has left, then 2 years"
        open = False
        twins_stay = True  # when two persons are made one

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.relative_id}"
