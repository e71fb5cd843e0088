"""What became of units: their heirs, their origins, and figures carried into the borders of another day."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate

from khue.catalogues import queries as catalogues
from khue.organisations.models import KNOWN_NOW, OrganisationVersion, Succession
from khue.organisations.rules import Edge, Restated, restate
from khue.organisations.rules.restating import Figure, Key

AREA_LEVELS = {2: "province", 5: "commune"}


def unit_edges(start: date, end: date, known_at: datetime | None = None) -> list[Edge]:
    """Return the changes between units after one day up to another, the rest kept by a divided unit included."""
    known = Q(recorded__contains=known_at) if known_at else KNOWN_NOW
    first, last = min(start, end), max(start, end)
    goes_on = OrganisationVersion.objects.filter(
        known, organisation_id=OuterRef("old_id"), valid__contains=OuterRef("on")
    )
    rows = Succession.objects.filter(known, on__gt=first, on__lte=last).annotate(goes_on=Exists(goes_on))
    edges, given = [], defaultdict[tuple[int, date], list[Fraction | None]](list)
    for row in rows.order_by("on", "pk"):
        share = Fraction(row.part, row.of) if row.part and row.of else None
        edges.append(Edge(row.old_id, row.new_id, row.on, share))
        if row.goes_on:
            given[row.old_id, row.on].append(share)
    for (old, on), shares in given.items():
        known_shares = [share for share in shares if share is not None]
        rest = 1 - sum(known_shares, Fraction(0)) if len(known_shares) == len(shares) else None
        edges.append(Edge(old, old, on, rest))
    return edges


def restate_units(figures: Mapping[int, Figure], from_on: date, to_on: date) -> Restated:
    """Carry figures by unit from the units of one day to those of another; the total stays the same."""
    return restate(figures, unit_edges(from_on, to_on), from_on=from_on, to_on=to_on)


def area_crosswalk(level: str, from_on: date, to_on: date) -> list[Edge]:
    """Return the changes between administrative units of two days; a share only estimated counts as unknown."""
    first, last = min(from_on, to_on), max(from_on, to_on)
    if first == last:
        return []
    return [
        Edge(edge.old_code, edge.new_code, last, None if edge.is_estimated else Fraction(edge.weight))
        for edge in catalogues.crosswalk(level, first, last)
    ]


def restate_areas(figures: Mapping[str, Figure], from_on: date, to_on: date) -> Restated:
    """Carry figures by province (2 digits) or commune (5 digits) code into the borders of another day."""
    edges: list[Edge] = []
    for length, level in AREA_LEVELS.items():
        if any(len(code) == length for code in figures):
            edges += area_crosswalk(level, from_on, to_on)
    return restate(figures, edges, from_on=from_on, to_on=to_on)


def successors(organisation_id: int, on: date | None = None) -> dict[int, str]:
    """Return the units of a day in which an ended unit goes on, each with its share in words ("" when not known)."""
    shares: dict[int, Fraction | None] = {organisation_id: Fraction(1)}
    for edges in _steps(on or localdate()):
        out: dict[int, Fraction | None] = {}
        for unit, share in shares.items():
            for heir, part in edges.get(unit, {unit: Fraction(1)}).items():
                known = None if share is None or part is None else share * part
                out[heir] = (
                    None if known is None or out.get(heir, Fraction(0)) is None else (out.get(heir) or 0) + known
                )
        shares = out
    shares.pop(organisation_id, None)
    return {unit: _shown(share) for unit, share in shares.items()}


def predecessors(organisation_id: int) -> dict[int, str]:
    """Return the units from which this one directly came, each with the share it took of them."""
    rows = Succession.objects.filter(KNOWN_NOW, new_id=organisation_id).order_by(F("on").desc(), "pk")
    return {row.old_id: _shown(Fraction(row.part, row.of) if row.part and row.of else None) for row in rows}


def _steps(until: date) -> list[dict[int, dict[int, Fraction | None]]]:
    """Return for each day of change, in order: old unit -> heir -> share."""
    by_day: dict[date, dict[int, dict[int, Fraction | None]]] = defaultdict(lambda: defaultdict(dict))
    for edge in unit_edges(date.min, until):
        by_day[edge.on][int(edge.old)][int(edge.new)] = edge.share
    return [dict(by_day[day]) for day in sorted(by_day)]


def _shown(share: Fraction | None) -> str:
    """Write a share for people: 100%, 40%, 1/3; empty when not known."""
    if share is None:
        return ""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else str(share)


def keys_of(restated: Restated) -> set[Key]:
    """Return every unit that a restated table names."""
    return set(restated.values) | {unit for row in restated.undivided for unit in (row.unit, *row.among)}
