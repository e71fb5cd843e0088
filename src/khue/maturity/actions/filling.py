"""A school assesses itself: figures fill what machines know, people add the rest with evidence, and it is sent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor
from khue.core.clock import day_of
from khue.core.errors import Fault, Invalid, Missing
from khue.core.words import N_
from khue.maturity import queries, rules
from khue.maturity.actions.refusals import (
    AlreadyDecided,
    AlreadyWithdrawn,
    NoSuchCriterion,
    NothingFilled,
    NotWithSchool,
)
from khue.maturity.models import Assessment, Evidence, Item
from khue.maturity.rules import FIGURE, LIFE, PERSON, STATES, WITH_SCHOOL, Can, Criterion


@dataclass(frozen=True)
class Filled:
    """What filling did: criteria filled, and those whose figure has no value."""

    filled: tuple[str, ...]
    without: tuple[str, ...]


def hold(actor: Actor, assessment_id: int, needs: str) -> Assessment:
    """Lock an assessment until the end of the transaction, for one who may do it there. Raises: Denied, Missing."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("season__edition", "edition")
    found = rows.filter(pk=assessment_id).first()
    if found is None:
        raise Missing(what=N_("phiếu tự đánh giá {number}").format(number=assessment_id))
    actor.must(needs, at=found.school_id)
    return found


def reckon(row: Assessment) -> None:
    """Set what an assessment comes to now; the caller saves it."""
    judgement = queries.judged(row)
    first, second = judgement.groups
    row.first, row.second = first.points, second.points
    row.first_level, row.second_level, row.level = first.level, second.level, judgement.level


def _with_school(actor: Actor, assessment_id: int) -> Assessment:
    found = hold(actor, assessment_id, Can.ASSESS)
    if found.state not in WITH_SCHOOL:
        raise NotWithSchool(state=STATES[found.state])
    return found


def criterion_of(row: Assessment, code: str) -> Criterion:
    """Return a criterion of an assessment. Raises: NoSuchCriterion."""
    found = next((one for one in row.criteria() if one.code == code), None)
    if found is None:
        raise NoSuchCriterion(code=code)
    return found


@transaction.atomic
def fill(actor: Actor, assessment_id: int, *, on: date) -> Filled:
    """Fill what figures know on a day; points that a person gave are left as they are.

    Raises: Denied, Missing, NotWithSchool.
    """
    row = _with_school(actor, assessment_id)
    items = {one.code: one for one in row.items.all()}
    by_code = {one.code: one for one in row.criteria()}
    filled, without = [], []
    for code, figure in queries.figures(actor, row, on).items():
        item = items.get(code)
        if figure.share is None:
            without.append(code)
        elif item is None or item.origin == FIGURE:
            _put(row, item, by_code[code], _worth(by_code[code], figure.share), FIGURE, figure=figure.share, on=on)
            filled.append(code)
    reckon(row)
    row.save()
    record(actor, "maturity.assessment_filled", row, filled=filled, without=without, on=str(on))
    return Filled(tuple(filled), tuple(without))


def _worth(criterion: Criterion, share: Decimal) -> Decimal:
    return Decimal(int(share > 0)) if criterion.most is None else rules.points_of(criterion.most, share)


def _put(
    row: Assessment,
    item: Item | None,
    criterion: Criterion,
    points: Decimal,
    origin: str,
    *,
    figure: Decimal | None = None,
    on: date | None = None,
    note: str | None = None,
) -> Item:
    """Write what a school says; another value is a new matter for the level above."""
    item = item or Item(assessment=row, code=criterion.code, version=0)
    if item.pk is None or (item.points, item.origin) != (points, origin) or item.verdict == "asked":
        item.verdict, item.given, item.reason, item.decided_by = "waiting", None, "", None
    item.points, item.origin, item.figure, item.figure_on = points, origin, figure, on
    item.note = item.note if note is None else note
    item.version += 1
    item.save()
    return item


@transaction.atomic
def tell(actor: Actor, assessment_id: int, code: str, points: Decimal, *, note: str = "") -> Item:
    """Say what a criterion is worth; of a mandatory item 1 says that it is in place, 0 that it is not.

    Raises: Denied, Missing, NotWithSchool, NoSuchCriterion, Invalid.
    """
    row = _with_school(actor, assessment_id)
    criterion = criterion_of(row, code)
    check_points(criterion, points)
    item = row.items.filter(code=code).first()
    if item is not None and item.origin == FIGURE and item.points == points:
        found = _put(row, item, criterion, points, FIGURE, figure=item.figure, on=item.figure_on, note=note)
    else:
        found = _put(row, item, criterion, points, PERSON, note=note)
    reckon(row)
    row.save()
    record(actor, "maturity.item_told", row, code=code, points=str(points))
    return found


def check_points(criterion: Criterion, points: Decimal) -> None:
    """Refuse points that a criterion cannot have. Raises: Invalid."""
    most = Decimal(1) if criterion.most is None else criterion.most
    if not 0 <= points <= most or points != points.quantize(Decimal("0.1")):
        says = N_("Tiêu chí {code} nhận từ 0 đến {most} điểm, một chữ số thập phân.")
        raise Invalid([Fault(N_("Điểm"), str(points), says.format(code=criterion.code, most=most))])


@transaction.atomic
def add_evidence(actor: Actor, assessment_id: int, code: str, *, text: str = "", file: Any = None) -> Evidence:
    """Add a piece of evidence for a criterion. Raises: Denied, Missing, NotWithSchool, NoSuchCriterion, Invalid."""
    row = _with_school(actor, assessment_id)
    criterion_of(row, code)
    if not text.strip() and file is None:
        says = N_("Hãy ghi số văn bản, đường dẫn, hoặc đính kèm tệp minh chứng.")
        raise Invalid([Fault(N_("Minh chứng"), "", says)])
    made = Evidence.objects.create(
        assessment=row, code=code, text=text.strip(), file=file or "", added_by=actor.user_id
    )
    record(actor, "maturity.evidence_added", row, code=code, evidence=made.pk)
    return made


@transaction.atomic
def withdraw(actor: Actor, evidence_id: int, *, why: str) -> Evidence:
    """Withdraw evidence before recognition; what was decided on the item is open again.

    Raises: Denied, Missing, AlreadyDecided, AlreadyWithdrawn, Invalid.
    """
    found = queries.evidence(actor, evidence_id)
    row = hold(actor, found.assessment_id, Can.ASSESS)
    if row.state in rules.DONE:
        raise AlreadyDecided
    found.refresh_from_db()
    if found.withdrawn_at is not None:
        raise AlreadyWithdrawn(evidence=found.pk)
    if not why.strip():
        raise Invalid([Fault(N_("Lí do rút"), "", N_("Hãy ghi vì sao rút minh chứng."))])
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_why = timezone.now(), actor.user_id, why.strip()[:300]
    found.save()
    item = row.items.filter(code=found.code).first()
    if item is not None:
        item.verdict, item.given, item.reason, item.version = "waiting", None, "", item.version + 1
        item.save()
    reckon(row)
    row.save()
    record(actor, "maturity.evidence_withdrawn", row, code=found.code, evidence=found.pk)
    return found


@transaction.atomic
def send(actor: Actor, assessment_id: int) -> Assessment:
    """Send an assessment to the level above; from now on it keeps its criteria.

    Raises: Denied, Missing, WrongState, NothingFilled, Invalid.
    Source: Decision 4725/QĐ-BGDĐT; DTI-20, DTI-21.
    """
    row = hold(actor, assessment_id, Can.ASSESS)
    step = begin(actor, row, LIFE, "send", at=row.school_id)
    whole = queries.sheet(row)
    if not whole.marks:
        raise NothingFilled
    _check_whole(whole)
    row.edition = row.edition or row.season.edition
    row.sent_by, row.sent_at, row.returned_why = actor.user_id, timezone.now(), ""
    row.checked_by = row.checked_at = None
    row.is_late = row.is_late or rules.is_late(day_of(row.sent_at), row.season.due_school, row.season.reading)
    reckon(row)
    finish(actor, row, step, season=row.season_id, late=row.is_late, edition=row.edition_id)
    return row


def _check_whole(whole: queries.Sheet) -> None:
    """Refuse claims without evidence and points above the maximum of a criterion, all at once."""
    bare = set(rules.without_evidence(whole.marks))
    problems = []
    for line in whole.lines:
        most, item = line.criterion.most, line.item
        place = N_("Tiêu chí {code}").format(code=line.criterion.code)
        if item is not None and item.points > (1 if most is None else most):
            says = N_("Vượt điểm tối đa {most} của bộ tiêu chí đang dùng. Hãy chấm lại.").format(most=most)
            problems.append(Fault(place, str(item.points), says))
        if line.criterion.code in bare:
            problems.append(Fault(place, str(item.points if item else ""), N_("Chưa có minh chứng. Hãy thêm.")))
    if problems:
        raise Invalid(problems)
