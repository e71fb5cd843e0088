"""Statuses, awards and discipline in a package: what the giver may tell, and what the taker can write down."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.students.actions.statuses import StatusFacts, checked, last_of, overlapping
from khue.students.models import Enrolment, Recognition, Status
from khue.students.packages import PackagePupil, PackageRecognition, PackageStatus
from khue.students.rules import AWARD_LEVELS, MEASURES, RECOGNITIONS, STATUS_NEEDS, STATUSES, Can

LONGEST = {"title": 200, "decision": 60, "document": 120, "note": 200}


def carried_facts(actor: Actor, person_id: int, school_id: int, on: date) -> dict[str, Any]:
    """Return the statuses that hold on the day and the recognitions of a pupil, for `PackagePupil`.

    What the actor may not see (special needs, insurance: health data) is left out; a lifted measure too.
    """
    held = Status.objects.filter(person_id=person_id, school_id=school_id, period__contains=on)
    seen = [row for row in held.order_by("kind", "code") if actor.can(STATUS_NEEDS[row.kind][0], at=school_id)]
    given = Recognition.objects.filter(person_id=person_id, lifted_on=None).order_by("on", "pk")
    return {
        "statuses": tuple(_status(row) for row in seen),
        "recognitions": tuple(
            PackageRecognition(row.kind, row.title, row.level, row.on.isoformat(), row.decision) for row in given
        ),
    }


def _status(row: Status) -> PackageStatus:
    last = last_of(row)
    until = last.isoformat() if last else ""
    return PackageStatus(row.kind, row.code, row.period.lower.isoformat(), until, row.document, row.note)


def take_facts(actor: Actor, stay: Enrolment, pupil: PackagePupil, *, today: date) -> tuple[Fault, ...]:
    """Write the statuses and recognitions of a package at the school of the stay; return what could not be taken."""
    faults: list[Fault] = []
    statuses: list[Status] = []
    for told in pupil.statuses:
        found = _taken_status(actor, stay, told, statuses, today)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            statuses.append(found)
    Status.objects.bulk_create(statuses)
    given = []
    for one in pupil.recognitions:
        right = one.kind in RECOGNITIONS and one.level in (AWARD_LEVELS if one.kind == "award" else MEASURES)
        if not (right and one.title and actor.can(Can.EDIT, at=stay.school_id)):
            faults.append(Fault(_("Khen thưởng, kỉ luật"), one.title[:40], _("Hãy ghi lại theo học bạ giấy.")))
            continue
        row = Recognition(person_id=stay.person_id, school_id=stay.school_id, kind=one.kind, level=one.level)
        row.title, row.decision = one.title[: LONGEST["title"]], one.decision[: LONGEST["decision"]]
        row.on = date.fromisoformat(one.on)
        given.append(row)
    Recognition.objects.bulk_create(given)
    return tuple(faults)


def _taken_status(
    actor: Actor, stay: Enrolment, told: PackageStatus, before: list[Status], today: date
) -> Status | Fault:
    """Return the row of a status, from the day on which the pupil is here; or why it is not taken."""
    title = _(STATUSES.get(told.kind, told.kind))
    if told.kind not in STATUSES or not actor.can(STATUS_NEEDS[told.kind][1], at=stay.school_id):
        return Fault(title, "", _("Bạn không có quyền ghi mục này. Hãy nhờ người phụ trách của trường ghi lại."))
    start = max(date.fromisoformat(told.since), stay.period.lower)
    until = date.fromisoformat(told.until) if told.until else None
    if until is not None and until < start:
        return Fault(title, told.code, _("Đã hết hạn trước ngày vào trường. Hãy ghi lại nếu được gia hạn."))
    document, note = told.document[: LONGEST["document"]], told.note[: LONGEST["note"]]
    try:
        facts = checked(StatusFacts(told.kind, told.code, start, until, document, note), today=today)
    except Invalid as error:
        return Fault(title, told.code, error.problems[0].text)
    same = any((row.kind, row.code) == (facts.kind, facts.code) for row in before)
    if same or overlapping([stay.person_id], facts):
        return Fault(title, facts.code, _("Học sinh đã có mục này. Hãy sửa dòng đã có nếu khác."))
    return Status(
        person_id=stay.person_id,
        school_id=stay.school_id,
        kind=facts.kind,
        code=facts.code,
        period=facts.period(),
        document=facts.document,
        note=facts.note,
    )
