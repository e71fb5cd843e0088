"""A report is signed by another person than its writer, and frozen with a digest and a signature."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from khue.core import signing
from khue.core.actions import begin, finish
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.reports.actions.refusals import ChangedMeanwhile, NumberTaken, SameHands
from khue.reports.actions.writing import hold
from khue.reports.models import Report
from khue.reports.rules import LIFE, canonical, digest_of, duty_of, form_of


@dataclass(frozen=True)
class Signature:
    """What the signer puts on a report: number and symbol, place, the head of the paper, and as whom."""

    number: int
    symbol: str
    place: str
    superior: str
    signer: str
    signer_title: str


@transaction.atomic
def sign(actor: Actor, report_id: int, given: Signature, *, version: int, today: date) -> Report:
    """Sign a report as it was read: from now on it never changes, and its digest tells.

    Raises: Denied, Missing, WrongState, ChangedMeanwhile, SameHands, NumberTaken, Invalid.
    Source: Decree 30/2020/NĐ-CP, Art. 8, 13, 15 (signature, then number; one series a year).
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "sign", at=held.unit_id)
    if held.version != version:
        raise ChangedMeanwhile
    if actor.user_id is not None and actor.user_id == held.written_by:
        raise SameHands
    _must_be_complete(given)
    if Report.objects.filter(unit_id=held.unit_id, year=today.year, number=given.number).exists():
        raise NumberTaken(number=given.number, year=today.year)
    now = timezone.now()
    held.content = _content(held, given, today)
    held.digest = digest_of(held.content)
    key = signing.signing_key(_keys(), now)
    held.signature, held.key = key.sign(canonical(held.content)), signing.key_id(key.public_key())
    held.number, held.year, held.signed_by, held.frozen_at = given.number, today.year, actor.user_id, now
    finish(actor, held, step, digest=held.digest, number=given.number, key=held.key)
    return held


def next_number(unit_id: int, year: int) -> int:
    """Return the number that follows the last one of a unit in a year.

    Source: Decree 30/2020/NĐ-CP, Art. 15 (from 01 on 1 January).
    """
    last: int | None = Report.objects.filter(unit_id=unit_id, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def signed_by_us(report: Report) -> bool:
    """Whether the signature of a frozen report belongs to its content and to a key of this installation."""
    key = signing.public_keys(_keys()).get(report.key)
    if report.content is None or key is None or report.signature is None:
        return False
    return signing.is_signed(canonical(report.content), bytes(report.signature), key)


def _keys() -> Path:
    return Path(settings.KHUE_HOME) / "keys" / "reports"


def _must_be_complete(given: Signature) -> None:
    named = {
        N_("Kí hiệu"): given.symbol, N_("Nơi ban hành"): given.place, N_("Người kí"): given.signer,
        N_("Chức vụ người kí"): given.signer_title,
    }  # fmt: skip
    wrong = [Fault(place, "", N_("Chưa có nội dung. Hãy điền ô này.")) for place, text in named.items() if not text]
    if given.number < 1:
        wrong.append(Fault(N_("Số"), str(given.number), N_("Số văn bản bắt đầu từ 1. Hãy ghi số nguyên dương.")))
    if wrong:
        raise Invalid(wrong)


def _content(held: Report, given: Signature, today: date) -> dict[str, Any]:
    """Return all that is signed: enough to write the paper again years later, whatever units are called then."""
    form, duty = form_of(held.duty, held.due), duty_of(held.duty)
    units = {held.unit_id, *held.owing, *([held.recipient_id] if held.recipient_id else [])}
    names = organisations.names(units)
    return {
        "duty": held.duty, "title": duty.title if duty else held.duty, "basis": duty.source if duty else "",
        "form_version": held.form_version, "edition": held.edition,
        "unit": held.unit_id, "unit_name": names.get(held.unit_id, ""),
        "recipient": held.recipient_id, "recipient_name": names.get(held.recipient_id or 0, ""),
        "owed_to": duty.owed_to if duty else "",
        "first_day": str(held.first_day), "last_day": str(held.last_day), "due": str(held.due),
        "known_at": held.known_at.isoformat(), "snapshot": held.snapshot_id,
        "sections": [
            {"code": one.code, "kind": one.kind, "title": one.title} for one in (form.sections if form else ())
        ],
        "words": dict(held.words), "lines": list(held.lines), "counted": list(held.counted),
        "owing": [names.get(unit, str(unit)) for unit in held.owing],
        "number": given.number, "symbol": given.symbol, "place": given.place, "superior": given.superior,
        "signed_on": str(today), "signer": given.signer, "signer_title": given.signer_title,
    }  # fmt: skip
