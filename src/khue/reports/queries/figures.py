"""Figures of a report: counted from records on its last day, or added from the reports that were accepted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from khue.core.actor import Actor
from khue.core.errors import Missing
from khue.core.indicators import Indicator, divide
from khue.indicators import queries as indicators
from khue.reports.models import Report
from khue.reports.queries.owing import senders
from khue.reports.queries.reading import lines_of
from khue.reports.rules import Form, Line, added, forms_of_family


@dataclass(frozen=True)
class Filled:
    """What a form is filled with: lines, whose records stand behind added ones, who has not sent, and since when."""

    lines: list[Line]
    counted: list[int]
    owing: list[int]
    known_at: datetime
    snapshot: int | None


@dataclass(frozen=True)
class Correction:
    """A figure of a frozen report whose records were corrected later."""

    line: Line
    numerator: int
    denominator: int | None
    value: float | None
    known_at: datetime


def fill(actor: Actor, form: Form, unit: int, last_day: date) -> Filled:
    """Fill a form for a unit. Raises: Denied."""
    reading = indicators.reading_of_day(last_day)
    known = _known(form)
    figures = indicators.figures_at(actor, unit, reading, list(known.values()))
    lines = [
        _line(section.code, known[code], figures[code])
        for section in form.sections
        for code in section.indicators
        if code in known
    ]
    below = senders(actor, unit, form.family, last_day)
    accepted = [one.report for one in below if one.report is not None and one.report.state == "accepted"]
    if below:
        lines = _rolled(form, lines, accepted, len(below), last_day)
    return Filled(
        lines,
        sorted({place for one in accepted for place in (one.counted or [one.unit_id])}),
        [one.unit for one in below if one.report is None or one.report.state != "accepted"],
        reading.known_at,
        reading.snapshot.pk if reading.snapshot else None,
    )


def _known(form: Form) -> dict[str, Indicator]:
    found = {}
    for code in form.indicators:
        try:
            found[code] = indicators.find(code)
        except Missing:
            continue  # a test holds that every form names declared indicators; a withdrawn one is left out
    return found


def _line(section: str, one: Indicator, figure: indicators.Figure) -> Line:
    value = figure.value
    return Line(
        section, one.code, one.title, one.unit, one.digits, one.scale, one.per, one.is_share, one.version, one.digest,
        one.source, "collected" if one.reported else "records",
        figure.state, value.numerator, value.denominator, figure.number, figure.note,
    )  # fmt: skip


def _rolled(form: Form, lines: list[Line], accepted: Sequence[Report], owing: int, last_day: date) -> list[Line]:
    """Add the figures that the forms below ask for; the others stay as counted."""
    below = [one for one in forms_of_family(form.family, last_day + timedelta(days=1)) if one.duty != form.duty]
    asked = {code for one in below for code in one.indicators}
    parts: dict[str, list[Line]] = {}
    for one in accepted:
        for line in lines_of(one):
            parts.setdefault(line.code, []).append(line)
    return [added(line, parts.get(line.code, ()), owing) if line.code in asked else line for line in lines]


def corrections(actor: Actor, found: Report) -> list[Correction]:
    """Count a frozen report anew from the records as they are now; return the lines that would differ.

    Snapshots are left aside, since they stay as taken. Raises: Denied.
    """
    if not found.is_frozen:
        return []
    lines = [one for one in lines_of(found) if one.state in ("known", "none")]
    borders, now = indicators.borders(found.last_day), timezone.now()
    year = indicators.reading_of_day(found.last_day).school_year
    reading = indicators.Reading(found.last_day, year, borders, now)
    changed = []
    for origins, units in ((("records", "collected"), [found.unit_id]), (("reports",), found.counted)):
        below = frozenset().union(*(borders.below(unit) for unit in units)) if units else frozenset()
        mine = [one for one in lines if one.origin in origins]
        changed += _differing(actor, mine, below, reading)
    return changed


def _differing(
    actor: Actor, lines: Sequence[Line], units: Collection[int], reading: indicators.Reading
) -> list[Correction]:
    known = {line.code: indicators.find(line.code) for line in lines if _same(line)}
    measures = {measure for one in known.values() for measure in one.measures}
    sums = reading.sums(actor, measures, units) if measures and units else {}
    reports = indicators.reported_counts([code for code, one in known.items() if one.reported], units, reading.on)
    found = []
    for line in lines:
        one = known.get(line.code)
        if one is None or reading.fault_of(one.measures):
            continue
        if one.reported:
            report = reports.get(line.code)
            above, below = (report.numerator, report.denominator) if report else (0, 0)
        else:
            above = sums.get(one.full(one.numerator), {}).get("", 0)
            below = sums.get(one.full(one.denominator), {}).get("", 0) if one.is_share else 0
        if (above, below if one.is_share else 0) != (line.numerator, line.denominator or 0):
            value = divide(above, below, one.scale, one.per, one.digits) if one.is_share else float(above)
            found.append(Correction(line, above, below if one.is_share else None, value, reading.known_at))
    return found


def _same(line: Line) -> bool:
    """Whether the indicator is still declared as it was: another definition is no correction."""
    try:
        return indicators.find(line.code).digest == line.digest
    except Missing:
        return False
