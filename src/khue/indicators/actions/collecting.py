"""What only people can know: a collection is opened, units answer with evidence, the level above checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing, Refused
from khue.core.words import N_
from khue.indicators import queries
from khue.indicators.models import Answer, Collection
from khue.indicators.rules import ANSWER, Can
from khue.organisations import queries as organisations


class NotReported(Refused):
    """The indicator is computed, or waits for records: people do not report it."""

    text = N_("Chỉ số «{code}» không phải số liệu báo cáo. Hãy chọn một chỉ số do đơn vị báo cáo.")


class NotAsked(Refused):
    """None of the units may be asked."""

    text = N_("Không có đơn vị nào để hỏi trong phạm vi của bạn. Hãy chọn đơn vị cấp dưới của mình.")


class NotOpen(Refused):
    """The collection is over."""

    text = N_("Đợt «{title}» đã đóng nên không nhận thêm số liệu. Hãy liên hệ đơn vị mở đợt.")


class OwnAnswer(Refused):
    """Nobody checks what she sent herself."""

    text = N_("Bạn là người gửi báo cáo {number}. Hãy để người khác ở cấp trên duyệt.")


@dataclass(frozen=True)
class NewCollection:
    """What a new collection asks for."""

    indicator: str
    title: str
    first_day: date
    last_day: date
    due: date
    units: Sequence[int]
    sample: str = ""
    words: str = ""


@dataclass(frozen=True)
class Filled:
    """What a unit says. denominator: None where the indicator is a count."""

    numerator: int
    denominator: int | None
    evidence: str
    file: Any = None


@transaction.atomic
def open_collection(actor: Actor, at: int, new: NewCollection) -> Collection:
    """Ask units below for what only they know; each gets an empty answer to fill.

    Raises: Denied, Missing, NotReported, NotAsked, Invalid.
    """
    actor.must(Can.COLLECT, at=at)
    indicator = queries.find(new.indicator)
    if not indicator.reported:
        raise NotReported(code=new.indicator)
    below = organisations.below(at)
    units = sorted(set(new.units) & below)
    if not units:
        raise NotAsked()
    problems = []
    if new.last_day < new.first_day:
        problems.append(Fault("Đến ngày", f"{new.last_day:%d/%m/%Y}", "Kì báo cáo phải kết thúc sau ngày bắt đầu."))
    if new.due < new.first_day:
        problems.append(Fault("Hạn gửi", f"{new.due:%d/%m/%Y}", "Hạn gửi phải sau ngày bắt đầu của kì báo cáo."))
    same = Collection.objects.filter(
        indicator=new.indicator, organisation_id=at, first_day=new.first_day, last_day=new.last_day
    )
    if same.exists():
        problems.append(Fault("Kì báo cáo", new.title, "Kì này đã có một đợt thu thập. Hãy mở đợt ấy ra xem."))
    if problems:
        raise Invalid(problems)
    above = {unit for one in units for unit in organisations.chain(one)}
    made = Collection.objects.create(
        indicator=new.indicator, organisation_id=at, title=new.title, first_day=new.first_day, last_day=new.last_day,
        due=new.due, units=units, sample=new.sample, words=new.words, places=sorted(above | {at}),
        definition=indicator.digest, user_id=actor.user_id,
    )  # fmt: skip
    Answer.objects.bulk_create([Answer(collection=made, unit_id=unit) for unit in units])
    record(actor, "indicators.collection_opened", made, indicator=new.indicator, units=len(units))
    return made


@transaction.atomic
def close_collection(actor: Actor, collection_id: int) -> Collection:
    """Take no more answers. Raises: Missing, Denied, NotOpen."""
    held = queries.collection(actor, collection_id)
    actor.must(Can.COLLECT, at=held.organisation_id)
    if held.closed_at is not None:
        raise NotOpen(title=held.title)
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    record(actor, "indicators.collection_closed", held)
    return held


def _locked(actor: Actor, answer_id: int, needs: Can) -> Answer:
    """Return the answer, held until the end, after the right was checked. Raises: Missing, Denied, NotOpen."""
    found = Answer.objects.select_for_update(of=("self",)).select_related("collection").filter(pk=answer_id).first()
    if found is None:
        raise Missing(what=f"báo cáo số liệu {answer_id}")
    actor.must(needs, at=found.unit_id)
    if found.collection.closed_at is not None:
        raise NotOpen(title=found.collection.title)
    return found


@transaction.atomic
def fill_answer(actor: Actor, answer_id: int, told: Filled) -> Answer:
    """Write what a unit says; it is a draft until it is sent.

    Raises: Missing, NotOpen, WrongState, Denied, Invalid.
    """
    found = _locked(actor, answer_id, Can.ANSWER)
    begin(actor, found, ANSWER, "send", at=found.unit_id)
    _check(found, told)
    found.numerator, found.denominator, found.evidence = told.numerator, told.denominator, told.evidence.strip()
    if told.file is not None:
        found.file = told.file
    found.save()
    record(actor, "indicators.answer_filled", found, indicator=found.collection.indicator)
    return found


def _check(found: Answer, told: Filled) -> None:
    """Refuse what cannot be: a part above its whole, nothing to divide by, no word of evidence."""
    indicator = queries.find(found.collection.indicator)
    problems = []
    if told.numerator < 0:
        problems.append(Fault("Tử số", str(told.numerator), "Hãy nhập số từ 0 trở lên."))
    if indicator.is_share and not told.denominator:
        problems.append(Fault("Mẫu số", str(told.denominator or ""), "Hãy nhập số lớn hơn 0."))
    elif indicator.is_share and indicator.unit == "%" and told.numerator > (told.denominator or 0):
        problems.append(Fault("Tử số", str(told.numerator), f"Tử số không được lớn hơn mẫu số {told.denominator}."))
    if not told.evidence.strip() and told.file is None and not found.file:
        problems.append(Fault("Minh chứng", "", "Hãy ghi số văn bản, đường dẫn, hoặc đính kèm tệp minh chứng."))
    if problems:
        raise Invalid(problems)


@transaction.atomic
def send_answer(actor: Actor, answer_id: int) -> Answer:
    """Send what was filled to the level above. Raises: Missing, NotOpen, WrongState, Denied, Invalid."""
    found = _locked(actor, answer_id, Can.ANSWER)
    step = begin(actor, found, ANSWER, "send", at=found.unit_id)
    if found.numerator is None:
        raise Invalid([Fault("Tử số", "", "Hãy nhập số liệu rồi gửi.")])
    found.sent_by, found.sent_at, found.returned_why = actor.user_id, timezone.now(), ""
    found.checked_by = found.checked_at = None
    finish(actor, found, step, indicator=found.collection.indicator)
    return found


@transaction.atomic
def check_answer(actor: Actor, answer_id: int) -> Answer:
    """Accept what a unit below sent. Raises: Missing, NotOpen, WrongState, Denied, OwnAnswer."""
    found = _locked(actor, answer_id, Can.CHECK)
    step = begin(actor, found, ANSWER, "check", at=found.unit_id)
    if found.sent_by is not None and found.sent_by == actor.user_id:
        raise OwnAnswer(number=found.pk)
    found.checked_by, found.checked_at = actor.user_id, timezone.now()
    finish(actor, found, step, indicator=found.collection.indicator)
    return found


@transaction.atomic
def give_back(actor: Actor, answer_id: int, why: str) -> Answer:
    """Give an answer back with a reason; the unit mends it and sends it again.

    Raises: Missing, NotOpen, WrongState, Denied, Invalid.
    """
    found = _locked(actor, answer_id, Can.CHECK)
    step = begin(actor, found, ANSWER, "give_back", at=found.unit_id)
    if not why.strip():
        raise Invalid([Fault("Lí do", "", "Hãy ghi vì sao trả lại, để đơn vị biết phải sửa gì.")])
    found.returned_why, found.checked_by, found.checked_at = why.strip()[:300], None, None
    finish(actor, found, step, indicator=found.collection.indicator)
    return found
