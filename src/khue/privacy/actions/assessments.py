"""Editions of the impact assessment, and holds on deletion."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.privacy import queries
from khue.privacy.models import Dossier, Hold
from khue.privacy.rules import Can


class SentBefore(Refused):
    """This edition was sent already."""

    text = N_("Lần này đã được gửi. Hãy lập lần cập nhật mới nếu có thay đổi.")


class NotSentYet(Refused):
    """The edition before still waits."""

    text = N_("Lần trước chưa được ghi là đã gửi. Hãy ghi ngày gửi của lần đó rồi lập lần mới.")


class HeldAlready(Refused):
    """A hold stands already."""

    text = N_("Hồ sơ này đang được tạm dừng xoá. Hãy bỏ lệnh cũ trước khi ghi lệnh mới.")


@dataclass(frozen=True)
class Assessment:
    """What a person writes into an edition; everything else is counted."""

    first_processing_on: date
    officer: str
    risks: str
    measures: str
    reason: str = ""
    changed_on: date | None = None


@transaction.atomic
def make_dossier(actor: Actor, organisation_id: int, told: Assessment, *, on: date) -> Dossier:
    """Make the next edition, with the facts of the day.

    Raises: Denied, NotSentYet.
    Source: Law 91/2025/QH15, Art. 21; Decree 356/2025/NĐ-CP.
    """
    actor.must(Can.KEEP_DOSSIERS, at=organisation_id)
    rows = Dossier.objects.filter(organisation_id=organisation_id)
    if rows.filter(sent_on__isnull=True).exists():
        raise NotSentYet()
    number = (rows.aggregate(last=Max("edition"))["last"] or 0) + 1
    row = Dossier.objects.create(
        organisation_id=organisation_id,
        edition=number,
        made_on=on,
        facts=queries.facts(organisation_id, on),
        user_id=actor.user_id,
        **vars(told),
    )
    record(actor, "privacy.dossier_made", row, edition=number, level=row.facts["level"])
    return row


@transaction.atomic
def send_dossier(actor: Actor, dossier_id: int, number: str, *, on: date) -> Dossier:
    """Record that the edition went to the authority.

    Raises: Denied, Missing, SentBefore.
    """
    row = Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    if row is None:
        raise Missing(what=f"hồ sơ đánh giá tác động {dossier_id}")
    actor.must(Can.KEEP_DOSSIERS, at=row.organisation_id)
    if row.sent_on is not None:
        raise SentBefore()
    row.sent_on, row.sent_number = max(on, row.made_on), number
    row.save(update_fields=["sent_on", "sent_number"])
    record(actor, "privacy.dossier_sent", row, sent=on.isoformat())
    return row


@transaction.atomic
def hold(actor: Actor, person_id: int, reason: str, *, on: date) -> Hold:
    """Hold every deletion of a person: an inspection, a complaint, a court asks for it.

    Raises: Denied, Missing, HeldAlready.
    """
    card = queries.person(person_id)
    actor.must(Can.DECIDE_REQUESTS, at=card.custody_id)
    if Hold.objects.filter(person_id=person_id, until__isnull=True).exists():
        raise HeldAlready()
    row = Hold.objects.create(
        person_id=person_id, organisation_id=card.custody_id, reason=reason, since=on, user_id=actor.user_id
    )
    record(actor, "privacy.deletion_held", row, person=person_id)
    return row


@transaction.atomic
def release(actor: Actor, person_id: int, *, on: date) -> None:
    """End a hold.

    Raises: Denied, Missing.
    """
    row = Hold.objects.filter(person_id=person_id, until__isnull=True).first()
    if row is None:
        raise Missing(what=f"lệnh tạm dừng xoá của hồ sơ {person_id}")
    actor.must(Can.DECIDE_REQUESTS, at=row.organisation_id)
    row.until = on
    row.save(update_fields=["until"])
    record(actor, "privacy.hold_released", row, person=person_id)
