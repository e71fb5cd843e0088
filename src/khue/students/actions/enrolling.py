"""A pupil enters a school, leaves it, comes back: stays, one after another, never two main ones at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.names import nfc
from khue.students.actions.journal import note
from khue.students.actions.placing import Place, place_many
from khue.students.actions.refusals import (
    AtAnotherSchool,
    HeldElsewhere,
    NoLongerOpen,
    NotAtSchool,
    NotYetOpen,
    Stale,
    StillAtSchool,
    TooEarly,
)
from khue.students.models import Enrolment, Placement
from khue.students.queries.enrolment import known_people
from khue.students.queries.schools import heirs, school
from khue.students.rules import ENTRIES, LEAVINGS, Can


@dataclass(frozen=True)
class Entry:
    """A pupil who enters a school. class_id: placed there at once, in `grade` (needed where the class has several)."""

    person_id: int
    on: date
    how: str = "enrolled"
    came_from: str = ""
    is_secondary: bool = False
    class_id: int | None = None
    grade: str = ""
    chosen: tuple[str, ...] = ()
    placed_how: str = "new"
    number: int | None = None


@dataclass(frozen=True)
class Leaving:
    """How a pupil leaves: `how` of LEAVINGS, where to, and why."""

    on: date
    how: str
    to: str = ""
    why: str = ""


def enrol(
    actor: Actor,
    person_id: int,
    school_id: int,
    *,
    on: date,
    how: str = "enrolled",
    came_from: str = "",
    class_id: int | None = None,
    grade: str = "",
    chosen: Sequence[str] = (),
    is_secondary: bool = False,
    needs: str = Can.EDIT,
) -> Enrolment:
    """Enter a pupil on the register of a school, and place the pupil in a class when one is named.

    Raises: Denied, Missing, Invalid, NotYetOpen, NoLongerOpen, HeldElsewhere, AtAnotherSchool, and those of placing.
    """
    placed = "transferred" if how == "transferred" else "returned" if how == "returned" else "new"
    entry = Entry(person_id, on, how, came_from, is_secondary, class_id, grade, tuple(chosen), placed)
    return enrol_many(actor, school_id, [entry], needs=needs)[0]


@transaction.atomic
def enrol_many(
    actor: Actor,
    school_id: int,
    entries: Sequence[Entry],
    *,
    needs: str = Can.EDIT,
    batch_id: int | None = None,
) -> list[Enrolment]:
    """Enter pupils on the register of a school, all of them or none, and place those who have a class; one event.

    Raises: as `enrol`; Invalid lists every pupil who is at another school when there are several.
    """
    actor.must(needs, at=school_id)
    if not entries:
        return []
    if faults := [fault for one in entries for fault in _entry_faults(one)]:
        raise Invalid(faults)
    refuse_closed_school(school_id, [one.on for one in entries])
    _refuse_held_elsewhere(school_id, entries)
    made = _stored([_row(school_id, one, batch_id) for one in entries])
    places = [
        Place(row.pk, one.class_id, one.on, one.placed_how, one.grade, one.chosen, one.number)
        for row, one in zip(made, entries, strict=True)
        if one.class_id is not None
    ]
    if places:
        place_many(actor, places, needs=needs, batch_id=batch_id, is_part=True, stays=made)
    note(actor, school_id, [(row, row.person_id, "school", None, school_id) for row in made], batch_id=batch_id)
    _record(actor, "students.pupil_enrolled", "students.pupils_enrolled", made, batch_id)
    return made


def _row(school_id: int, one: Entry, batch_id: int | None) -> Enrolment:
    return Enrolment(
        person_id=one.person_id,
        school_id=school_id,
        period=DateRange(one.on, None),
        entered_how=one.how,
        entered_from=nfc(one.came_from),
        is_secondary=one.is_secondary,
        batch_id=batch_id,
    )


def _entry_faults(one: Entry) -> list[Fault]:
    faults = []
    if one.how not in ENTRIES:
        faults.append(Fault(_("Vào trường"), one.how, _("Hãy chọn một cách vào trường trong danh sách.")))
    if len(one.came_from) > 200:
        faults.append(Fault(_("Từ nơi nào"), one.came_from[:40], _("Nội dung dài quá 200 ký tự. Hãy rút gọn.")))
    return faults


def refuse_closed_school(school_id: int, days: Sequence[date]) -> None:
    """Refuse days on which the school does not exist: before its founding, or after it went on in another.

    Raises: NotYetOpen, NoLongerOpen, Missing.
    """
    for day in {min(days), max(days)}:
        at = school(school_id, day)
        if at.is_open:
            continue
        if at.opens:
            raise NotYetOpen(school=at.name, day=f"{at.opens:%d/%m/%Y}", asked=f"{day:%d/%m/%Y}")
        ended = f"{at.closed:%d/%m/%Y}" if at.closed else ""
        named = "; ".join(heirs(school_id, day)) or _("chưa ghi nhận")
        raise NoLongerOpen(school=at.name, day=ended, heirs=named)


def _refuse_held_elsewhere(school_id: int, entries: Sequence[Entry]) -> None:
    """The record must be seen here; for a main stay it must be kept here too."""
    known = known_people([one.person_id for one in entries])
    if lost := [one.person_id for one in entries if one.person_id not in known]:
        raise Missing(what=_("hồ sơ {person}").format(person=lost[0]))
    for one in entries:
        if not one.is_secondary and known[one.person_id].custody_id != school_id:
            raise HeldElsewhere(person=one.person_id)


def _stored(rows: list[Enrolment]) -> list[Enrolment]:
    """Store the stays; the database sees stays of every school and refuses a second main one."""
    try:
        with transaction.atomic():
            return Enrolment.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        if len(rows) == 1:
            raise AtAnotherSchool(person=rows[0].person_id) from error
    text = _("Học sinh đang học ở trường khác trong thời gian này. Hãy lập hồ sơ chuyển trường.")
    raise Invalid(
        [Fault(_("Hồ sơ {person}").format(person=row.person_id), "", text) for row in rows if _is_refused(row)]
    )


def _is_refused(row: Enrolment) -> bool:
    try:
        with transaction.atomic():
            row.pk = None
            row.save(force_insert=True)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@transaction.atomic
def leave(
    actor: Actor, enrolment_id: int, leaving: Leaving, *, version: int | None = None, needs: str = Can.EDIT
) -> Enrolment:
    """End a stay: the pupil leaves the school on a day (from which the pupil is no longer there).

    version: as the form showed it. The name and birth date of then stay with the school.
    Raises: Denied, Missing, Invalid, NotAtSchool, TooEarly, Stale.
    """
    row = own_stay(actor, enrolment_id, needs=needs)
    if version is not None and version != row.version:
        raise Stale()
    return end_stays(actor, [row], leaving)[0]


def end_stays(
    actor: Actor, rows: Sequence[Enrolment], leaving: Leaving, *, batch_id: int | None = None
) -> list[Enrolment]:
    """End stays that are locked and allowed, with the places in classes; one event.

    The database keeps with each stay what the register of pupils holds of somebody who left (`students_keep_register`).

    Raises: Invalid, NotAtSchool, TooEarly.
    """
    if leaving.how not in LEAVINGS:
        raise Invalid([Fault(_("Rời trường"), leaving.how, _("Hãy chọn một lí do rời trường trong danh sách."))])
    places = list(Placement.objects.filter(enrolment__in=rows, period__upper_inf=True))
    for stay in rows:
        _refuse_before(stay, leaving.on)
    for place in places:
        _refuse_before(place, leaving.on)
    for row in rows:
        row.period = DateRange(row.period.lower, leaving.on)
        row.left_how, row.left_to, row.left_why = leaving.how, nfc(leaving.to)[:200], nfc(leaving.why)[:200]
        row.version += 1
    for place in places:
        place.period = DateRange(place.period.lower, leaving.on)
    columns = ["period", "left_how", "left_to", "left_why", "version"]
    Placement.objects.bulk_update(places, ["period"], batch_size=500)
    Enrolment.objects.bulk_update(rows, columns, batch_size=500)
    for school_id in {row.school_id for row in rows}:
        facts = [(row, row.person_id, "left_how", "", leaving.how) for row in rows if row.school_id == school_id]
        note(actor, school_id, facts, batch_id=batch_id)
    _record(actor, "students.pupil_left", "students.pupils_left", rows, batch_id, how=leaving.how)
    return list(rows)


def _refuse_before(row: Enrolment | Placement, on: date) -> None:
    if row.period.upper is not None:
        raise NotAtSchool(day=f"{row.period.upper:%d/%m/%Y}")
    if row.period.lower >= on:
        raise TooEarly(day=f"{on:%d/%m/%Y}", before=f"{row.period.lower:%d/%m/%Y}")


@transaction.atomic
def come_back(
    actor: Actor,
    enrolment_id: int,
    *,
    on: date,
    class_id: int | None = None,
    grade: str = "",
    chosen: Sequence[str] = (),
) -> Enrolment:
    """Let a pupil who left this school come back: a new stay begins.

    Raises: Denied, Missing, StillAtSchool, TooEarly, and those of `enrol`.
    """
    row = own_stay(actor, enrolment_id)
    if row.period.upper is None:
        raise StillAtSchool()
    if on < row.period.upper:
        raise TooEarly(day=f"{on:%d/%m/%Y}", before=f"{row.period.upper:%d/%m/%Y}")
    return enrol(
        actor, row.person_id, row.school_id, on=on, how="returned", class_id=class_id, grade=grade, chosen=chosen
    )


@transaction.atomic
def undo_leaving(actor: Actor, enrolment_id: int, *, needs: str = Can.EDIT) -> Enrolment:
    """Take back a leaving that was recorded by mistake: the stay and its last place in a class go on.

    Raises: Denied, Missing, StillAtSchool, AtAnotherSchool.
    """
    row = own_stay(actor, enrolment_id, needs=needs)
    if row.period.upper is None:
        raise StillAtSchool()
    until = row.period.upper
    row.period, row.left_how, row.left_to, row.left_why = DateRange(row.period.lower, None), "", "", ""
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AtAnotherSchool(person=row.person_id) from error
    for place in Placement.objects.filter(enrolment=row, period__endswith=until):
        place.period = DateRange(place.period.lower, None)
        place.save(update_fields=["period"])
    record(actor, "students.leaving_undone", row, school=row.school_id, person=row.person_id)
    return row


def own_stay(actor: Actor, enrolment_id: int, *, needs: str = Can.EDIT) -> Enrolment:
    """Return a stay, locked, that the actor may change.

    Raises: Missing, Denied.
    """
    row = Enrolment.objects.select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if row is None:
        raise Missing(what=_("quá trình học"))
    actor.must(needs, at=row.school_id)
    return row


def open_stay(actor: Actor, person_id: int, school_id: int, *, needs: str = Can.EDIT) -> Enrolment:
    """Return the stay of a pupil who is at the school now, locked.

    Raises: Missing, Denied.
    """
    actor.must(needs, at=school_id)
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(person_id=person_id, school_id=school_id)
    row = rows.filter(period__upper_inf=True).first()
    if row is None:
        raise Missing(what=_("học sinh ở trường này"))
    return row


def _record(actor: Actor, one: str, many: str, rows: Sequence[Enrolment], batch_id: int | None, **facts: Any) -> None:
    first = rows[0]
    if len(rows) == 1 and batch_id is None:
        record(actor, one, first, school=first.school_id, person=first.person_id, **facts)
    else:
        record(actor, many, first, school=first.school_id, count=len(rows), batch=batch_id, **facts)
