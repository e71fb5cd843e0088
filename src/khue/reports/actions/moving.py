"""The way of a report: presented, handed back, sent, accepted or returned, followed by another edition."""

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.words import N_
from khue.reports.actions.refusals import ChangedMeanwhile, NoRecipient
from khue.reports.actions.writing import fill_in, hold
from khue.reports.models import Report
from khue.reports.rules import LIFE, Can, form_of


@transaction.atomic
def present(actor: Actor, report_id: int, *, version: int | None = None) -> Report:
    """Present a draft for signature; every section that asks for words has them.

    Raises: Denied, Missing, WrongState, ChangedMeanwhile, Invalid.
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "present", at=held.unit_id)
    if version is not None and version != held.version:
        raise ChangedMeanwhile
    form = form_of(held.duty, held.due)
    empty = [one for one in (form.words if form else ()) if one.is_needed and not held.words.get(one.code)]
    if empty:
        raise Invalid([Fault(one.title, "", N_("Chưa có nội dung. Hãy viết phần này rồi trình kí.")) for one in empty])
    held.written_by, held.written_at = actor.user_id, timezone.now()
    held.returned_why = ""
    finish(actor, held, step)
    return held


@transaction.atomic
def hand_back(actor: Actor, report_id: int, why: str) -> Report:
    """Hand a report back to those who write it, with the reason.

    Raises: Denied, Missing, WrongState, Invalid.
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "hand_back", at=held.unit_id)
    held.returned_why = _reason(why)
    finish(actor, held, step)
    return held


@transaction.atomic
def send(actor: Actor, report_id: int) -> Report:
    """Send a signed report to its recipient, once.

    Raises: Denied, Missing, WrongState.
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "send", at=held.unit_id)
    held.sent_by, held.sent_at = actor.user_id, timezone.now()
    finish(actor, held, step, recipient=held.recipient_id, late=held.sent_at.date() > held.due)
    return held


@transaction.atomic
def accept(actor: Actor, report_id: int) -> Report:
    """Accept a report; its figures are added to those of the recipient's own from now on.

    Raises: Denied, Missing, WrongState, NoRecipient.
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "accept", at=_recipient(actor, held))
    held.checked_by, held.checked_at = actor.user_id, timezone.now()
    finish(actor, held, step)
    return held


@transaction.atomic
def give_back(actor: Actor, report_id: int, why: str) -> Report:
    """Return a report to its unit with the reason; it stays as signed, another edition follows it.

    Raises: Denied, Missing, WrongState, NoRecipient, Invalid.
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "give_back", at=_recipient(actor, held))
    held.returned_why = _reason(why)
    held.checked_by, held.checked_at = actor.user_id, timezone.now()
    finish(actor, held, step)
    return held


@transaction.atomic
def revise(actor: Actor, report_id: int) -> Report:
    """Open the next edition of a returned report: the words of the last one, the figures of now.

    Raises: Denied, Missing, WrongState.
    """
    held = hold(actor, report_id)
    step = begin(actor, held, LIFE, "revise", at=held.unit_id)
    form = form_of(held.duty, held.due)
    if form is None:
        raise Missing(what=N_("mẫu của báo cáo này"))
    finish(actor, held, step, edition=held.edition + 1)
    names = ("duty", "form_version", "family", "unit_id", "recipient_id", "first_day", "last_day", "due", "words")
    following = Report(
        **{name: getattr(held, name) for name in names}, edition=held.edition + 1, is_synthetic=held.is_synthetic,
        returned_why=held.returned_why, written_by=actor.user_id,
    )  # fmt: skip
    fill_in(actor, following, form)
    following.save()
    record(actor, "reports.report_made", following, unit=held.unit_id, duty=held.duty, edition=following.edition)
    return following


def _recipient(actor: Actor, held: Report) -> int:
    if held.recipient_id is None:
        raise NoRecipient
    actor.must(Can.CHECK, at=held.recipient_id)
    return held.recipient_id


def _reason(why: str) -> str:
    if not why.strip():
        raise Invalid([Fault(N_("Lí do"), "", N_("Chưa có lí do. Hãy ghi phải sửa gì."))])
    return why.strip()[:500]
