"""Whoever looks after a pupil is told when 30, 40 and 45 sessions of the year are missed, once at each step."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Missing
from khue.students.models import AbsenceWarning, ClassGroup
from khue.students.queries.attendance import summaries
from khue.students.queries.warnings import unread
from khue.students.rules.attendance import towards, warning_step


def warn(actor: Actor, group: ClassGroup, person_ids: Collection[int], *, now: datetime, today: date) -> int:
    """Write the messages that are due for pupils of a class; part of the action that recorded who was missing.

    Returns how many.
    """
    on = min(today, SchoolYear(group.school_year).last_day)
    due = {person: one for person, one in summaries(actor, person_ids, on=on).items() if warning_step(one.missed)}
    due = {person: one for person, one in due.items() if one.limit is not None}
    told = AbsenceWarning.objects.filter(person_id__in=due, school_id=group.school_id, school_year=group.school_year)
    highest: dict[int, int] = {}
    for person, step in told.values_list("person_id", "step"):
        highest[person] = max(step, highest.get(person, 0))
    rows = [
        AbsenceWarning(
            person_id=person,
            school_id=group.school_id,
            class_group=group,
            school_year=group.school_year,
            step=warning_step(one.missed),
            missed=one.missed,
            towards=reader,
            at=now,
        )
        for person, one in sorted(due.items())
        if warning_step(one.missed) > highest.get(person, 0)
        for reader in towards(warning_step(one.missed))
    ]
    made = AbsenceWarning.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        record(actor, "students.absence_warned", group, person=row.person_id, step=row.step, towards=row.towards)
    return len(made)


@transaction.atomic
def read_warning(actor: Actor, warning_id: int, *, now: datetime) -> AbsenceWarning:
    """Say that a message was read, as one whom it is for; said twice it is one change.

    Raises: Missing.
    """
    row = unread(actor, day=now.date(), with_read=True).select_for_update(of=("self",)).filter(pk=warning_id).first()
    if row is None:
        raise Missing(what=_("cảnh báo nghỉ học {number}").format(number=warning_id))
    if row.read_at is None:
        row.read_at, row.read_by = now, actor.user_id
        row.save(update_fields=["read_at", "read_by"])
        record(actor, "students.warning_read", row, school=row.school_id, person=row.person_id, step=row.step)
    return row
