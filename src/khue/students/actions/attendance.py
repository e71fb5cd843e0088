"""The roll of a class is called and corrected, one session at a time, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Denied, Fault, Invalid, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.students.actions.journal import Noted, note
from khue.students.actions.warnings import warn
from khue.students.models import Absence, ClassGroup, RollCall
from khue.students.queries.classes import class_group
from khue.students.queries.rolls import Mark, marks_of, may_call, pupils_on, sessions_of, stamp_of
from khue.students.queries.school_years import last_teaching_day
from khue.students.rules import ABSENCE_REASONS, SESSIONS, Can, changed_marks, day_off_name, day_problem

LONGEST_NOTE = 200
JOURNAL = "attendance"  # the field under which the journal keeps a corrected mark


class DayToCome(Refused):
    """The day has not come yet."""

    text = N_("Ngày {day} chưa tới nên chưa điểm danh được. Hãy chọn hôm nay hoặc một ngày đã qua.")


class DayOff(Refused):
    """There is no school on the day."""

    text = N_("Ngày {day} là ngày nghỉ ({name}). Hãy chọn một ngày học.")


class OutsideTheYear(Refused):
    """The day lies outside the school year of the class."""

    text = N_(
        "Ngày {day} nằm ngoài thời gian học của năm học {school_year}. "
        "Hãy chọn ngày từ {first} đến {last}, hoặc lớp của năm học khác."
    )


class NoSuchSession(Refused):
    """The class has no school in this session."""

    text = N_("Lớp này không học «{session}». Hãy chọn buổi khác, hoặc sửa buổi học của lớp.")


class RollChanged(Refused):
    """Somebody else saved the roll meanwhile."""

    text = N_("Buổi này vừa được người khác điểm danh. Hãy xem các chỗ khác nhau, sửa lại nếu cần rồi lưu một lần nữa.")


class MarkedElsewhere(Refused):
    """One of the pupils is marked in another class in the same session."""

    text = N_(
        "Có học sinh đã được ghi vắng ở lớp khác trong cùng buổi này. Hãy kiểm tra ngày chuyển lớp, chuyển trường."
    )


@dataclass(frozen=True)
class Called:
    """What a roll says. marks: person -> reason and note; who is not named was there. stamp: the state it stands on."""

    day: date
    session: str
    marks: Mapping[int, Mark]
    stamp: str = ""
    why: str = ""


@transaction.atomic
def call_roll(actor: Actor, class_id: int, called: Called, *, now: datetime, today: date) -> RollCall:
    """Call the roll of a class for a session, or correct it; the same sent twice is one change.

    A correction on a later day needs a reason; every correction stands in the journal of the pupil. Whoever has to
    know of 30, 40 or 45 missed sessions is told in the same transaction.

    Raises: Missing, Denied, DayToCome, DayOff, OutsideTheYear, NoSuchSession, Invalid, RollChanged, MarkedElsewhere.
    """
    group = _own_class(actor, class_id)
    must_be_taught(group, called, today)
    seats = {seat.person_id for seat in pupils_on(group, called.day)}
    wanted = _tidy(called, seats)
    call = RollCall.objects.filter(class_group=group, day=called.day, session=called.session).first()
    stands = {person: mark for person, mark in marks_of(group, called.day, called.session).items() if person in seats}
    changes = changed_marks(stands, wanted)
    if call is not None and not changes:
        return call
    if stamp_of(call) != called.stamp:
        raise RollChanged(class_group=group.pk)
    if call is not None and today > called.day and not nfc(called.why):
        raise Invalid([Fault(_("Lí do sửa"), "", _("Hãy ghi vì sao sửa điểm danh của ngày đã qua."))])
    _write(actor, group, called, changes)
    corrected = call is not None
    call = _saved(actor, group, called, call, len(seats), _missing(wanted), now)
    if corrected:
        _journal(actor, group, call, changes, nfc(called.why))
    event = "students.roll_corrected" if corrected else "students.roll_called"
    record(actor, event, call, class_group=group.pk, day=f"{called.day}", session=called.session, absent=call.absent)
    warn(actor, group, changes, now=now, today=today)
    return call


def _own_class(actor: Actor, class_id: int) -> ClassGroup:
    """Return the class, locked, so that two rolls of it come one after the other."""
    group = class_group(actor, class_id)
    if not may_call(actor, group):
        raise Denied(permission=Can.CALL_ROLL, place=group.school_id)
    return ClassGroup.objects.select_for_update(no_key=True).get(pk=group.pk)


def must_be_taught(group: ClassGroup, called: Called, today: date) -> None:
    """Raises: DayToCome, DayOff, OutsideTheYear, NoSuchSession."""
    day = f"{called.day:%d/%m/%Y}"
    ends = last_teaching_day(group.school_year)
    match day_problem(called.day, today=today, school_year=group.school_year, ends=ends):
        case "future":
            raise DayToCome(day=day)
        case "sunday":
            raise DayOff(day=day, name=_("Chủ nhật"))
        case "closed":
            raise DayOff(day=day, name=day_off_name(called.day))
        case "outside":
            year = SchoolYear(group.school_year)
            span = {"first": f"{year.first_day:%d/%m/%Y}", "last": f"{ends:%d/%m/%Y}"}
            raise OutsideTheYear(day=day, school_year=year.label, **span)
    if called.session not in sessions_of(group):
        raise NoSuchSession(session=_(SESSIONS.get(called.session, called.session)))


def _tidy(called: Called, seats: set[int]) -> dict[int, Mark]:
    """Return the marks with tidy notes. Raises: Invalid, with every fault."""
    faults = []
    tidy = {}
    for person, (reason, text) in called.marks.items():
        if person not in seats:
            faults.append(Fault(_("Học sinh"), f"{person}", _("Em này không ở trong lớp ngày đó. Hãy tải lại trang.")))
        if reason not in ABSENCE_REASONS:
            faults.append(Fault(_("Điểm danh"), reason, _("Hãy chọn: có phép, không phép hoặc đi muộn.")))
        if len(nfc(text)) > LONGEST_NOTE:
            faults.append(Fault(_("Ghi chú"), text[:30], _("Ghi chú dài quá 200 chữ. Hãy viết ngắn lại.")))
        tidy[person] = (reason, nfc(text))
    if faults:
        raise Invalid(faults)
    return tidy


def _missing(marks: Mapping[int, Mark]) -> int:
    return sum(reason != "late" for reason, _note in marks.values())


def _write(
    actor: Actor, group: ClassGroup, called: Called, changes: Mapping[int, tuple[Mark | None, Mark | None]]
) -> None:
    of_session = Absence.objects.filter(class_group=group, day=called.day, session=called.session)
    of_session.filter(person_id__in=changes).delete()
    rows = [
        Absence(
            person_id=person,
            school_id=group.school_id,
            class_group=group,
            day=called.day,
            session=called.session,
            reason=mark[0],
            note=mark[1],
            user_id=actor.user_id,
        )
        for person, (_before, mark) in changes.items()
        if mark
    ]
    try:
        with transaction.atomic():
            Absence.objects.bulk_create(rows)
    except IntegrityError as error:
        raise MarkedElsewhere(class_group=group.pk) from error


def _saved(
    actor: Actor,
    group: ClassGroup,
    called: Called,
    call: RollCall | None,
    expected: int,
    absent: int,
    now: datetime,
) -> RollCall:
    call = call or RollCall(class_group=group, school_id=group.school_id, day=called.day, session=called.session)
    call.expected, call.absent, call.user_id, call.at = expected, absent, actor.user_id, now
    call.save()
    return call


def _journal(
    actor: Actor,
    group: ClassGroup,
    call: RollCall,
    changes: Mapping[int, tuple[Mark | None, Mark | None]],
    why: str,
) -> None:
    facts: Sequence[Noted] = [
        (call, person, JOURNAL, _told(call, before), _told(call, after)) for person, (before, after) in changes.items()
    ]
    note(actor, group.school_id, facts, why=why)


def _told(call: RollCall, mark: Mark | None) -> dict[str, str]:
    """Return what the journal keeps of a mark; `present` for who was there."""
    return {"on": call.day.isoformat(), "session": call.session, "reason": mark[0] if mark else "present"}
