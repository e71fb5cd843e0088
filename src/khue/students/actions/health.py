"""Health basics of pupils: measurements and checks, one row a day."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
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
from khue.students.models import HealthCheck
from khue.students.rules import Can, is_eyesight

HEIGHTS, WEIGHTS = (Decimal(40), Decimal(230)), (Decimal(2), Decimal(200))


class CheckedThatDay(Refused):
    """There is a check of this day."""

    text = N_("Ngày {day} đã có kết quả khám của học sinh này. Hãy sửa kết quả đã có thay vì ghi thêm.")


@dataclass(frozen=True)
class HealthFacts:
    """What was measured or seen on a day; empty is not measured."""

    on: date
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None
    left_eye: str = ""
    right_eye: str = ""
    note: str = ""

    def clean(self) -> "HealthFacts":
        """Return the facts with tidy texts."""
        return replace(self, left_eye=nfc(self.left_eye), right_eye=nfc(self.right_eye), note=nfc(self.note))

    def as_dict(self) -> dict[str, Any]:
        """Return the facts by name."""
        names = ("on", "height_cm", "weight_kg", "left_eye", "right_eye", "note")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def record_health(actor: Actor, person_id: int, facts: HealthFacts, *, today: date) -> HealthCheck:
    """Write a measurement or check of a day.

    Raises: Missing, Denied, Invalid, CheckedThatDay.
    """
    facts = _checked(facts, today=today)
    stay = stay_of(actor, person_id, Can.EDIT_HEALTH, today=today)
    _free_day(person_id, facts.on)
    check = HealthCheck(person_id=person_id, school_id=stay.school_id, user_id=actor.user_id, **facts.as_dict())
    check.save()
    note(actor, person_id, check, {"health_check": (None, _told(check))})
    record(actor, "students.health_recorded", check, person=person_id, school=stay.school_id)
    return check


@transaction.atomic
def change_health(actor: Actor, check_id: int, facts: HealthFacts, *, today: date) -> HealthCheck:
    """Correct a measurement.

    Raises: Missing, Denied, Invalid, CheckedThatDay.
    """
    check = _own(actor, check_id)
    facts = _checked(facts, today=today)
    if facts.on != check.on:
        _free_day(check.person_id, facts.on)
    before = _told(check)
    for name, value in facts.as_dict().items():
        setattr(check, name, value)
    check.save()
    note(actor, check.person_id, check, {"health_check": (before, _told(check))})
    record(actor, "students.health_changed", check, person=check.person_id, school=check.school_id)
    return check


@transaction.atomic
def remove_health(actor: Actor, check_id: int, *, why: str) -> None:
    """Take away a measurement that was written by mistake; what it said stays in the journal.

    Raises: Missing, Denied, Invalid.
    """
    check = _own(actor, check_id)
    why = reason(why)
    note(actor, check.person_id, check, {"health_check": (_told(check), None)}, why=why)
    record(actor, "students.health_removed", check, person=check.person_id, school=check.school_id)
    check.delete()


def _own(actor: Actor, check_id: int) -> HealthCheck:
    check = HealthCheck.objects.select_for_update().filter(pk=check_id).first()
    if check is None:
        raise Missing(what=f"lần khám số {check_id}")
    actor.must(Can.EDIT_HEALTH, at=check.school_id)
    return check


def _free_day(person_id: int, day: date) -> None:
    if HealthCheck.objects.filter(person_id=person_id, on=day).exists():
        raise CheckedThatDay(day=f"{day:%d/%m/%Y}")


def _checked(facts: HealthFacts, *, today: date) -> HealthFacts:
    facts = facts.clean()
    faults = []
    if facts.on > today:
        faults.append(Fault(_("Ngày"), f"{facts.on:%d/%m/%Y}", _("Ngày khám chưa tới. Hãy kiểm tra lại ngày.")))
    for label, value, (least, most) in (
        (_("Chiều cao (cm)"), facts.height_cm, HEIGHTS),
        (_("Cân nặng (kg)"), facts.weight_kg, WEIGHTS),
    ):
        if value is not None and not least <= value <= most:
            text = _("Số đo phải từ {least} đến {most}. Hãy kiểm tra lại đơn vị đo.").format(least=least, most=most)
            faults.append(Fault(label, str(value), text))
    for label, eye in ((_("Mắt trái"), facts.left_eye), (_("Mắt phải"), facts.right_eye)):
        if eye and not is_eyesight(eye):
            faults.append(Fault(label, eye, _("Hãy ghi thị lực dạng 8/10, 0,8 hoặc ĐNT 3m.")))
    if not any((facts.height_cm, facts.weight_kg, facts.left_eye, facts.right_eye, facts.note)):
        faults.append(Fault(_("Kết quả"), "", _("Hãy ghi ít nhất một kết quả.")))
    if faults:
        raise Invalid(faults)
    return facts


def _told(check: HealthCheck) -> dict[str, Any]:
    names = ("on", "height_cm", "weight_kg", "left_eye", "right_eye", "note")
    said = {name: getattr(check, name) for name in names}
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in said.items()}
