"""Requests on personal data: received, answered in time, carried out or refused with the ground in law."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Denied, Missing, Refused
from khue.core.rules import Move
from khue.core.words import N_
from khue.people import actions as people
from khue.privacy import queries
from khue.privacy.actions.photos import drop_photos
from khue.privacy.models import Consent, Request, RequestStep, Restriction
from khue.privacy.queries.registry import rows_of
from khue.privacy.rules import GROUNDS, REQUEST, RIGHTS, Can
from khue.privacy.rules.clocks import carry_out_due, extended_due, reply_due
from khue.privacy.rules.retention import TERMS

COPY_PURPOSE = "Lập bản sao dữ liệu theo yêu cầu"
KEPT_WHILE_THERE = frozenset({"phone", "email", "home_address", "home_unit"})  # schooling needs them until one leaves


class AlreadyAsked(Refused):
    """The same is asked and not yet closed."""

    text = N_("Yêu cầu cùng loại cho người này đang được xử lí. Hãy theo dõi yêu cầu đó trước khi gửi yêu cầu mới.")


class NotEntitled(Refused):
    """Only the person and her guardian may ask."""

    text = N_("Người yêu cầu không phải người có dữ liệu hay người giám hộ. Hãy chọn lại người yêu cầu.")


class NoWords(Refused):
    """A request without content, or a refusal without explanation, says nothing."""

    status = 422
    text = N_("Chưa ghi nội dung. Hãy viết vài dòng để người nhận hiểu rõ.")


class NoGround(Refused):
    """A request is refused on a ground of the law only."""

    status = 422
    text = N_("Chưa chọn căn cứ từ chối. Hãy chọn một căn cứ của luật và giải thích cho người yêu cầu.")


class ExtendedBefore(Refused):
    """The law allows one extension."""

    text = N_("Yêu cầu này đã gia hạn một lần. Hãy thực hiện hoặc từ chối trước ngày hết hạn.")


class LawKeeps(Refused):
    """All that is left is kept by duty: there is nothing to delete."""

    text = N_(
        "Không còn dữ liệu nào được phép xoá: phần còn lại luật buộc phải lưu. "
        "Hãy từ chối yêu cầu với căn cứ «Luật buộc lưu giữ dữ liệu này»."
    )


class StandsAlready(Refused):
    """The data of this person is restricted already."""

    text = N_("Dữ liệu của người này đang được hạn chế xử lí. Hãy ghi kết quả đó khi trả lời hoặc từ chối yêu cầu.")


class AssignedAlready(Refused):
    """The unit that answers for the record has the request already."""

    text = N_("Yêu cầu đang ở đúng đơn vị quản lí hồ sơ. Hãy xử lí tại đơn vị này.")


@dataclass(frozen=True)
class Asking:
    """What is asked: about whom, by whom, which right, in which words."""

    person_id: int
    asker_id: int
    right: str
    words: str


@transaction.atomic
def ask(actor: Actor, person_id: int, right: str, words: str, *, on: date) -> Request:
    """Ask online, for oneself or for a child.

    Raises: Denied, Missing, NoWords, AlreadyAsked.
    Source: Law 91/2025/QH15, Art. 4; Decree 356/2025/NĐ-CP.
    """
    queries.own_person(actor, person_id)
    asker = queries.self_of(actor)
    if asker is None:
        raise Denied(permission="privacy.ask", place="này")
    return _receive(actor, Asking(person_id, asker, right, words), "online", on)


@transaction.atomic
def enter(actor: Actor, asking: Asking, *, on: date) -> Request:
    """Enter a request that came to the office.

    Raises: Denied, Missing, NotEntitled, NoWords, AlreadyAsked.
    Source: Law 91/2025/QH15, Art. 4; Decree 356/2025/NĐ-CP.
    """
    card = queries.person(asking.person_id)
    actor.must(Can.ENTER_REQUESTS, at=card.custody_id)
    entitled = {card.id, *queries.guardians([card.id], on).get(card.id, [])}
    if asking.asker_id not in entitled:
        raise NotEntitled()
    return _receive(actor, asking, "office", on)


def _receive(actor: Actor, asking: Asking, channel: str, on: date) -> Request:
    if asking.right not in RIGHTS:
        raise Missing(what=f"quyền «{asking.right}»")
    if not asking.words.strip():
        raise NoWords()
    card = queries.person(asking.person_id)
    same = {"person_id": card.id, "asker_id": asking.asker_id, "right": asking.right}
    if Request.objects.filter(**same, state__in=("received", "accepted")).exists():
        raise AlreadyAsked()
    row = Request.objects.create(
        **same,
        organisation_id=card.custody_id,
        words=asking.words.strip(),
        channel=channel,
        received_on=on,
        reply_due=reply_due(on),
        due=carry_out_due(asking.right, on),
        user_id=actor.user_id,
    )
    _step(actor, row, "receive")
    record(actor, "privacy.request_received", row, right=asking.right, channel=channel, due=row.due.isoformat())
    return row


def _step(actor: Actor, row: Request, verb: str, note: str = "") -> None:
    RequestStep.objects.create(
        request=row,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        verb=verb,
        note=note,
        user_id=actor.user_id,
    )


def _locked(actor: Actor, request_id: int, verb: str) -> tuple[Request, Move]:
    row = Request.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise Missing(what=f"yêu cầu {request_id}")
    return row, begin(actor, row, REQUEST, verb, at=row.organisation_id)


@transaction.atomic
def accept(actor: Actor, request_id: int, *, on: date, note: str = "") -> Request:
    """Answer that the request will be carried out.

    Raises: Denied, Missing, WrongState.
    """
    row, move = _locked(actor, request_id, "accept")
    row.answered_on = on
    _step(actor, row, "accept", note)
    finish(actor, row, move, answered=on.isoformat())
    return row


@transaction.atomic
def refuse(actor: Actor, request_id: int, ground: str, why: str, *, on: date) -> Request:
    """Refuse on a ground of the law, explained to the person.

    Raises: Denied, Missing, WrongState, NoGround, NoWords.
    """
    row, move = _locked(actor, request_id, "refuse")
    if ground not in GROUNDS:
        raise NoGround()
    if not why.strip():
        raise NoWords()
    row.ground, row.outcome, row.closed_at = ground, why.strip(), timezone.now()
    row.answered_on = row.answered_on or on
    _step(actor, row, "refuse", why.strip())
    finish(actor, row, move, ground=ground)
    return row


@transaction.atomic
def extend(actor: Actor, request_id: int, why: str, *, on: date) -> Request:
    """Extend the limit once; the person is told why.

    Raises: Denied, Missing, WrongState, ExtendedBefore, NoWords.
    """
    row, move = _locked(actor, request_id, "extend")
    if row.is_extended:
        raise ExtendedBefore()
    if not why.strip():
        raise NoWords()
    row.due, row.is_extended = extended_due(row.right, row.due), True
    _step(actor, row, "extend", why.strip())
    finish(actor, row, move, due=row.due.isoformat())
    return row


@transaction.atomic
def assign(actor: Actor, request_id: int) -> Request:
    """Hand the request to the unit that holds the record now; its clocks go on.

    Raises: Denied, Missing, AssignedAlready.
    """
    row = Request.objects.select_for_update().filter(pk=request_id, state__in=("received", "accepted")).first()
    if row is None:
        raise Missing(what=f"yêu cầu {request_id}")
    actor.must(Can.DECIDE_REQUESTS, at=row.organisation_id)
    custody = rows_of("people.Person").filter(pk=row.person_id).values_list("custody_id", flat=True).first()
    if custody is None or custody == row.organisation_id:
        raise AssignedAlready()
    _step(actor, row, "assign")
    row.organisation_id = custody
    row.save(update_fields=["organisation_id"])
    record(actor, "privacy.request_assigned", row, organisation=custody)
    return row


@transaction.atomic
def carry_out(actor: Actor, request_id: int, note: str, *, on: date) -> Request:
    """Carry out an accepted request: what a program can do is done here, the rest is told in the note.

    Raises: Denied, Missing, WrongState, NoWords, LawKeeps, StandsAlready.
    Source: Law 91/2025/QH15, Art. 4, 13-16; Decree 356/2025/NĐ-CP.
    """
    row, move = _locked(actor, request_id, "carry_out")
    if not note.strip():
        raise NoWords()
    count = EFFECTS.get(row.right, _nothing)(actor, row, on)
    row.outcome, row.closed_at = note.strip(), timezone.now()
    _step(actor, row, "carry_out", note.strip())
    finish(actor, row, move, right=row.right, count=count)
    return row


@transaction.atomic
def withdraw(actor: Actor, request_id: int, note: str = "") -> Request:
    """Take a request back: who asked, on the own page; or the office for who asked there. A new one may be sent.

    Raises: Denied, Missing, WrongState.
    Source: Law 91/2025/QH15, Art. 4 (rights are used, or not, as the person wants).
    """
    row = queries.request(actor, request_id)
    if not actor.is_citizen:
        row, move = _locked(actor, request_id, "withdraw")
    elif row.asker_id != queries.self_of(actor):
        raise Denied(permission="privacy.ask", place="này")
    else:
        move = REQUEST.find(row.state, "withdraw")
    row.closed_at = timezone.now()
    _step(actor, row, "withdraw", note.strip())
    finish(actor, row, move)
    return row


def _nothing(actor: Actor, row: Request, on: date) -> int:
    """What is asked here is done by the person who handles it: corrected in the record, or handed over."""
    return 0


def _restrict(actor: Actor, row: Request, on: date) -> int:
    if queries.restricted([row.person_id], on):
        raise StandsAlready()
    mark = Restriction.objects.create(person_id=row.person_id, request=row, since=on, user_id=actor.user_id)
    record(actor, "privacy.processing_restricted", mark, person=row.person_id)
    return 1


def _take_back(actor: Actor, row: Request, on: date) -> int:
    """Take back every agreement that the asker gave for this person."""
    last: dict[str, Consent] = {}
    for one in Consent.objects.filter(person_id=row.person_id, giver_id=row.asker_id).order_by("at", "pk"):
        last[one.purpose] = one
    agreed = [one for one in last.values() if one.answer == "agree"]
    for one in agreed:
        one.pk, one.answer, one.at, one.user_id = None, "withdraw", timezone.now(), actor.user_id
        one._state.adding = True
        one.save()
        record(actor, "privacy.consent_answered", one, person=one.person_id, about=one.purpose, said="withdraw")
    return len(agreed)


def _delete(actor: Actor, row: Request, on: date) -> int:
    """Empty what no duty keeps: the photo, and contacts and home once the person has left."""
    term = next(one for one in TERMS if one.label == "people.Person")
    stays = rows_of("students.Enrolment").filter(person_id=row.person_id, period__upper_inf=True).exists()
    posts = rows_of("staff.Post").filter(person_id=row.person_id, period__upper_inf=True).exists()
    names = [name for name in term.erases if not ((stays or posts) and name in KEPT_WHILE_THERE)]
    person = rows_of("people.Person").get(pk=row.person_id)
    filled = [name for name in names if getattr(person, name) not in (None, "")]
    if not filled:
        raise LawKeeps()
    drop_photos([person.photo] if "photo" in filled else [])
    blank = {name: None if person._meta.get_field(name).null else "" for name in filled}
    rows_of("people.Person").filter(pk=row.person_id).update(**blank, version=F("version") + 1)
    record(actor, "privacy.data_deleted", person, columns=filled)
    return len(filled)


EFFECTS = {"restrict": _restrict, "object": _restrict, "withdraw": _take_back, "delete": _delete}


@transaction.atomic
def lift(actor: Actor, person_id: int, *, on: date) -> None:
    """End a restriction of processing: the person agreed, or its reason fell away.

    Raises: Denied, Missing.
    """
    card = queries.person(person_id)
    actor.must(Can.DECIDE_REQUESTS, at=card.custody_id)
    mark = Restriction.objects.filter(person_id=person_id, until__isnull=True).first()
    if mark is None:
        raise Missing(what=f"hạn chế xử lí của hồ sơ {person_id}")
    mark.until = on
    mark.save(update_fields=["until"])
    record(actor, "privacy.restriction_lifted", mark, person=person_id)


@transaction.atomic
def hand_over_copy(actor: Actor, person_id: int, request_id: int | None = None) -> dict[str, str]:
    """Record that a portable copy is made: for oneself or a child, or by the office for an accepted request.

    Returns the secret identifiers in full, by title: the person gets what is held on her. Raises: Denied, Missing.
    """
    if actor.is_citizen:
        card = queries.own_person(actor, person_id)
        record(actor, "privacy.copy_taken", rows_of("people.Person").get(pk=card.id))
        return people.own_numbers(actor, person_id)
    row = Request.objects.filter(pk=request_id or 0, person_id=person_id, right__in=("copy", "access")).first()
    if row is None or row.state not in ("accepted", "done"):
        raise Missing(what=f"yêu cầu {request_id}")
    actor.must(Can.HANDLE_REQUESTS, at=row.organisation_id)
    people.log_reading(actor, person_id, "people.record", COPY_PURPOSE, place_id=row.organisation_id)
    _step(actor, row, "copy")
    record(actor, "privacy.copy_made", row)
    return {}
