"""Giving, refusing and withdrawing consent; reminding those who have not answered."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.clock import day_of
from khue.core.errors import Denied, Missing, Refused
from khue.core.words import N_
from khue.privacy import queries
from khue.privacy.models import Consent, Reminder
from khue.privacy.queries.persons import Card
from khue.privacy.rules import Can
from khue.privacy.rules.consents import ADULT_FROM, ANSWERS, BY_CODE, Purpose, age, parties

REMIND_AGAIN = timedelta(days=3)


class NotAsked(Refused):
    """The law asks somebody else, or nobody, for this purpose."""

    text = N_(
        "Mục đích «{purpose}» không cần ý kiến của người này. "
        "Hãy xem ai cần trả lời: người giám hộ, từ đủ 7 tuổi có thêm học sinh, từ đủ 18 tuổi chỉ người đó."
    )


class NothingToWithdraw(Refused):
    """There is no agreement of this person to take back."""

    text = N_("Chưa có sự đồng ý nào của người này để rút lại. Hãy tải lại trang để xem câu trả lời hiện tại.")


class SameAnswer(Refused):
    """The person said just this already, to this text."""

    text = N_("Câu trả lời này đã được ghi trước đó. Hãy tải lại trang để xem câu trả lời hiện tại.")


class NoPaper(Refused):
    """A consent on paper cannot be proved without the paper."""

    status = 422
    text = N_("Chưa có bản quét của giấy đồng ý. Hãy đính kèm tệp PDF hoặc ảnh có chữ kí.")


class NotGuardian(Refused):
    """The giver is neither the person nor her guardian on that day."""

    text = N_(
        "Người trả lời không phải người giám hộ của học sinh này. Hãy chọn lại, hoặc bổ sung quan hệ trong hồ sơ."
    )


class NobodyToRemind(Refused):
    """Everybody answered, or was reminded just now."""

    text = N_("Không có gia đình nào cần nhắc: đã trả lời cả, hoặc vừa được nhắc. Hãy xem lại danh sách sau 3 ngày.")


def purpose_of(code: str) -> Purpose:
    """Return a declared purpose. Raises: Missing."""
    if code not in BY_CODE:
        raise Missing(what=f"mục đích «{code}»")
    return BY_CODE[code]


@transaction.atomic
def answer(actor: Actor, person_id: int, purpose: str, said: str, *, at: datetime) -> Consent:
    """Answer online, for oneself or for a child: agree, refuse, or withdraw what was agreed.

    Raises: Denied, Missing, NotAsked, SameAnswer, NothingToWithdraw.
    Source: Law 91/2025/QH15, Art. 9 (explicit, per purpose, withdrawn as easily), Art. 24 (from seven also the child).
    """
    wanted, card = purpose_of(purpose), queries.own_person(actor, person_id)
    giver = queries.self_of(actor)
    if giver is None:
        raise Denied(permission="privacy.answer", place="này")
    return _add(actor, wanted, card, giver, said, at=at, way="online")


@transaction.atomic
def record_paper(
    actor: Actor, person_id: int, purpose: str, said: str, *, giver_id: int, paper: Any, at: datetime
) -> Consent:
    """Record an answer given on paper, with the scan that proves it.

    Raises: Denied, Missing, NoPaper, NotGuardian, NotAsked, SameAnswer, NothingToWithdraw.
    Source: Law 91/2025/QH15, Art. 9 (provable).
    """
    wanted, card = purpose_of(purpose), queries.person(person_id)
    actor.must(Can.RECORD_CONSENTS, at=card.custody_id)
    if not paper:
        raise NoPaper()
    if giver_id != person_id and giver_id not in queries.guardians([person_id], day_of(at)).get(person_id, []):
        raise NotGuardian()
    return _add(actor, wanted, card, giver_id, said, at=at, way="paper", paper=paper)


def _add(
    actor: Actor, wanted: Purpose, card: Card, giver: int, said: str, *, at: datetime, way: str, paper: Any = ""
) -> Consent:
    """Add one answer after checking that this person is asked and says something new."""
    party = _party(card, giver, at)
    if said not in ANSWERS or party not in parties(wanted, card.birth, day_of(at)):
        raise NotAsked(purpose=wanted.title)
    mine = Consent.objects.filter(person_id=card.id, purpose=wanted.code, giver_id=giver, party=party)
    last = mine.order_by("-at", "-pk").first()
    if said == "withdraw" and (last is None or last.answer != "agree"):
        raise NothingToWithdraw()
    if last is not None and (last.answer, last.version) == (said, wanted.version):
        raise SameAnswer()
    row = Consent.objects.create(
        person_id=card.id,
        organisation_id=card.custody_id,
        purpose=wanted.code,
        answer=said,
        party=party,
        giver_id=giver,
        version=wanted.version,
        way=way,
        paper=paper,
        user_id=actor.user_id,
        at=at,
    )
    facts = {"about": wanted.code, "said": said, "party": party, "version": wanted.version, "way": way}
    record(actor, "privacy.consent_answered", row, person=card.id, **facts)
    return row


def _party(card: Card, giver: int, at: datetime) -> str:
    if giver != card.id:
        return "guardian"
    grown = card.birth is not None and age(card.birth, day_of(at)) >= ADULT_FROM
    return "self" if grown else "child"


@transaction.atomic
def remind(
    actor: Actor, purpose: str, school_id: int, *, at: datetime, class_name: str = "", only: Collection[int] = ()
) -> int:
    """Remind the families of a school (or one class) that have not answered; each at most every three days.

    Returns how many. Raises: Denied, Missing, NobodyToRemind.
    """
    wanted = purpose_of(purpose)
    listed = queries.answers_at(actor, wanted.code, school_id, day_of(at), class_name=class_name, reason="not_answered")
    due = [
        one.pupil.id
        for one in listed
        if (not only or one.pupil.id in only) and (one.reminded_at is None or one.reminded_at <= at - REMIND_AGAIN)
    ]
    if not due:
        raise NobodyToRemind()
    rows = [
        Reminder(person_id=one, organisation_id=school_id, purpose=wanted.code, user_id=actor.user_id, at=at)
        for one in due
    ]
    made = Reminder.objects.bulk_create(rows)
    record(actor, "privacy.families_reminded", made[0], about=wanted.code, organisation=school_id, count=len(made))
    return len(made)
