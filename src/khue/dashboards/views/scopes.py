"""What a page of boards is about: the unit, the day, what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.timezone import localdate

from khue.core.errors import Missing
from khue.core.web.asking import asking
from khue.dashboards import queries
from khue.dashboards.forms import BoardForm
from khue.dashboards.queries import Looked
from khue.dashboards.rules import Board, Can, board_of, since_day
from khue.indicators import actions as keeping
from khue.indicators import queries as figures
from khue.indicators import rules as showing
from khue.organisations import queries as organisations

KEPT = ("don_vi", "ngay", "tu", "so_voi")


@dataclass(frozen=True)
class Scope:
    """What was asked for. query: the same in another address; day: the day asked for, empty for today."""

    looked: Looked
    form: Any
    unit_name: str
    other_name: str
    query: str

    def at(self, **changed: Any) -> str:
        """Return the query string with something changed; what is empty is left out."""
        told = {name: self.form.data.get(name) for name in KEPT} | changed
        return urlencode({name: value for name, value in told.items() if value})


def scope_of(request: HttpRequest, form: type[BoardForm] = BoardForm, *, keep_up: bool = True) -> Scope:
    """Read what is asked for; today's counts are kept up before they are read. Raises: Denied, Missing."""
    actor = asking(request)
    actor.must(Can.SEE)
    actor.must(showing.Can.SEE)
    on = day_of(request.GET.get("ngay", ""))
    if keep_up and on == localdate():
        keeping.keep_up(actor)
    pace = figures.pace()
    borders = queries.borders_now(on, pace)
    units = figures.units_offered(actor, borders)
    unit = number_in(request.GET.get("don_vi", "")) or queries.first_of(units, on)
    other = number_in(request.GET.get("so_voi", ""))
    for one in (unit, other):
        if one is not None:
            actor.must(Can.SEE, at=one)
            actor.must(showing.Can.SEE, at=one)
            units = units if one in units else {one: name_in(borders, one), **units}
    looked = Looked(actor, unit, on, since_day(request.GET.get("tu", ""), on), pace, borders, other)
    asked = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    initial = {**request.GET.dict(), "don_vi": unit, "ngay": request.GET.get("ngay", "")}
    return Scope(
        looked, form({"tu": "thang", **initial}, units), name_in(borders, unit),
        name_in(borders, other) if other else "", urlencode(asked),
    )  # fmt: skip


def name_in(borders: figures.Borders, unit: int) -> str:
    """Return how a unit is called in the borders of the day."""
    about = borders.units.get(unit)
    return about.name if about else organisations.name_of(unit)


def day_of(text: str) -> date:
    """Return the day asked for, never one to come; today when it cannot be read."""
    try:
        day = BoardForm.base_fields["ngay"].to_python(text)
    except ValidationError:
        day = None
    return min(day or localdate(), localdate())


def number_in(text: str) -> int | None:
    """Return the number of a unit, or nothing."""
    return int(text) if text.isdecimal() and len(text) < 16 else None


def found_board(code: str) -> Board:
    """Return a board. Raises: Missing."""
    found = board_of(code)
    if found is None:
        raise Missing(what=f"bảng «{code}»")
    return found


def goals_at(looked: Looked) -> "dict[str, tuple[Any, ...]]":
    """Return the goals of the unit looked at, by indicator."""
    units: Sequence[int] = [looked.unit]
    return dict(queries.goals_of(looked.actor, units, looked.on))
