"""A record is handed over: its keeper offers it, the taker accepts it, and only then it moves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.people.models import Handover, Person
from khue.people.rules import Can


class AlreadyOffered(Refused):
    """The record is already offered to somebody."""

    text = N_("Hồ sơ {person} đang chờ đơn vị khác tiếp nhận. Hãy rút lại lần giao đó trước khi giao lần nữa.")


class AlreadyAnswered(Refused):
    """The offer was accepted, declined or withdrawn before."""

    text = N_("Lần giao hồ sơ này đã được trả lời. Hãy tải lại trang để xem hồ sơ đang ở đâu.")


class WasMerged(Refused):
    """The row was taken into another one, so it cannot be handed over."""

    text = N_("Hồ sơ {person} đã được gộp vào hồ sơ khác. Hãy giao hồ sơ được giữ lại, hoặc tách lại trước.")


class KeptElsewhere(Refused):
    """The record is no longer with the one who offered it."""

    text = N_("Hồ sơ {person} không còn ở đơn vị đã giao. Hãy đề nghị đơn vị đang quản lí giao hồ sơ.")


@transaction.atomic
def offer_record(
    actor: Actor,
    person_id: int,
    taker_id: int,
    *,
    at: datetime,
    reason: str = "",
    watchers: Sequence[int] = (),
    needs: str = Can.HAND_OVER,
) -> Handover:
    """Offer a record to another organisation; until it accepts, it sees name and birth date only.

    watchers: offices that take part and see the offer too.
    Raises: Denied, Missing, WasMerged, AlreadyOffered.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Missing(what=_("hồ sơ {person}").format(person=person_id))
    actor.must(needs, at=person.custody_id)
    if person.merged_into_id is not None:
        raise WasMerged(person=person_id)
    places = list(dict.fromkeys([person.custody_id, taker_id, *watchers]))
    row = Handover(person=person, giver_id=person.custody_id, taker_id=taker_id, places=places, reason=reason[:200])
    row.offered_at, row.offered_by = at, actor.user_id
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyOffered(person=person_id) from error
    record(actor, "people.record_offered", row, person=person_id, giver=row.giver_id, taker=taker_id)
    return row


@transaction.atomic
def withdraw_offer(actor: Actor, handover_id: int, *, at: datetime, needs: str = Can.HAND_OVER) -> Handover:
    """Take an offer back before it was accepted.

    Raises: Missing, Denied, AlreadyAnswered.
    """
    row = _open(handover_id)
    actor.must(needs, at=row.giver_id)
    return _answer(actor, row, Handover.State.WITHDRAWN, "people.offer_withdrawn", at)


@transaction.atomic
def decline_record(actor: Actor, handover_id: int, *, at: datetime, needs: str = Can.HAND_OVER) -> Handover:
    """Refuse a record that was offered.

    Raises: Missing, Denied, AlreadyAnswered.
    """
    row = _open(handover_id)
    actor.must(needs, at=row.taker_id)
    return _answer(actor, row, Handover.State.DECLINED, "people.offer_declined", at)


@transaction.atomic
def accept_record(actor: Actor, handover_id: int, *, at: datetime, needs: str = Can.HAND_OVER) -> Handover:
    """Accept a record that was offered: from now on it is kept and seen here, and no longer where it was.

    Raises: Missing, Denied, AlreadyAnswered, WasMerged, KeptElsewhere.
    """
    row = Handover.objects.filter(pk=handover_id).first()
    if row is None:
        raise Missing(what=_("lần giao hồ sơ"))
    actor.must(needs, at=row.taker_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_take_over(%s, %s)", [handover_id, at])
        answer = cursor.fetchone()[0]
    refusals: dict[str, Refused] = {
        "missing": Missing(what=_("lần giao hồ sơ")),
        "answered": AlreadyAnswered(),
        "merged": WasMerged(person=row.person_id),
        "moved": KeptElsewhere(person=row.person_id),
    }
    if answer in refusals:
        raise refusals[answer]
    row.refresh_from_db()
    facts: dict[str, Any] = {"person": row.person_id, "giver": row.giver_id, "taker": row.taker_id}
    record(actor, "people.record_taken_over", row, **facts)
    return row


@transaction.atomic
def cancel_offer(actor: Actor, handover_id: int, *, at: datetime) -> Handover:
    """Take an offer back because the procedure it belongs to ended; any side of the offer may.

    The caller has checked the right to end the procedure (a transfer that is refused or withdrawn).
    Raises: Missing, AlreadyAnswered.
    """
    row = _open(handover_id)
    return _answer(actor, row, Handover.State.WITHDRAWN, "people.offer_withdrawn", at)


def _open(handover_id: int) -> Handover:
    row = Handover.objects.select_for_update().filter(pk=handover_id).first()
    if row is None:
        raise Missing(what=_("lần giao hồ sơ"))
    if row.state != Handover.State.OFFERED:
        raise AlreadyAnswered()
    return row


def _answer(actor: Actor, row: Handover, state: str, event: str, at: datetime) -> Handover:
    row.state, row.answered_at, row.answered_by = state, at, actor.user_id
    row.save()
    record(actor, event, row, person=row.person_id, giver=row.giver_id, taker=row.taker_id)
    return row
