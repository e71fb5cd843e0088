"""A pupil moves to another school: asked for, released, seen by the office when needed, received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from khue.core.actions import finish, record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.names import nfc
from khue.core.rules import Move
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.people import queries as persons
from khue.students.actions.enrolling import Leaving, end_stays, enrol, open_stay, own_stay, refuse_closed_school
from khue.students.actions.refusals import AlreadyMoving, NotTaughtHere, SameSchool, TooEarly
from khue.students.models import Enrolment, Transfer
from khue.students.queries.enrolment import place_of
from khue.students.queries.schools import school
from khue.students.queries.transfers import step as step_of
from khue.students.rules import (
    GRADE_BY_CODE,
    TRANSFER,
    Can,
    Side,
    between_provinces,
    grades_of,
    supervisor,
)


@dataclass(frozen=True)
class Wish:
    """What is asked for. giver_id, taker_id: None is a school outside Khuê, then its name stands in the text."""

    person_id: int
    on: date
    why: str
    giver_id: int | None = None
    taker_id: int | None = None
    taker_text: str = ""
    grade: str = ""


@transaction.atomic
def request_transfer(actor: Actor, wish: Wish, *, requester_id: int, now: datetime) -> Transfer:
    """Ask for a pupil's transfer, as the school that lets go or as the one that receives.

    Raises: Denied, Invalid, Missing, SameSchool, AlreadyMoving, NotTaughtHere, NotYetOpen, NoLongerOpen.
    """
    actor.must(Can.REQUEST_TRANSFER, at=requester_id)
    if requester_id not in (wish.giver_id, wish.taker_id):
        raise Missing(what=_("trường đề nghị"))
    if faults := _wish_faults(wish):
        raise Invalid(faults)
    stay = None
    if requester_id == wish.giver_id:
        stay = open_stay(actor, wish.person_id, requester_id, needs=Can.REQUEST_TRANSFER)
    grade = _grade(wish, stay)
    if wish.taker_id is not None:
        _refuse_wrong_school(wish.taker_id, grade, wish.on)
    row = _new_row(actor, wish, stay, grade, requester_id, now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyMoving(person=wish.person_id) from error
    record(
        actor, "students.transfer_requested", row, person=row.person_id, from_unit=row.giver_id, to_unit=row.taker_id
    )
    return row


def _wish_faults(wish: Wish) -> list[Fault]:
    faults = []
    if wish.giver_id is not None and wish.giver_id == wish.taker_id:
        raise SameSchool()
    if not nfc(wish.why) or len(wish.why) > 300:
        faults.append(Fault(_("Lí do"), wish.why[:40], _("Hãy ghi lí do chuyển, tối đa 300 ký tự.")))
    if wish.taker_id is None and not nfc(wish.taker_text):
        text = _("Hãy chọn trường đến, hoặc ghi tên trường nếu trường ở ngoài hệ thống.")
        faults.append(Fault(_("Trường đến"), "", text))
    if wish.grade and wish.grade not in GRADE_BY_CODE:
        faults.append(Fault(_("Khối"), wish.grade, _("Hãy chọn một khối trong danh sách.")))
    return faults


def _grade(wish: Wish, stay: Enrolment | None) -> str:
    place = place_of(wish.person_id) if stay else None
    grade = wish.grade or (place.grade if place else "")
    if not grade:
        raise Invalid([Fault(_("Khối"), "", _("Hãy chọn khối mà học sinh sẽ học ở trường đến."))])
    return grade


def _refuse_wrong_school(taker_id: int, grade: str, on: date) -> None:
    refuse_closed_school(taker_id, [on])
    at = school(taker_id, on)
    if grade not in grades_of(at.levels):
        raise NotTaughtHere(school=at.name, grade=grade)


def side_of(school_id: int | None, on: date) -> Side:
    """Return a school as a side of a transfer: its office and its province."""
    if school_id is None:
        return Side(None)
    at = school(school_id, on)
    top = organisations.as_of(on).filter(organisation_id__in=organisations.chain(school_id, on), kind="department")
    return Side(school_id, at.parent_id, top.values_list("area_code", flat=True).first() or at.area_code[:2])


def _new_row(
    actor: Actor, wish: Wish, stay: Enrolment | None, grade: str, requester_id: int, now: datetime
) -> Transfer:
    giver, taker = side_of(wish.giver_id, wish.on), side_of(wish.taker_id, wish.on)
    office = supervisor(grade, giver, taker)
    sides = [requester_id, wish.giver_id, wish.taker_id, office]
    return Transfer(
        person_id=wish.person_id,
        enrolment=stay,
        giver_id=wish.giver_id,
        taker_id=wish.taker_id,
        taker_text=nfc(wish.taker_text)[:200],
        supervisor_id=office,
        requester_id=requester_id,
        places=[place for place in dict.fromkeys(sides) if place is not None],
        is_far=between_provinces(giver, taker),
        grade=grade,
        on=wish.on,
        why=nfc(wish.why),
        requested_at=now,
        requested_by=actor.user_id,
    )


@transaction.atomic
def release(actor: Actor, transfer_id: int, *, now: datetime) -> Transfer:
    """Let the pupil go: the record is offered to the receiving school, and the file goes to it or to the office.

    Raises: Missing, Denied, WrongState, WasMerged, AlreadyOffered.
    """
    row, step = _begin(actor, transfer_id, "release")
    assert row.giver_id is not None
    assert row.person_id is not None
    row.enrolment = open_stay(actor, row.person_id, row.giver_id, needs=Can.DECIDE_TRANSFER)
    if row.taker_id is not None:
        watchers = [row.supervisor_id] if row.supervisor_id else []
        people.offer_record(actor, row.person_id, row.taker_id, at=now, watchers=watchers, needs=Can.DECIDE_TRANSFER)
    _finish(actor, row, step)
    onward = TRANSFER.find(row.state, "send_up" if row.supervisor_id else "pass_on")
    _finish(actor, row, onward)
    return row


@transaction.atomic
def approve(actor: Actor, transfer_id: int) -> Transfer:
    """Agree, as the office that manages the schools.

    Raises: Missing, Denied, WrongState.
    """
    row, step = _begin(actor, transfer_id, "approve")
    _finish(actor, row, step)
    return row


@transaction.atomic
def turn_down(actor: Actor, transfer_id: int, why: str, *, now: datetime) -> Transfer:
    """Do not agree, with a reason: as the school that lets go, as the office, or as the school that receives.

    Raises: Missing, Denied, WrongState, Invalid.
    """
    is_supervised = Transfer.objects.filter(pk=transfer_id, state="supervised").exists()
    row, step = _begin(actor, transfer_id, "reject" if is_supervised else "refuse")
    if not nfc(why) or len(why) > 300:
        raise Invalid([Fault(_("Lí do"), why[:40], _("Hãy ghi lí do không đồng ý, tối đa 300 ký tự."))])
    row.refused_why = nfc(why)
    _close(actor, row, step, now)
    return row


@transaction.atomic
def withdraw_transfer(actor: Actor, transfer_id: int, *, now: datetime) -> Transfer:
    """Take the request back, as the side that made it.

    Raises: Missing, Denied, WrongState.
    """
    row, step = _begin(actor, transfer_id, "withdraw")
    _close(actor, row, step, now)
    return row


def _close(actor: Actor, row: Transfer, step: Move, now: datetime) -> None:
    """End a transfer without a move; the offer of the record goes with it."""
    offer = persons.open_offer(row.person_id) if row.person_id else None
    if offer is not None:
        people.cancel_offer(actor, offer.pk, at=now)
    row.closed_at = now
    _finish(actor, row, step)


@transaction.atomic
def receive(
    actor: Actor,
    transfer_id: int,
    *,
    on: date,
    now: datetime,
    class_id: int | None = None,
    grade: str = "",
    chosen: Sequence[str] = (),
) -> Enrolment:
    """Receive the pupil: the record comes here, the old stay ends, a new one begins, in a class when one is named.

    Raises: Missing, Denied, WrongState, TooEarly, AlreadyAnswered, WasMerged, and those of `enrol` and `place`.
    """
    row, step = _begin(actor, transfer_id, "receive")
    assert row.taker_id is not None
    assert row.person_id is not None
    offer = persons.open_offer(row.person_id)
    if offer is None:
        raise Missing(what=_("lần giao hồ sơ"))
    people.accept_record(actor, offer.pk, at=now, needs=Can.DECIDE_TRANSFER)
    _end_old_stay(row, on)
    came_from = organisations.name_of(row.giver_id, on) if row.giver_id else row.giver_text
    stay = enrol(
        actor,
        row.person_id,
        row.taker_id,
        on=on,
        how="transferred",
        came_from=came_from[:200],
        class_id=class_id,
        grade=grade or (row.grade if class_id else ""),
        chosen=chosen,
        needs=Can.DECIDE_TRANSFER,
    )
    row.closed_at = now
    _finish(actor, row, step, enrolment=stay.pk)
    return stay


def _end_old_stay(row: Transfer, on: date) -> None:
    towards = organisations.name_of(row.taker_id, on) if row.taker_id else row.taker_text
    with connection.cursor() as cursor:
        cursor.execute("SELECT students_end_stay(%s, %s, %s)", [row.pk, on, towards])
        answer = cursor.fetchone()[0]
    if answer == "early":
        raise TooEarly(day=f"{on:%d/%m/%Y}", before=f"{row.on:%d/%m/%Y}")
    assert answer == "done", answer


@transaction.atomic
def hand_out(actor: Actor, transfer_id: int, *, on: date, now: datetime) -> Transfer:
    """Give out the signed package to a school outside Khuê; the pupil leaves, the record stays kept here.

    Raises: Missing, Denied, WrongState, TooEarly, NotAtSchool.
    """
    row, step = _begin(actor, transfer_id, "hand_out")
    assert row.enrolment_id is not None
    stay = own_stay(actor, row.enrolment_id, needs=Can.DECIDE_TRANSFER)
    end_stays(actor, [stay], Leaving(on, "transferred", row.taker_text, row.why[:200]))
    row.closed_at = now
    _finish(actor, row, step)
    return row


def _begin(actor: Actor, transfer_id: int, verb: str) -> tuple[Transfer, Move]:
    """Lock the transfer, so that of two who take one step at once the second is told.

    Raises: Missing, WrongState, Denied.
    """
    row = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer_id).first()
    if row is None:
        raise Missing(what=_("hồ sơ chuyển trường {number}").format(number=transfer_id))
    return row, step_of(actor, row, verb)


def _finish(actor: Actor, row: Transfer, step: Move, **facts: Any) -> None:
    finish(actor, row, step, person=row.person_id, from_unit=row.giver_id, to_unit=row.taker_id, **facts)
