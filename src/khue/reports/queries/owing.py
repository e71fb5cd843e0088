"""Who owes which report to whom: the calendar of planning, the forms, and the tree of units of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from khue.core.actor import Actor
from khue.organisations import queries as organisations
from khue.planning import rules as planning
from khue.reports.models import Report
from khue.reports.rules import KINDS_OF, SOON, Can, Form, duty_of, form_of, forms_of_family, period_of, recipient_of

LOOKS_BACK = timedelta(days=100)  # a report that is a quarter late is still asked for


@dataclass(frozen=True)
class Owing:
    """A report that a unit owes, and how far it is."""

    unit: int
    name: str
    duty: str
    title: str
    due: date
    report: Report | None
    is_unsure: bool

    @property
    def is_open(self) -> bool:
        """Whether it still has to be sent."""
        return self.report is None or self.report.state in ("draft", "presented", "signed", "returned")


@dataclass(frozen=True)
class Sender:
    """A unit that reports to another, and what it sent."""

    unit: int
    name: str
    report: Report | None

    @property
    def has_sent(self) -> bool:
        """Whether its report arrived."""
        return self.report is not None and self.report.state in ("sent", "accepted")


@dataclass(frozen=True)
class Tree:
    """The offices and schools of a day: kind and name of each, and who stands above it."""

    kinds: Mapping[int, str]
    names: Mapping[int, str]
    above: Mapping[int, int | None]

    def chain(self, unit: int) -> list[int]:
        """Return the units above one, from below upwards."""
        found: list[int] = []
        at = self.above.get(unit)
        while at is not None and at not in found:
            found.append(at)
            at = self.above.get(at)
        return found


def tree(on: date) -> Tree:
    """Return the units of a day that may owe or receive reports."""
    kinds = [kind for several in KINDS_OF.values() for kind in several]
    rows = list(organisations.units(on, kinds=kinds).values_list("organisation_id", "kind", "name"))
    return Tree(
        {pk: kind for pk, kind, _ in rows}, {pk: name for pk, _, name in rows}, organisations.above_each(on)
    )  # fmt: skip


def recipient_and_level(form: Form, unit: int, on: date) -> tuple[int | None, bool]:
    """Return who receives the report of a unit, and whether the unit owes this report at all."""
    duty, units = duty_of(form.duty), tree(on)
    if duty is None or units.kinds.get(unit) not in KINDS_OF.get(duty.owed_by, ()):
        return None, False
    return recipient_of(duty.owed_to, units.chain(unit), units.kinds), True


def own_units(actor: Actor, permission: str = Can.WRITE) -> list[int]:
    """Return the units for which somebody acts: the highest of those held, the department for the whole province."""
    places = actor.places(permission)
    if places is None:
        top = organisations.top_id()
        return [top] if top else []
    above = organisations.above_each()
    return sorted(one for one in places if above.get(one) not in places)


def owed(actor: Actor, on: date) -> list[Owing]:
    """Return what the units of somebody owe: what falls due soon, and what is late. Raises: Denied."""
    actor.must(Can.SEE)
    mine = own_units(actor)
    if not mine:
        return []
    units = tree(on)
    found = []
    for due in planning.owed(on - LOOKS_BACK, on + SOON):
        form = form_of(due.code, due.due)
        if form is None:
            continue
        for unit in mine:
            if units.kinds.get(unit) in KINDS_OF.get(due.owed_by, ()):
                found.append(Owing(unit, units.names[unit], due.code, due.title, due.due, None, due.is_unsure))
    made = _made(mine, {one.due for one in found})
    full = [
        Owing(one.unit, one.name, one.duty, one.title, one.due, made.get((one.unit, one.duty, one.due)), one.is_unsure)
        for one in found
    ]
    return sorted(full, key=lambda one: (not one.is_open, one.due, one.title))


def _made(units: Iterable[int], days: Iterable[date]) -> dict[tuple[int, str, date], Report]:
    rows = Report.objects.filter(unit_id__in=list(units), due__in=list(days)).exclude(state="replaced")
    return {(row.unit_id, row.duty, row.due): row for row in rows}


def senders(actor: Actor, unit: int, family: str, last_day: date) -> list[Sender]:
    """Return who has to report to a unit for a period, and what each sent. Raises: Denied."""
    actor.must(Can.SEE, at=unit)
    units = tree(last_day)
    owing: list[int] = []
    for form in forms_of_family(family, last_day + timedelta(days=1)):
        duty = duty_of(form.duty)
        if duty is None:
            continue
        _first, last = period_of(duty.recurrence, last_day + timedelta(days=1))
        for one, kind in units.kinds.items():
            levels = KINDS_OF.get(duty.owed_by, ())
            owes = kind in levels and last == last_day and one != unit
            if owes and recipient_of(duty.owed_to, units.chain(one), units.kinds) == unit:
                owing.append(one)
    rows = Report.objects.filter(recipient_id=unit, family=family, last_day=last_day).exclude(state="replaced")
    sent = {row.unit_id: row for row in rows}
    return sorted((Sender(one, units.names[one], sent.get(one)) for one in owing), key=lambda one: one.name)
