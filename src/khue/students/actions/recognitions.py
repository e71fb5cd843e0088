"""Awards and discipline of pupils."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.students.actions.notes import note
from khue.students.actions.statuses import reason
from khue.students.actions.stays import stay_of
from khue.students.models import Enrolment, Placement, Recognition
from khue.students.rules import AWARD_LEVELS, MEASURES, RECOGNITIONS, Can, measures_for


class NotDiscipline(Refused):
    """Only a disciplinary measure can be lifted."""

    text = N_("«{title}» không phải là kỉ luật nên không có gì để xoá. Hãy xoá dòng khen thưởng nếu ghi nhầm.")


class AlreadyLifted(Refused):
    """The measure was lifted before."""

    text = N_("Kỉ luật này đã được xoá ngày {day}. Hãy tải lại trang để xem.")


@dataclass(frozen=True)
class RecognitionFacts:
    """An award or a measure. level: of `AWARD_LEVELS` for an award, of `MEASURES` for discipline."""

    kind: str
    title: str
    level: str
    on: date
    decision: str = ""

    def clean(self) -> "RecognitionFacts":
        """Return the facts with tidy texts."""
        return replace(self, title=nfc(self.title), decision=nfc(self.decision))

    def as_dict(self) -> dict[str, Any]:
        """Return the facts by name."""
        return {name: getattr(self, name) for name in ("kind", "title", "level", "on", "decision")}


@transaction.atomic
def recognise(actor: Actor, person_id: int, facts: RecognitionFacts, *, today: date) -> Recognition:
    """Write an award or a disciplinary measure of a pupil.

    Raises: Missing, Denied, Invalid.
    """
    stay = stay_of(actor, person_id, Can.EDIT, today=today)
    facts = _checked(facts, stay, today=today)
    made = Recognition(person_id=person_id, school_id=stay.school_id, **facts.as_dict())
    made.save()
    note(actor, person_id, made, {made.kind: (None, _told(made))})
    record(actor, "students.recognised", made, person=person_id, school=stay.school_id, kind_of=facts.kind)
    return made


@transaction.atomic
def change_recognition(actor: Actor, recognition_id: int, facts: RecognitionFacts, *, today: date) -> Recognition:
    """Correct an award or a measure; its kind stays.

    Raises: Missing, Denied, Invalid.
    """
    found = _own(actor, recognition_id)
    stay = stay_of(actor, found.person_id, Can.EDIT, today=today)
    facts = _checked(replace(facts, kind=found.kind), stay, today=today)
    before = _told(found)
    for name, value in facts.as_dict().items():
        setattr(found, name, value)
    found.save()
    note(actor, found.person_id, found, {found.kind: (before, _told(found))})
    record(actor, "students.recognition_changed", found, person=found.person_id, school=found.school_id)
    return found


@transaction.atomic
def lift_discipline(actor: Actor, recognition_id: int, on: date, *, today: date) -> Recognition:
    """Lift a disciplinary measure from a day on.

    Raises: Missing, Denied, Invalid, NotDiscipline, AlreadyLifted.
    """
    found = _own(actor, recognition_id)
    if found.kind != "discipline":
        raise NotDiscipline(title=found.title)
    if found.lifted_on is not None:
        raise AlreadyLifted(day=f"{found.lifted_on:%d/%m/%Y}")
    if not found.on <= on <= today:
        text = _("Ngày xoá kỉ luật phải từ {start} đến hôm nay. Hãy sửa ngày.")
        raise Invalid([Fault(_("Ngày xoá"), f"{on:%d/%m/%Y}", text.format(start=f"{found.on:%d/%m/%Y}"))])
    found.lifted_on = on
    found.save()
    note(actor, found.person_id, found, {"lifted_on": (None, on.isoformat())})
    record(actor, "students.discipline_lifted", found, person=found.person_id, school=found.school_id)
    return found


@transaction.atomic
def remove_recognition(actor: Actor, recognition_id: int, *, why: str) -> None:
    """Take away an award or a measure that was written by mistake; what it said stays in the journal.

    Raises: Missing, Denied, Invalid.
    """
    found = _own(actor, recognition_id)
    why = reason(why)
    note(actor, found.person_id, found, {found.kind: (_told(found), None)}, why=why)
    record(actor, "students.recognition_removed", found, person=found.person_id, school=found.school_id)
    found.delete()


def _own(actor: Actor, recognition_id: int) -> Recognition:
    found = Recognition.objects.select_for_update().filter(pk=recognition_id).first()
    if found is None:
        raise Missing(what=f"khen thưởng, kỉ luật số {recognition_id}")
    actor.must(Can.EDIT, at=found.school_id)
    return found


def _checked(facts: RecognitionFacts, stay: Enrolment, *, today: date) -> RecognitionFacts:
    facts = facts.clean()
    faults = []
    if facts.kind not in RECOGNITIONS:
        faults.append(Fault(_("Loại"), facts.kind, _("Hãy chọn khen thưởng hoặc kỉ luật.")))
    if not facts.title:
        faults.append(Fault(_("Nội dung"), "", _("Hãy ghi nội dung.")))
    if len(facts.title) > 200:
        faults.append(Fault(_("Nội dung"), facts.title[:60], _("Nội dung dài quá 200 ký tự. Hãy rút gọn.")))
    if facts.kind == "award" and facts.level not in AWARD_LEVELS:
        faults.append(Fault(_("Cấp khen"), facts.level, _("Hãy chọn một cấp trong danh sách.")))
    if facts.kind == "discipline":
        faults += _measure_faults(facts, stay)
    if facts.on > today:
        faults.append(Fault(_("Ngày"), f"{facts.on:%d/%m/%Y}", _("Ngày này chưa tới. Hãy kiểm tra lại ngày.")))
    elif facts.on < stay.period.lower:
        text = _("Ngày này trước khi học sinh vào trường ({start}). Hãy kiểm tra lại ngày.")
        day = f"{facts.on:%d/%m/%Y}"
        faults.append(Fault(_("Ngày"), day, text.format(start=f"{stay.period.lower:%d/%m/%Y}")))
    if faults:
        raise Invalid(faults)
    return facts


def _measure_faults(facts: RecognitionFacts, stay: Enrolment) -> list[Fault]:
    place = Placement.objects.filter(enrolment=stay, period__contains=facts.on).first()
    allowed = measures_for(place.grade) if place else tuple(MEASURES)
    if facts.level in allowed:
        return []
    named = ", ".join(_(MEASURES[code]) for code in allowed)
    text = _("Hình thức này không áp dụng cho khối của học sinh. Hãy chọn một trong: {allowed}.").format(allowed=named)
    return [Fault(_("Hình thức kỉ luật"), facts.level, text)]


def _told(row: Recognition) -> dict[str, Any]:
    return {
        "title": row.title,
        "level": row.level,
        "on": row.on.isoformat(),
        "decision": row.decision,
    }
