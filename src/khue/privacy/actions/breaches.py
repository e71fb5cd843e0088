"""Breach files: opened, followed, reported in time, the people told, closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.privacy import queries
from khue.privacy.models import Affected, Breach, BreachStep
from khue.privacy.queries.registry import rows_of
from khue.privacy.rules import BREACH, Can

FORM_08 = ("cause", "harm", "remedy", "contact")


class NotComplete(Refused):
    """Form 08 has empty fields."""

    status = 422
    text = N_("Mẫu 08 còn thiếu: {fields}. Hãy bổ sung các mục này trước khi ghi là đã báo cáo.")


class NoSpan(Refused):
    """Without account and time nothing can be searched for."""

    status = 422
    text = N_("Chưa có mã tài khoản liên quan và khoảng thời gian xảy ra. Hãy bổ sung vào hồ sơ sự cố rồi tìm lại.")


class NothingTouched(Refused):
    """The search found nobody new."""

    text = N_("Không tìm thấy thêm hồ sơ nào bị xem trong khoảng thời gian đó. Hãy kiểm tra mã tài khoản và thời gian.")


class NobodyToTell(Refused):
    """No affected person waits for a notice."""

    text = N_("Không còn người nào cần thông báo. Hãy lập danh sách người bị ảnh hưởng trước.")


class NoticedBefore(Refused):
    """The first notice was sent already."""

    text = N_("Thông báo ban đầu đã được ghi nhận. Hãy tiếp tục với báo cáo đầy đủ.")


@dataclass(frozen=True)
class Telling:
    """What is known of a breach when its file is opened or corrected: column -> value."""

    facts: Mapping[str, Any]


@transaction.atomic
def open_breach(actor: Actor, organisation_id: int, telling: Telling) -> Breach:
    """Open the file of a breach; its clock runs from the moment it was found.

    Raises: Denied.
    Source: Law 91/2025/QH15, Art. 23; Decree 356/2025/NĐ-CP.
    """
    actor.must(Can.HANDLE_BREACHES, at=organisation_id)
    row = Breach.objects.create(organisation_id=organisation_id, user_id=actor.user_id, **telling.facts)
    _step(actor, row, "open")
    record(actor, "privacy.breach_opened", row, found=row.found_at.isoformat(), serious=row.is_serious)
    return row


def _step(actor: Actor, row: Breach, verb: str, note: str = "") -> None:
    BreachStep.objects.create(
        breach=row, organisation_id=row.organisation_id, verb=verb, note=note, user_id=actor.user_id
    )


def _locked(actor: Actor, breach_id: int) -> Breach:
    row = Breach.objects.select_for_update().filter(pk=breach_id).first()
    if row is None:
        raise Missing(what=f"hồ sơ sự cố {breach_id}")
    actor.must(Can.HANDLE_BREACHES, at=row.organisation_id)
    return row


@transaction.atomic
def tell_more(actor: Actor, breach_id: int, telling: Telling) -> Breach:
    """Add to or correct what is known.

    Raises: Denied, Missing.
    """
    row = _locked(actor, breach_id)
    changed = [name for name, value in telling.facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, telling.facts[name])
    row.save()
    _step(actor, row, "edit")
    record(actor, "privacy.breach_changed", row, columns=changed)
    return row


@transaction.atomic
def note(actor: Actor, breach_id: int, text: str) -> Breach:
    """Write down what was done.

    Raises: Denied, Missing.
    """
    row = _locked(actor, breach_id)
    _step(actor, row, "note", text)
    record(actor, "privacy.breach_followed", row)
    return row


@transaction.atomic
def notice(actor: Actor, breach_id: int, *, at: datetime) -> Breach:
    """Record the first notice of a serious breach to the authority.

    Raises: Denied, Missing, NoticedBefore.
    Source: Decree 331/2026/NĐ-CP, Art. 31 (24 hours).
    """
    row = _locked(actor, breach_id)
    if row.noticed_at is not None:
        raise NoticedBefore()
    row.noticed_at = at
    row.save(update_fields=["noticed_at"])
    _step(actor, row, "notice")
    record(actor, "privacy.breach_noticed", row, noticed=at.isoformat())
    return row


@transaction.atomic
def report(actor: Actor, breach_id: int, *, at: datetime) -> Breach:
    """Record that Form 08 went to the authority; its fields must be filled in.

    Raises: Denied, Missing, WrongState, NotComplete.
    Source: Law 91/2025/QH15, Art. 23; Decree 356/2025/NĐ-CP, Form 08 (72 hours).
    """
    row = _locked(actor, breach_id)
    move = begin(actor, row, BREACH, "report", at=row.organisation_id)
    empty = [str(row._meta.get_field(name).verbose_name) for name in FORM_08 if not getattr(row, name)]  # type: ignore[union-attr]
    if empty:
        raise NotComplete(fields=", ".join(empty))
    row.reported_at = at
    _step(actor, row, "report")
    finish(actor, row, move, reported=at.isoformat())
    return row


@transaction.atomic
def close(actor: Actor, breach_id: int, text: str, *, at: datetime) -> Breach:
    """Close a reported file; it is kept five years from then.

    Raises: Denied, Missing, WrongState.
    Source: Decree 356/2025/NĐ-CP (kept at least five years).
    """
    row = _locked(actor, breach_id)
    move = begin(actor, row, BREACH, "close", at=row.organisation_id)
    row.closed_at = at
    _step(actor, row, "close", text)
    finish(actor, row, move)
    return row


@transaction.atomic
def find_affected(actor: Actor, breach_id: int) -> int:
    """List whose records the account of the breach read while it happened.

    Returns how many persons are new. Raises: Denied, Missing, NoSpan, NothingTouched.
    """
    row = _locked(actor, breach_id)
    if row.suspect_id is None or row.happened_from is None or row.happened_until is None:
        raise NoSpan()
    counts = queries.readings_by(row.suspect_id, row.happened_from, row.happened_until)
    return _affect(actor, row, counts)


@transaction.atomic
def add_affected(actor: Actor, breach_id: int, person_ids: list[int]) -> int:
    """Add persons by hand, such as those on a lost list.

    Returns how many are new. Raises: Denied, Missing, NothingTouched.
    """
    row = _locked(actor, breach_id)
    seen = rows_of("people.Person").filter(pk__in=person_ids).values_list("pk", flat=True)
    return _affect(actor, row, dict.fromkeys(seen, 0))


def _affect(actor: Actor, row: Breach, counts: Mapping[int, int]) -> int:
    known = set(row.affected.values_list("person_id", flat=True))
    fresh = [
        Affected(breach=row, organisation_id=row.organisation_id, person_id=person, count=count)
        for person, count in counts.items()
        if person not in known
    ]
    if not fresh:
        raise NothingTouched()
    Affected.objects.bulk_create(fresh)
    _step(actor, row, "affected", str(len(fresh)))
    record(actor, "privacy.breach_affected_found", row, count=len(fresh))
    return len(fresh)


@transaction.atomic
def tell_people(actor: Actor, breach_id: int, text: str, *, at: datetime) -> int:
    """Tell the affected persons on their own pages what happened and what to do.

    Returns how many. Raises: Denied, Missing, NobodyToTell.
    Source: Decree 356/2025/NĐ-CP (72 hours for location and biometric data).
    """
    row = _locked(actor, breach_id)
    told = row.affected.filter(told_at__isnull=True).update(notice=text, told_at=at)
    if not told:
        raise NobodyToTell()
    row.told_at = row.told_at or at
    row.save(update_fields=["told_at"])
    _step(actor, row, "tell", str(told))
    record(actor, "privacy.people_told", row, count=told)
    return told
