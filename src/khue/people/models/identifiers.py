"""Numbers by which others know a person, each with its issuer and period."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import CASCADE, Q

from khue.people.models.persons import Person
from khue.people.rules import SCHEMES


class Identifier(models.Model):
    """An identifier (mã định danh) of a person. Secret ones are sealed and found by a blind index only.

    `shown` is what may be printed: the value itself, or its mask for a secret scheme.
    """

    person = models.ForeignKey(Person, CASCADE, related_name="identifiers")
    scheme = models.CharField("loại mã", max_length=16, choices=[(one.code, one.title) for one in SCHEMES])
    shown = models.CharField("hiển thị", max_length=40)
    sealed = models.BinaryField("giá trị đã mã hoá", null=True)
    blind = models.BinaryField("chỉ mục mù", max_length=32)
    issuer = models.CharField("nơi cấp", max_length=120, blank=True)
    period = DateRangeField("hiệu lực")
    is_disputed = models.BooleanField("đang tranh chấp", default=False)

    class Meta:
        verbose_name = "mã định danh"
        indexes = [
            models.Index(fields=["person"], name="people_identifier_of_person"),
            models.Index(fields=["shown"], name="people_identifier_open", condition=Q(sealed__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="identifier_belongs_to_one_person",
                fields=["scheme", "blind"],
                condition=Q(period__upper_inf=True, is_disputed=False),
            ),
        ]

    class Data:
        scope = "person.custody"
        personal = ("shown", "sealed", "blind")
        sensitive = ("shown", "sealed", "blind")
        keep = "as the person"
        open = False

    def __str__(self) -> str:
        return f"{self.scheme}:{self.pk}"
