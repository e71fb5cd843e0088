"""Values on a map: a figure of each commune or province with its outline and its step of colour."""

from dataclasses import dataclass
from typing import Any

from khue.catalogues import queries as catalogues
from khue.core.indicators import Indicator
from khue.dashboards.queries.tiles import Looked, reading_at
from khue.dashboards.rules import Step, steps_of
from khue.indicators import queries as figures
from khue.indicators.queries import Figure
from khue.organisations import queries as organisations


@dataclass(frozen=True)
class Area:
    """A unit on the map. step: its colour, 0 where there is no value; outline: None when it was not imported."""

    unit: int
    name: str
    code: str
    figure: Figure
    step: int
    outline: Any = None


def areas(one: Indicator, looked: Looked, *, outlines: bool) -> tuple[list[Area], list[Step]]:
    """Return the offices of communes below a unit with their values, and the steps of colour. Raises: Denied."""
    below = looked.borders.below(looked.unit)
    rows = organisations.as_of(looked.on).filter(kind="commune_office", organisation_id__in=below)
    places = {unit: (name, code) for unit, name, code in rows.values_list("organisation_id", "name", "area_code")}
    found = figures.by_unit(looked.actor, one, list(places), reading_at(looked.on, looked.borders))
    steps = steps_of([value.number for value in found.values() if value.number is not None])
    drawn = _outlines({places[unit][1] for unit in found}, looked) if outlines else {}
    shown = [
        Area(unit, *places[unit], figure, _step(figure.number, steps), drawn.get(places[unit][1]))
        for unit, figure in found.items()
    ]
    return sorted(shown, key=lambda area: (area.figure.number is None, -(area.figure.number or 0), area.name)), steps


def _step(number: float | None, steps: list[Step]) -> int:
    if number is None:
        return 0
    return next((step.number for step in steps if number <= step.high), 0)


def _outlines(codes: set[str], looked: Looked) -> dict[str, Any]:
    drawn = catalogues.outlines("commune", looked.on).filter(code__in=codes)
    return dict(drawn.values_list("code", "outline"))
