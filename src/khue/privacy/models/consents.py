"""Answers on purposes that need consent: rows are only added, the last one counts."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils import timezone

from khue.privacy.rules.consents import ANSWERS, ASKED, PARTIES, WAYS

PURPOSE_CHOICES = [(one.code, one.title) for one in ASKED]


class Consent(models.Model):
    """An answer (sự đồng ý) on one purpose for one person: who gave it as what, to which text, when and how."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người có dữ liệu")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    purpose = models.CharField("mục đích", max_length=40, choices=PURPOSE_CHOICES)
    answer = models.CharField("trả lời", max_length=8, choices=list(ANSWERS.items()))
    party = models.CharField("với tư cách", max_length=8, choices=list(PARTIES.items()))
    giver = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người trả lời")
    version = models.CharField("phiên bản văn bản", max_length=20)
    way = models.CharField("cách", max_length=6, choices=list(WAYS.items()))
    paper = models.FileField("bản giấy đã quét", upload_to="privacy/consents", blank=True)
    user_id = models.BigIntegerField("người ghi", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "sự đồng ý"
        indexes = [models.Index(fields=["person", "purpose", "at"], name="privacy_consent_of_person")]
        constraints = [
            models.CheckConstraint(
                name="consent_party_is_the_giver",
                condition=Q(party="guardian") & ~Q(person=models.F("giver"))
                | ~Q(party="guardian") & Q(person=models.F("giver")),
            )
        ]

    class Data:
        scope = "organisation"
        personal = ("person", "giver", "paper")
        keep = "as the person"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} {self.answer}"


class Reminder(models.Model):
    """A reminder (nhắc trả lời) that a purpose still waits for an answer; the family sees it on its page."""

    person = models.ForeignKey("people.Person", PROTECT, related_name="+", verbose_name="người có dữ liệu")
    organisation = models.ForeignKey("organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị")
    purpose = models.CharField("mục đích", max_length=40, choices=PURPOSE_CHOICES)
    user_id = models.BigIntegerField("người nhắc", null=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần nhắc trả lời"
        indexes = [models.Index(fields=["person", "purpose", "-at"], name="privacy_reminder_of_person")]

    class Data:
        scope = "organisation"
        personal = ("person",)
        keep = "24 months"
        open = False

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"
