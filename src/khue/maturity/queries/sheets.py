"""Reads of assessments: what a school says of each criterion, the figures that fill it, the level, the way up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.indicators import Indicator
from khue.core.words import N_
from khue.indicators import queries as indicators
from khue.indicators.rules import STATES
from khue.maturity import rules
from khue.maturity.models import Assessment, Evidence, Item
from khue.maturity.rules import WITH_SCHOOL, Can, Criterion, Gap, Judgement, Mark, Step
from khue.organisations import queries as organisations


@dataclass(frozen=True)
class Line:
    """A criterion, what the school says of it, and its evidence, the withdrawn included."""

    criterion: Criterion
    item: Item | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def standing(self) -> list[Evidence]:
        """Return the evidence that still stands."""
        return [one for one in self.evidence if one.withdrawn_at is None]

    @property
    def mark(self) -> Mark | None:
        """Return what counts of it; None where the school says nothing."""
        row = self.item
        if row is None:
            return None
        return Mark(row.code, row.points, row.origin, row.verdict, row.given, len(self.standing))


@dataclass(frozen=True)
class Sheet:
    """An assessment as a whole: its lines, what they come to, and what the criteria themselves lack."""

    assessment: Assessment
    lines: list[Line]
    judgement: Judgement
    gaps: list[Gap]
    blocks: Mapping[str, Decimal]

    @property
    def marks(self) -> list[Mark]:
        """Return what the school says, criterion by criterion."""
        return [line.mark for line in self.lines if line.mark is not None]


@dataclass(frozen=True)
class Filling:
    """The figure that fills a criterion today: a share of one hundred, or None and why there is none."""

    code: str
    title: str
    share: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class Way:
    """What lifts a group to a level: the steps, and whether they reach it."""

    group: int
    to_level: int
    steps: list[tuple[Criterion, Step]] = field(default_factory=list)
    reaches: bool = True


def assessments(
    actor: Actor, season_id: int | None = None, *, state: str = "", level: int | None = None, text: str = ""
) -> "QuerySet[Assessment]":
    """Return the assessments that the actor sees, narrowed by what is asked. Raises: Denied."""
    actor.must(Can.SEE)
    found = Assessment.objects.select_related("season__edition", "edition", "school")
    if season_id is not None:
        found = found.filter(season_id=season_id)
    if state:
        found = found.filter(state=state)
    if level is not None:
        found = found.filter(level=level)
    if text:
        found = found.filter(school_id__in=organisations.units(text=text).values("organisation_id"))
    return found


def assessment(actor: Actor, assessment_id: int) -> Assessment:
    """Return an assessment. Raises: Denied, Missing."""
    found = assessments(actor).filter(pk=assessment_id).first()
    if found is None:
        raise Missing(what=N_("phiếu tự đánh giá {number}").format(number=assessment_id))
    actor.must(Can.SEE, at=found.school_id)
    return found


def evidence(actor: Actor, evidence_id: int) -> Evidence:
    """Return a piece of evidence. Raises: Denied, Missing."""
    found = Evidence.objects.select_related("assessment__season").filter(pk=evidence_id).first()
    if found is None:
        raise Missing(what=N_("minh chứng {number}").format(number=evidence_id))
    actor.must(Can.SEE, at=found.assessment.school_id)
    return found


def sheet(row: Assessment) -> Sheet:
    """Lay out an assessment by its criteria; what was said of a criterion that no longer holds is left aside."""
    items = {one.code: one for one in row.items.all()}
    shown: dict[str, list[Evidence]] = defaultdict(list)
    for one in row.evidence.all():
        shown[one.code].append(one)
    criteria = row.criteria()
    lines = [Line(one, items.get(one.code), tuple(shown[one.code])) for one in criteria]
    marks = [line.mark for line in lines if line.mark is not None]
    sums, missing, blocks = rules.totals({one.code: one.worth for one in marks}, criteria)
    judgement = rules.judge(sums, missing, row.season.reading)
    return Sheet(row, lines, judgement, rules.gaps(criteria), blocks)


def marks_of(row: Assessment) -> list[Mark]:
    """Return what a school says of the criteria that hold."""
    return sheet(row).marks


def judged(row: Assessment) -> Judgement:
    """Return what an assessment comes to now."""
    return sheet(row).judgement


def figures(actor: Actor, row: Assessment, on: date) -> dict[str, Filling]:
    """Return for each criterion that is tied to an indicator the figure of the school on a day. Raises: Denied."""
    tied = {one.code: one.indicator for one in row.criteria() if one.indicator}
    known = {code: one for code in set(tied.values()) if (one := _declared(code)) is not None}
    values = indicators.figures_at(actor, row.school_id, indicators.reading_of_day(on), known.values()) if known else {}
    found = {}
    for code, name in tied.items():
        if name not in known:
            found[code] = Filling(name, name, None, N_("chỉ số không còn được khai báo"))
            continue
        figure = values[name]
        is_share = known[name].unit == "%" and figure.number is not None
        share = Decimal(str(figure.number)) if is_share else None
        found[code] = Filling(name, known[name].title, share, "" if is_share else figure.note or STATES[figure.state])
    return found


def _declared(code: str) -> Indicator | None:
    try:
        return indicators.find(code)
    except Missing:
        return None


def ways_up(whole: Sheet) -> list[Way]:
    """Return what lifts each group to the levels above its own, the next first."""
    criteria = [line.criterion for line in whole.lines]
    by_code = {one.code: one for one in criteria}
    points = {one.code: one.worth for one in whole.marks}
    held = [code for code, worth in points.items() if worth > 0 and code in by_code and by_code[code].is_mandatory]
    reading, found = whole.assessment.season.reading, []
    for standing in whole.judgement.groups:
        for level in range(standing.level + 1, max(rules.LEVELS) + 1):
            steps = rules.way_up(level, standing.group, points, criteria, held, reading)
            total = standing.points + sum((step.points or Decimal(0) for step in steps), Decimal(0))
            reaches = rules.level_of(total, reading) >= level
            found.append(Way(standing.group, level, [(by_code[step.code], step) for step in steps], reaches))
    return found


def to_send(actor: Actor) -> "QuerySet[Assessment]":
    """Return what the schools of the actor still have to send in the latest season."""
    return _open(actor, Can.ASSESS, WITH_SCHOOL)


def to_check(actor: Actor) -> "QuerySet[Assessment]":
    """Return what waits for the check of the actor in the latest season."""
    return _open(actor, Can.CHECK, ["sent"])


def _open(actor: Actor, permission: str, states: Iterable[str]) -> "QuerySet[Assessment]":
    places = actor.places(permission)
    latest = Assessment.objects.order_by("-season__year").values("season_id")[:1]
    rows = Assessment.objects.filter(season_id=latest, state__in=list(states)).select_related("season")
    return rows if places is None else rows.filter(school_id__in=places)
