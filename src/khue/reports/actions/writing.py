"""A report is made and filled; people add words, one at a time."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.words import N_
from khue.indicators import actions as indicators
from khue.planning import rules as planning
from khue.reports import queries
from khue.reports.actions.refusals import AlreadyMade, ChangedMeanwhile, NotDraft, NotOwed, TooEarly
from khue.reports.models import Report
from khue.reports.rules import Can, Form, duty_of, form_of, period_of

LONGEST = 10_000  # characters of one section


@transaction.atomic
def make(actor: Actor, unit_id: int, duty: str, due: date, *, today: date, is_synthetic: bool = False) -> Report:
    """Make the report that a unit owes on a day, filled with the figures of the last day of its period.

    Raises: Denied, NotOwed, TooEarly, AlreadyMade.
    """
    actor.must(Can.WRITE, at=unit_id)
    form, about = form_of(duty, due), duty_of(duty)
    days = [one.due for one in planning.owed(due, due) if one.code == duty]
    if form is None or about is None or not days:
        raise NotOwed(duty=about.title if about else duty, due=f"{due:%d/%m/%Y}")
    first, last = period_of(about.recurrence, due)
    if last >= today:
        raise TooEarly(last=f"{last:%d/%m/%Y}")
    recipient, owes = queries.recipient_and_level(form, unit_id, last)
    if not owes:
        raise NotOwed(duty=about.title, due=f"{due:%d/%m/%Y}")
    before = Report.objects.filter(duty=duty, unit_id=unit_id, last_day=last).exclude(state="replaced").first()
    if before is not None:
        raise AlreadyMade(made=f"{timezone.localtime(before.written_at):%d/%m/%Y}")
    made = Report(
        duty=duty, form_version=form.version, family=form.family, unit_id=unit_id, recipient_id=recipient,
        first_day=first, last_day=last, due=due, written_by=actor.user_id, is_synthetic=is_synthetic,
    )  # fmt: skip
    fill_in(actor, made, form)
    made.save()
    record(actor, "reports.report_made", made, unit=unit_id, duty=duty, due=str(due))
    return made


@transaction.atomic
def refresh(actor: Actor, report_id: int, *, version: int) -> Report:
    """Fill a draft anew with what the records and the accepted reports say now.

    Raises: Denied, Missing, NotDraft, ChangedMeanwhile.
    """
    held = hold_draft(actor, report_id, version)
    form = form_of(held.duty, held.due)
    if form is None:
        raise Missing(what=N_("mẫu của báo cáo này"))
    fill_in(actor, held, form)
    held.version += 1
    held.save()
    record(actor, "reports.report_filled", held, version=held.version)
    return held


@transaction.atomic
def write(actor: Actor, report_id: int, *, version: int, words: Mapping[str, str]) -> Report:
    """Save the words of a draft, if nobody saved others meanwhile.

    words: section -> text. Raises: Denied, Missing, NotDraft, ChangedMeanwhile, Invalid.
    """
    held = hold_draft(actor, report_id, version)
    form = form_of(held.duty, held.due)
    sections = {one.code: one for one in form.words} if form else {}
    unknown = [
        Fault(code, text[:40], N_("Mẫu không có phần này. Hãy dùng tên phần của mẫu."))
        for code, text in words.items()
        if code not in sections
    ]
    long = [
        Fault(sections[code].title, f"{len(text)}", N_("Dài hơn 10.000 chữ. Hãy viết gọn lại."))
        for code, text in words.items()
        if code in sections and len(text) > LONGEST
    ]
    if unknown or long:
        raise Invalid([*unknown, *long])
    held.words = held.words | {code: text.strip() for code, text in words.items()}
    held.version += 1
    held.written_by, held.written_at = actor.user_id, timezone.now()
    held.save()
    record(actor, "reports.report_written", held, version=held.version, sections=sorted(words))
    return held


def fill_in(actor: Actor, report: Report, form: Form) -> None:
    """Put the figures of the last day of the period into a report."""
    if report.last_day == timezone.localdate():
        indicators.keep_up(actor)
    filled = queries.fill(actor, form, report.unit_id, report.last_day)
    report.lines = [line.as_data() for line in filled.lines]
    report.counted, report.owing = filled.counted, filled.owing
    report.known_at, report.snapshot_id = filled.known_at, filled.snapshot


def hold(actor: Actor, report_id: int) -> Report:
    """Lock a report that one sees. Raises: Denied, Missing."""
    queries.report(actor, report_id)
    return Report.objects.select_for_update(of=("self",)).get(pk=report_id)


def hold_draft(actor: Actor, report_id: int, version: int) -> Report:
    """Lock a draft as it was opened. Raises: Denied, Missing, NotDraft, ChangedMeanwhile."""
    held = hold(actor, report_id)
    actor.must(Can.WRITE, at=held.unit_id)
    if held.state != "draft":
        raise NotDraft(state=held.get_state_display())
    if held.version != version:
        raise ChangedMeanwhile
    return held
