"""What a page of figures is about: the unit, the day, and from where its counts are read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.timezone import localdate

from khue.core.actor import Actor
from khue.core.web.asking import asking
from khue.indicators import actions, queries
from khue.indicators.forms import ScopeForm, day_in
from khue.indicators.queries import Reading
from khue.indicators.rules import Can
from khue.organisations import queries as organisations


@dataclass(frozen=True)
class Scope:
    """What was asked for. query: the same in another address."""

    actor: Actor
    form: Any
    unit: int
    on: date
    reading: Reading

    @property
    def unit_name(self) -> str:
        """Return how the unit is called in the borders of the day."""
        about = self.reading.borders.units.get(self.unit)
        return about.name if about else organisations.name_of(self.unit, self.on)

    @property
    def query(self) -> str:
        """Return the query string that carries unit and day to another page."""
        return self.at(self.unit)

    def at(self, unit: int) -> str:
        """Return the query string of another unit on the same day."""
        return urlencode([("don_vi", unit), ("ngay", f"{self.on:%d/%m/%Y}")])


def scope_of(request: HttpRequest, form: type[ScopeForm] = ScopeForm) -> Scope:
    """Read what is asked for, and have today's counts kept up before they are read. Raises: Denied."""
    actor = asking(request)
    actor.must(Can.SEE)
    on = min(day_in(request.GET.get("ngay", "")) or localdate(), localdate())
    if on == localdate():
        actions.keep_up(actor)
    reading = queries.reading_of_day(on)
    units = queries.units_offered(actor, reading.borders)
    asked = request.GET.get("don_vi", "")
    unit = int(asked) if asked.isdecimal() and len(asked) < 16 else next(iter(units))
    actor.must(Can.SEE, at=unit)
    if unit not in units:
        units = {unit: organisations.name_of(unit, on), **units}
    initial = {**request.GET.dict(), "don_vi": unit, "ngay": request.GET.get("ngay") or f"{on:%d/%m/%Y}"}
    return Scope(actor, form(initial, units), unit, on, reading)
