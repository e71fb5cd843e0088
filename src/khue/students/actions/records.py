"""Records offered outside transfers: finished pupils offered to the next school in bulk, and taken all at once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.people import queries as persons
from khue.people.rules import Can as PeopleCan
from khue.students.actions.enrolling import Entry, enrol_many, refuse_closed_school
from khue.students.actions.refusals import NobodyChosen, NotTaughtHere, PartOfTransfer, SameSchool
from khue.students.models import Enrolment
from khue.students.queries.records import MOST, finished, in_transfer
from khue.students.queries.schools import school
from khue.students.rules import Can, grades_of, next_grade


@transaction.atomic
def offer_finished(
    actor: Actor, school_id: int, taker_id: int, enrolment_ids: Collection[int], *, now: datetime, today: date
) -> int:
    """Offer the records of pupils who finished the level here to the school that they go to; returns how many.

    Raises: Denied, NobodyChosen, SameSchool, Missing, NoLongerOpen, NotYetOpen, NotTaughtHere, Invalid, AlreadyOffered.
    """
    actor.must(PeopleCan.HAND_OVER, at=school_id)
    if school_id == taker_id:
        raise SameSchool()
    chosen = [one for one in finished(actor, school_id) if one.enrolment_id in set(enrolment_ids)]
    if not chosen:
        raise NobodyChosen()
    if lost := set(enrolment_ids) - {one.enrolment_id for one in chosen}:
        raise Missing(what=_("học sinh đã hoàn thành cấp học, số {number}").format(number=min(lost)))
    refuse_closed_school(taker_id, [today])
    at = school(taker_id, today)
    text = _("Hồ sơ đang chờ đơn vị khác tiếp nhận hoặc đang chuyển trường. Hãy bỏ chọn em này.")
    if faults := [Fault(one.name, one.class_name, text) for one in chosen if one.offer_id or one.is_moving]:
        raise Invalid(faults)
    for grade in {one.grade for one in chosen if one.grade}:
        if next_grade(grade) not in grades_of(at.levels):
            raise NotTaughtHere(school=at.name, grade=next_grade(grade) or grade)
    reason = _("Hoàn thành cấp học, lên trường mới")
    for one in chosen:
        people.offer_record(actor, one.person_id, taker_id, at=now, reason=reason)
    stay = Enrolment.objects.get(pk=chosen[0].enrolment_id)
    facts: dict[str, Any] = {"school": school_id, "taker": taker_id, "count": len(chosen)}
    record(actor, "students.finished_offered", stay, **facts)
    return len(chosen)


@transaction.atomic
def take_records(
    actor: Actor,
    school_id: int,
    handover_ids: Collection[int],
    *,
    now: datetime,
    on: date | None = None,
    class_id: int | None = None,
    grade: str = "",
) -> list[int]:
    """Take records that were offered to an organisation, all of the chosen or none; returns the persons.

    on: the day from which they are pupils here; None takes the records only (staff, guardians). A class may be named.
    Raises: Denied, NobodyChosen, Missing, PartOfTransfer, AlreadyAnswered, WasMerged, KeptElsewhere, and of `enrol`.
    """
    actor.must(PeopleCan.HAND_OVER, at=school_id)
    offers = _offers(actor, school_id, handover_ids, "taker_id")
    taken = [people.accept_record(actor, one.pk, at=now) for one in offers]
    if on is not None:
        called = organisations.names({one.giver_id for one in taken}, on)
        entries = [
            Entry(one.person_id, on, "enrolled", called.get(one.giver_id, "")[:200], class_id=class_id, grade=grade)
            for one in taken
        ]
        enrol_many(actor, school_id, entries, needs=Can.EDIT)
    count = {"unit": school_id, "count": len(taken), "enrolled": on is not None}
    record(actor, "students.records_taken", taken[0], **count)
    return [one.person_id for one in taken]


@transaction.atomic
def decline_records(actor: Actor, school_id: int, handover_ids: Collection[int], *, now: datetime) -> int:
    """Refuse records that were offered; returns how many.

    Raises: Denied, NobodyChosen, Missing, PartOfTransfer, AlreadyAnswered.
    """
    actor.must(PeopleCan.HAND_OVER, at=school_id)
    for one in (offers := _offers(actor, school_id, handover_ids, "taker_id")):
        people.decline_record(actor, one.pk, at=now)
    return len(offers)


@transaction.atomic
def withdraw_offers(actor: Actor, school_id: int, handover_ids: Collection[int], *, now: datetime) -> int:
    """Take offers back that nobody has answered; returns how many.

    Raises: Denied, NobodyChosen, Missing, PartOfTransfer, AlreadyAnswered.
    """
    actor.must(PeopleCan.HAND_OVER, at=school_id)
    for one in (offers := _offers(actor, school_id, handover_ids, "giver_id")):
        people.withdraw_offer(actor, one.pk, at=now)
    return len(offers)


def _offers(actor: Actor, school_id: int, handover_ids: Collection[int], side: str) -> Sequence[Any]:
    """Return the open offers that were chosen, of one side of them. Those of a transfer go with the transfer."""
    wanted = set(handover_ids)
    if not wanted:
        raise NobodyChosen()
    if len(wanted) > MOST:
        text = _("Mỗi lần nhiều nhất {most} hồ sơ. Hãy chia thành nhiều lần.").format(most=MOST)
        raise Invalid([Fault(_("Hồ sơ"), str(len(wanted)), text)])
    rows = [row for row in persons.offers(actor, school_id).filter(pk__in=wanted) if getattr(row, side) == school_id]
    if lost := wanted - {row.pk for row in rows}:
        raise Missing(what=_("lần giao hồ sơ {number} đang chờ").format(number=min(lost)))
    if moving := in_transfer([row.person_id for row in rows]):
        raise PartOfTransfer(person=min(moving))
    return rows
