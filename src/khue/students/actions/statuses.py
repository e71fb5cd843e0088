"""Statuses of pupils for a time: policy groups, special needs, boarding, health insurance."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.students.actions.notes import note
from khue.students.actions.stays import stay_of
from khue.students.models import Status
from khue.students.rules import BOARDING, SPECIAL_NEEDS, STATUS_NEEDS, STATUSES, is_insurance_card

EARLIEST = date(1990, 1, 1)


class StatusOverlaps(Refused):
    """The pupil holds this status already in a part of the time."""

    text = N_(
        "Học sinh đã có «{title}» từ {start} đến {end}. Hãy sửa thời gian của dòng đã có, hoặc chọn thời gian khác."
    )


class StatusEnded(Refused):
    """The status ended before."""

    text = N_("Diện này đã kết thúc ngày {end}. Hãy sửa thời gian của nó nếu ngày kết thúc bị ghi nhầm.")


@dataclass(frozen=True)
class StatusFacts:
    """What is said: kind and code (rules.STATUSES), from the first day to the last one (None: still)."""

    kind: str
    code: str
    start: date
    end: date | None = None
    document: str = ""
    note: str = ""

    def clean(self) -> "StatusFacts":
        """Return the facts with tidy texts; an insurance card in capitals without spaces."""
        code = nfc(self.code)
        if self.kind == "insurance":
            code = code.replace(" ", "").upper()
        return replace(self, code=code, document=nfc(self.document), note=nfc(self.note))

    def period(self) -> DateRange:
        """Return the period as it is stored: its end is the first day after it."""
        return period_of(self.start, self.end)


def period_of(start: date, end: date | None) -> DateRange:
    """Return the range from the first to the last day."""
    return DateRange(start, end + timedelta(days=1) if end else None)


def titles(kind: str, on: date) -> dict[str, str]:
    """Return code -> title of the statuses of a kind on a day; empty for insurance, whose codes are card numbers."""
    match kind:
        case "policy_group":
            return catalogues.labels("priority_categories", on)
        case "special_need":
            return {code: _(title) for code, title in SPECIAL_NEEDS.items()}
        case "boarding":
            return {code: _(title) for code, title in BOARDING.items()}
    return {}


@transaction.atomic
def give_status(actor: Actor, person_id: int, facts: StatusFacts, *, today: date) -> Status:
    """Write a status of a pupil.

    Raises: Missing, Denied, Invalid, StatusOverlaps.
    """
    facts = checked(facts, today=today)
    stay = stay_of(actor, person_id, STATUS_NEEDS[facts.kind][1], today=today)
    _no_overlap(person_id, facts)
    status = Status(
        person_id=person_id,
        school_id=stay.school_id,
        kind=facts.kind,
        code=facts.code,
        period=facts.period(),
        document=facts.document,
        note=facts.note,
    )
    status.save()
    note(actor, person_id, status, {facts.kind: (None, told(status))})
    record(actor, "students.status_given", status, person=person_id, school=stay.school_id, kind_of=facts.kind)
    return status


@transaction.atomic
def change_status(actor: Actor, status_id: int, facts: StatusFacts, *, today: date) -> Status:
    """Correct a status: its code, time, paper or note; the kind stays.

    Raises: Missing, Denied, Invalid, StatusOverlaps.
    """
    status = _own(actor, status_id)
    facts = checked(replace(facts, kind=status.kind), today=today)
    _no_overlap(status.person_id, facts, but=status.pk)
    before = told(status)
    status.code, status.period, status.document, status.note = (
        facts.code,
        facts.period(),
        facts.document,
        facts.note,
    )
    status.save()
    note(actor, status.person_id, status, {status.kind: (before, told(status))})
    record(actor, "students.status_changed", status, person=status.person_id, school=status.school_id)
    return status


@transaction.atomic
def end_status(actor: Actor, status_id: int, last_day: date, *, today: date) -> Status:
    """Let a status end; the day given is the last on which it holds.

    Raises: Missing, Denied, Invalid, StatusEnded.
    """
    status = _own(actor, status_id)
    end = last_of(status)
    if end is not None and end < today:
        raise StatusEnded(end=f"{end:%d/%m/%Y}")
    if last_day < status.period.lower:
        text = _("Ngày kết thúc sớm hơn ngày bắt đầu {start}. Hãy chọn ngày từ đó trở đi.")
        start = f"{status.period.lower:%d/%m/%Y}"
        raise Invalid([Fault(_("Đến ngày"), f"{last_day:%d/%m/%Y}", text.format(start=start))])
    before = told(status)
    status.period = period_of(status.period.lower, last_day)
    status.save()
    note(actor, status.person_id, status, {status.kind: (before, told(status))})
    record(actor, "students.status_ended", status, person=status.person_id, school=status.school_id)
    return status


@transaction.atomic
def remove_status(actor: Actor, status_id: int, *, why: str) -> None:
    """Take away a status that was written by mistake; what it said stays in the journal.

    Raises: Missing, Denied, Invalid.
    """
    status = _own(actor, status_id)
    why = reason(why)
    note(actor, status.person_id, status, {status.kind: (told(status), None)}, why=why)
    record(actor, "students.status_removed", status, person=status.person_id, school=status.school_id)
    status.delete()


def reason(why: str) -> str:
    """Return why something is taken away. Raises: Invalid, when nothing is said."""
    if not nfc(why):
        raise Invalid([Fault(_("Lí do"), "", _("Hãy ghi lí do xoá, ví dụ «ghi nhầm học sinh»."))])
    return nfc(why)


def checked(facts: StatusFacts, *, today: date) -> StatusFacts:
    """Return tidy facts. Raises: Invalid."""
    facts = facts.clean()
    faults = []
    if facts.kind not in STATUSES:
        faults.append(Fault(_("Loại"), facts.kind, _("Hãy chọn một loại trong danh sách.")))
    elif facts.kind == "insurance":
        if not is_insurance_card(facts.code):
            text = _("Số thẻ gồm 10 chữ số, 12 chữ số, hoặc 2 chữ cái và 13 chữ số. Hãy chép lại đúng như trên thẻ.")
            faults.append(Fault(_("Số thẻ bảo hiểm y tế"), facts.code, text))
    elif facts.code not in titles(facts.kind, facts.start):
        text = _("Danh mục không có mã này vào ngày bắt đầu. Hãy chọn trong danh sách.")
        faults.append(Fault(_(STATUSES[facts.kind]), facts.code, text))
    if not EARLIEST <= facts.start <= today.replace(year=today.year + 1, day=1):
        faults.append(Fault(_("Từ ngày"), f"{facts.start:%d/%m/%Y}", _("Hãy kiểm tra lại năm của ngày bắt đầu.")))
    if facts.end is not None and facts.end < facts.start:
        text = _("Ngày kết thúc sớm hơn ngày bắt đầu. Hãy sửa một trong hai ngày.")
        faults.append(Fault(_("Đến ngày"), f"{facts.end:%d/%m/%Y}", text))
    if faults:
        raise Invalid(faults)
    return facts


def overlapping(person_ids: Collection[int], facts: StatusFacts) -> dict[int, Status]:
    """Return person -> a status of the same kind and code that holds in a part of the time."""
    rows = Status.objects.filter(
        person_id__in=list(person_ids), kind=facts.kind, code=facts.code, period__overlap=facts.period()
    )
    return {row.person_id: row for row in rows}


def _no_overlap(person_id: int, facts: StatusFacts, but: int | None = None) -> None:
    held = overlapping([person_id], facts).get(person_id)
    if held is not None and held.pk != but:
        end = last_of(held)
        raise StatusOverlaps(
            title=titles(held.kind, facts.start).get(held.code, _(STATUSES[held.kind])),
            start=f"{held.period.lower:%d/%m/%Y}",
            end=f"{end:%d/%m/%Y}" if end else _("nay"),
        )


def _own(actor: Actor, status_id: int) -> Status:
    status = Status.objects.select_for_update().filter(pk=status_id).first()
    if status is None:
        raise Missing(what=f"diện, chế độ số {status_id}")
    actor.must(STATUS_NEEDS[status.kind][1], at=status.school_id)
    return status


def last_of(status: Status) -> date | None:
    """Return the last day on which the status holds; None while it goes on."""
    return status.period.upper - timedelta(days=1) if status.period.upper else None


def told(status: Status) -> Mapping[str, Any]:
    """Return what the journal keeps of a status."""
    end = last_of(status)
    return {
        "code": status.code,
        "start": status.period.lower.isoformat(),
        "end": end.isoformat() if end else None,
        "document": status.document,
        "note": status.note,
    }
