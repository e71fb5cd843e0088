"""Leave notes: the family says that a child will be missing, and may take it back until the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.students.models import LeaveNote
from khue.students.queries.families import may_ask_leave, member
from khue.students.rules import SESSIONS

LONGEST = timedelta(days=30)
FARTHEST = timedelta(days=120)
LONGEST_WHY = 200


class AskedAlready(Refused):
    """A leave note covers these days already."""

    text = N_("Đã có đơn xin nghỉ từ {start} đến {end}. Hãy rút đơn đó trước nếu muốn gửi đơn khác.")


class NotForThisPerson(Refused):
    """Only a guardian excuses a child who is at school, or a pupil of age herself."""

    status = 403
    text = N_("Đơn xin nghỉ do cha mẹ, người giám hộ gửi cho em đang học. Hãy nhờ cha mẹ gửi, hoặc gọi nhà trường.")


class NoteIsOver(Refused):
    """The days of the note have passed or it was withdrawn before."""

    text = N_("Đơn này đã qua ngày nghỉ hoặc đã được rút. Hãy hỏi giáo viên chủ nhiệm nếu cần sửa điểm danh.")


@dataclass(frozen=True)
class Wanted:
    """What a family asks for. session: "" for whole days."""

    first_day: date
    last_day: date
    why: str
    session: str = ""


@transaction.atomic
def ask_leave(actor: Actor, person_id: int, wanted: Wanted, *, now: datetime, today: date) -> LeaveNote:
    """Send a leave note for a child one is guardian of; the school of the day sees it in the roll.

    Raises: Missing, NotForThisPerson, Invalid, AskedAlready.
    """
    found = member(actor, person_id, today)
    if actor.person_id is None or found.stay is None or not may_ask_leave(actor, found, today):
        raise NotForThisPerson(person=person_id)
    _check(wanted, today)
    _not_twice(person_id, wanted)
    made = LeaveNote.objects.create(
        person_id=person_id,
        school_id=found.stay.school_id,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        session=wanted.session,
        why=nfc(wanted.why),
        giver_id=actor.person_id,
        user_id=actor.user_id,
        at=now,
    )
    record(actor, "students.leave_asked", made, person=person_id, school=made.school_id, first=f"{wanted.first_day}")
    return made


@transaction.atomic
def withdraw_leave(actor: Actor, note_id: int, *, now: datetime, today: date) -> LeaveNote:
    """Take a leave note back, while its days are not over.

    Raises: Missing, NotForThisPerson, NoteIsOver.
    """
    found = LeaveNote.objects.select_for_update().filter(pk=note_id).first()
    if found is None or found.person_id not in actor.own:
        raise Missing(what=_("đơn xin nghỉ này"))
    if not may_ask_leave(actor, member(actor, found.person_id, today), today):
        raise NotForThisPerson(person=found.person_id)
    if found.withdrawn_at is not None or found.last_day < today:
        raise NoteIsOver(note=note_id)
    found.withdrawn_at = now
    found.save(update_fields=["withdrawn_at"])
    record(actor, "students.leave_withdrawn", found, person=found.person_id, school=found.school_id)
    return found


def _check(wanted: Wanted, today: date) -> None:
    """Raises: Invalid, with every fault."""
    faults = []
    first, last = wanted.first_day, wanted.last_day
    if first < today:
        text = _("Chỉ xin nghỉ cho hôm nay và những ngày tới. Hãy gọi giáo viên chủ nhiệm về ngày đã qua.")
        faults.append(Fault(_("Từ ngày"), f"{first:%d/%m/%Y}", text))
    if first > today + FARTHEST:
        faults.append(Fault(_("Từ ngày"), f"{first:%d/%m/%Y}", _("Ngày này còn xa quá. Hãy kiểm tra lại năm.")))
    if last < first:
        text = _("Ngày cuối sớm hơn ngày đầu. Hãy sửa một trong hai ngày.")
        faults.append(Fault(_("Đến ngày"), f"{last:%d/%m/%Y}", text))
    if last - first > LONGEST:
        text = _("Một đơn xin nghỉ tối đa 30 ngày. Hãy gặp nhà trường để xin bảo lưu nếu cần nghỉ dài hơn.")
        faults.append(Fault(_("Đến ngày"), f"{last:%d/%m/%Y}", text))
    if wanted.session not in ("", *SESSIONS):
        faults.append(Fault(_("Buổi"), wanted.session, _("Hãy chọn một buổi trong danh sách.")))
    if not nfc(wanted.why) or len(nfc(wanted.why)) > LONGEST_WHY:
        faults.append(Fault(_("Lí do"), wanted.why[:30], _("Hãy ghi lí do, tối đa 200 chữ, ví dụ «sốt, nghỉ ở nhà».")))
    if faults:
        raise Invalid(faults)


def _not_twice(person_id: int, wanted: Wanted) -> None:
    rows = LeaveNote.objects.filter(
        person_id=person_id, withdrawn_at=None, first_day__lte=wanted.last_day, last_day__gte=wanted.first_day
    )
    if wanted.session:
        rows = rows.filter(session__in=("", wanted.session))
    if held := rows.first():
        raise AskedAlready(start=f"{held.first_day:%d/%m/%Y}", end=f"{held.last_day:%d/%m/%Y}")
